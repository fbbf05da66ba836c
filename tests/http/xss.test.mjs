// Every text that somebody may type, and that others are shown, holds a
// script here; no page may let it out of its quotes.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Client } from './client.mjs';
import { everybody, sql } from './people.mjs';
import { fields } from './samples.mjs';

const MARK = 'xq7';
const evil = `"><img src=x onerror=${MARK}>'\`{{page.csrf}}`;
// How it may stand in a page: with < > and " as entities, braces untouched.
const loose = new RegExp(`<img src=x onerror=${MARK}|"><img src=x`);

let people;
let was;
const as = (role) => people.find((one) => one.role === role);

// Texts that people type into tables and that pages show.
const typed = () => [
	`update account set name = $$${evil}$$ where mobile in ('09120000001', '09120000002', '09120000003', '09120000006')`,
	`update address set title = left($$${evil}$$, 40), receiver = $$${evil}$$, street = $$${evil}$$ where account_id = ${as('customer').account}`,
	`update shop_order set receiver = $$${evil}$$, street = $$${evil}$$, note = $$${evil}$$ where id in
		(select p.order_id from parcel p where p.group_id = ${as('leader').scope}) or account_id = ${as('customer').account}`,
	`update self_help_group set name = $$${evil}$$, story = $$${evil}$$ where id = ${as('leader').scope}
		or (clinic_id = ${as('clinic_manager').scope} and state <> 'active') or applied_by = ${as('customer').account}`,
	`update group_member set name = $$${evil}$$ where group_id in (select id from self_help_group where story = $$${evil}$$)`,
	`update product set title = $$${evil}$$, description = $$${evil}$$, unit = left($$${evil}$$, 20), returned_reason = $$${evil}$$,
		licence_no = left($$${evil}$$, 40) where group_id = ${as('leader').scope} and state in ('published', 'draft', 'proposed', 'returned')`,
	`update variant set title = left($$${evil}$$, 60) where product_id in (select id from product where title = $$${evil}$$)`,
	`update parcel set tracking_code = left($$${evil}$$, 40) where group_id = ${as('leader').scope} and state in ('shipped', 'delivered')`,
	`update api_token set name = left($$${evil}$$, 60) where account_id = ${as('customer').account}`,
];

// Put in as the owner, and taken back with the rows' own words afterwards.
before(async () => {
	people = await everybody();
	was = sql(`select json_build_object('account', (select json_object_agg(id, name) from account where mobile < '09130000000'),
		'group', (select json_object_agg(id, json_build_array(name, story)) from self_help_group where id = ${as('leader').scope}
			or clinic_id = ${as('clinic_manager').scope} or applied_by = ${as('customer').account}),
		'member', (select json_object_agg(m.id, m.name) from group_member m join self_help_group g on g.id = m.group_id
			where g.id = ${as('leader').scope} or g.clinic_id = ${as('clinic_manager').scope} or g.applied_by = ${as('customer').account}),
		'product', (select json_object_agg(id, json_build_array(title, description, unit, returned_reason, licence_no)) from product where group_id = ${as('leader').scope}),
		'variant', (select json_object_agg(v.id, v.title) from variant v join product p on p.id = v.product_id where p.group_id = ${as('leader').scope}))`);
	await fields('address_save', as('customer'));
	await fields('token_revoke', as('customer'));
	await fields('application_member_show', as('customer'));
	for (const text of typed()) sql(text);
});

after(() => {
	sql(`with kept as (select $kept$${was}$kept$::json as j) update account a set name = e.value
		from kept, json_each_text(j -> 'account') e where a.id = e.key::bigint`);
	sql(`with kept as (select $kept$${was}$kept$::json as j) update group_member m set name = e.value
		from kept, json_each_text(j -> 'member') e where m.id = e.key::bigint and m.name = $$${evil}$$`);
	sql(`with kept as (select $kept$${was}$kept$::json as j) update self_help_group g set name = e.value ->> 0, story = e.value ->> 1
		from kept, json_each(j -> 'group') e where g.id = e.key::bigint and g.story = $$${evil}$$`);
	sql(`with kept as (select $kept$${was}$kept$::json as j) update product p set title = e.value ->> 0, description = e.value ->> 1,
		unit = e.value ->> 2, returned_reason = e.value ->> 3, licence_no = e.value ->> 4
		from kept, json_each(j -> 'product') e where p.id = e.key::bigint and p.title = $$${evil}$$`);
	sql(`with kept as (select $kept$${was}$kept$::json as j) update variant v set title = e.value
		from kept, json_each_text(j -> 'variant') e where v.id = e.key::bigint`);
});

const storefront = new URL('../../storefront/', import.meta.url);
const pages = readdirSync(storefront, { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap((entry) =>
	readdirSync(new URL(`${entry.name}/`, storefront)).filter((name) => name.endsWith('.c')).flatMap((name) =>
		[...readFileSync(new URL(`${entry.name}/${name}`, storefront), 'utf8').matchAll(/\{\s*GET,\s*"([^"]+)"\s*(?:,\s*&(\w+))?/g)]
			.map(([, path, operation]) => ({ path, operation }))));

let shown = 0;
for (const { path, operation } of pages) {
	test(`nothing that was typed breaks out of ${path}`, async () => {
		for (const who of people) {
			if (who.role === 'visitor' && /:/.test(path) && !/^\/(product|stall|category)/.test(path)) continue;
			const params = operation ? await fields(operation, who).catch(() => ({})) : {};
			if (operation === 'product_show') params.id = sql(`select product_id from shelf where group_id = ${as('leader').scope} limit 1`);
			if (operation === 'stall_show') params.slug = sql(`select slug from self_help_group where id = ${as('leader').scope}`);
			const filled = path.replace(/:(\w+)/g, (_, name) => encodeURIComponent(params[name] ?? 1));
			// What is asked for is shown again too.
			const query = new URLSearchParams({ q: evil, next: evil, mobile: evil, name: evil, [evil]: '1', ...params });
			for (const address of [filled, `${filled}?${query}`]) {
				const { text } = await who.client.get(address);
				assert.doesNotMatch(text, loose, `${who.role} ${address}`);
				assert.doesNotMatch(text, /href="\s*javascript:/i);
				shown += text.includes(MARK) ? 1 : 0;
			}
		}
	});
}

test('forms that are refused show what was typed, within its quotes', async () => {
	const visitor = new Client();
	for (const [path, body] of [['/login', { mobile: evil, next: evil }], ['/login/code', { mobile: evil, code: evil, next: evil }]]) {
		const { text } = await visitor.ask('POST', path, { body: new URLSearchParams(body) });
		assert.doesNotMatch(text, loose, path);
		assert.ok(text.includes(MARK), `${path} shows it again`);
	}
});

test('the texts were indeed on those pages', () => {
	assert.ok(shown > 30, `seen ${shown} times`);
});
