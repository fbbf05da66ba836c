// The document of the JSON face: well-formed OpenAPI 3.1, complete, and true:
// what operations answer has the shape that it declares.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import { base } from './client.mjs';
import { everybody } from './people.mjs';
import { fields, samples } from './samples.mjs';

const document = await (await fetch(`${base}/api/v1/openapi.json`)).json();
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
	Object.entries(methods).map(([method, about]) => ({ path, method, about, name: about.operationId })));

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });
ajv.addFormat('rial', { type: 'number', validate: Number.isSafeInteger });
ajv.addFormat('mobile', /^09\d{9}$/);
ajv.addFormat('national-id', /^\d{10}$/);
ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$/);
ajv.addFormat('binary', true);

// References lead into the document, so a schema brings its parts along.
const schemas = Object.fromEntries(Object.entries(document.components.schemas));
const check = (schema) => ajv.compile({ ...inlined(schema) });
function inlined(schema) {
	const text = JSON.stringify({ ...schema, $defs: schemas });
	return JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'));
}
const isError = check({ $ref: '#/components/schemas/Error' });

let people;
before(async () => {
	people = await everybody();
});

test('the document says what it is', () => {
	assert.equal(document.openapi, '3.1.0');
	assert.ok(document.info.title && document.info.version);
	assert.deepEqual(document.servers.map((one) => one.url), ['/api/v1']);
	assert.equal(document.components.securitySchemes.bearer.scheme, 'bearer');
	const known = ['openapi', 'info', 'servers', 'paths', 'components', 'tags', 'security'];
	assert.deepEqual(Object.keys(document).filter((name) => !known.includes(name)), []);
});

test('every reference leads somewhere', () => {
	for (const [, target] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
		const found = target.slice(2).split('/').reduce((at, part) => at?.[part], document);
		assert.ok(found, target);
	}
});

test('an operation has one path and method, and a name of its own when it reads', () => {
	const named = new Map();
	for (const { name, path, method } of operations) named.set(name, [...named.get(name) ?? [], `${method} ${path}`]);
	for (const [name, places] of named) assert.match(name, /^[a-z]+(_[a-z]+)*$/, places.join());
});

for (const { path, method, about, name } of operations) {
	test(`${method} ${path}: ${name} is described`, () => {
		assert.ok(about.summary.length > 8, 'a summary');
		assert.ok(['reads', 'writes'].includes(about['x-effect']));
		const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((part) => part[1]).sort();
		const own = about.parameters.filter((one) => !one.$ref);
		assert.deepEqual(own.filter((one) => one.in === 'path').map((one) => one.name).sort(), inPath);
		assert.equal(new Set(own.map((one) => one.name)).size, own.length, 'no name twice');
		for (const parameter of own) {
			assert.ok(['path', 'query', 'header'].includes(parameter.in));
			if (parameter.in === 'path') assert.equal(parameter.required, true);
			assert.ok(parameter.schema.type, `${parameter.name} has a type`);
			check(parameter.schema);
		}
		assert.equal(about['x-effect'] === 'writes', about.parameters.some((one) => one.$ref?.endsWith('IdempotencyKey')));
		if (method === 'get') assert.equal(about.requestBody, undefined);
		for (const { schema } of Object.values(about.requestBody?.content ?? {})) {
			for (const [field, type] of Object.entries(schema.properties)) assert.ok(type.type, `${field} has a type`);
			check(schema);
		}
		const good = Object.keys(about.responses).filter((status) => status < 300);
		assert.equal(good.length, 1);
		for (const [status, response] of Object.entries(about.responses)) {
			assert.ok(response.description, status);
			check(response.content['application/json'].schema);
			assert.doesNotMatch(response.description, /\binternal\b/, 'a code that api/errors.c does not know');
			if (status >= 400) assert.equal(response.content['application/json'].schema.$ref, '#/components/schemas/Error');
		}
		assert.ok(Object.keys(response(about).schema).length > 0, 'the answer has a shape');
		if (about['x-roles']) {
			assert.deepEqual(about.security, [{ bearer: [] }]);
			assert.ok(about.responses[401] && about.responses[403]);
		} else {
			assert.equal(about.security, undefined);
		}
	});
}

