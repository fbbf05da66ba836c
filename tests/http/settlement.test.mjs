// A gateway's report beside the book: read by the finance office, whole or not
// at all, and what differs has a name.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { sandbox } from './client.mjs';
import { csrfOf, person, sql } from './people.mjs';

let finance, auditor;
const paid = (n) => sql(`select id, authority, ref_id, amount_rial from payment where gateway = 'zibal' and state = 'paid'
	and id not in (select payment_id from settlement_row where payment_id is not null) and id not in (select payment_id from refund)
	order by id limit ${n}`).split('\n').map((line) => line.split('|'));
const at = (kind) => Number(sql(`select ledger_balance(market_account('${kind}'))`));
const rows = async (kind) => (await auditor.client.api('GET', `/reconciliation?kind=${kind}`)).json;

before(async () => { [finance, auditor] = await Promise.all(['finance', 'auditor'].map(person)); });

async function report(text, gateway = 'zibal') {
	const body = new FormData();
	body.append('csrf', await csrfOf(finance.client));
	body.append('gateway', gateway);
	body.append('file', new Blob([text]), 'report.csv');
	return finance.client.ask('POST', '/office/settlements', { body });
}

test('a line that cannot be read is named, and nothing is taken', async () => {
	const [[, authority, , amount]] = paid(1);
	const had = at('bank');
	const broken = await report(`reference,amount,fee,day\n${authority},${amount},0,1404/01/07\n${authority},much,0,1404/01/07\n`);
	assert.equal(broken.status, 422);
	assert.match(broken.text, /id="file-wrong">[^<]*سطر ۳/);
	assert.match(broken.text, /value="zibal" selected/, 'the gateway she chose stays chosen');
	assert.equal(at('bank'), had);
	assert.equal((await report('')).status, 422);
});

test('what the gateway paid is at the bank, once', async () => {
	const [[id, authority, , amount], [, , ref, other]] = paid(2);
	const [bank, charge, gateway] = ['bank', 'charge', 'gateway'].map(at);
	const text = `\ufeffشناسه;مبلغ;هزینه;روز\r\n${authority};${amount};2000;۱۴۰۴/۰۱/۰۷\r\n${ref};${other};0;1404/01/07\r\n`;
	assert.equal((await report(text)).location, '/office/settlements?saved=settlement');
	const sum = Number(amount) + Number(other);
	assert.deepEqual(['bank', 'charge', 'gateway'].map(at), [bank + sum - 2000, charge + 2000, gateway - sum]);
	const again = await report(text);
	assert.equal(again.location, '/office/settlements?saved=settlement&conflict=1');
	assert.match((await finance.client.get(again.location)).text, /چیزی تغییر نکرد/);
	assert.equal(at('bank'), bank + sum - 2000, 'the same file changes nothing');
	const differs = await report(`${authority},${amount},1000,1404/01/07`);
	assert.equal(differs.status, 409);
	assert.match(differs.text, /سطر ۱ پیش‌تر/);
	assert.equal(sql(`select open_rial from gateway_item where payment_id = ${id}`), '0');
	const { settlements } = (await auditor.client.api('GET', '/settlements')).json;
	assert.deepEqual([settlements[0].count, settlements[0].sum, settlements[0].fee, settlements[0].unknown], [2, sum, 2000, 0]);
	const shown = await auditor.client.get(`/office/settlements/${settlements[0].id}`);
	assert.match(shown.text, new RegExp(authority));
	assert.doesNotMatch(shown.text, /از ما نیست/);
});

test('differences are told by name, and the account is their sum', async () => {
	const [[, one, , amount]] = paid(1);
	const stranger = `X${Date.now()}`;
	await report(`${one},${Number(amount) - 10000},0,1404/01/07\n${stranger},70000,0,1404/01/07`);
	assert.equal((await rows('differs')).rows.find((row) => row.reference === one).difference, 10000);
	assert.equal((await rows('unknown')).rows.find((row) => row.reference === stranger).theirs, 70000);
	const all = (await auditor.client.api('GET', '/reconciliation')).json;
	assert.equal(all.balance, at('gateway'));
	assert.equal(all.balance, all.open + all.other);
	assert.equal(all.kinds.reduce((sum, kind) => sum + kind.open, 0), all.open);
	assert.ok(all.rows.every((row) => !['waiting', 'refund_waiting'].includes(row.kind)), 'what is on its way is no difference');
	assert.ok(all.kinds.some(({ kind }) => kind === 'missing'));
	const file = await auditor.client.get('/office/reconciliation/rows.csv?kind=differs&after=');
	assert.ok(file.text.includes(`"${one}"`) && !file.text.includes(stranger), 'exactly what is shown');
	const page = await auditor.client.get('/office/reconciliation');
	assert.match(page.text, /مبلغ یکی نیست/);
	const [day] = all.days;
	if (all.month <= day.day) assert.equal(day.balance, all.balance, 'the last day ends where the account stands');
});

test('a long list goes on where a page ended', async () => {
	const seen = new Set();
	let after = '';
	for (let i = 0; i < 100 && after !== null; i++) {
		const page = (await auditor.client.api('GET', `/reconciliation?kind=missing${after && `&after=${after}`}`)).json;
		for (const row of page.rows) assert.ok(!seen.has(row.reference), 'none twice'), seen.add(row.reference);
		after = page.next;
	}
	assert.equal(seen.size, Number(sql(`select count(*) from gateway_item i where open_rial <> 0
		and reconcile_kind(i, now() - interval '4 days') = 'missing'`)), 'all of them');
});

test('the sandbox\'s report is read as a gateway\'s', async () => {
	const text = await (await fetch(`${sandbox}/settlements.csv?gateway=zarinpal`)).text();
	const lines = text.trim().split('\r\n').length - 1;
	const read = await report(text, 'zarinpal');
	assert.equal(read.status, lines > 0 ? 303 : 422, read.text.slice(0, 300));
	assert.equal(sql('select count(*) from ledger_faults(ledger_market())'), '0');
});

test('who has nothing to do with it sees none of it', async () => {
	const leader = await person('leader');
	for (const path of ['/office/settlements', '/office/reconciliation', '/office/settlements/1'])
		assert.equal((await leader.client.get(path)).status, 403);
});
