// A woman applies for a group on a phone; a clinic decides at a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, fits, isAccessible, isValid, launch, login, person, phone, shoot } from './browser.mjs';

const stamp = String(Date.now()).slice(-6);
const name = `گلیم‌بافان سپیده ${stamp}`;
const posts = ['سرگروه', 'منشی', 'خزانه‌دار', 'عضو'];
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

// The n-th of many national ids with a right check digit.
function nationalId(n) {
	const digits = `4${stamp}0${n}`.padEnd(9, '0');
	const sum = [...digits].reduce((all, digit, i) => all + digit * (10 - i), 0) % 11;
	return digits + (sum < 2 ? sum : 11 - sum);
}

async function look(page, title) {
	await fits(page, title);
	await isAccessible(page, title);
	await isValid(await page.evaluate(async () => (await fetch(location.href)).text()), title);
	await shoot(page, `clinic-${title}`);
}

async function addMember(page, n) {
	await page.getByRole('link', { name: 'افزودن عضو' }).click();
	await page.locator('input[name=name]').fill(`بانوی ${['نخست', 'دوم', 'سوم', 'چهارم'][n]}`);
	await page.locator('input[name=national_id]').fill(nationalId(n).replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[d]));
	await page.locator('input[name=mobile]').fill(`0992${stamp}${n}`);
	await page.locator('select[name=post]').selectOption({ label: posts[n] });
	await page.getByRole('button', { name: 'افزودن عضو' }).click();
	await page.waitForURL(/\/apply\/\d+$/);
}

async function decide(page, button) {
	await page.goto('/clinic/applications');
	while (await page.getByRole('link', { name }).count() === 0)
		await page.getByRole('link', { name: 'دیدن موارد بعدی' }).click();
	await page.getByRole('link', { name }).click();
	await button();
	await page.waitForURL(/\/clinic\/applications\/\d+$/);
}

test('apply on a phone, return and approve at a desk, the group is active', async () => {
	const her = await person(browser, phone);
	const clerk = await person(browser, desk);
	const boss = await person(browser, desk);

	await login(her, `0993${stamp}9`, '/apply');
	await look(her, 'apply-start');
	await her.getByRole('link', { name: 'درخواست تازه' }).click();
	await her.locator('input[name=name]').fill(name);
	await her.locator('select[name=trade]').selectOption('handicraft');
	await her.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await her.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await her.locator('textarea[name=story]').fill('کوتاه');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.locator('[name=story][aria-invalid]').waitFor();
	assert.equal(await her.locator('input[name=name]').inputValue(), name, 'what was typed is kept');
	await look(her, 'apply-refused');
	await her.locator('textarea[name=story]').fill('ما چهار بانوی گلیم‌باف هستیم و دو دار قالی داریم.\nمی‌خواهیم با هم بفروشیم.');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	await look(her, 'apply-empty');

	// The clinic of the demo accounts, whichever was proposed.
	await her.getByRole('link', { name: 'ویرایش معرفی و کلینیک' }).click();
	await login(boss, '09120000006', '/clinic');
	const clinic = await boss.locator('.desk-name').innerText();
	await her.locator('select[name=clinic]').selectOption({ label: clinic });
	await look(her, 'apply-edit');
	await her.getByRole('button', { name: 'ذخیره' }).click();
	await her.waitForURL(/\/apply\/\d+$/);

	await her.getByRole('link', { name: 'افزودن عضو' }).click();
	await her.locator('input[name=name]').fill('بانوی نخست');
	await her.locator('input[name=national_id]').fill('1111111112');
	await her.locator('input[name=mobile]').fill('0912');
	await her.getByRole('button', { name: 'افزودن عضو' }).click();
	await her.locator('[name=national_id][aria-invalid]').waitFor();
	await look(her, 'member-refused');
	await her.goBack();
	await her.goBack();
	for (let n = 0; n < 4; n++) await addMember(her, n);
	await look(her, 'apply-ready');
	await her.getByRole('button', { name: 'فرستادن به کلینیک' }).click();
	await her.getByText('نتیجه را پیامک می‌کنیم').waitFor();
	await look(her, 'apply-sent');

	await login(clerk, '09120000005', '/clinic');
	await look(clerk, 'today');
	await decide(clerk, async () => {
		await look(clerk, 'review-officer');
		await clerk.getByLabel('دلیل، برای بازگرداندن').fill('شماره موبایل عضو چهارم را بررسی کنید.');
		await clerk.getByRole('button', { name: 'بازگرداندن برای تکمیل' }).click();
		await clerk.getByText('بازگشته برای تکمیل').first().waitFor();
	});
	await her.reload();
	await her.getByText('شماره موبایل عضو چهارم را بررسی کنید.').first().waitFor();
	await look(her, 'apply-returned');
	await her.getByRole('link', { name: 'ویرایش بانوی چهارم' }).click();
	await look(her, 'member-edit');
	await her.locator('input[name=mobile]').fill(`0992${stamp}7`);
	await her.getByRole('button', { name: 'ذخیره' }).click();
	await her.getByRole('button', { name: 'فرستادن دوباره به کلینیک' }).click();
	await her.getByText('نتیجه را پیامک می‌کنیم').waitFor();

	await decide(boss, async () => {
		await boss.locator('summary', { hasText: 'کد ملی بانوی نخست' }).click();
		await look(boss, 'review');
		await boss.getByLabel('برای چه کاری؟').first().fill('تطبیق با شناسنامه');
		await boss.getByRole('button', { name: 'دیدن کد ملی' }).first().click();
		await boss.getByText('ثبت شد').waitFor();
		await shoot(boss, 'clinic-national-id');
		await boss.getByRole('link', { name: 'بازگشت به درخواست' }).click();
		await boss.getByRole('button', { name: 'تأیید گروه' }).click();
		await boss.getByRole('link', { name: 'دیدن غرفه گروه' }).waitFor();
	});
	await look(boss, 'approved');
	await her.reload();
	await look(her, 'apply-approved');
	await her.getByRole('link', { name: 'دیدن غرفه گروه' }).click();
	await her.getByRole('heading', { name }).first().waitFor();
	for (const page of [her, clerk, boss]) await page.context().close();
});

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`every page of the desk, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000006', '/clinic');
		for (const path of ['/clinic', '/clinic/applications', '/clinic/applications?state=rejected', '/clinic/products',
			'/clinic/groups', '/clinic/groups?state=paused&q=هیچ']) {
			await page.goto(path);
			await look(page, `${size}${path.replace(/[^a-z]+/g, '-')}`);
		}
		for (const list of ['applications', 'products']) {
			await page.goto(`/clinic/${list}`);
			await page.locator('tbody th a').first().click();
			await page.getByRole('heading', { name: 'تصمیم' }).waitFor();
			await look(page, `${size}-one-of-${list}`);
		}
		await page.context().close();
	});
}

test('dark colours keep their contrast', async () => {
	const page = await person(browser, desk, { colorScheme: 'dark' });
	await login(page, '09120000006', '/clinic');
	for (const path of ['/clinic', '/clinic/applications', '/clinic/groups']) {
		await page.goto(path);
		await isAccessible(page, `dark ${path}`);
	}
	await page.context().close();
});
