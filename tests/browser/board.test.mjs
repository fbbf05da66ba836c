// An officer looks at the board, follows a number to its rows and takes them
// along as a file; on a phone, at a desk, and without the script.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, isAccessible, isRight, launch, login, person, phone, shoot } from './browser.mjs';

const official = '09120000007';
let browser;

before(async () => {
	sql('select board_refresh()');
	browser = await launch();
});
after(() => browser.close());

// The way to a file that was asked for under a title, once it is written.
const fileOf = (page, title) => page.locator('.export', { hasText: title }).first().getByRole('link', { name: /دریافت/ });

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`every page of the office, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, official, '/office');
		for (const path of ['/office', '/office?province=4', '/office/groups', '/office/groups?risk=no_sale&sort=wait',
			'/office/groups?state=submitted', '/office/groups?month=1405-06-01&of=active', '/office/groups?q=هیچ‌کدام',
			'/office/confirmations', '/office/exports']) {
			await page.goto(path);
			await isRight(page, `board-${size}${path.replace(/[^a-z0-9]+/g, '-')}`);
		}
		await page.context().close();
	});
}

test('from a number to its rows, and away with them', async () => {
	const page = await person(browser, desk);
	await login(page, official, '/office');
	const tile = page.getByRole('link', { name: 'گروه فعال' }).first();
	const number = (await tile.locator('strong').innerText()).trim();
	await tile.click();
	await page.waitForURL(/\/office\/groups\?state=active/);
	assert.ok((await page.locator('caption').innerText()).includes(number), 'the list says the number that led to it');
	await page.locator('#trade').selectOption('leather');
	await page.waitForURL(/trade=leather/);
	await page.getByRole('button', { name: 'خروجی اکسل' }).click();
	await page.waitForURL(/\/office\/exports$/);
	const ready = fileOf(page, 'گروه‌ها، فعال، چرم');
	await ready.waitFor();
	await isRight(page, 'board-exports-ready');
	const [file] = await Promise.all([page.waitForEvent('download'), ready.click()]);
	assert.match(file.suggestedFilename(), /^office-groups-14\d\d-\d\d-\d\d\.xlsx$/);
	assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');
	await page.context().close();
});

test('while it is written the page tells how far it is', async () => {
	const page = await person(browser, phone);
	await login(page, official, '/office');
	const id = sql(`insert into export (account_id, role_grant_id, list, filters, format, state, rows_done, rows_total)
		select account_id, r.id, 'office_groups', '{}', 'csv', 'running', 500, 1300 from role_grant r
		join account a on a.id = r.account_id where a.mobile = '${official}' and r.ended_at is null order by r.id limit 1 returning id`);
	await page.goto('/office/exports');
	await page.getByText('۵۰۰ ردیف از ۱٬۳۰۰').waitFor();
	await isRight(page, 'board-exports-busy');
	sql(`update export set state = 'failed', why = 'too_many' where id = ${id}`);
	await page.getByText('این فهرست برای یک خروجی بزرگ است').waitFor();
	await isRight(page, 'board-exports-failed');
	await page.context().close();
});

test('without the script a form asks and a reload tells', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await login(page, official, '/office/confirmations');
	await page.getByRole('button', { name: 'خروجی CSV' }).click();
	await page.waitForURL(/\/office\/exports$/);
	for (let i = 0; i < 50 && await fileOf(page, 'در انتظار تأیید').count() === 0; i++) {
		await page.waitForTimeout(200);
		await page.reload();
	}
	await fileOf(page, 'در انتظار تأیید').waitFor();
	await page.context().close();
});

test('a clinic takes its lists too; dark colours keep their contrast', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000006', '/clinic/groups');
	await page.getByRole('button', { name: 'خروجی اکسل' }).click();
	await page.waitForURL(/\/clinic\/exports$/);
	await fileOf(page, 'گروه‌های کلینیک').waitFor();
	await isRight(page, 'board-clinic-exports');
	await page.context().close();
	const night = await person(browser, desk, { colorScheme: 'dark' });
	await login(night, official, '/office');
	for (const path of ['/office', '/office/groups', '/office/exports']) {
		await night.goto(path);
		await isAccessible(night, `dark ${path}`);
	}
	await shoot(night, 'board-dark-exports');
	await night.context().close();
});
