// One function a row of the speed table.
import { readFileSync } from 'node:fs';
import { launch, person } from '../browser/browser.mjs';
import { buyingPages, figures, lighthouseOf, paintOf } from '../browser/vitals.mjs';
import { csv, header, registry, workbook } from '../http/registry.mjs';
import { atLeast, inTurns, rate } from './compare.mjs';
import { desk } from './imports.mjs';
import { entry, meeting, verify } from './ledger.mjs';
import { bench, benchTimes, each, median, nginx, psqlFile, rss, runner, runs, service, sleep, sql, wrk, wrkOne } from './tools.mjs';

const WORKERS = Number(process.env.HAMYAR_WORKERS ?? 2);
const RSS_MIB_MAX = 64;
const VISITORS = 1000;
const IMPORT_S_MAX = 60;
const chromium = '/usr/bin/chromium';
const WORDS = ['عسل', 'رب گوجه', 'مربای به', 'ترشی لیته', 'نان', 'کیف چرم', 'کفش', 'گلیم', 'سبد', 'عروسک', 'پیراهن',
	'مانتو', 'قارچ', 'زعفران', 'لواشک', 'شیرینی', 'کمربند', 'سفال', 'آموزش', 'خیاطی', 'عسال', 'گوچه', 'صابون', 'دمنوش'];

const ms = (us) => `${(us / 1000).toFixed(1)} ms`;

// The longest run of product ids without a gap, so that both sides can draw.
function products(name) {
	const [low, count] = sql(name, `select min(product_id), count(*) from (select product_id,
		product_id - row_number() over (order by product_id) as run from shelf) r group by run order by 2 desc limit 1`)[0]
		.split('|').map(Number);
	return { low, high: low + count - 1, paths: Array.from({ length: count }, (_, i) => `/product/${low + i}`) };
}

async function cached() {
	const path = products('small').paths[0];
	const ours = await service('small');
	const page = Buffer.from(await (await fetch(ours.url + path)).arrayBuffer());
	for (let i = 0; i < 20; i++) await fetch(ours.url + path, { headers: { connection: 'close' } });
	const theirs = await nginx(path, page, WORKERS);
	const both = await inTurns(() => wrkOne(ours.url, path), () => wrkOne(theirs.url, path));
	theirs.stop();
	await ours.stop();
	return atLeast(`cached product page, ${(page.length / 1024).toFixed(0)} KiB`, both, 'nginx', 0.9);
}

async function uncached() {
	const { low, high, paths } = products('small');
	const statement = readFileSync('db/queries/product/product_show.sql', 'utf8');
	const ours = await service('small', { HAMYAR_CACHE: '0' });
	const both = await inTurns(
		() => wrk(ours.url, paths).then((said) => said.rate),
		() => bench('small', `\\set id random(${low}, ${high})\n${statement.replaceAll('$1', ':id')};\n`, ours.connections));
	await ours.stop();
	return atLeast('uncached product page as HTML', both, 'pgbench', 0.7);
}

// As many at once as the service has connections, each with a full cart.
async function order() {
	const turns = 400, at = 16;
	const ours = await service('small');
	const place = async (n) => {
		const headers = { authorization: `Bearer bench-${n}`, 'content-type': 'application/json' };
		const cart = (await (await fetch(`${ours.url}/api/v1/checkout`, { headers })).json());
		return { headers, body: JSON.stringify({ address: cart.address.id, shipping: cart.cart.parcels.map((p) => p.choices[0].value) }) };
	};
	const oursOnce = async () => {
		psqlFile('small', 'tests/load/order.sql', { buyers: turns });
		const asks = [];
		for (let n = 1; n <= turns; n++) asks.push(await place(n));
		const began = performance.now();
		await Promise.all(Array.from({ length: at }, async (_, lane) => {
			for (let i = lane; i < turns; i += at) {
				const answer = await fetch(`${ours.url}/api/v1/orders`, { method: 'POST', ...asks[i] });
				if (answer.status !== 201) throw new Error(await answer.text());
				await answer.arrayBuffer();
			}
		}));
		return turns / (performance.now() - began) * 1000;
	};
	const theirsOnce = async () => {
		psqlFile('small', 'tests/load/order.sql', { buyers: turns });
		return benchTimes('small', 'select bench_place();\n', at, turns / at);
	};
	const both = await inTurns(oursOnce, theirsOnce);
	await ours.stop();
	return atLeast('order of 5 lines over 3 groups', both, 'pgbench', 0.6);
}

