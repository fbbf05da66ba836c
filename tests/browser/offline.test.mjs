// A facilitator in the field: the line is lost, two visits and a meeting are
// written all the same, and arrive once; two phones with one meeting meet in
// the list of conflicts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { isAccessible, launch, loginByPages, person, phone, shoot } from './browser.mjs';

const mobile = '09120000004';
const stamp = String(Date.now());
let browser;
let groups;

// Groups of hers that have had no visit and no meeting today.
before(async () => {
	browser = await launch();
	groups = sql(`select g.id from self_help_group g join account a on a.id = g.facilitator_id
		where a.mobile = '${mobile}' and g.state = 'active'
			and not exists (select from visit v where v.group_id = g.id and v.done_on = current_date)
			and not exists (select from meeting m where m.group_id = g.id and m.held_on = current_date and m.voided_at is null)
		order by g.id limit 3`).split('\n').map(Number);
	assert.equal(groups.length, 3, 'the demo has groups to visit');
	// What other tests left waiting would fill the first page of the list.
	sql(`update sync_conflict set resolved_at = now(), resolved_by = account_id, resolution = 'kept' where resolved_at is null`);
});
after(() => browser.close());

const count = (table, where) => Number(sql(`select count(*) from ${table} where ${where}`));

const isKept = (page, path) =>
	page.waitForFunction(async (kept) => Boolean(await (await caches.open('pages')).match(kept)), path, { timeout: 60000 });

// A phone on which the pages of the field have been open once.
async function phoneOf(paths) {
	const page = await person(browser, phone);
	await loginByPages(page, mobile, '/facilitator');
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	for (const path of ['/facilitator', '/outbox', ...paths]) {
		await page.goto(path);
		await isKept(page, path);
	}
	return page;
}

const keptPages = (page) => page.evaluate(async () => (await caches.has('pages')) ?
	(await (await caches.open('pages')).keys()).map(({ url }) => new URL(url)).map((url) => url.pathname + url.search) : []);

// What waits, opened from its list; the script fills the form.
async function openWaiting(page) {
	await page.locator('#outbox li').first().getByRole('link').click();
	await page.waitForFunction(() => document.querySelector('textarea[name=report]')?.value);
}

async function writeVisit(page, group, words, day) {
	await page.goto(`/facilitator/groups/${group}/visits/report`);
	if (day) await page.locator('input[name=done_on]').fill(day);
	await page.locator('textarea[name=report]').fill(words);
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
}

async function writeMeeting(page, group, words) {
	await page.goto(`/facilitator/groups/${group}/meetings/new`);
	for (const fieldset of await page.locator('.presence').all()) await fieldset.locator('label').first().click();
	await page.locator('textarea[name=minutes]').fill(words);
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
}

test('two visits and a meeting are written without a line and arrive once', async () => {
	const [one, two, three] = groups;
	const page = await phoneOf([`/facilitator/groups/${one}/visits/report`, `/facilitator/groups/${two}/visits/report`,
		`/facilitator/groups/${three}/meetings/new`]);
	await page.context().setOffline(true);
	await writeVisit(page, one, `بازدید بی‌خط یکم ${stamp}`);
	await page.waitForURL(/\/outbox$/);
	await writeVisit(page, two, `بازدید بی‌خط دوم ${stamp}`);
	await page.waitForURL(/\/outbox$/);
	await writeMeeting(page, three, `جلسه بی‌خط ${stamp}`);
	await page.waitForURL(/\/outbox$/);
	await page.locator('#outbox li').nth(2).waitFor();
	await isAccessible(page, 'outbox');
	await shoot(page, 'offline-outbox');
	assert.equal(count('visit', `report like '%${stamp}'`), 0, 'nothing has arrived');

	// What waits can still be mended.
	await openWaiting(page);
	await page.locator('textarea[name=report]').fill(`بازدید بی‌خط یکم، با یک افزوده ${stamp}`);
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.waitForURL(/\/outbox$/);
	assert.equal(await page.locator('#outbox li').count(), 3);

	await page.context().setOffline(false);
	await page.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	assert.equal(count('visit', `report like '%${stamp}'`), 2);
	assert.equal(count('visit', `report = 'بازدید بی‌خط یکم، با یک افزوده ${stamp}'`), 1);
	assert.equal(count('meeting', `minutes = 'جلسه بی‌خط ${stamp}'`), 1);
	// Once more for good measure: nothing is left to send.
	await page.reload();
	await page.locator('#outbox-empty').waitFor({ state: 'visible' });
	assert.equal(count('visit', `report like '%${stamp}'`) + count('meeting', `minutes like '%${stamp}'`), 3);
	await page.context().close();
});

