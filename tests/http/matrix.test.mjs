// The access matrix: every operation and every page as everybody, on what is
// hers and on what is another's, against the roles that the tables declare.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { before, test } from 'node:test';
import { Client, base } from './client.mjs';
import { csrfOf, everybody } from './people.mjs';
import { fields, forget, samples } from './samples.mjs';

const document = await (await fetch(`${base}/api/v1/openapi.json`)).json();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, about]) => ({ path, method: method.toUpperCase(), about, name: about.operationId,
		writes: about['x-effect'] === 'writes', who: about['x-roles'] })));
const roles = new Map(operations.map((one) => [one.name, one.who]));
const effects = new Map(operations.map((one) => [one.name, one.writes]));

// The rows of the tables of pages, as they stand in the source.
const storefront = new URL('../../storefront/', import.meta.url);
const pages = readdirSync(storefront, { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap((entry) => {
	const folder = new URL(`${entry.name}/`, storefront);
	return readdirSync(folder).filter((name) => name.endsWith('.c')).flatMap((name) => {
		const text = readFileSync(new URL(name, folder), 'utf8');
		return [...text.matchAll(/\{\s*(GET|POST|PUT|PATCH|DELETE),\s*"([^"]+)"\s*(?:,\s*&(\w+))?([^}]*)\}(?=,)/g)].map(
			([, method, path, operation, rest]) => ({ method, path: path.replace(/:(\w+)/g, '{$1}'), name: operation,
				open: /\.open\s*=\s*true/.test(rest), shared: /\.cache\s*=/.test(rest) }));
	});
});

let people;
before(async () => {
	people = await everybody();
	for (const who of people) who.csrf = who.account ? await csrfOf(who.client) : '';
});

const allows = (who, role) => who === undefined || who.length === 0 || (role !== 'visitor' && who.includes('account')) ||
	who.includes(role);

// What is in the path stands there; the rest is the query or the body.
function split(path, params) {
	const rest = { ...params };
	const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
		const value = rest[name];
		delete rest[name];
		return encodeURIComponent(value ?? '');
	});
	return [filled, rest];
}

function query(rest) {
	const list = new URLSearchParams();
	for (const [name, value] of Object.entries(rest)) {
		if (value === undefined) continue;
		for (const one of [value].flat()) list.append(name, one);
	}
	const text = list.toString();
	return text ? `?${text}` : '';
}

function form(rest) {
	const data = new FormData();
	for (const [name, value] of Object.entries(rest)) {
		if (value === undefined) continue;
		for (const one of [value].flat()) data.append(name, one);
	}
	return data;
}

function call({ path, method, about }, who, params) {
	const [filled, rest] = split(path, params);
	if (method === 'GET' || method === 'DELETE') return who.client.ask(method, `/api/v1${filled}${query(rest)}`, {});
	if (about.requestBody?.content['multipart/form-data']) return who.client.ask(method, `/api/v1${filled}`, { body: form(rest) });
	return who.client.api(method, filled, rest);
}

// A visitor comes anew each time: her session, once she has one, wants a token.
function visit({ path, method }, { role, client, csrf }, params) {
	const who = role === 'visitor' ? { client: new Client() } : { client, csrf };
	const [filled, rest] = split(path, params);
	if (method === 'GET') return who.client.ask('GET', filled + query(rest), {});
	const files = Object.values(rest).some((value) => value instanceof Blob);
	const body = files ? form({ csrf: who.csrf ?? '', ...rest }) : new URLSearchParams(query({ csrf: who.csrf ?? '', ...rest }));
	return who.client.ask('POST', filled, { body });
}

const short = (answer) => `${answer.status} ${answer.text.slice(0, 200)}`;

// Let in: anything but a closed door, and what is hers is there to be read.
function assertLetIn(answer, label, { writes, may = [] }) {
	const bad = [401, 403, 500, 503, ...(writes ? [] : [409, 422]), 404].filter((status) => !may.includes(status));
	assert.ok(!bad.includes(answer.status), `${label}: ${short(answer)}`);
}