async function search() {
	const paths = WORDS.map((word) => `/search?q=${encodeURIComponent(word)}`);
	const large = await service('large');
	const small = await service('small');
	const ask = (url) => () => wrk(url, paths, { connections: 2 }).then((said) => said.p95_us);
	const [slow, quick] = await inTurns(ask(large.url), ask(small.url));
	await large.stop();
	await small.stop();
	const ratio = slow / quick;
	return { what: `search of ${sql('large', 'select count(*) from shelf')[0]} products, p95`, measured: ms(slow),
		reference: `${sql('small', 'select count(*) from shelf')[0]}: ${ms(quick)}`, value: `× ${ratio.toFixed(2)}`,
		bar: '≤ 1.5', ratio, ok: ratio <= 1.5, raw: { slow, quick } };
}

// Her own groups, and all of a clinic, with their lights: ten times the groups
// are ten times the clinics.
async function portfolio() {
	const paths = ['/facilitator/groups', '/facilitator/groups?light=red', '/facilitator'];
	const worst = async (name) => {
		psqlFile(name, 'tests/load/portfolio.sql', {});
		const ours = await service(name);
		return { ask: async () => {
			const said = [];
			for (const token of ['bench-facilitator', 'bench-clinic']) {
				const one = await wrk(ours.url, paths, { connections: 2, headers: { authorization: `Bearer ${token}` } });
				if (one.refused > 0) throw new Error(`${one.refused} pages of ${name} were refused`);
				said.push(one.p95_us);
			}
			return Math.max(...said);
		}, stop: ours.stop };
	};
	const large = await worst('large');
	const small = await worst('small');
	const [slow, quick] = await inTurns(large.ask, small.ask);
	await large.stop();
	await small.stop();
	const ratio = slow / quick;
	const groups = (name) => sql(name, 'select count(*) from self_help_group')[0];
	return { what: `portfolio among ${groups('large')} groups, p95`, measured: ms(slow),
		reference: `${groups('small')}: ${ms(quick)}`, value: `× ${ratio.toFixed(2)}`, bar: '≤ 1.5', ratio,
		ok: ratio <= 1.5, raw: { slow, quick } };
}

// The same pages over ten times the groups, at the 95th percentile.
async function tenfold(what, token, paths, more = []) {
	const headers = { authorization: `Bearer ${token}` };
	const open = async (name) => {
		for (const file of ['board', ...more]) psqlFile(name, `tests/load/${file}.sql`, {});
		const ours = await service(name);
		for (const path of paths) {
			const { status } = await fetch(ours.url + path, { headers });
			if (status !== 200) throw new Error(`${path}: ${status}`);
		}
		return { ...ours, ask: () => wrk(ours.url, paths, { connections: 2, headers }).then((said) => said.p95_us) };
	};
	const large = await open('large');
	const small = await open('small');
	const [slow, quick] = await inTurns(large.ask, small.ask);
	await large.stop();
	await small.stop();
	const ratio = slow / quick;
	const groups = (name) => sql(name, 'select count(*) from self_help_group')[0];
	return { what: `${what} of ${groups('large')} groups, p95`, measured: ms(slow), reference: `${groups('small')}: ${ms(quick)}`,
		value: `× ${ratio.toFixed(2)}`, bar: '≤ 1.5', ratio, ok: ratio <= 1.5, raw: { slow, quick } };
}

const board = () => tenfold('national board', 'bench-officer', ['/office', '/office', '/office?province=8']);
const officers = () => tenfold('officers\' lists', 'bench-officer', ['', '?state=active', '?state=active&trade=sewing', '?province=8',
	'?sort=sold', '?risk=no_sale&sort=wait', '?trade=leather', '?q=%D9%85%D9%87%D8%B1'].map((query) => `/office/groups${query}`));
