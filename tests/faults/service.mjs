// What the fault tests share: the cluster, the workers, and visitors who
// keep asking and remember what they were told.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { base } from '../http/client.mjs';

const state = process.env.HAMYAR_VAR;
const cluster = `${process.env.HAMYAR_ROOT}/server/deploy/cluster.sh`;
const psql = ['-qAtX', '-v', 'ON_ERROR_STOP=1', `${process.env.HAMYAR_DB_SUPER} dbname=hamyar`];

export { sleep };

export function clusterStop() {
	execFileSync(cluster, ['stop', state]);
}

// The server must not keep our pipe open, or we would wait for its end.
export function clusterStart() {
	execFileSync(cluster, ['start', state], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export function sql(text) {
	return execFileSync('psql', [...psql, '-c', text], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

// Nobody reads the table until release() is called.
export async function lockTable(name) {
	const child = spawn('psql', psql, { stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.write(`begin; lock table ${name} in access exclusive mode; select 'locked';\n`);
	await new Promise((done) => child.stdout.once('data', done));
	return function release() {
		child.stdin.end('rollback;\n');
		return new Promise((done) => child.once('exit', done));
	};
}

export async function until(what, holds, { ms = 10000 } = {}) {
	for (const end = Date.now() + ms; Date.now() < end; await sleep(50)) {
		if (await holds()) return;
	}
	throw new Error(`${what}: not within ${ms} ms`);
}

// Visitors who ask for uncached pages, one after the other, until stop().
export function visitors(count, path) {
	const said = [];
	let stopped = false;
	async function visit(i) {
		for (let n = 0; !stopped; n++) {
			const began = Date.now();
			const one = { began };
			try {
				const answer = await fetch(`${base}${path}${i}x${n}`);
				one.status = answer.status;
				one.retry = answer.headers.get('retry-after');
				one.text = await answer.text();
			} catch (error) {
				one.status = 0;
				one.text = String(error.cause ?? error);
			}
			one.ended = Date.now();
			said.push(one);
		}
	}
	const all = Array.from({ length: count }, (_, i) => visit(i));
	return { said, stop: () => { stopped = true; return Promise.all(all).then(() => said); } };
}

const parent = () => Number(readFileSync(process.env.HAMYAR_PID_FILE, 'utf8'));

// The service's children.
export const workers = () => children(parent());

export function children(mine) {
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
		try {
			return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === mine;
		} catch {
			return false;
		}
	}).map(Number);
}

// Gauges and counters of one worker, whichever takes the connection.
export async function metrics() {
	const text = await (await fetch(`${base}/metrics`, { headers: { connection: 'close' } })).text();
	const found = { worker: Number(/worker="(\d+)"/.exec(text)[1]) };
	for (const [, name, value] of text.matchAll(/^hamyar_(\w+)\{[^}]*\} (\d+)$/gm)) found[name] = Number(value);
	return found;
}

// One reading a worker.
export async function allMetrics(count) {
	const found = new Map();
	for (let i = 0; i < 40 * count && found.size < count; i++) {
		const one = await metrics();
		found.set(one.worker, one);
	}
	return [...found.values()];
}
