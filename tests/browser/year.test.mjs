// A year of one group on a phone: a cycle begins, weekly meetings (one without
// a line), loans, a woman who does not repay, the end, the next cycle; and the
// printed passbooks say what the ledger says. Weeks in which nothing happens
// are sent by the form as a phone without scripts sends it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '../http/client.mjs';
import { sql } from '../http/people.mjs';
import { isRight, launch, loginByPages, person, phone, shoot } from './browser.mjs';
import { fillCodes, jalali, meet, meetUpTo, openCycle, send, setCode } from './savings.mjs';

const WEEKS = 52;
const SHARE = 50000; // toman
const SOCIAL = 10000;
const base = '/group/savings';
const codes = {};
const saved = new Map(); // shares of each woman
let browser, group, women, leader, treasurer, plain;

const dayOf = (week) => sql(`select current_date - ${7 * (WEEKS + 1)} + ${7 * week}`);
const balance = (kind, fund, member) => Number(sql(`select fund_balance(${group}, '${kind}', '${fund}', ${member ?? 'null'})`));
const loans = () => JSON.parse(sql(`select coalesce(json_agg(l), '[]') from fund_loans(${group}, current_date) l`));

// A group that has worked for longer than a year, and has no savings yet; its
// officers get telephones.
before(async () => {
	browser = await launch();
	group = Number(sql(`select g.id from self_help_group g where g.state = 'active' and g.since < current_date - 400
		and not exists (select from savings_cycle c where c.group_id = g.id)
		and (select count(*) from group_member m where m.group_id = g.id and m.left_on is null and not m.pending
			and m.account_id is null) >= 5
		and (select count(*) from group_member m where m.group_id = g.id and m.left_on is null and m.post <> 'member'
			and m.account_id is null) = 3
		and not exists (select from group_member m where m.group_id = g.id and (m.left_on is not null or m.paused_on is not null
			or m.joined_on > current_date - 390))
		order by g.id desc limit 1`));
	for (const [i, post] of ['leader', 'secretary', 'treasurer'].entries())
		sql(`insert into account (mobile, name) select '0939${String(group).padStart(6, '0')}${i}', name from group_member
				where group_id = ${group} and post = '${post}' and left_on is null on conflict do nothing;
			update group_member m set account_id = a.id, mobile = a.mobile from account a
				where a.mobile = '0939${String(group).padStart(6, '0')}${i}' and m.group_id = ${group} and m.post = '${post}'
					and m.left_on is null;
			insert into role_grant (account_id, role, scope_kind, scope_id)
				select account_id, '${post}', 'group', ${group} from group_member m where m.group_id = ${group} and m.post = '${post}'
					and m.left_on is null and not exists (select from role_grant r where r.account_id = m.account_id
					and r.scope_id = ${group} and r.ended_at is null)`);
	women = JSON.parse(sql(`select json_agg(json_build_object('id', id, 'name', name, 'post', post, 'mobile', mobile) order by id)
		from group_member where group_id = ${group} and left_on is null and not pending`));
	for (const { id } of women) saved.set(id, 0);
});
after(() => browser.close());

const holder = (post) => women.find((one) => one.post === post);
const others = () => women.filter(({ post }) => post === 'member');

// What each buys in a week: one to three shares, nobody twice the same.
function sharesOf(week) {
	const shares = Object.fromEntries(women.map(({ id }, i) => [id, 1 + (week + i) % 3]));
	for (const [id, n] of Object.entries(shares)) saved.set(Number(id), saved.get(Number(id)) + n);
	return shares;
}

test('two officers choose their codes, and a cycle begins by its rules', async () => {
	for (const [post, code] of [['leader', '270194'], ['treasurer', '386215']]) {
		const page = await person(browser, phone);
		await loginByPages(page, holder(post).mobile, '/group');
		await setCode(page, code);
		codes[holder(post).id] = code;
		if (post === 'leader') leader = page;
		else treasurer = page;
	}
	await openCycle(leader, base, { codes, women, fines: [['دیر آمدن', 5000]],
		fields: { starts_on: jalali(dayOf(0)), planned_end: jalali(dayOf(WEEKS)), share_toman: SHARE, social_toman: SOCIAL,
			loan_multiple: 3, loan_days_max: 90 },
		selects: { every_days: 7, charge: 'reducing', rate: 200 } });
	await leader.waitForURL(/saved=savings_cycle/);
	await isRight(leader, 'year-cycle');
	plain = new Client();
	await plain.login(holder('treasurer').mobile);
	const grant = Number(sql(`select r.id from role_grant r join account a on a.id = r.account_id
		where a.mobile = '${holder('treasurer').mobile}' and r.scope_id = ${group} and r.ended_at is null`));
	await plain.api('POST', '/account/role', { grant });
});

