// A group takes out its share: two officers, a file for the bank, its answer.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { csrfOf, person, sql } from './people.mjs';

const group = sql(`select scope_id from role_grant r join account a on a.id = r.account_id where a.mobile = '09120000003'
	and r.role = 'leader' and r.ended_at is null`);
const balance = () => Number(sql(`select balance_rial from ledger_account where kind = 'payable' and group_id = ${group}`));
let leader, treasurer, finance, sheba, owner, reference, batch;

before(async () => {
	[leader, treasurer, finance] = await Promise.all(['leader', 'treasurer', 'finance'].map(person));
	sql(`update payout set state = 'cancelled' where group_id = ${group} and state in ('asked', 'released');
		insert into group_bank (group_id, sheba, owner, verified_by, verified_at) select ${group}, 'IR062960000000100324200001', 'گروه',
			(select min(id) from account), now() where not exists (select from group_bank where group_id = ${group} and ended_at is null
			and verified_at is not null)`);
	[sheba, owner] = sql(`select sheba, owner from group_bank where group_id = ${group} and ended_at is null and verified_at is not null`).split('|');
	sql(`select ledger_post(ledger_market(), 'test', gen_random_uuid()::text, now(), 'test', array[market_account('gateway'),
		market_account('payable', ${group})], array[7000000, -7000000])`);
});

const ask = (who, amount_toman, more) => who.client.submit('/group/payouts', '/group/payouts', { amount_toman, rule: 'later', ...more });

test('one officer asks, in toman and Persian digits', async () => {
	const had = balance();
	const much = await ask(leader, String(had));
	assert.equal(much.status, 422);
	assert.match(much.text, /id="amount_toman-wrong">[^<]+موجودی/);
	const asked = await ask(leader, '۵۰۰٬۰۰۰');
	assert.equal(asked.location, '/group/payouts?saved=payout_asked', asked.text.slice(0, 200));
	const { payouts, can_ask } = (await leader.client.api('GET', '/group/payouts')).json;
	assert.deepEqual([payouts[0].amount, payouts[0].state, payouts[0].can_release, can_ask], [5000000, 'asked', false, false]);
	reference = payouts[0].id;
	assert.equal(balance(), had, 'nothing has moved');
	assert.equal((await leader.client.api('POST', `/group/payouts/${reference}/release`, {})).json.error.code, 'own_payout');
});

test('another releases, once, however often she presses', async () => {
	const had = balance();
	const twice = await Promise.all([1, 2, 3].map(() => treasurer.client.api('POST', `/group/payouts/${reference}/release`, {})));
	assert.deepEqual(twice.map(({ status }) => status), [201, 201, 201]);
	assert.equal(balance(), had - 5000000);
	const page = await treasurer.client.get('/group/payouts');
	assert.match(page.text, /در نوبت پرداخت/);
});

test('the finance office sends a file, which the bank can read', async () => {
	const made = await finance.client.submit('/office/payouts', '/office/payouts', {});
	batch = made.location.match(/\d+/)[0];
	assert.equal(made.location, `/office/payouts/${batch}?saved=payout_batch`);
	const file = await finance.client.get(`/office/payouts/${batch}/bank.csv`);
	assert.match(file.headers.get('content-type'), /^text\/csv/);
	const row = file.text.split('\n').find((line) => line.startsWith(`${reference},`));
	assert.equal(row, `${reference},${sheba},5000000,"${owner}"`);
	assert.equal((await leader.client.get(`/office/payouts/${batch}`)).status, 403);
	assert.equal((await leader.client.api('POST', `/group/payouts/${reference}/cancellation`, {})).status, 409, 'it is at the bank');
});

async function answer(text) {
	const body = new FormData();
	body.append('csrf', await csrfOf(finance.client));
	body.append('file', new Blob([text]), 'answer.csv');
	return finance.client.ask('POST', `/office/payouts/${batch}/answer`, { body });
}

