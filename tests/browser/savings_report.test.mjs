// Reports on savings: a facilitator, a clinic and an officer look at them, go
// from sums to one group, and take it along on paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone, shoot } from './browser.mjs';

let browser;
let group;

before(async () => {
	sql('select fund_figures_refresh()');
	group = sql(`select f.group_id from savings_figure f join self_help_group g on g.id = f.group_id
		where f.saving and g.facilitator_id = (select id from account where mobile = '09120000004')
		order by f.late_rial desc, f.loans desc, f.group_id limit 1`);
	browser = await launch();
});
after(() => browser.close());

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`reports and lists of savings, ${size}`, async () => {
		for (const [mobile, home, paths] of [
			['09120000004', '/facilitator', ['/facilitator/savings', '/facilitator/savings/groups', '/facilitator/exports',
				`/facilitator/groups/${group}/savings/report`]],
			['09120000006', '/clinic', ['/clinic/savings', '/clinic/savings/groups?which=silent']],
			['09120000007', '/office', ['/office/savings', '/office/savings?province=8', '/office/savings/groups?which=late',
				`/office/groups/${group}/savings/report`]],
			['09120000012', '/group', ['/group/savings/report']],
		]) {
			const page = await person(browser, viewport);
			await login(page, mobile, home);
			for (const path of paths) {
				await page.goto(path);
				await isRight(page, `report-${size}${path.replace(/[^a-z0-9]+/g, '-')}`);
			}
			await page.context().close();
		}
	});
}

test('from the sums of the nation to one group, and on paper', async () => {
	const page = await person(browser, desk);
	await login(page, '09120000007', '/office');
	await page.getByRole('link', { name: 'پس‌انداز گروه‌ها' }).click();
	for (const heading of ['استان به استان', 'کلینیک به کلینیک', 'تسهیلگر به تسهیلگر']) {
		await page.getByRole('heading', { name: heading }).waitFor();
		await page.locator('section', { has: page.getByRole('heading', { name: heading }) }).getByRole('link').first().click();
	}
	await page.getByRole('heading', { name: /^پس‌انداز گروه‌های/ }).waitFor();
	await page.getByRole('link', { name: 'گروه با پس‌انداز' }).click();
	await page.locator('#which').selectOption('late');
	await page.waitForURL(/which=late/);
	await page.goBack();
	await page.locator('tbody th a').first().click();
	await page.waitForURL(/savings\/report$/);
	assert.match(await page.locator('.ratios').innerText(), /مانده وام‌های معوق ÷ مانده همه وام‌ها/);
	await page.locator('#day').fill('1404/01/01');
	await page.getByRole('button', { name: 'نمایش' }).click();
	await page.getByText('تا این روز چیزی در دفتر نوشته نشده است.').waitFor();
	await page.goBack();
	await page.emulateMedia({ media: 'print' });
	await page.setViewportSize({ width: 794, height: 1123 });
	const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.ok(over <= 0, `${over} px too wide for A4`);
	assert.equal(await page.locator('.desk-nav').isVisible(), false);
	await shoot(page, 'report-paper');
	await page.context().close();
});
