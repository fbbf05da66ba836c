// A secretary writes down a meeting on her phone, a facilitator a training
// session, and chooses between two versions of one day.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, isAccessible, isRight, launch, login, person, phone, shoot } from './browser.mjs';
import { sql } from '../http/people.mjs';

let browser;
let secretary;
let facilitator;
const group = sql(`select scope_id from role_grant where role = 'leader' and ended_at is null
	and account_id = (select id from account where mobile = '09120000003') order by id limit 1`);

before(async () => {
	browser = await launch();
	for (const [mobile, next, keep] of [['09120000011', '/group', (state) => { secretary = state; }],
		['09120000004', '/facilitator', (state) => { facilitator = state; }]]) {
		const page = await person(browser);
		await login(page, mobile, next);
		keep(await page.context().storageState());
		await page.context().close();
	}
});
after(() => browser.close());

const look = (page, name) => isRight(page, `meeting-${name}`);

const persian = (day) => new Intl.DateTimeFormat('fa-IR-u-ca-persian', { year: 'numeric', month: '2-digit', day: '2-digit',
	timeZone: 'UTC' }).format(new Date(day));
// A day of the last months on which the group has not met.
const freeDay = () => sql(`select max(d)::date from generate_series(current_date - 90, current_date, interval '1 day') d
	where d::date not in (select held_on from meeting where group_id = ${group})`);

async function everybody(page, title) {
	for (const row of await page.locator('.presence').all()) await row.getByText(title, { exact: true }).click();
}

test('a secretary writes minutes with an election on her phone', async () => {
	const page = await person(browser, phone, { storageState: secretary });
	await page.goto('/group');
	await look(page, 'today');
	await page.getByRole('link', { name: /^جلسه‌ها/ }).click();
	await look(page, 'list');
	await page.getByRole('link', { name: 'ثبت جلسه' }).click();
	await page.locator('input[name=held_on]').fill(persian(freeDay()));
	await page.locator('input[name=place]').fill('خانه فاطمه');
	await everybody(page, 'حاضر');
	await page.locator('.presence').last().getByText('غایب با عذر').click();
	for (const key of await page.locator('.presence-choices label').all())
		assert.ok((await key.boundingBox()).height >= 44, 'a key is as high as a thumb');
	await page.locator('textarea[name=minutes]').fill('سفارش‌های عید را دیدیم و کار را بخش کردیم.\nقرار شد نمونه‌ها تا شنبه آماده شود.');
	await page.locator('input[name=decision]').first().fill('خرید ده کیلو نخ پنبه‌ای');
	await page.locator('summary', { hasText: 'انتخاب شد' }).click();
	const holder = (await page.locator('#elected_leader-hint').innerText()).replace('اکنون: ', '');
	await page.locator('select[name=elected_leader]').selectOption({ label: holder });
	await page.locator('select[name=elected_treasurer]').selectOption({ label: holder });
	await page.locator('input[name=next_on]').fill('۱۴۰۷/۰۱/۱۵');
	await look(page, 'form');
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await page.locator('#elected_treasurer-wrong', { hasText: 'هر عضو یک سمت می‌گیرد' }).waitFor();
	assert.equal(await page.locator('.presence :checked').count(), await page.locator('.presence').count(), 'nothing typed is lost');
	assert.equal(await page.locator('input[name=decision]').first().inputValue(), 'خرید ده کیلو نخ پنبه‌ای');
	await shoot(page, 'meeting-refused');
	const away = (await page.locator('.presence legend').last().innerText()).trim();
	await page.locator('select[name=elected_treasurer]').selectOption({ label: away });
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await page.locator('#elected_treasurer-wrong', { hasText: 'در این جلسه حاضر نبوده است' }).waitFor();
	// As it is now, so that other tests find her where she was.
	for (const post of ['leader', 'secretary', 'treasurer']) {
		const now = await page.locator(`#elected_${post}-hint`).innerText();
		await page.locator(`select[name=elected_${post}]`).selectOption({ label: now.replace('اکنون: ', '') });
	}
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await page.getByText('صورت‌جلسه ثبت شد').waitFor();
	await page.getByText('خرید ده کیلو نخ پنبه‌ای').waitFor();
	await look(page, 'minutes');
	await page.emulateMedia({ media: 'print' });
	assert.ok(!await page.locator('.desk-nav').isVisible(), 'on paper there is no navigation');
	await page.setViewportSize({ width: 794, height: 1123 });
	await shoot(page, 'meeting-paper');
	const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	assert.match(paper, /MediaBox \[0 0 59[45]\.?\d* 84[12]\.?\d*\]/, 'on A4');
	assert.equal(paper.match(/\/Type \/Page\b/g).length, 1, 'on one sheet');
	await page.context().close();
});