const inbox = () => tenfold('a clinic\'s inbox', 'bench-manager', ['/clinic', '/clinic/applications', '/clinic/applications?state=in_review',
	'/clinic/applications?state=forming'], ['inbox']);

// Rows a second of a list as a file, by the runner's own clock.
async function exports() {
	const headers = { authorization: 'Bearer bench-officer', 'content-type': 'application/json' };
	const open = async (name) => {
		psqlFile(name, 'tests/load/board.sql', {});
		const ours = await service(name);
		const lane = await runner(name);
		const ask = async (format) => {
			const asked = await (await fetch(`${ours.url}/api/v1/exports`, { method: 'POST', headers,
				body: JSON.stringify({ list: 'office_groups', format }) })).json();
			for (;;) {
				const { state, rows } = await (await fetch(`${ours.url}/api/v1/exports/${asked.id}`, { headers })).json();
				if (state === 'failed') throw new Error('export failed');
				const took = state === 'ready' && lane.took('export');
				if (took) return rows / took * 1000;
				await sleep(50);
			}
		};
		return { once: async () => (await ask('csv') + await ask('xlsx')) / 2, stop: async () => {
			await lane.stop();
			await ours.stop();
		} };
	};
	const large = await open('large');
	const small = await open('small');
	const [many, few] = await inTurns(large.once, small.once);
	await large.stop();
	await small.stop();
	const ratio = many / few;
	const groups = (name) => sql(name, 'select count(*) from board_group')[0];
	return { what: `export of ${groups('large')} rows`, measured: `${rate(many)} rows`, reference: `${groups('small')}: ${rate(few)}`,
		value: `× ${ratio.toFixed(2)}`, bar: '≥ 0.7', ratio, ok: ratio >= 0.7, raw: { many, few } };
}

// What visitors ask for: mostly shared pages, some searches, some mistakes.
function mixture() {
	const search = WORDS.map((word) => `/search?q=${encodeURIComponent(word)}`);
	const trades = sql('small', 'select slug from category').map((slug) => `/category/${encodeURIComponent(slug)}`);
	return [...products('small').paths, ...search, ...trades, ...Array(100).fill('/'), '/groups', '/about', '/login', '/no-such-page'];
}

async function memory() {
	const minutes = Number(process.env.MINUTES ?? 1);
	const warm = Math.max(15, minutes * 6);
	const ours = await service('small');
	await wrk(ours.url, mixture(), { seconds: warm });
	const before = rss(ours.pid);
	await wrk(ours.url, mixture(), { seconds: minutes * 60 - warm });
	const after = rss(ours.pid);
	await ours.stop();
	const ratio = after / before;
	return { what: `memory of a worker after ${minutes} min of load`, measured: `${after.toFixed(1)} MiB`,
		reference: `${warm} s: ${before.toFixed(1)} MiB`, value: `× ${ratio.toFixed(2)}`, bar: `≤ ${RSS_MIB_MAX} MiB`,
		ratio, ok: after <= RSS_MIB_MAX && ratio <= 1.05, raw: { before, after } };
}

// Each reads for a second or so between two pages.
async function visitors() {
	const ours = await service('small');
	const paths = mixture().filter((path) => path !== '/no-such-page');
	await wrk(ours.url, paths, { seconds: each * 2 });
	const said = await wrk(ours.url, paths, { connections: VISITORS, seconds: each * 3, think: 1000 });
	await ours.stop();
	return { what: `${VISITORS} keep-alive visitors, p99`, measured: ms(said.p99_us),
		reference: `${said.refused} of ${said.requests} refused`, value: rate(said.rate), bar: '≤ 250 ms',
		ok: said.refused === 0 && said.p99_us <= 250000, raw: said };
}

