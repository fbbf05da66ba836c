// What an application asks of people, done by hand: members, the yes of each
// by the code on her own telephone, the statute.
import { codeOf, messages } from '../http/client.mjs';

export { nationalId } from '../http/formation.mjs';

export async function addMember(page, { name, national_id, mobile, post }) {
	await page.getByRole('link', { name: 'افزودن عضو' }).click();
	await page.locator('input[name=name]').fill(name);
	await page.locator('input[name=national_id]').fill(national_id.replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[d]));
	await page.locator('input[name=mobile]').fill(mobile);
	await page.locator('select[name=post]').selectOption({ label: post });
	await page.getByRole('button', { name: 'افزودن عضو' }).click();
	await page.waitForURL(/\/apply\/\d+$/);
}

// From the page of the application and back to it.
export async function agree(page, { name, mobile }, look = async () => {}) {
	const back = page.url();
	await page.getByRole('link', { name: `گرفتن رضایت ${name}` }).click();
	const seen = (await messages(mobile)).filter((message) => message.code).length;
	await page.getByRole('button', { name: 'خواندم؛ کد را بفرست' }).click();
	await page.locator('input[name=code]').waitFor();
	await look();
	await page.locator('input[name=code]').fill(await codeOf(mobile, seen));
	await page.getByRole('button', { name: 'می‌پذیرم', exact: true }).click();
	await page.getByText('رضایت ثبت شده است.').waitFor();
	await page.goto(back);
}

export async function writeStatute(page) {
	const back = page.url();
	await page.getByRole('link', { name: 'نوشتن اساسنامه' }).click();
	await page.getByRole('button', { name: 'ثبت اساسنامه' }).click();
	await page.getByText('اساسنامه ثبت شد.').waitFor();
	await page.goto(back);
}
