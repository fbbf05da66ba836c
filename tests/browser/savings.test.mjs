// A group begins to save: its rules, meetings step by step on a phone, one
// that is refused, one without a line, its passbooks on paper, share-out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cash, codes, freshGroup } from '../http/saving.mjs';
import { told } from '../http/client.mjs';
import { sql } from '../http/people.mjs';
import { desk, isAccessible, isRight, launch, login, person, phone, shoot } from './browser.mjs';
import { fillCodes, jalali, meet, meetUpTo, next, openCycle, send, sendAgain, setCode, step } from './savings.mjs';

const base = '/group/savings';
let browser;
let group;
let women;
let ids;
let mobiles;
let both;
const state = {};
const day = (ago) => sql(`select current_date - ${ago}`);
const look = (page, name) => isRight(page, `savings-${name}`);
const page_of = (post, options = {}) => person(browser, options.viewport ?? phone, { storageState: state[post], ...options });
const owns = (member) => sql(`select coalesce(sum(balance_rial) filter (where kind = 'savings'), 0) || '|' ||
	coalesce(sum(balance_rial) filter (where kind = 'loan'), 0) from ledger_account where member_id = ${member}`).split('|').map(Number);
const everybody = (shares) => Object.fromEntries(women.map(({ id }) => [id, shares]));
const shown = (rial) => (rial / 10).toLocaleString('fa-IR');

before(async () => {
	browser = await launch();
	({ group, women, ids, mobiles } = freshGroup());
	both = { [ids.leader]: codes.leader, [ids.treasurer]: codes.treasurer };
	for (const post of ['leader', 'treasurer', 'member']) {
		const page = await person(browser);
		await login(page, mobiles[post], '/group');
		state[post] = await page.context().storageState();
		await page.context().close();
	}
});
after(() => browser.close());

test('two officers take a code, and the group agrees on its rules', async () => {
	for (const post of ['treasurer', 'leader']) {
		const page = await page_of(post);
		await page.goto('/group');
		await page.getByRole('link', { name: 'پس‌انداز و وام' }).click();
		await page.getByText('گروه هنوز پس‌انداز را آغاز نکرده است').waitFor();
		await look(page, 'empty');
		await page.getByRole('link', { name: 'رمز خود را بگذارید' }).click();
		await look(page, 'code');
		await setCode(page, codes[post]);
		await page.context().close();
	}
	const page = await page_of('leader');
	const cycle = { women, codes: { ...both, [ids.leader]: '000001' }, selects: { charge: 'reducing', rate: 200 },
		fields: { share_toman: '۵۰٬۰۰۰', social_toman: '۱۰۰۰۰', starts_on: jalali(day(60)) }, fines: [['دیر آمدن', '۵۰۰۰']] };
	await openCycle(page, base, cycle);
	await page.locator(`[id="code.${ids.leader}-wrong"]`, { hasText: 'نادرست' }).waitFor();
	assert.equal(await page.locator('[name=share_toman]').inputValue(), '۵۰٬۰۰۰', 'nothing typed is lost');
	assert.equal(await page.locator('[name=agreed]:checked').count(), women.length);
	assert.equal(await page.locator(`[name="code.${ids.treasurer}"]`).inputValue(), '', 'but no code comes back');
	await look(page, 'cycle-refused');
	await fillCodes(page, both);
	await page.getByRole('button', { name: 'آغاز دوره' }).click();
	await page.getByText('دوره آغاز شد').waitFor();
	await look(page, 'home-new');
	await page.getByRole('link', { name: 'قرارهای دوره' }).click();
	await page.getByText('هر سهم ۵۰٬۰۰۰ تومان').waitFor();
	await look(page, 'rules');
	await page.context().close();
});