test('an answer that was lost does not record twice', async () => {
	const group = groups[0];
	sql(`update visit set done_on = done_on - 400, planned_for = planned_for - 400 where group_id = ${group} and done_on = current_date`);
	const page = await phoneOf([`/facilitator/groups/${group}/visits/report`]);
	// It arrives, but the telephone does not hear so.
	await page.route('**/api/v1/groups/*/visit-reports', async (route) => {
		await route.fetch();
		await route.abort();
	}, { times: 1 });
	await writeVisit(page, group, `پاسخ گم شد ${stamp}`);
	await page.waitForURL(/\/outbox$/);
	await page.reload();
	await page.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	assert.equal(count('visit', `report = 'پاسخ گم شد ${stamp}'`), 1);
	await page.context().close();
});

test('one meeting from two phones ends in the list of conflicts', async () => {
	const group = groups[1];
	const path = `/facilitator/groups/${group}/meetings/new`;
	const [first, second] = [await phoneOf([path]), await phoneOf([path])];
	for (const [page, words] of [[first, 'یکم'], [second, 'دوم']]) {
		await page.context().setOffline(true);
		await writeMeeting(page, group, `جلسه از گوشی ${words} ${stamp}`);
		await page.waitForURL(/\/outbox$/);
	}
	await first.context().setOffline(false);
	await first.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	await second.context().setOffline(false);
	await second.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	assert.equal(count('meeting', `minutes like 'جلسه از گوشی%${stamp}' and voided_at is null`), 1, 'one is recorded');
	assert.equal(count('sync_conflict', `group_id = ${group} and payload::text like '%${stamp}%' and resolved_at is null`), 1, 'the other waits');
	await second.goto('/facilitator/conflicts');
	await second.getByText(`جلسه از گوشی دوم ${stamp}`).waitFor();
	await isAccessible(second, 'conflicts');
	await shoot(second, 'offline-conflicts');
	for (const page of [first, second]) await page.context().close();
});

test('forms of the day are kept by their links, and a visit written on one arrives once', async () => {
	const group = groups[2];
	const visit = sql(`insert into visit (group_id, client_id, facilitator_id, planned_for)
		select ${group}, 'of-the-day-${stamp}', id, current_date from account where mobile = '${mobile}' returning id`);
	const page = await phoneOf([`/facilitator/groups/${group}`]);
	const file = `/facilitator/groups/${group}`;
	for (const path of [`${file}/visits/report`, `${file}/visits/report?visit=${visit}`, `${file}/visits/plan`,
		`${file}/meetings`, `${file}/meetings/new`, `${file}/trainings`, `${file}/trainings/new`]) await isKept(page, path);
	await page.context().setOffline(true);
	await page.goto(file);
	await page.getByRole('link', { name: 'جلسه‌ها' }).click();
	await page.getByRole('link', { name: 'ثبت جلسه' }).click();
	await page.locator('form[data-offline$="/meetings"]').waitFor();
	await page.goto('/facilitator');
	await page.locator(`#visits a[href$="visits/report?visit=${visit}"]`).click();
	await page.locator('textarea[name=report]').fill(`بازدید از فرم همراه ${stamp}`);
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.waitForURL(/\/outbox$/);
	// Mended, it is still the report of the planned one.
	await openWaiting(page);
	assert.equal(await page.locator('input[name=visit]').inputValue(), visit);
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.waitForURL(/\/outbox$/);
	await page.locator('#outbox li').waitFor();
	await page.context().setOffline(false);
	await page.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	await page.reload();
	assert.equal(count('visit', `report = 'بازدید از فرم همراه ${stamp}'`), 1);
	assert.equal(count('visit', `id = ${visit} and state = 'done'`), 1);
	await page.context().close();
});

