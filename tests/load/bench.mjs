// Runs the rows one after the other, prints the table, writes bench.json.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { rows } from './rows.mjs';
import { stopAll } from './tools.mjs';

const state = process.env.BENCH_STATE;
const wanted = process.env.ROWS?.split(/\s+/).filter(Boolean) ?? rows.map((row) => row.name);
const table = [];

const pad = (text, width) => String(text).padEnd(width);

function print(row) {
	console.log(`${pad(row.what, 42)} ${pad(row.measured, 16)} ${pad(row.reference, 26)} ` +
		`${pad(row.value, 10)} ${pad(row.bar, 11)} ${row.ok ? 'ok' : 'SHORT'}`);
}

process.on('SIGINT', () => { stopAll(); process.exit(130); });
print({ what: 'what', measured: 'measured', reference: 'against', value: 'so', bar: 'bar', ok: true });
try {
	for (const row of rows.filter((one) => wanted.includes(one.name))) {
		const result = await row();
		table.push({ name: row.name, ...result });
		print(result);
	}
} finally {
	stopAll();
}
writeFileSync(`${state}/bench.json`, `${JSON.stringify({ at: new Date().toISOString(), cpus: cpus().length,
	model: cpus()[0].model, rows: table }, null, '\t')}\n`);
process.exitCode = table.every((row) => row.ok) ? 0 : 1;
