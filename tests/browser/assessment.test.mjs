// A facilitator assesses a member on a phone and looks at what came of it; the
// member sees her own, the group itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, fits, isAccessible, isRight, isValid, launch, login, person, phone, shoot } from './browser.mjs';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const look = (page, title) => isRight(page, `assessment-${title}`);

// The demo group, and a member of another one who waits for this quarter.
const group = sql(`select scope_id from role_grant where role = 'leader'
	and account_id = (select id from account where mobile = '09120000003') limit 1`);
const waiting = () => sql(`select g.id, m.id from self_help_group g join group_member m on m.group_id = g.id
	where g.clinic_id = (select clinic_id from self_help_group where id = ${group}) and g.id <> ${group} and g.state = 'active'
	and m.left_on is null and not m.pending and not exists (select from assessment a where a.member_id = m.id
		and a.taken_on >= quarter_start(quarter_number(current_date))) order by m.id limit 1`).split('|');

test('a member is assessed on a phone', async () => {
	const [other, member] = waiting();
	const page = await person(browser, phone);
	await login(page, '09120000004', `/facilitator/groups/${other}/assessments`);
	await page.locator(`a[href$="?member=${member}"]`).click();
	await page.getByRole('heading', { level: 1 }).waitFor();
	await look(page, 'phone-form');
	const questions = await page.locator('fieldset.question').count();
	for (let n = 1; n <= questions; n++) await page.locator(`#q${n}-${3 + n % 2}`).check();
	const box = await page.locator('.scale-step input').first().boundingBox();
	assert.ok(box.height >= 44 && box.width >= 44, 'large enough for a thumb');
	await page.locator('textarea[name=note]').fill('حالش بهتر است.');
	await page.getByRole('button', { name: 'ثبت ارزیابی' }).click();
	await page.waitForURL(/\/assessments(\?.*)?$/);
	await look(page, 'phone-list');
	assert.equal(sql(`select note from assessment where member_id = ${member} order by id desc limit 1`), 'حالش بهتر است.');
	await page.locator(`a[href="/facilitator/members/${member}/progress"]`).click();
	await page.getByRole('heading', { name: 'چهار محور' }).waitFor();
	await look(page, 'phone-member');
	await page.context().close();
});

test('without a script: what is missing is asked for, and nothing is lost', async () => {
	const [other, member] = waiting();
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await login(page, '09120000004', `/facilitator/groups/${other}/assessments/new?member=${member}`);
	const questions = await page.locator('fieldset.question').count();
	for (let n = 1; n <= questions; n++) await page.locator(`#q${n}-2`).check();
	await page.locator('textarea[name=note]').fill('یادداشت من');
	await page.locator('input[name=taken_on]').fill('۱۳۹۰/۰۱/۰۱');
	const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === 'POST'),
		page.locator('input[name=taken_on]').press('Enter')]);
	await page.locator('[name=taken_on][aria-invalid]').waitFor();
	assert.equal(await page.locator('input[name=taken_on]').inputValue(), '۱۳۹۰/۰۱/۰۱', 'the day as it was typed');
	assert.equal(await page.locator('textarea[name=note]').inputValue(), 'یادداشت من');
	assert.equal(await page.locator('.scale-step :checked').count(), questions);
	await fits(page, 'refused');
	await shoot(page, 'assessment-refused');
	await isValid(await answer.text(), 'refused');
	await page.context().close();
});

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`every page, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000006', '/clinic');
		const member = sql(`select id from group_member where group_id = ${group} order by id limit 1`);
		for (const [title, path] of Object.entries({ assessments: `/facilitator/groups/${group}/assessments`,
			form: `/facilitator/groups/${group}/assessments/new?member=${member}`,
			'group-form': `/facilitator/groups/${group}/assessments/new`, member: `/facilitator/members/${member}/progress`,
			group: `/facilitator/groups/${group}/progress` })) {
			await page.goto(path);
			await look(page, `${size}-${title}`);
		}
		const her = await person(browser, viewport);
		await login(her, '09120000002', '/account');
		for (const [title, path] of Object.entries({ own: '/account/progress', 'own-group': '/group/progress' })) {
			await her.goto(path);
			await look(her, `${size}-${title}`);
		}
		await page.context().close();
		await her.context().close();
	});
}

test('dark, and on paper', async () => {
	const page = await person(browser, desk, { colorScheme: 'dark' });
	await login(page, '09120000004', `/facilitator/groups/${group}/progress`);
	await isAccessible(page, 'dark');
	await shoot(page, 'assessment-dark');
	await page.emulateMedia({ media: 'print', colorScheme: 'light' });
	await shoot(page, 'assessment-print');
	await page.context().close();
});

test('who never was a member has nowhere to go on from but here', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000013', '/account/progress');
	await look(page, 'phone-nobody');
	await page.context().close();
});