test('what is refused is not sent again until it is mended, from whichever tab', async () => {
	const group = groups[0];
	sql(`update visit set done_on = done_on - 800, planned_for = planned_for - 800 where group_id = ${group} and done_on = current_date`);
	const page = await phoneOf([`/facilitator/groups/${group}/visits/report`]);
	const tab = await page.context().newPage();
	let heard = 0;
	let letGo;
	page.context().on('response', (response) => { if (/visit-reports$/.test(response.url())) heard += 1; });
	await page.context().setOffline(true);
	await writeVisit(page, group, `روز نادرست ${stamp}`, '۱۳۷۰/۰۱/۰۱');
	await page.waitForURL(/\/outbox$/);
	await page.locator('#outbox li').waitFor();

	// Its refusal is on the way while she mends it in another tab, whose line is lost.
	const held = new Promise((resolve) => { letGo = resolve; });
	await page.route('**/visit-reports', async (route) => {
		const response = await route.fetch();
		await held;
		await route.fulfill({ response });
	}, { times: 1 });
	await tab.route('**/visit-reports', (route) => route.abort(), { times: 1 });
	const asked = page.waitForRequest(/visit-reports$/);
	await page.context().setOffline(false);
	await asked;
	await tab.goto('/outbox');
	await openWaiting(tab);
	await tab.locator('textarea[name=report]').fill(`روز نادرست، با یک افزوده ${stamp}`);
	await tab.getByRole('button', { name: 'ثبت گزارش' }).click();
	await tab.waitForURL(/\/outbox$/);
	assert.equal(heard, 0, 'the tabs send one after the other');
	letGo();

	// The mended one is what is sent next, and what is marked.
	await tab.locator('#outbox .wrong').filter({ hasText: /./ }).waitFor({ timeout: 60000 });
	assert.equal(heard, 2);
	await tab.reload();
	await page.reload();
	await page.locator('#outbox .wrong').filter({ hasText: /./ }).waitFor();
	await page.evaluate(() => navigator.locks.request('outbox', () => null));
	assert.equal(heard, 2, 'refused once, it waits for her');
	await tab.goto(`/facilitator/groups/${group}/visits/report`);
	await openWaiting(page);
	assert.equal(await page.locator('textarea[name=report]').inputValue(), `روز نادرست، با یک افزوده ${stamp}`);
	await page.locator('input[name=done_on]').fill(await tab.locator('input[name=done_on]').inputValue());
	await page.getByRole('button', { name: 'ثبت گزارش' }).click();
	await page.waitForURL(/\/facilitator\/visits\/\d+/);
	assert.equal(count('visit', `report like 'روز نادرست%${stamp}'`), 1);
	await page.context().close();
});

test('a full telephone shows what the service said, and keeps few pages and no old ones', async () => {
	const path = `/facilitator/groups/${groups[1]}/visits/plan`;
	const page = await phoneOf([path]);
	await page.evaluate(async () => {
		const kept = await caches.open('pages');
		const put = (name, days) => kept.put(name, new Response('', { headers: { date: new Date(Date.now() - days * 86400000).toUTCString() } }));
		for (let i = 0; i < 70; i += 1) await put(`/facilitator/made-up/${i}`, 1 + i / 10);
		await put('/facilitator/made-up/old', 15);
	});
	await page.goto('/facilitator/alerts');
	await isKept(page, '/facilitator/alerts');
	const kept = (await keptPages(page)).filter((name) => name !== '/worker/account');
	assert.ok(kept.length <= 60, `${kept.length} are kept`);
	assert.ok(kept.includes(path) && kept.includes('/facilitator/made-up/0'), 'the newest stay');
	assert.ok(!kept.includes('/facilitator/made-up/69') && !kept.includes('/facilitator/made-up/old'), 'the oldest go');

	sql(`insert into visit (group_id, client_id, facilitator_id, planned_for, purpose)
		select ${groups[1]}, 'when-full-${stamp}', id, current_date + 3, 'هنگام پری ${stamp}' from account where mobile = '${mobile}'`);
	const cdp = await page.context().newCDPSession(page);
	await cdp.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1 });
	await page.goto(path);
	await page.getByText(`هنگام پری ${stamp}`).waitFor();
	await page.context().close();
});

test('who leaves and who comes leaves no pages of another behind', async () => {
	const page = await phoneOf([]);
	assert.ok((await keptPages(page)).includes('/facilitator'));
	await page.goto('/account');
	await page.getByRole('button', { name: 'خروج از حساب' }).click();
	await page.waitForURL(/\/$/);
	assert.deepEqual(await keptPages(page), [], 'after a logout');

	await loginByPages(page, mobile, '/facilitator');
	await isKept(page, '/facilitator');
	await page.context().clearCookies();
	await loginByPages(page, '09120000001');
	assert.deepEqual(await keptPages(page), [], 'after another has logged in');
	await page.context().close();
});
