// The market's book as the finance office and the auditor read it, and its
// periods as they are closed.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { person, sql } from './people.mjs';

let finance, auditor;
const sum = (rows, of) => rows.reduce((all, row) => all + row[of], 0);
const ask = async (path) => (await auditor.client.api('GET', path)).json;

before(async () => { [finance, auditor] = await Promise.all(['finance', 'auditor'].map(person)); });

test('a trial balance adds up, today and on a day', async () => {
	for (const day of ['', '?day=1405/01/31']) {
		const { rows, sums } = await ask(`/ledger${day}`);
		for (const of of ['debit', 'credit', 'debit_stands', 'credit_stands']) assert.equal(sum(rows, of), sums[of], of);
		assert.equal(sums.debit, sums.credit);
		assert.equal(sums.debit_stands, sums.credit_stands);
	}
	const { rows, day } = await ask('/ledger');
	const gateway = rows.find(({ kind }) => kind === 'gateway');
	assert.equal(gateway.debit_stands - gateway.credit_stands, Number(sql("select ledger_balance(market_account('gateway'))")));
	const page = await auditor.client.get('/office/ledger');
	assert.match(page.text, /نزد درگاه پرداخت/);
	const file = await auditor.client.get(`/office/ledger/trial.csv?day=${day}`);
	assert.match(file.headers.get('content-type'), /^text\/csv/);
	assert.ok(file.text.includes(`"نزد درگاه پرداخت",${gateway.debit},${gateway.credit},${gateway.debit_stands},${gateway.credit_stands}`));
	assert.equal((await auditor.client.get('/office/ledger?day=1405/13/01')).status, 422, 'no such day');
});

test('groups of a row, page by page, make its sum', async () => {
	const { rows } = await ask('/ledger');
	const { credit_stands } = rows.find(({ kind }) => kind === 'payable');
	let after = '';
	const seen = [];
	do {
		const page = await ask(`/ledger/accounts?kind=payable${after && `&after=${after}`}`);
		seen.push(...page.accounts);
		assert.equal(page.sums.balance, credit_stands);
		after = page.next;
	} while (after);
	assert.equal(sum(seen, 'balance'), credit_stands);
	assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
});

test('a statement goes back to the first entry, each with what it left', async () => {
	const account = sql("select market_account('gateway')");
	let after = '';
	let stands;
	let entries = 0;
	do {
		const page = await ask(`/ledger/accounts/${account}${after && `?after=${after}`}`);
		stands ??= page.account.balance;
		for (const row of page.rows) {
			assert.equal(row.balance, stands, `after entry ${row.entry}`);
			stands -= row.debit - row.credit;
			entries++;
		}
		after = page.next;
	} while (after);
	assert.equal(stands, 0, 'and began with nothing');
	assert.equal(entries, Number(sql(`select count(distinct entry_id) from ledger_leg where account_id = ${account}`)));
	const file = await auditor.client.get(`/office/ledger/accounts/${account}/statement.csv`);
	assert.equal(file.text.trim().split('\n').length, 51);
});

test('an entry shows its legs, its seal, and what reversed it', async () => {
	const [wrong, undo] = sql(`with wrong as (select ledger_post(ledger_market(), 'test', gen_random_uuid()::text, now(), 'test',
		array[market_account('bank'), market_account('fee')], array[5000, -5000]) as id)
		select id, ledger_reverse(id, gen_random_uuid()::text) from wrong`).split('|');
	sql('select ledger_seal(ledger_market(), 100000)');
	const page = (await auditor.client.get(`/office/ledger/entries/${wrong}`)).text;
	assert.match(page, new RegExp(`href="/office/ledger/entries/${undo}"`));
	const entry = await ask(`/ledger/entries/${undo}`);
	assert.deepEqual([entry.reverses, entry.sum, sum(entry.legs, 'debit'), sum(entry.legs, 'credit')], [Number(wrong), 5000, 5000, 5000]);
	assert.equal(entry.seal.hash, sql(`select encode(hash, 'hex') from ledger_seal where entry_id = ${undo}`));
});

test('a period is closed with the month, and takes no entry then', async () => {
	const { months, differences } = await ask('/ledger/period');
	const page = await finance.client.get('/office/ledger/period');
	if (differences) assert.match(page.text, /مغایرت با درگاه‌ها باز است/);
	const refused = await finance.client.submit('/office/ledger/period', '/office/ledger/period', { day: '2020-03-18' });
	assert.equal(refused.status, 422);
	assert.match(refused.text, /id="day-wrong">[^<]+پایان یک ماه/);
	assert.equal((await auditor.client.api('POST', '/ledger/period', { day: months[0].day })).status, 403);
	for (let i = 0; i < 2; i++) {
		const done = await finance.client.submit('/office/ledger/period', '/office/ledger/period', { day: months[0].day });
		assert.equal(done.location, '/office/ledger/period?saved=period', done.text.slice(0, 300));
	}
	const { book } = await ask('/ledger/period');
	assert.deepEqual([book.to, book.periods[0].differences], [months[0].day, differences]);
	assert.throws(() => sql(`select ledger_post(ledger_market(), 'test', 'late', '${months[0].day}', 'test',
		array[market_account('bank'), market_account('fee')], array[1, -1])`), /period_closed/);
	assert.equal((await ask('/ledger/period')).months.length, months.length - 1);
});

test('it is nobody else\'s', async () => {
	const [leader, officer] = await Promise.all(['leader', 'officer'].map(person));
	for (const { client } of [leader, officer])
		for (const path of ['/office/ledger', '/office/ledger/trial.csv', '/office/ledger/period', '/office/ledger/accounts/1', '/office/ledger/entries/1'])
			assert.equal((await client.get(path)).status, 403, path);
});