function response(about) {
	const status = Object.keys(about.responses).find((one) => one < 300);
	return { status: Number(status), schema: about.responses[status].content['application/json'].schema };
}

// As everybody who may, on what is hers.
const may = (about) => people.filter((who) => !about['x-roles'] || about['x-roles'].includes(who.role) ||
	(about['x-roles'].includes('account') && who.role !== 'visitor'));

for (const { path, method, about, name } of operations.filter((one) => one.about['x-effect'] === 'reads')) {
	test(`${name} answers as it says`, async () => {
		assert.ok(samples[name], 'no row in samples.mjs');
		const { schema } = response(about);
		const valid = check(schema);
		const callers = may(about);
		for (const who of callers.length > 6 ? callers.slice(0, 3) : callers) {
			if (who.role === 'visitor' && samples[name].own?.length > 0) continue;
			const params = await fields(name, who);
			const filled = path.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(params[part]));
			const answer = await who.client.get(`/api/v1${filled}?${new URLSearchParams(params)}`);
			assert.ok(answer.status === 200 || samples[name].may?.includes(answer.status), `${answer.status} ${answer.text.slice(0, 200)}`);
			if (answer.status !== 200) continue;
			assert.ok(valid(answer.json), `${who.role}: ${ajv.errorsText(valid.errors?.slice(0, 6))}`);
			assert.deepEqual(unsaid(schema, answer.json), [], 'what the document does not say');
		}
	});
}

// Members of an answer that its schema is silent about; "any" says nothing.
function unsaid(schema, value, at = '') {
	const { $ref, anyOf, properties, items } = schema;
	if ($ref) return unsaid($ref.split('/').slice(1).reduce((part, name) => part[name], document), value, at);
	if (anyOf) return value === null ? [] : unsaid(anyOf[0], value, at);
	if (Array.isArray(value)) return items ? [...new Set(value.flatMap((one) => unsaid(items, one, `${at}[]`)))] : [];
	if (value === null || typeof value !== 'object' || !properties) return [];
	// is_draft, is_posts: words for the sections of templates.
	const said = Object.entries(value).filter(([name]) => properties[name] || !name.startsWith('is_'));
	return said.flatMap(([name, part]) => (properties[name] ? unsaid(properties[name], part, `${at}.${name}`) : [`${at}.${name}`]));
}

test('refusals are errors as declared', async () => {
	const visitor = people.find((who) => who.role === 'visitor').client;
	for (const [answer, status] of [[await visitor.get('/api/v1/nothing'), 404], [await visitor.get('/api/v1/account'), 401],
		[await visitor.get('/api/v1/products?q=%ff'), 422], [await visitor.api('POST', '/login', { mobile: '1' }), 422],
		[await visitor.ask('DELETE', '/api/v1/home'), 405]]) {
		assert.equal(answer.status, status);
		assert.ok(isError(answer.json), ajv.errorsText(isError.errors));
	}
});

// Writes that end nothing, and what each answers.
for (const name of ['login_request', 'profile_save', 'token_make', 'cart_add', 'cart_set', 'address_save', 'order_place', 'payment_start',
	'order_cancel', 'meeting_record', 'training_record', 'visit_plan', 'visit_report', 'application_save', 'application_member_save', 'product_create', 'product_save', 'variant_set', 'role_switch']) {
	test(`${name} answers as it says`, async () => {
		const { path, method, about } = operations.find((one) => one.name === name && one.method !== 'delete');
		const [who] = may(about).filter((one) => one.role !== 'visitor').slice(-1);
		const params = await fields(name, who);
		const filled = path.replace(/\{(\w+)\}/g, (_, part) => encodeURIComponent(params[part]));
		const answer = await who.client.api(method.toUpperCase(), filled, params);
		const { status, schema } = response(about);
		if (answer.status === 429 || answer.status === 409) return assert.ok(isError(answer.json));
		assert.equal(answer.status, status, answer.text.slice(0, 300));
		const valid = check(schema);
		assert.ok(valid(answer.json), ajv.errorsText(valid.errors));
		assert.deepEqual(unsaid(schema, answer.json), [], 'what the document does not say');
	});
}