test('what the bank says is taken whole or not at all', async () => {
	const broken = await answer(`reference,result,trace\n${reference},paid,T-1\n${reference},maybe,T-1\n`);
	assert.equal(broken.status, 422);
	assert.match(broken.text, /id="file-wrong">[^<]*سطر ۳/);
	assert.equal(sql(`select state from payout where id = ${reference}`), 'sent');
	const had = Number(sql(`select ledger_balance(market_account('bank'))`));
	for (let i = 0; i < 2; i++)
		assert.equal((await answer(`reference;result;trace\r\n${reference};paid;T-1\r\n`)).location, `/office/payouts/${batch}?saved=payout_answer`);
	assert.equal(Number(sql(`select ledger_balance(market_account('bank'))`)), had - 5000000, 'once');
	assert.equal((await answer(`${reference},failed,x`)).status, 409);
	assert.match((await leader.client.get('/group/payouts')).text, /واریزشده/);
	assert.equal(sql(`select count(*) from message where kind = 'payout_paid' and account_id = ${leader.account}`) > 0, true);
	assert.equal(sql('select count(*) from ledger_faults(ledger_market())'), '0');
});

// Asked and divided as said, released, sent, and the bank says so.
async function paid(more) {
	const asked = await ask(leader, '120000', more);
	assert.equal(asked.location, '/group/payouts?saved=payout_asked', asked.text.slice(0, 300));
	const [{ id }] = (await treasurer.client.api('GET', '/group/payouts')).json.payouts;
	assert.equal((await treasurer.client.api('POST', `/group/payouts/${id}/release`, {})).status, 201);
	batch = (await finance.client.submit('/office/payouts', '/office/payouts', {})).location.match(/\d+/)[0];
	assert.equal((await answer(`${id},paid,T-2`)).status, 303);
	return (await leader.client.api('GET', '/group/payouts')).json.payouts.find((one) => one.id === id);
}

const members = () => sql(`select id from group_member where group_id = ${group} and left_on is null and not pending order by id`).split('\n');
const sharesTold = () => Number(sql(`select count(*) from message where kind = 'share_paid'`));

test('what is taken out is divided by the rule of the group: material first, then pieces', async () => {
	const [one, two, three] = members();
	const bare = await ask(leader, '120000', { rule: 'pieces', [`material_toman.${one}`]: '۲۰٬۰۰۰' });
	assert.equal(bare.status, 422);
	assert.match(bare.text, /id="weight-wrong">[^<]+ساعت/);
	assert.match(bare.text, new RegExp(`name="material_toman.${one}"[^>]*value="۲۰٬۰۰۰"`), 'what was typed is kept');
	const told = sharesTold();
	const done = await paid({ rule: 'pieces', [`weight.${one}`]: '۱', [`weight.${two}`]: '1', [`weight.${three}`]: '1', [`material_toman.${one}`]: '۲۰٬۰۰۰' });
	assert.deepEqual(done.shares.map(({ amount }) => amount).sort(), [333333, 333333, 533334]);
	assert.equal(done.shares.reduce((sum, { amount }) => sum + amount, 0), 1200000, 'to the rial');
	const mobile = Number(sql(`select count(*) from group_member where id in (${one}, ${two}, ${three}) and mobile is not null`));
	assert.equal(sharesTold() - told, mobile, 'each is told');
	assert.match((await leader.client.get('/group/payouts')).text, /تقسیم: به تعداد کار/);
	const { own } = (await leader.client.api('GET', '/group/earnings')).json;
	assert.ok(own.sum >= 333333 && own.list.length > 0, 'she sees her own');
});

test('or later, once', async () => {
	const { id, can_divide } = await paid({ rule: 'later' });
	assert.equal(can_divide, true);
	const page = `/group/payouts/${id}/division`;
	const done = await leader.client.submit(page, page, { rule: 'equal' });
	assert.equal(done.location, '/group/payouts?saved=payout_divided', done.text.slice(0, 300));
	assert.equal((await treasurer.client.api('POST', page, { rule: 'equal' })).status, 409);
	assert.equal(Number(sql(`select sum(amount_rial) from payout_share where payout_id = ${id}`)), 1200000);
	assert.equal(sql('select count(*) from ledger_faults(ledger_market())'), '0');
});