// A phone's scores on the pages people buy on; the best of a few, as a machine
// that is busy meanwhile only takes away.
async function phone() {
	const port = 19095;
	const ours = await service('small');
	const browser = await launch([`--remote-debugging-port=${port}`], chromium);
	const worst = {};
	const said = {};
	for (const path of await buyingPages(ours.url)) {
		const tries = [];
		for (let i = 0; i < Math.min(runs, 3); i++) tries.push((await lighthouseOf(ours.url, path, port)).scores);
		said[path] = Object.fromEntries(figures.map((name) => [name, Math.max(...tries.map((one) => one[name]))]));
		for (const name of figures) worst[name] = Math.min(worst[name] ?? 100, said[path][name]);
	}
	await browser.close();
	await ours.stop();
	const least = Math.min(...Object.values(worst));
	return { what: 'Lighthouse, mobile: home, cart, category, product', measured: Object.values(worst).join(' · '), reference: 'the lowest of each score',
		value: String(least), bar: '≥ 95', ok: least >= 95, raw: said };
}

async function paint() {
	const ours = await service('small');
	const browser = await launch([], chromium);
	const said = {};
	for (const path of await buyingPages(ours.url)) {
		const tries = [];
		for (let i = 0; i < runs; i++) {
			const page = await person(browser);
			tries.push((await paintOf(page, ours.url + path)).paint);
			await page.context().close();
		}
		said[path] = median(tries);
	}
	await browser.close();
	await ours.stop();
	const slowest = Math.max(...Object.values(said));
	return { what: 'largest paint, slow 4G, processor ÷ 4', measured: `${Math.round(slowest)} ms`, reference: 'the slowest of those pages',
		value: `${(slowest / 1000).toFixed(2)} s`, bar: '≤ 1.8 s', ok: slowest <= 1800, raw: said };
}


// A register of 100,000 rows with a mistake in one of a hundred, as an office
// sends it, into a copy of the database of its own: all found, none written,
// in the time; then without mistakes, and once more, as a workbook, which
// changes nothing.
async function imported() {
	const places = sql('small', `select p.name, c.name, k.name from clinic k join city c on c.id = k.city_id
		join province p on p.id = c.province_id where (select count(*) from clinic o where o.name = k.name) = 1
		order by k.id`).map((line) => line.split('|')).map(([province, city, clinic]) => ({ province, city, clinic }));
	const ours = await desk('small', 'hamyar_import');
	const said = {};
	try {
		const known = registry({ rows: 100, base: 70, places, plain: true });
		await ours.write(csv(header, known.rows));
		const members = known.rows.map((row) => ({ id: row[10], mobile: row[11] }));
		const wrong = registry({ rows: 100000, base: 1, places, wrong: 16, members });
		const before = ours.print();
		const check = await ours.check(csv(header, wrong.rows));
		const found = await ours.errors(check.id);
		const planted = wrong.planted.map((one) => `${one.row} ${one.code}`).sort();
		said.check_s = check.seconds;
		said.planted = planted.length;
		said.found = JSON.stringify(found) === JSON.stringify(planted);
		said.missed = planted.filter((one) => !found.includes(one)).slice(0, 5);
		said.extra = found.filter((one) => !planted.includes(one)).slice(0, 5);
		said.untouched = ours.print() === before && await ours.refuses(check.id);
		const clean = registry({ rows: 100000, base: 1, places }).rows;
		const first = await ours.write(csv(header, clean));
		said.clean_s = first.check_s;
		said.write_s = first.write_s;
		said.members = first.result.members_new;
		const after = ours.print();
		const second = await ours.write(workbook(header, clean));
		said.workbook_s = second.check_s;
		said.again_s = second.write_s;
		said.same = second.result.nothing && ours.print() === after;
	} finally {
		await ours.stop();
	}
	const ok = said.found && said.untouched && said.same && said.members >= 100000 && said.check_s <= IMPORT_S_MAX;
	return { what: `import of 100,000 rows, ${said.planted} mistakes`, measured: `${said.check_s.toFixed(1)} s`,
		reference: `written ${said.write_s.toFixed(1)} s, again ${said.again_s.toFixed(1)} s`,
		value: said.found && said.untouched && said.same ? 'all found' : 'WRONG', bar: `≤ ${IMPORT_S_MAX} s`, ok, raw: said };
}
Object.defineProperty(imported, 'name', { value: 'import' });

export const rows = [cached, uncached, order, search, portfolio, board, officers, inbox, exports, memory, visitors, phone, paint, imported,
	entry, meeting, verify];