test('every operation has its row, and every row its operation', () => {
	const named = new Set([...roles.keys(), ...pages.map((page) => page.name).filter(Boolean)]);
	for (const name of named) assert.ok(samples[name], `${name} has no row in samples.mjs`);
	for (const name of Object.keys(samples)) assert.ok(named.has(name) || samples[name].pages, `samples.mjs: ${name} is no operation`);
	assert.ok(pages.length > 60, 'the tables of pages were read');
	for (const page of pages) {
		assert.ok(!page.name || roles.has(page.name) || samples[page.name].pages, `${page.path}: whose is ${page.name}?`);
	}
});

test('an operation that takes an id of somebody has a foreign one to try', () => {
	const open = ['category_show', 'cities_show', 'login_confirm', 'cart_add', 'payment_back',
		'import_fields_show'];
	for (const { name, path } of operations) {
		if (/\{/.test(path) && !open.includes(name)) assert.ok(samples[name]?.foreign, `${name} has no foreign id`);
	}
});

// What ends or empties something comes after all that needs it.
const order = (a, b) => Boolean(samples[a.name]?.last) - Boolean(samples[b.name]?.last) || (a.name === 'logout') - (b.name === 'logout');

for (const operation of [...operations].sort(order)) {
	test(`${operation.method} ${operation.path}: ${operation.name}`, async () => {
		const row = samples[operation.name];
		assert.ok(row, 'no row in samples.mjs');
		const outside = people.filter((one) => !allows(operation.who, one.role));
		const valid = outside.length > 0 ? await fields(operation.name, people.find((one) => one.role === 'customer')) : {};
		for (const who of outside) {
			const answer = await call(operation, who, valid);
			assert.equal(answer.status, who.role === 'visitor' ? 401 : 403, `${who.role}: ${short(answer)}`);
			assert.equal(answer.json.error.code, who.role === 'visitor' ? 'unauthenticated' : 'forbidden', who.role);
		}
		const inside = people.filter((one) => allows(operation.who, one.role));
		if (operation.name === 'logout') inside.splice(1);
		for (const who of inside) {
			if (row.foreign) {
				const answer = await call(operation, who, await fields(operation.name, who, true));
				assert.equal(answer.status, row.as ?? 404, `${who.role}, foreign: ${short(answer)}`);
			}
			if (who.role === 'visitor' && row.own?.length > 0) continue;
			assertLetIn(await call(operation, who, await fields(operation.name, who)), who.role, { ...operation, ...row });
			if (row.last) forget();
		}
	});
}

for (const page of [...pages].sort(order)) {
	test(`page ${page.method} ${page.path}`, async () => {
		const row = samples[page.name] ?? {};
		const may = row.pages ?? roles.get(page.name);
		const writes = page.method !== 'GET';
		const params = (who, foreign) => (page.name ? fields(page.name, who, foreign) : {});
		const customer = people.find((one) => one.role === 'customer');
		const outside = people.filter((one) => !allows(may, one.role));
		const valid = outside.length > 0 ? await params(customer) : {};
		for (const who of outside) {
			const answer = await visit(page, who, valid);
			assert.equal(answer.status, who.role === 'visitor' ? 303 : 403, `${who.role}: ${short(answer)}`);
			if (who.role === 'visitor') assert.match(answer.location, /^\/login\?next=\//);
		}
		const inside = people.filter((one) => allows(may, one.role) && page.name !== 'logout');
		for (const who of inside) {
			if (row.foreign && page.path.includes('{')) {
				const answer = await visit(page, who, await params(who, true));
				assert.equal(answer.status, row.as ?? 404, `${who.role}, foreign: ${short(answer)}`);
			}
			if (who.role === 'visitor' && row.own?.length > 0) continue;
			assertLetIn(await visit(page, who, await params(who)), who.role, { writes: writes || effects.get(page.name), may: row.may });
			if (row.last) forget();
		}
		if (!writes || !may) return;
		const forged = await visit(page, { ...inside[0], csrf: 'f'.repeat(32) }, await params(inside[0]));
		assert.equal(forged.status, 403, `a forged form: ${short(forged)}`);
	});
}
