// An officer brings the register in from a file, on a phone and at a desk:
// sends it, matches its columns, reads the errors, writes what is right.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { csv, header, registry } from '../http/registry.mjs';
import { desk, isRight, launch, login, person, phone } from './browser.mjs';

let browser;
const base = 80 + Date.now() % 15;
const places = sql(`select p.name, c.name, k.name from clinic k join city c on c.id = k.city_id
	join province p on p.id = c.province_id where (select count(*) from clinic o where o.name = k.name) = 1
	order by k.id limit 5`).split('\n').map((line) => line.split('|')).map(([province, city, clinic]) => ({ province, city, clinic }));

before(async () => { browser = await launch(); });
after(() => browser.close());

async function upload(page, file, title) {
	await page.goto('/office/imports');
	await page.getByLabel(/گروه‌ها و اعضا/).check();
	await page.getByLabel('فایل', { exact: true }).setInputFiles({ name: 'register.csv', mimeType: 'text/csv',
		buffer: Buffer.from(csv(header, file.rows)) });
	await page.getByLabel(/نام این فایل/).fill(title);
	await page.getByRole('button', { name: 'فرستادن فایل' }).click();
	await page.waitForURL(/\/office\/imports\/\d+$/);
	await page.getByRole('heading', { name: 'ستون‌ها' }).waitFor();
}

for (const [n, [size, viewport]] of Object.entries({ phone, desk }).entries()) {
	test(`the register comes in from a file, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000007', '/office/imports');
		await isRight(page, `imports-${size}`);

		const wrong = registry({ rows: 300, base: base + 2 * n, places, wrong: 3, plain: true });
		await upload(page, wrong, 'ثبت‌نام با خطا');
		assert.equal(await page.getByLabel('کد ملی').inputValue(), '10', 'a column with a name we know');
		await isRight(page, `import-columns-${size}`);
		await page.getByRole('button', { name: 'بررسی همه ردیف‌ها' }).click();
		await page.getByText(/خطا پیدا شد/).waitFor({ timeout: 60000 });
		await isRight(page, `import-wrong-${size}`);
		await page.getByRole('link', { name: 'دیدن خطاها' }).click();
		await page.getByText('کد ملی درست نیست').first().waitFor();
		await isRight(page, `import-errors-${size}`);
		const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /بارگیری/ }).click()]);
		assert.match(file.suggestedFilename(), /^hamyar-errors-\d+\.csv$/);

		const right = registry({ rows: 40, base: base + 2 * n + 1, places });
		await upload(page, right, 'ثبت‌نام درست');
		await page.getByRole('button', { name: 'بررسی همه ردیف‌ها' }).click();
		await page.getByText(/ردیف درست است/).waitFor({ timeout: 60000 });
		await isRight(page, `import-right-${size}`);
		await page.getByRole('button', { name: 'ثبت همه در سامانه' }).click();
		await page.getByText('همه ردیف‌ها ثبت شد').waitFor({ timeout: 60000 });
		await isRight(page, `import-done-${size}`);
		await page.context().close();
	});
}

test('progress moves by itself, and can be left', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000010', '/office/imports');
	const id = sql(`insert into import (account_id, kind, state, columns, header, header_row, rows_all, rows_done)
		select id, 'groups', 'checking', '{}', '[]', 1, 2000, 500 from account where mobile = '09120000010' returning id`);
	await page.goto(`/office/imports/${id}`);
	await page.getByText('۵۰۰ از ۲٬۰۰۰ ردیف').waitFor();
	await isRight(page, 'import-progress-phone');
	sql(`update import set rows_done = 1500 where id = ${id}`);
	await page.getByText('۱٬۵۰۰ از ۲٬۰۰۰ ردیف').waitFor();
	sql(`update import set rows_done = 2000, state = 'failed', why = 'too_heavy' where id = ${id}`);
	await page.getByText(/بیش از اندازه سنگین/).waitFor();
	await isRight(page, 'import-failed-phone');
	await page.getByText('کنار گذاشتن').click();
	await page.getByRole('button', { name: 'بله، کنار گذاشته شود' }).click();
	await page.waitForURL(/\/office\/imports$/);
	await page.context().close();
});

test('without a script it can be followed by a link', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await login(page, '09120000010', '/office/imports');
	const id = sql(`insert into import (account_id, kind, state, columns, header, rows_all)
		select id, 'groups', 'writing', '{}', '[]', 10 from account where mobile = '09120000010' returning id`);
	await page.goto(`/office/imports/${id}`);
	await page.getByRole('link', { name: 'تازه کردن' }).click();
	await page.getByText('همه ردیف‌ها با هم ثبت می‌شود').waitFor();
	sql(`update import set state = 'failed', why = 'empty' where id = ${id}`);
	await page.getByRole('link', { name: 'تازه کردن' }).click();
	await page.getByText('این فایل خالی است').waitFor();
	await page.context().close();
});