test('a meeting goes through its steps, counts along, and outlives a reload', async () => {
	const page = await page_of('leader');
	const [borrower] = women.filter(({ id }) => id !== ids.leader);
	const away = women.findLast(({ id, post }) => post === 'member' && id !== ids.member && id !== borrower.id).id;
	const shares = Object.fromEntries(women.filter(({ id }) => id !== away).map(({ id }, i) => [id, i % 3 + 1]));
	const saved = Object.values(shares).reduce((all, n) => all + n * 50000, 0);
	await meetUpTo(page, base, { codes: both, on: day(40), away: [away], shares, social: 'all', fined: [`${borrower.id}.1`],
		motions: [{ kind: 'loan', member: borrower.id, amount_toman: '۱۰۰٬۰۰۰', days: 60, what: 'خرید نخ', ayes: 3 }],
		minutes: 'درباره خرید نخ گفت‌وگو شد.' }, async (at, name) => {
		await look(at, `step-${name}`);
		if (name === 'shares') {
			for (const key of await at.locator('.keys label').all())
				assert.ok((await key.boundingBox()).height >= 44, 'a key is as high as a thumb');
			assert.equal(await at.locator('[data-box=loan] output').innerText(), `${shown(saved * 10)} تومان`);
		}
		if (name === 'motions') {
			assert.match(await at.locator('.motion:visible [data-limit-says]').innerText(), /با پس‌انداز امروز تا [۰-۹٬]+ تومان/);
			await at.reload();
			assert.equal(await step(at), 'motions', 'a reload stays at its step');
			assert.equal(await at.locator('.motion:visible [name=motion_what]').inputValue(), 'خرید نخ');
			assert.equal(await at.locator('[data-box=loan] output').innerText(), `${shown((saved - 100000) * 10)} تومان`);
		}
	});
	await send(page);
	assert.equal(await step(page), 'open', 'codes were not kept, so they are asked for');
	await sendAgain(page, both);
	await page.getByText('جلسه ثبت شد').waitFor();
	await page.getByText('مهر دفتر').waitFor();
	await look(page, 'meeting');
	assert.equal(cash(group, 'loan'), (saved - 100000) * 10);
	assert.deepEqual(owns(borrower.id), [shares[borrower.id] * 500000, 1000000]);
	await page.context().close();
});

test('a refused meeting opens at its wrong step with the words beside the field', async () => {
	const page = await page_of('leader');
	const [first] = women;
	await meetUpTo(page, base, { codes: both, on: day(30), shares: everybody(1), social: 'all', closing: {},
		motions: [{ kind: 'grant', member: first.id, amount_toman: '۹۰٬۰۰۰٬۰۰۰', what: 'درمان فرزند', ayes: 3 }] });
	await send(page);
	await page.locator('.motion .wrong', { hasText: 'مبلغ را کمتر کنید' }).waitFor();
	assert.equal(await step(page), 'motions');
	await look(page, 'refused');
	assert.equal(Number(sql(`select count(*) from savings_meeting where group_id = ${group}`)), 1, 'nothing of it is there');
	await page.locator('.motion:visible [name=motion_amount_toman]').fill('۱۰٬۰۰۰');
	await next(page);
	await next(page);
	for (const fund of ['loan', 'social']) {
		await page.locator(`[name="closing_toman.${fund}"]`).fill('');
		await page.locator(`[data-fill-must=${fund}]`).click();
	}
	while (await step(page) !== 'minutes') await next(page);
	await send(page);
	await page.waitForURL(/\?saved=savings_meeting/);
	await page.context().close();
});

test('a meeting without a line is sent later, once and whole', async () => {
	const page = await page_of('leader');
	const held = () => Number(sql(`select count(*) from savings_meeting where group_id = ${group}`));
	const was = held();
	await page.goto(base);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	for (const path of [base, `${base}/meetings/new`, '/outbox']) {
		await page.goto(path);
		await page.waitForFunction(async (kept) => Boolean(await (await caches.open('pages')).match(kept)), path, { timeout: 60000 });
	}
	await page.context().setOffline(true);
	await meetUpTo(page, base, { codes: both, on: day(20), shares: { ...everybody(1), [ids.leader]: 2 }, minutes: 'جلسه بی‌خط' });
	await send(page);
	await page.waitForURL(/\/outbox$/);
	await page.locator('#outbox li').waitFor();
	assert.equal(held(), was, 'nothing has arrived');
	await page.context().setOffline(false);
	await page.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	await page.reload();
	assert.equal(held(), was + 1);
	assert.ok(await told(mobiles.member, /پس‌انداز شما/), 'each member has her receipt');
	const all = owns(ids.leader);
	await page.goto(`${base}/passbook`);
	await page.locator('.passbook').getByText(shown(all[0])).first().waitFor();
	await page.context().close();
});