// A week in which women only save and repay, by the one long form.
async function quiet(week, repaid = {}) {
	const fields = { held_on: dayOf(week), ...Object.fromEntries(Object.entries(codes).map(([id, code]) => [`code.${id}`, code])) };
	for (const { id } of women) {
		fields[`presence.${id}`] = 'present';
		fields[`social_toman.${id}`] = SOCIAL;
	}
	for (const [id, n] of Object.entries(sharesOf(week))) fields[`shares.${id}`] = n;
	for (const [id, toman] of Object.entries(repaid)) fields[`repaid_toman.${id}`] = toman;
	for (const fund of ['loan', 'social']) fields[`counted_toman.${fund}`] = balance('cash', fund) / 10;
	const answer = await plain.submit(`${base}/meetings/new`, `${base}/meetings/new`, fields);
	assert.equal(answer.status, 303, `week ${week}: ${/class="wrong"[^>]*>[^<]+/.exec(answer.text)?.[0] ?? answer.text.slice(0, 300)}`);
}

async function quietUntil(from, to, repays = () => ({})) {
	for (let week = from; week < to; week++) await quiet(week, repays(week));
}

const guided = (week, more) => meet(leader, base, { codes, on: dayOf(week), shares: sharesOf(week), social: 'all', ...more });

test('weeks pass: a loan is lent, repaid by parts, and another is not', async () => {
	await guided(1, {});
	await isRight(leader, 'year-meeting');
	await quietUntil(2, 5);
	const [one, other] = others();
	const limit = 3 * saved.get(one.id) * SHARE;
	await guided(5, { motions: [{ kind: 'loan', member: one.id, amount_toman: limit, days: 90, what: 'چرخ خیاطی', ayes: women.length - 1, noes: 1 }] });
	assert.equal(balance('loan', 'loan', one.id), limit * 10, 'three times what she had saved, today\'s not yet counted');
	const first = loans()[0];
	await quietUntil(6, 18, () => {
		const due = Math.min(Math.ceil(limit / 10), loans().find(({ id }) => id === first.id).left_rial / 10);
		return due > 0 ? { [first.id]: due } : {};
	});
	assert.ok(loans()[0].left_rial < limit * 2.5, 'most of it came back');
	await guided(18, { motions: [{ kind: 'loan', member: other.id, amount_toman: 2000000, days: 60, what: 'مواد اولیه', ayes: women.length }] });
	await quietUntil(19, 29);
	const second = loans().find(({ member_id }) => member_id === other.id);
	await guided(29, { motions: [{ kind: 'default', loan: second.id, ayes: women.length - 1 }] });
	assert.equal(loans().find(({ id }) => id === second.id).state, 'defaulted');
});

test('a meeting without a line arrives once', async () => {
	await leader.goto(base);
	await leader.evaluate(() => navigator.serviceWorker.ready.then(() => null));
	await leader.goto(`${base}/meetings/new`);
	await leader.waitForFunction(async (path) => Boolean(await (await caches.open('pages')).match(path)), `${base}/meetings/new`, { timeout: 60000 });
	const had = Number(sql(`select count(*) from savings_meeting where group_id = ${group}`));
	await leader.context().setOffline(true);
	await meetUpTo(leader, base, { codes, on: dayOf(30), shares: sharesOf(30), social: 'all' });
	await send(leader);
	await leader.waitForURL(/\/outbox$/);
	await leader.locator('#outbox li').first().waitFor();
	assert.equal(Number(sql(`select count(*) from savings_meeting where group_id = ${group}`)), had, 'nothing has arrived');
	await leader.context().setOffline(false);
	await leader.locator('#outbox-empty').waitFor({ state: 'visible', timeout: 60000 });
	assert.equal(Number(sql(`select count(*) from savings_meeting where group_id = ${group}`)), had + 1, 'once');
	assert.equal(sql(`select held_on from savings_meeting where group_id = ${group} order by id desc limit 1`), dayOf(30));
});

test('what does not come back is written off by vote, and the year ends', async () => {
	await quietUntil(31, 40);
	const bad = loans().find(({ state }) => state === 'defaulted');
	await guided(40, { motions: [{ kind: 'write_off', loan: bad.id, ayes: women.length - 1, noes: 1 }] });
	assert.equal(loans().find(({ id }) => id === bad.id).state, 'written_off');
	const open = loans().filter(({ left_rial, charge_rial }) => left_rial + charge_rial > 0);
	await quiet(41, Object.fromEntries(open.map(({ id, left_rial, charge_rial }) => [id, (left_rial + charge_rial) / 10])));
	await quietUntil(42, WEEKS + 1);
	for (const { id, name } of women) assert.equal(balance('savings', 'loan', id), saved.get(id) * SHARE * 10, name);
});

