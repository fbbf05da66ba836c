// Rows of the account book: an entry through the API, a meeting's end, and how
// quickly the chain is verified, with a million entries in its tables.
import { execFileSync } from 'node:child_process';
import { atLeast, inTurns, rate } from './compare.mjs';
import { bench, median, psqlFile, service, settings, sql, wrkEntries } from './tools.mjs';

const GROUPS = 200;
const ENTRIES = Number(process.env.ENTRIES ?? 1000000);
const MEETINGS = 21;

const prepared = () => psqlFile('small', 'tests/load/savings.sql', { groups: GROUPS, entries: ENTRIES });

// Each group's book is its own line to stand in, as in life.
export async function entry() {
	const at = 16;
	prepared();
	const ours = await service('small');
	const both = await inTurns(() => wrkEntries(ours.url, GROUPS, at), () => bench('small', 'select bench_entry();\n', at));
	await ours.stop();
	return atLeast('entry of two legs through the API', both, 'pgbench', 0.6);
}

// Closing a meeting of 25: savings, fines, repayments, two loans; undone each
// time, so that each finds the same.
export async function meeting() {
	prepared();
	// One connection, as the service keeps its own; the first ones plan.
	const took = sql('small', 'begin; select round(bench_meeting(current_date, true), 2); rollback;'.repeat(MEETINGS + 4))
		.map(Number).slice(4);
	const entries = Number(sql('small', 'select count(*) from ledger_entry')[0]);
	const half = median(took);
	return { what: 'closing a meeting of 25 women', measured: `${half.toFixed(1)} ms`,
		reference: `${entries.toLocaleString('en')} entries`, value: `most ${Math.max(...took).toFixed(1)}`, bar: '≤ 50 ms',
		ok: half <= 50 && entries >= ENTRIES, raw: { took, entries } };
}

export async function verify() {
	prepared();
	const began = performance.now();
	const said = execFileSync(`${process.env.HAMYAR_BUILD}/hamyarctl`, ['verify-ledger'],
		{ env: { ...process.env, ...settings('small') }, encoding: 'utf8' });
	const seconds = (performance.now() - began) / 1000;
	const entries = Number(sql('small', 'select count(*) from ledger_seal')[0]);
	return { what: 'verification of all books', measured: `${rate(entries / seconds)} entries`,
		reference: `${entries.toLocaleString('en')} in ${seconds.toFixed(1)} s`, value: 'whole', bar: 'printed',
		ok: said.length > 0, raw: { seconds, entries } };
}
