// A facilitator's day: who waits, whom she visits, what she writes down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, isAccessible, isRight, launch, login, person, phone, shoot } from './browser.mjs';

const facilitator = '09120000004';
const mine = (state) => sql(`select g.id from self_help_group g join account a on a.id = g.facilitator_id
	where a.mobile = '${facilitator}' and g.state = '${state}' order by g.id limit 1`);
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const look = (page, title) => isRight(page, `facilitator-${title}`);

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`every page of the desk, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, facilitator, '/facilitator');
		for (const path of ['/facilitator', '/facilitator/groups', '/facilitator/groups?light=red', '/facilitator/groups?q=هیچ',
			'/facilitator/map', '/facilitator/calendar', '/facilitator/calendar?month=1402/01/01']) {
			await page.goto(path);
			await look(page, `${size}${path.replace(/[^a-z]+/g, '-')}`);
		}
		const pages = { forming: mine('forming'), active: mine('active') };
		for (const [state, id] of Object.entries(pages)) {
			await page.goto(`/facilitator/groups/${id}`);
			await look(page, `${size}-file-${state}`);
		}
		await page.getByRole('link', { name: 'گذاشتن بازدید در برنامه' }).click();
		await look(page, `${size}-plan`);
		await page.goto('/facilitator/calendar');
		await page.locator('a[href^="/facilitator/visits/"]:visible').first().click();
		await look(page, `${size}-visit`);
		await page.context().close();
	});
}

test('plan a visit, report it, read it on paper', async () => {
	const page = await person(browser, phone);
	await login(page, facilitator, `/facilitator/groups/${mine('active')}`);
	await page.getByRole('link', { name: 'گذاشتن بازدید در برنامه' }).click();
	await page.getByLabel('روز بازدید').fill('۱۳۹۰/۰۱/۰۱');
	await page.getByLabel('برای چه؟').fill('بررسی دفتر مالی');
	await page.getByRole('button', { name: 'گذاشتن در برنامه' }).click();
	await page.locator('[name=planned_for][aria-invalid]').waitFor();
	assert.equal(await page.getByLabel('برای چه؟').inputValue(), 'بررسی دفتر مالی', 'what was typed is kept');
	await look(page, 'plan-refused');
	const [day, far] = ['current_date', 'current_date + 200'].map((text) => sql(`select ${text}`));
	await page.getByLabel('روز بازدید').fill(far);
	await page.getByRole('button', { name: 'گذاشتن در برنامه' }).click();
	await page.waitForURL(/\/facilitator\/groups\/\d+\?saved=visit_planned$/);
	await page.getByText('بررسی دفتر مالی').first().waitFor();

	await page.getByRole('link', { name: 'ثبت گزارش بازدید', exact: true }).click();
	await page.getByLabel('چه دیدید و چه گفتید؟').fill('کوتاه');
	await page.evaluate(() => document.querySelector('form[data-offline]').setAttribute('novalidate', ''));
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.locator('[name=report][aria-invalid]').waitFor();
	await look(page, 'report-refused');
	await page.getByLabel('روز بازدید', { exact: true }).fill(day);
	await page.getByLabel('چه دیدید و چه گفتید؟').fill('همه اعضا سر کار بودند.\nدفتر مالی به‌روز است.');
	await page.getByLabel('گروه تا بازدید بعد به چه نیاز دارد؟').fill('ترازوی دقیق برای بسته‌بندی');
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.waitForURL(/\/facilitator\/visits\/\d+\?saved=visit_reported$/);
	await page.getByText('ترازوی دقیق برای بسته‌بندی').first().waitFor();
	await page.getByRole('heading', { name: 'گزارش بازدید' }).waitFor();
	await look(page, 'file-after');
	await page.locator('.photo-pick input[type=file]').setInputFiles({ name: 'camera.png', mimeType: 'image/png', buffer: await page.screenshot() });
	await page.getByRole('img', { name: 'عکس بازدید' }).waitFor();
	await page.locator('summary', { hasText: 'عکس از گالری' }).click();
	await page.getByLabel('چه چیزی را نشان می‌دهد؟').fill('کارگاه گروه');
	await page.locator('#image').setInputFiles({ name: 'workshop.png', mimeType: 'image/png', buffer: await page.screenshot() });
	await page.getByRole('button', { name: 'فرستادن عکس' }).click();
	const photo = page.getByRole('img', { name: 'کارگاه گروه' });
	await photo.waitFor();
	assert.ok(await photo.evaluate((image) => image.decode().then(() => image.naturalWidth)) > 100, 'the picture is shown');
	await look(page, 'report');
	await page.emulateMedia({ media: 'print' });
	await page.setViewportSize({ width: 720, height: 1000 });
	await shoot(page, 'facilitator-report-print');
	const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(paper);
	assert.deepEqual([Math.round(width), Math.round(height)], [595, 842], 'one sheet of A4');
	assert.equal(paper.match(/\/Type\s*\/Page\b/g).length, 1);
	await page.context().close();
});

test('an officer of the clinic looks on', async () => {
	const page = await person(browser, desk);
	await login(page, '09120000005', '/facilitator');
	await look(page, 'clinic-today');
	await page.getByRole('link', { name: 'گروه‌ها', exact: true }).click();
	await look(page, 'clinic-groups');
	await page.goto(`/facilitator/groups/${mine('active')}`);
	assert.equal(await page.getByRole('link', { name: 'ثبت گزارش بازدید' }).count(), 0);
	await page.context().close();
});

test('dark colours keep their contrast', async () => {
	const page = await person(browser, desk, { colorScheme: 'dark' });
	await login(page, facilitator, '/facilitator');
	for (const path of ['/facilitator', '/facilitator/groups', '/facilitator/map', '/facilitator/calendar']) {
		await page.goto(path);
		await isAccessible(page, `dark ${path}`);
	}
	await page.context().close();
});
