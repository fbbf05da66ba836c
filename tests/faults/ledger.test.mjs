// Whoever changes a written entry is found at exactly that entry, by a
// command that does not believe the database.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { sql, until } from './service.mjs';
import { buyers, goods, number, rows } from './world.mjs';

function verify(...args) {
	const { status, stdout, stderr } = spawnSync(`${process.env.HAMYAR_BUILD}/hamyarctl`, ['verify-ledger', ...args], { encoding: 'utf8' });
	return { status, said: stdout + stderr };
}

// What a superuser can do: triggers and keys do not hold for her.
const tamper = (text) => sql(`begin; set local session_replication_role = replica; ${text}; commit`);

const links = () => rows('select seq, entry_id from ledger_seal where book_id = ledger_market() order by seq');

test('the runner gives what came in its place in the chain', async () => {
	const head = () => number('select head from ledger_book where id = ledger_market()');
	const before = head();
	const [buyer] = buyers(1);
	const { authority } = await buyer.order(goods(1, 5));
	await buyer.pay(authority);
	await until('it is sealed', () => head() > before
		&& number('select count(*) from ledger_unsealed where book_id = ledger_market()') === 0);
});

test('all that was written stands', (t) => {
	while (sql('select ledger_seal(ledger_market(), 1000)') !== '0');
	const { status, said } = verify();
	assert.equal(status, 0, said);
	assert.match(said, /verified, \d+ entries/);
	t.diagnostic(said.trim());
	assert.equal(verify('999999').status, 2, 'a book that is not there');
	assert.equal(verify('one').status, 2);
});

const middle = () => {
	const all = links();
	assert.ok(all.length > 10, 'the demo has paid orders');
	return all[Math.floor(all.length / 2)];
};

test('a changed amount is found at its entry', () => {
	const { entry_id } = middle();
	tamper(`update ledger_leg set amount_rial = 2 * amount_rial where entry_id = ${entry_id}`);
	const { status, said } = verify();
	tamper(`update ledger_leg set amount_rial = amount_rial / 2 where entry_id = ${entry_id}`);
	assert.equal(status, 1);
	assert.match(said, new RegExp(`^entry ${entry_id}, link`, 'm'));
	assert.equal(verify().status, 0, 'put right again');
});

test('so is one whose own link was hashed anew', () => {
	const { seq, entry_id } = middle();
	const { entry_id: next } = links()[seq];
	tamper(`create table kept_seal as select * from ledger_seal where seq = ${seq} and book_id = ledger_market();
		update ledger_entry set reference = 'x' || reference where id = ${entry_id};
		update ledger_seal s set hash = sha256((select hash from ledger_seal b where b.book_id = s.book_id and b.seq = s.seq - 1)
			|| convert_to(ledger_content(e), 'UTF8')) from ledger_entry e where e.id = s.entry_id and e.id = ${entry_id}`);
	const { status, said } = verify();
	tamper(`update ledger_entry set reference = substr(reference, 2) where id = ${entry_id};
		update ledger_seal s set hash = k.hash from kept_seal k where k.book_id = s.book_id and k.seq = s.seq; drop table kept_seal`);
	assert.equal(status, 1);
	assert.match(said, new RegExp(`^entry ${next}, link ${seq + 1}`, 'm'), 'at the link after it');
	assert.equal(verify().status, 0);
});

test('so is an entry that is gone, at either end', () => {
	for (const seq of [1, links().length]) {
		tamper(`create table kept_seal as select * from ledger_seal where seq = ${seq} and book_id = ledger_market();
			delete from ledger_seal where seq = ${seq} and book_id = ledger_market()`);
		const { status, said } = verify();
		tamper('insert into ledger_seal select * from kept_seal; drop table kept_seal');
		assert.equal(status, 1);
		assert.match(said, seq === 1 ? /link 1 is missing/ : /not at its head/);
	}
	assert.equal(verify().status, 0);
});

test('so is a balance that does not follow from its entries', () => {
	const id = sql('select id from ledger_account where kind = \'payable\' order by id limit 1');
	tamper(`update ledger_account set balance_rial = balance_rial + 1 where id = ${id}`);
	const { status, said } = verify();
	tamper(`update ledger_account set balance_rial = balance_rial - 1 where id = ${id}`);
	assert.equal(status, 1);
	assert.match(said, new RegExp(`balance of ${id} is`));
	assert.equal(verify().status, 0);
});
