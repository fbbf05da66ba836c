// Kills parts of the service with -9 at random, and waits until what they left
// is taken up again.
import { randomInt } from 'node:crypto';
import { children, sleep, sql, until, workers } from './service.mjs';
import { alive, number, pidOf, quiet, rows, start } from './world.mjs';

const pick = (list) => list[randomInt(list.length)];

// kill -9 of a backend makes PostgreSQL start all over: the rarest.
const victims = {
	worker: () => pick(workers()),
	lane: () => pick(children(pidOf('jobs'))),
	runner: () => pidOf('jobs'),
	backend: () => pick(rows(`select pid from pg_stat_activity where usename in ('hamyar_service', 'hamyar_jobs')`))?.pid,
};
const order = ['worker', 'lane', 'worker', 'runner', 'lane', 'worker', 'backend'];

// Kills until told to stop; gives how many of each.
export function killer() {
	const killed = {};
	let stopped = false;
	async function work() {
		for (let i = 0; !stopped; i++) {
			const kind = order[i % order.length];
			try {
				const pid = victims[kind]();
				process.kill(pid, 'SIGKILL');
				killed[kind] = (killed[kind] ?? 0) + 1;
				if (kind === 'runner') {
					await until('the runner is gone', () => !alive(pid));
					start('jobs');
				}
			} catch {
				// Gone already, or PostgreSQL cannot be asked: the next one.
			}
			await sleep(randomInt(200, 700));
		}
	}
	const all = work();
	return () => { stopped = true; return all.then(() => killed); };
}

// What the killed left: leases that would end by themselves in five minutes,
// and payments the sweeper would ask about in three.
export async function settle(kinds) {
	await until('PostgreSQL is back', () => {
		try {
			return sql('select 1') === '1';
		} catch {
			return false;
		}
	});
	await until('the runner works', () => number(`select count(*) from runner where seen_at > now() - interval '5 seconds'`) >= 3);
	const hasten = () => sql(`update job set locked_until = now() where state = 'running' and locked_until > now()
		and not exists (select from runner r where r.name = job.runner and r.seen_at > now() - interval '12 seconds')`);
	for (let i = 0; i < 3; i++) {
		hasten();
		await quiet(kinds, { ms: 8000 }).catch(() => {});
	}
	hasten();
	await quiet(kinds, { ms: 30000 });
}