// The numbers of a printed passbook, as they stand on paper.
async function passbook(page, member) {
	await page.goto(`${base}/passbook?member=${member}`);
	await page.emulateMedia({ media: 'print' });
	const said = await page.evaluate(() => ({
		hidden: [...document.querySelectorAll('header nav, .site-header, .desk-head')].every((one) => one.offsetParent === null),
		rows: [...document.querySelectorAll('.passbook-rows tbody tr:not(.passbook-seal)')].map((row) =>
			[...row.cells].map((cell) => cell.innerText.trim())),
		hashes: [...document.querySelectorAll('.passbook-seal .hash')].map((one) => one.innerText.trim()),
		last: document.querySelector('.passbook-foot .hash').innerText.trim(),
	}));
	await page.emulateMedia({ media: 'screen' });
	return said;
}

const latin = (text) => Number(text.replace(/[۰-۹]/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'.indexOf(digit)).replace(/[^0-9]/g, ''));

async function passbooksAgree() {
	for (const { id, name } of women) {
		const { rows, hashes, last } = await passbook(leader, id);
		const kept = sql(`select hash_short(hash) from savings_meeting where group_id = ${group} and reversed_at is null
			and cycle_id = (select max(id) from savings_cycle where group_id = ${group}) order by id`).split('\n');
		assert.deepEqual(hashes, kept, `${name}: the seal of each day`);
		assert.equal(last, sql(`select hash_short(head_hash) from ledger_book where group_id = ${group}`), `${name}: the seal of the book`);
		const ledger = sql(`select -sum(sum(l.amount_rial)) over (order by s.id) from savings_meeting s
			join ledger_book b on b.group_id = s.group_id join ledger_entry e on e.book_id = b.id
				and e.reference = 'meeting:' || s.id
			left join (ledger_leg l join ledger_account a on a.id = l.account_id and a.kind = 'savings' and a.member_id = ${id})
				on l.entry_id = e.id
			where s.group_id = ${group} and s.reversed_at is null
				and s.cycle_id = (select max(id) from savings_cycle where group_id = ${group}) group by s.id order by s.id`)
			.split('\n').map((rial) => Number(rial) / 10);
		assert.deepEqual(rows.map((row) => latin(row[5])), ledger, `${name}: her savings after each meeting`);
	}
}

test('the printed passbooks say what the ledger says', async () => {
	await passbooksAgree();
	await leader.goto(`${base}/passbook?member=${others()[0].id}`);
	await isRight(leader, 'year-passbook');
});

test('the fund is shared out to the rial, and a new cycle begins', async () => {
	const cash = balance('cash', 'loan');
	const social = balance('cash', 'social');
	await leader.goto(`${base}/share-out`);
	await isRight(leader, 'year-share-out');
	await leader.locator('summary', { hasText: 'پایان دوره' }).click();
	await leader.locator('[name=held_on]').fill(jalali(dayOf(WEEKS)));
	await leader.locator('[name=votes_for]').fill(String(women.length));
	await fillCodes(leader, codes);
	await leader.getByRole('button', { name: 'بله، تقسیم شد' }).click();
	await leader.waitForURL(/saved=savings_shared/);
	await shoot(leader, 'year-shared');
	const parts = sql(`select sum(s.paid_rial), sum(s.gross_rial), sum(s.shares) from savings_share s join savings_meeting m
		on m.id = s.meeting_id where m.group_id = ${group}`).split('|').map(Number);
	assert.deepEqual(parts, [cash, cash, [...saved.values()].reduce((sum, n) => sum + n)], 'exactly what was in the box, by shares');
	assert.deepEqual([balance('cash', 'loan'), balance('savings', 'loan'), balance('cash', 'social')], [0, 0, social]);
	await passbooksAgree();
	await openCycle(leader, base, { codes, women, fields: { starts_on: jalali(dayOf(WEEKS)), planned_end: jalali(dayOf(2 * WEEKS)),
		share_toman: SHARE, social_toman: SOCIAL }, selects: { every_days: 7, charge: 'none' } });
	await leader.waitForURL(/saved=savings_cycle/);
	assert.equal(sql(`select max(number) from savings_cycle where group_id = ${group} and ended_on is null`), '2');
	for (const { id } of women) saved.set(id, 0);
	await guided(WEEKS, {});
	assert.equal(balance('savings', 'loan'), [...saved.values()].reduce((sum, n) => sum + n) * SHARE * 10);
	assert.equal(sql(`select count(*) from ledger_book b cross join lateral ledger_faults(b.id) where b.group_id = ${group}`), '0');
	for (const page of [leader, treasurer]) await page.context().close();
});
