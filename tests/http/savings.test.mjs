// Savings through both faces: a program's objects and lists, a form's toman by
// key, codes, refusals that name their field, one meeting however often sent.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { cash, codes, cycleFields, freshGroup, meetingFields, officer } from './saving.mjs';
import { sql } from './people.mjs';

let group;
let ids;
let women;
let leader;
let treasurer;
let member;
let code;
const path = (rest) => `/groups/${group}/savings${rest}`;
const error = (answer, status, name) => {
	assert.equal(answer.status, status, answer.text.slice(0, 400));
	assert.equal(answer.json.error.code, name, answer.text.slice(0, 400));
	return answer.json.error;
};
const previous = () => Number(sql(`select max(id) from savings_meeting where group_id = ${group} and reversed_at is null`)) || undefined;
const meeting = (more) => ({ code, previous: previous(), ...meetingFields(women, more) });

before(async () => {
	const fresh = freshGroup();
	({ group, ids } = fresh);
	women = fresh.women.map((one) => one.id);
	[leader, treasurer, member] = [await officer(fresh.mobiles.leader), await officer(fresh.mobiles.treasurer), await officer(fresh.mobiles.member)];
	code = { [ids.leader]: codes.leader, [ids.treasurer]: codes.treasurer };
});

test('six digits that are guessed at once are no code', async () => {
	for (const easy of ['111111', '123456', '654321']) error(await leader.api('POST', '/savings/code', { code: easy }), 422, 'code_too_easy');
	error(await leader.api('POST', path('/cycles'), cycleFields(women, { code })), 422, 'code_unset');
	assert.equal((await leader.api('POST', '/savings/code', { code: codes.leader })).status, 201);
	assert.equal((await treasurer.api('POST', '/savings/code', { code: codes.treasurer })).status, 201);
	assert.equal((await member.api('POST', '/savings/code', { code: codes.leader })).status, 403);
});

test('a cycle is opened by two codes, and once', async () => {
	error(await leader.api('POST', path('/cycles'), cycleFields(women, { code: { [ids.leader]: codes.leader } })), 422, 'code_missing');
	const wrong = error(await leader.api('POST', path('/cycles'), cycleFields(women, { code: { ...code, [ids.treasurer]: '000001' } })), 422, 'code_wrong');
	assert.ok(wrong.fields[`code.${ids.treasurer}`], 'beside her field');
	const body = cycleFields(women, { code });
	const made = await leader.api('POST', path('/cycles'), body);
	assert.equal(made.status, 201, made.text);
	assert.deepEqual((await leader.api('POST', path('/cycles'), body)).json, made.json, 'sent twice it is one');
	error(await leader.api('POST', path('/cycles'), cycleFields(women, { code })), 409, 'cycle_open');
	const page = await leader.submit('/group/savings/cycles/new', '/group/savings/cycles/new', { 'share_toman': '1' });
	assert.notEqual(page.status, 303, 'nor from an old page');
});

test('a program sends objects by key and lists with gaps', async () => {
	const [first, second] = women;
	const body = meeting({ social: { [first]: 100000 }, fine: { [`${second}.1`]: true }, fine_paid: { [second]: 20000 },
		motion: ['loan', 'expense'], motion_member: [first, null], motion_amount: [1000000, 150000], motion_days: [60, null],
		motion_what: ['خرید نخ', 'دفتر'], motion_for: [4, 4], motion_against: [0, 1] });
	const refused = error(await leader.api('POST', path('/meetings'), { ...body, motion_for: [4, 1] }), 422, 'vote_lost');
	assert.equal(refused.fields.motion_for.at, 2, 'which of them');
	error(await leader.api('POST', path('/meetings'), { ...body, shares: { [first]: 9 } }), 422, 'invalid');
	const made = await leader.api('POST', path('/meetings'), body);
	assert.equal(made.status, 201, made.text);
	assert.equal(cash(group, 'loan'), women.length * 1000000 + 20000 - 1150000);
	assert.equal(cash(group, 'social'), 100000);
	assert.deepEqual((await leader.api('POST', path('/meetings'), body)).json, made.json);
	error(await leader.api('POST', path('/meetings'), { ...body, place: 'جای دیگر' }), 422, 'idempotency_mismatch');
	error(await leader.api('POST', path('/meetings'), { ...meeting(), previous: undefined }), 409, 'meeting_moved');
});

test('a form tells toman by key, and comes back as it was typed', async () => {
	const page = '/group/savings/meetings/new';
	const [first] = women;
	const typed = { ...Object.fromEntries(women.map((id) => [`presence.${id}`, 'present'])), [`code.${ids.leader}`]: codes.leader,
		[`code.${ids.treasurer}`]: codes.treasurer, held_on: sql('select current_date'),
		'counted_toman.loan': String(cash(group, 'loan') / 10), 'counted_toman.social': '۱۰٬۰۰۰',
		[`shares.${first}`]: '۲', [`social_toman.${first}`]: '۵٬۰۰۰', [`fine.${first}.1`]: 'on', 'closing_toman.loan': '7' };
	const refused = await leader.submit(page, page, typed);
	assert.equal(refused.status, 422);
	assert.match(refused.text, /شمارش .* با حساب یکی نیست/);
	const field = (name) => new RegExp(`name="${name.replace(/\./g, '\\.')}"[^>]*value="([^"]*)"`).exec(refused.text)?.[1];
	assert.equal(field(`shares.${first}`), '۲');
	assert.equal(field(`social_toman.${first}`), '۵٬۰۰۰');
	assert.match(refused.text, new RegExp(`name="fine\\.${first}\\.1"[^>]* checked`));
	assert.equal(refused.text.includes(codes.leader), false, 'but no code comes back');
	const done = await leader.submit(page, page, { ...typed, 'closing_toman.loan': '' });
	assert.equal(done.status, 303, done.text.slice(0, 400));
	assert.match(done.location, /^\/group\/savings\/meetings\/\d+\?saved=savings_meeting$/);
	assert.equal(cash(group, 'social'), 150000);
	assert.match((await member.get(done.location)).text, /جلسه ثبت شد/);
});

test('a member reads her own passbook and nobody else\'s', async () => {
	const own = (await member.get('/api/v1/passbook')).json;
	assert.equal(own.member.id, ids.member);
	assert.equal(own.rows.at(-1).savings, own.member.savings);
	assert.equal((await member.get(`/api/v1/passbook?member=${ids.leader}`)).status, 404);
	assert.equal((await leader.get(`/api/v1/passbook?member=${ids.member}`)).status, 200);
	assert.equal((await member.get('/group/savings/meetings/new')).status, 403);
});

test('a code that is tried too often is closed for a while', async () => {
	const bad = { ...code, [ids.treasurer]: '000001' };
	let last;
	for (let i = 0; i < 6; i++) last = await leader.api('POST', path('/meetings'), { ...meeting(), code: bad });
	assert.equal(last.json.error.code, 'code_locked', last.text);
	error(await leader.api('POST', path('/meetings'), meeting({ counted: { loan: cash(group, 'loan'), social: cash(group, 'social') } })), 429, 'code_locked');
});