test('what was refused later is mended where it is wrong, with its codes said anew', async () => {
	const page = await page_of('leader');
	const held = () => Number(sql(`select count(*) from savings_meeting where group_id = ${group}`));
	const was = held();
	await page.goto(`${base}/meetings/new`);
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	for (const path of [`${base}/meetings/new`, '/outbox']) {
		await page.goto(path);
		await page.waitForFunction(async (kept) => Boolean(await (await caches.open('pages')).match(kept)), path, { timeout: 60000 });
	}
	await page.context().setOffline(true);
	await meetUpTo(page, base, { codes: both, on: day(16), shares: everybody(1), closing: { loan: 1 } });
	await send(page);
	await page.waitForURL(/\/outbox$/);
	await page.locator('#outbox li').waitFor();
	await page.context().setOffline(false);
	await page.locator('#outbox .wrong').filter({ hasText: /./ }).waitFor({ timeout: 60000 });
	assert.equal(held(), was, 'nothing of it is there');
	await page.locator('#outbox li').first().getByRole('link').click();
	await page.locator('#comment-wrong').filter({ hasText: /./ }).waitFor();
	assert.equal(await step(page), 'closing');
	assert.equal(await page.locator('.keys :checked').count(), women.length, 'what was tapped is there');
	assert.equal(await page.locator(`[name="code.${ids.leader}"]`).inputValue(), '');
	await look(page, 'mended');
	await page.locator('[name="closing_toman.loan"]').fill('');
	await sendAgain(page, both);
	await page.waitForURL(/\?saved=savings_meeting/);
	assert.equal(held(), was + 1);
	await page.context().close();
});

test('a meeting is one page with one button where there is no script', async () => {
	const page = await page_of('treasurer', { javaScriptEnabled: false });
	await page.goto(`${base}/meetings/new`);
	await fillCodes(page, both);
	await page.locator('[name=held_on]').fill(jalali(day(12)));
	for (const row of await page.locator('.presence').all()) await row.getByText('حاضر', { exact: true }).click();
	for (const fund of ['loan', 'social']) await page.locator(`[name="counted_toman.${fund}"]`).fill(String(cash(group, fund) / 10));
	for (const { id } of women) await page.locator(`[name="shares.${id}"]`).fill('۹');
	await page.locator(`[name="shares.${ids.leader}"]`).fill('۲');
	await page.locator('[name=motion]').first().selectOption('expense');
	await page.locator('[name=motion_amount_toman]').first().fill('۲٬۰۰۰');
	await page.locator('[name=motion_what]').first().fill('دفتر و خودکار');
	await page.locator('[name=motion_for]').first().fill('۳');
	await shoot(page, 'savings-without-script');
	await page.getByRole('button', { name: 'ثبت جلسه' }).press('Enter');
	await page.locator('.wrong:not(:empty)').first().waitFor();
	assert.equal(await page.locator(`[name="shares.${ids.leader}"]`).inputValue(), '۲', 'what was typed is there');
	assert.equal(await page.locator('.presence :checked').count(), women.length);
	assert.equal(await page.locator('[name=motion_what]').first().inputValue(), 'دفتر و خودکار');
	assert.equal(await page.locator('[name=motion]').first().inputValue(), 'expense');
	await shoot(page, 'savings-without-script-refused');
	await fillCodes(page, both);
	for (const { id } of women) await page.locator(`[name="shares.${id}"]`).fill('۱');
	await page.getByRole('button', { name: 'ثبت جلسه' }).press('Enter');
	await page.getByText('جلسه ثبت شد').waitFor();
	await page.context().close();
});