test('a form without a script', async () => {
	const page = await person(browser, phone, { storageState: secretary, javaScriptEnabled: false });
	await page.goto('/group/meetings/new');
	await page.locator('input[name=held_on]').fill(persian(freeDay()));
	await everybody(page, 'حاضر');
	await page.locator('textarea[name=minutes]').fill('گفت‌وگوی کوتاه درباره کار');
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).focus();
	await page.keyboard.press('Enter');
	await page.getByText('صورت‌جلسه ثبت شد').waitFor();
	await page.context().close();
});

test('a facilitator records training and chooses between two versions', async () => {
	const page = await person(browser, phone, { storageState: facilitator });
	await page.goto(`/facilitator/groups/${group}/trainings`);
	await look(page, 'trainings');
	await page.getByRole('link', { name: 'ثبت آموزش' }).click();
	await page.locator('select[name=module]').selectOption('wellbeing');
	await page.locator('input[name=held_on]').fill(persian(freeDay()));
	await page.locator('input[name=trainer]').fill('خانم توکلی');
	await everybody(page, 'حاضر');
	await look(page, 'training-form');
	await page.getByRole('button', { name: 'ثبت آموزش' }).click();
	await page.getByText('آموزش ثبت شد').waitFor();
	await look(page, 'trained');

	await page.goto(`/facilitator/groups/${group}/meetings/new`);
	await page.locator('input[name=held_on]').fill(persian(sql(`select max(held_on) from meeting where group_id = ${group} and voided_at is null`)));
	await everybody(page, 'حاضر');
	await page.locator('textarea[name=minutes]').fill('نوشته تسهیلگر از همان روز، کمی بلندتر و با نکته‌های دیگر.');
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await page.getByText('پیش‌تر صورت‌جلسه‌ای ثبت شده است').waitFor();
	await look(page, 'met');
	await page.getByRole('link', { name: 'یکی را انتخاب کنید' }).click();
	while (await page.getByText('نوشته تسهیلگر از همان روز').count() === 0)
		await page.getByRole('link', { name: 'دیدن موارد بعدی' }).click();
	await look(page, 'conflicts');
	const mine = page.locator('.conflict', { hasText: 'نوشته تسهیلگر از همان روز' }).first();
	await mine.locator('summary').click();
	await mine.getByText('جای آن بیاید؟').waitFor();
	await look(page, 'conflict-asks');
	await mine.getByRole('button', { name: /نسخه اول بماند/ }).click();
	await page.waitForURL(/\/facilitator\/conflicts\?saved=/);
	await page.context().close();
});

test('every page of meetings and training, on a phone and at a desk', async (t) => {
	for (const [size, viewport] of Object.entries({ phone, desk })) {
		for (const [who, storageState, base] of [['group', secretary, '/group'],
			['facilitator', facilitator, `/facilitator/groups/${group}`]]) {
			const page = await person(browser, viewport, { storageState });
			await page.goto(`${base}/meetings`);
			const meeting = await page.locator('.row-link').first().getAttribute('href');
			const paths = { meetings: `${base}/meetings`, meeting, 'meeting-new': `${base}/meetings/new`,
				trainings: `${base}/trainings`, 'training-new': `${base}/trainings/new` };
			if (who === 'facilitator') paths.conflicts = '/facilitator/conflicts';
			else paths.formation = '/group/formation';
			for (const [name, path] of Object.entries(paths)) {
				await t.test(`${size} ${path}`, async () => {
					await page.goto(path);
					await look(page, `${size}-${who}-${name}`);
				});
			}
			await page.context().close();
		}
	}
});

test('dark colours keep their contrast', async () => {
	const page = await person(browser, phone, { storageState: facilitator, colorScheme: 'dark' });
	for (const path of [`/facilitator/groups/${group}/meetings/new`, `/facilitator/groups/${group}/trainings`, '/facilitator/conflicts']) {
		await page.goto(path);
		await isAccessible(page, `dark ${path}`);
	}
	await page.goto(`/facilitator/groups/${group}/meetings/new`);
	await everybody(page, 'غایب با عذر');
	await isAccessible(page, 'dark, chosen');
	await shoot(page, 'meeting-dark');
	await page.context().close();
});
