// Services, nginx, wrk and pgbench for the rows; everything started here is
// stopped here.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const state = process.env.BENCH_STATE;
const pgbench = '/usr/lib/postgresql/15/bin/pgbench';
const started = [];

export const runs = Number(process.env.RUNS ?? 5);
export const each = Number(process.env.EACH ?? 4); // seconds
export { sleep };

export function median(list) {
	const sorted = [...list].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

export function settings(name) {
	const lines = readFileSync(`${state}/bench/${name}/settings`, 'utf8').trim().split('\n');
	return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

export function sql(name, text) {
	return execFileSync('psql', ['-qAtX', `${settings(name).HAMYAR_DB_SUPER} dbname=hamyar`, '-c', text],
		{ encoding: 'utf8' }).trim().split('\n');
}

export function psqlFile(name, file, values) {
	execFileSync('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', `${settings(name).HAMYAR_DB_SUPER} dbname=hamyar`,
		...Object.entries(values).flatMap(([key, value]) => ['-v', `${key}=${value}`]), '-f', file], { stdio: 'ignore' });
}

// The service over a database of bench.sh; more settings may be given.
export async function service(name, more = {}) {
	const env = { ...process.env, ...settings(name), ...more };
	const log = openSync(`${state}/bench/${name}/log/hamyar.log`, 'w');
	const child = spawn(`${env.HAMYAR_BUILD}/hamyar`, { env, stdio: ['ignore', log, log] });
	const gone = new Promise((done) => child.once('exit', done));
	started.push(child);
	for (let i = 0; i < 100; i++) {
		if (await fetch(`${env.HAMYAR_URL}/healthz`).then((answer) => answer.ok, () => false)) break;
		await sleep(100);
	}
	return {
		url: env.HAMYAR_URL,
		pid: child.pid,
		connections: Number(env.HAMYAR_WORKERS ?? 2) * Number(env.HAMYAR_DB_CONNECTIONS ?? 8),
		stop: () => { child.kill(); return gone; },
	};
}

// The job runner over such a database; took() is how many milliseconds the
// job of a kind took that was done since it was last asked.
export async function runner(name, more = {}) {
	const env = { ...process.env, ...settings(name), ...more };
	const file = `${state}/bench/${name}/log/jobs.log`;
	const log = openSync(file, 'w');
	const child = spawn(`${env.HAMYAR_BUILD}/hamyarctl`, ['jobs'], { env, stdio: ['ignore', log, log] });
	const gone = new Promise((done) => child.once('exit', done));
	started.push(child);
	let seen = 0;
	return {
		took: (kind) => {
			const done = [...readFileSync(file, 'utf8').matchAll(new RegExp(`event=job_done job=\\d+ kind=${kind} ms=(\\d+)`, 'g'))];
			return done.length > seen ? Number(done[seen++][1]) : 0;
		},
		stop: () => { child.kill(); return gone; },
	};
}

// nginx with as many workers, serving one file from disk at its best.
export async function nginx(path, bytes, workers) {
	const dir = `${state}/bench/nginx`;
	const port = 19070;
	mkdirSync(`${dir}/root`, { recursive: true });
	writeFileSync(`${dir}/root/page`, bytes);
	const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${dir}/${kind};`);
	writeFileSync(`${dir}/nginx.conf`, `daemon off; worker_processes ${workers}; pid ${dir}/pid;
error_log ${dir}/error.log; events { worker_connections 4096; }
http { ${temp.join(' ')} access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
open_file_cache max=10; default_type "text/html; charset=utf-8";
server { listen 127.0.0.1:${port}; location = ${path} { alias ${dir}/root/page; } } }\n`);
	const child = spawn('/usr/sbin/nginx', ['-c', `${dir}/nginx.conf`, '-p', dir], { stdio: 'ignore' });
	started.push(child);
	const url = `http://127.0.0.1:${port}`;
	for (let i = 0; i < 100; i++) {
		if (await fetch(url + path).then((answer) => answer.ok, () => false)) break;
		await sleep(100);
	}
	return { url, stop: () => child.kill() };
}

let seed = 1;

// wrk over a list of paths; numbers as paths.lua prints them, and rate.
export async function wrk(url, paths, { connections = 64, seconds = each, think = 0, headers = {} } = {}) {
	const file = `${state}/bench/paths.txt`;
	writeFileSync(file, `${paths.join('\n')}\n`);
	const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', 'tests/load/paths.lua',
		...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]), url,
		'--', file, String(seed++), String(think)];
	const { stdout } = await run('wrk', args);
	const said = Object.fromEntries([...stdout.matchAll(/^(\w+)=(\d+)$/gm)].map(([, name, value]) => [name, Number(value)]));
	return { ...said, rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]) };
}

// One path needs no Lua, which would cost the client.
export async function wrkOne(url, path, { connections = 64, seconds = each } = {}) {
	const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, url + path]);
	if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
	return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}

// As many entries a second as the service takes; see entries.lua.
export async function wrkEntries(url, groups, connections) {
	const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${each}s`, '--timeout', '10s', '-s', 'tests/load/entries.lua', url,
		'--', `${process.pid}-${seed++}`, String(groups)]);
	if (/^wrong=|Socket errors/m.test(stdout)) throw new Error(stdout);
	return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]);
}

// Transactions a second of a script, prepared, in the service's own role:
// for some seconds, or so many times on each connection.
export const bench = (name, script, connections, seconds = each) =>
	pgbenchOf(name, script, connections, ['-T', String(seconds)]);
export const benchTimes = (name, script, connections, times) =>
	pgbenchOf(name, script, connections, ['-t', String(times)]);

async function pgbenchOf(name, script, connections, bound) {
	const file = `${state}/bench/script.sql`;
	writeFileSync(file, script);
	const host = /host=(\S+)/.exec(settings(name).HAMYAR_DB)[1];
	const { stdout } = await run(pgbench, ['-h', host, '-U', 'hamyar_service', '-n', '-M', 'prepared',
		'-c', String(connections), '-j', '1', ...bound, '-f', file, 'hamyar']);
	return Number(/^tps = ([\d.]+)/m.exec(stdout)[1]);
}

// The largest resident set of the service's workers, in MiB.
export function rss(pid) {
	const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((one) => {
		try {
			return Number(readFileSync(`/proc/${one}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid;
		} catch {
			return false;
		}
	});
	return Math.max(...children.map((one) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))[1]) / 1024));
}

export function stopAll() {
	for (const child of started) child.kill();
}