test('passbooks on the screen and on paper say what the ledger says', async () => {
	const page = await page_of('member');
	await page.goto(base);
	await look(page, 'home-member');
	await page.getByRole('link', { name: 'دیدن دفترچه' }).click();
	await look(page, 'passbook');
	const [savings] = owns(ids.member);
	assert.match(await page.locator('.passbook .standing').innerText(), new RegExp(`${shown(savings)} تومان`));
	assert.match(await page.locator('.passbook-rows').innerText(), new RegExp(shown(savings)));
	assert.equal((await page.goto(`${base}/passbooks`)).status(), 403, 'of others she sees nothing');
	await page.context().close();

	const leader = await page_of('leader');
	await leader.goto(`${base}/passbooks`);
	assert.equal(await leader.locator('.passbook').count(), women.length);
	await look(leader, 'passbooks');
	for (const [i, { id }] of women.entries()) {
		const book = leader.locator('.passbook').nth(i);
		const name = women.find((one) => one.id === id).name;
		const hers = leader.locator('.passbook', { hasText: name }).first();
		assert.ok(await book.count());
		const [own, owes] = owns(id);
		assert.match(await hers.locator('.standing').innerText(), new RegExp(`${shown(own)} تومان`), name);
		if (owes) assert.match(await hers.locator('.standing').innerText(), new RegExp(`${shown(owes)} تومان`), name);
	}
	await leader.emulateMedia({ media: 'print' });
	await leader.setViewportSize({ width: 560, height: 794 });
	await shoot(leader, 'savings-passbooks-paper');
	assert.ok(!await leader.locator('.desk-nav').isVisible(), 'on paper there is no navigation');
	const paper = (await leader.pdf({ preferCSSPageSize: true })).toString('latin1');
	assert.match(paper, /MediaBox \[0 0 (419|420)\.?\d* 59[45]\.?\d*\]/, 'on A5');
	assert.equal(paper.match(/\/Type \/Page\b/g).length, women.length, 'a sheet each');
	await leader.context().close();
});

test('the last meeting is taken back by two codes, with its reason', async () => {
	const page = await page_of('leader');
	await page.goto(`${base}/meetings`);
	await look(page, 'list');
	await page.locator('.row-link').first().click();
	await page.locator('summary', { hasText: 'برگرداندن این جلسه' }).click();
	await look(page, 'reversal-asks');
	await page.locator('[name=why]').fill('سهم‌ها اشتباه نوشته شد');
	await fillCodes(page, both);
	await page.getByRole('button', { name: 'بله، برگردانده شود' }).click();
	await page.getByText('این جلسه برگردانده شده است').waitFor();
	await look(page, 'reversed');
	await page.context().close();
});

test('the fund is shared out by two codes, exactly as it was shown', async () => {
	const page = await page_of('leader');
	const owed = Number(sql(`select coalesce(sum(balance_rial), 0) from ledger_account a join ledger_book b on b.id = a.book_id
		where b.group_id = ${group} and a.kind = 'loan'`));
	assert.ok(owed > 0, 'one loan is still open');
	await page.goto(`${base}/share-out`);
	await look(page, 'share-out');
	const paid = cash(group, 'loan');
	assert.match(await page.locator('.desk-sum-number').innerText(), new RegExp(shown(paid)));
	await page.locator('summary', { hasText: 'پایان دوره' }).click();
	await page.locator('[name=votes_for]').fill('۴');
	await fillCodes(page, both);
	await look(page, 'share-out-asks');
	await page.getByRole('button', { name: 'بله، تقسیم شد' }).click();
	await page.getByText('صندوق تقسیم شد').waitFor();
	await look(page, 'shared');
	assert.equal(cash(group, 'loan'), 0, 'to the last rial');
	await page.goto(base);
	await page.getByRole('link', { name: 'آغاز دوره تازه' }).waitFor();
	await look(page, 'home-closed');
	await page.context().close();
});

test('the facilitator looks at the same pages from her desk; a wide screen and the dark', async () => {
	const page = await person(browser, desk);
	await login(page, '09120000004', '/facilitator');
	for (const [name, path] of [['home', ''], ['meetings', '/meetings'], ['rules', '/rules'], ['cycle', '/cycles/new'], ['passbooks', '/passbooks']]) {
		await page.goto(`/facilitator/groups/${group}/savings${path}`);
		await look(page, `facilitator-${name}`);
	}
	await page.context().close();
	const dark = await page_of('leader', { colorScheme: 'dark' });
	for (const path of [base, `${base}/meetings`, `${base}/cycles/new`]) {
		await dark.goto(path);
		await isAccessible(dark, `dark ${path}`);
	}
	await dark.context().close();
});
