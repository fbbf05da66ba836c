// For every operation: parameters that fit, of the caller's own scope, and
// ids of somebody else's. An operation without a row here fails the matrix.
//
//   own      parameters that an allowed caller may send
//   foreign  what to put in their place to reach into another's scope
//   as       how a foreign scope is answered where it is not 404
//   pages    for an operation that only pages have: who may call it
import { sql } from './people.mjs';
import { cash, cycleFields, meetingFields, saving } from './saving.mjs';

const kept = new Map();

// One value of the database; the same question is asked once.
export function one(text) {
	if (!kept.has(text)) kept.set(text, sql(text));
	const value = kept.get(text);
	return /^\d+$/.test(value) && value.length < 16 && !value.startsWith('0') ? Number(value) : value;
}

const city = () => one('select id from city where province_id = 8 order by id limit 1');
// Made to order: its stock does not run out under the tests.
const variant = () => one(`select v.id from variant v join shelf s using (product_id)
	where v.stock is null and v.retired_at is null and s.kind = 'made_to_order' order by v.id limit 1`);
const demoGroup = () => one(`select scope_id from role_grant where role = 'leader' and account_id =
	(select id from account where mobile = '09120000003') order by id limit 1`);
const demoClinic = () => one(`select scope_id from role_grant where role = 'clinic_manager' and account_id =
	(select id from account where mobile = '09120000006') order by id limit 1`);

const product = (state) => () => ({ id: one(`select id from product where group_id = ${demoGroup()}
	order by state <> '${state}', id limit 1`) });
const alienProduct = (state) => () => ({ id: one(`select id from product where group_id <> ${demoGroup()}
	order by state <> '${state}', id limit 1`) });
const parcel = (state) => () => ({ parcel: one(`select id from parcel where group_id = ${demoGroup()}
	and state <> 'awaiting_payment' order by state <> '${state}', id limit 1`) });
const alienParcel = (state) => () => ({ parcel: one(`select id from parcel where group_id <> ${demoGroup()}
	order by state <> '${state}', id limit 1`) });
// A parcel of hers that came, and one that came to another.
const hers = (state) => (who) => ({ id: one(`select min(p.id) from parcel p join shop_order o on o.id = p.order_id
	where o.account_id = ${who.account} and p.state = '${state}'`) || 9000000 });
const anothers = (who) => ({ id: one(`select min(p.id) from parcel p join shop_order o on o.id = p.order_id
	where o.account_id <> ${who.account ?? 0} and p.state = 'delivered'`) });
const review = (state) => () => ({ id: one(`select id from self_help_group where clinic_id = ${demoClinic()}
	and state <> 'draft' order by state <> '${state}', id limit 1`) });
const alienReview = (state) => () => ({ id: one(`select id from self_help_group where clinic_id <> ${demoClinic()}
	order by state <> '${state}', id limit 1`) });
const check = () => ({ id: one(`select p.id from product p join self_help_group g on g.id = p.group_id
	where g.clinic_id = ${demoClinic()} and p.state <> 'draft' order by p.state <> 'proposed', p.id limit 1`) });
const alienCheck = () => ({ id: one(`select p.id from product p join self_help_group g on g.id = p.group_id
	where g.clinic_id <> ${demoClinic()} order by p.state <> 'proposed', p.id limit 1`) });
const memberOf = (id) => one(`select id from group_member where group_id = ${id} order by id limit 1`);
const sealed = (member) => one(`update group_member set national_id_sealed = coalesce(national_id_sealed, '\\x00'),
	national_id_hash = coalesce(national_id_hash, sha256(id::text::bytea)) where id = ${member} returning id`);
const why = 'این بخش هنوز کامل نیست، آن را کامل کنید';

// After what ends or empties things, they are looked up anew.
export function forget() {
	kept.clear();
}

// Made through the JSON face when she has none yet.
async function made(who, question, path, body, name) {
	const found = one(question);
	if (found) return found;
	const answer = await who.client.api('POST', path, body());
	if (answer.status !== 201) throw new Error(`${who.role} ${path}: ${answer.text}`);
	kept.set(question, String(answer.json[name]));
	return answer.json[name];
}

const addressFields = () => ({ receiver: 'سارا محمدی', mobile: '09120000001', city: city(),
	street: 'خیابان بهار، کوچه نرگس، پلاک ۳', postal_code: '1591634311' });
const address = (who) => made(who, `select id from address where account_id = ${who.account}
	and deleted_at is null order by id desc limit 1`, '/account/addresses', addressFields, 'id');
const alienAddress = (who) => ({ id: one(`insert into address (account_id, receiver, mobile, province_id, city_id, street, postal_code)
	select a.id, 'دیگری', a.mobile, 8, ${city()}, 'خیابان دیگر', '1591634311' from account a
	where a.id <> ${who.account ?? 0} order by a.id desc limit 1 returning id`) });

const groupFields = () => ({ name: 'گروه نمونه', kind: 'hamyar', trade: 'sewing', city: city(),
	story: 'ما چند بانوی تولیدکننده هستیم که با هم لباس می‌دوزیم.' });
const application = (who) => made(who, `select id from self_help_group where applied_by = ${who.account}
	and state in ('draft', 'returned') order by id limit 1`,
'/applications', groupFields, 'id');
const alienApplication = (who) => ({ id: one(`select min(id) from self_help_group
	where applied_by is not null and applied_by <> ${who.account ?? 0}`) });
const personFields = () => ({ name: 'نرگس کریمی', national_id: '0012345679', mobile: '09351112233' });
const applicant = (who, id) => made(who, `select id from group_member where group_id = ${id} order by id limit 1`,
	`/applications/${id}/members`, personFields, 'member');
const applicantOf = async (who) => {
	const id = await application(who);
	return { id, member: await applicant(who, id) };
};
const alienMember = (who) => {
	const { id } = alienApplication(who);
	return { id, member: memberOf(id) };
};

// A membership that waits for the yes of who asks, and one of somebody else.
const invited = async (who) => ({ member: await made(who, `select m.id from group_member m join account a on a.mobile = m.mobile
	join self_help_group g on g.id = m.group_id where a.id = ${who.account} and m.left_on is null
	and g.state in ('draft', 'submitted', 'returned') order by m.id limit 1`, `/applications/${await application(who)}/members`,
() => ({ ...personFields(), national_id: '0499370899', mobile: one(`select mobile from account where id = ${who.account}`) }), 'member') });
const uninvited = (who) => ({ member: one(`select min(m.id) from group_member m join self_help_group g on g.id = m.group_id
	where m.mobile is not null and g.applied_by is distinct from ${who.account ?? 0} and m.account_id is distinct from ${who.account ?? 0}`) });
const memberOfMine = () => ({ member: one(`select id from group_member where group_id = ${demoGroup()}
	and left_on is null and post = 'member' order by id limit 1`), on: '2026-01-01', why: 'بیماری' });
const memberOfOthers = () => ({ member: memberOf(alienReview('active')().id), on: '2026-01-01', why: 'بیماری' });
const alienDraft = (who) => ({ id: one(`select min(id) from self_help_group where state = 'draft'
	and applied_by is distinct from ${who.account ?? 0}`) });
// What even the whole nation's officer does not see: a draft.
const outOfSight = (who) => (['officer', 'auditor'].includes(who.role)
	? alienDraft(who) : alienReview('submitted')());

// A group's life: of the demo group, or of one that who asks does not see.
const ownGroup = () => ({ group: demoGroup() });
const otherGroup = (who) => ({ group: ['officer', 'auditor'].includes(who.role)
	? one('select max(id) + 1000 from self_help_group') : alienReview('active')().id });
const record = (thing, group) => ({ group, [thing]: one(`select coalesce(
	(select id from ${thing} where group_id = ${group} and voided_at is null order by id desc limit 1), 9000000)`) });
// A day of its own for each caller, on which all members were there.
const recordFields = (who) => ({ client_id: `sample-${who.role}-${Date.now()}`, held_on: one('select current_date'),
	...JSON.parse(sql(`select json_object_agg('presence.' || id, 'present') from group_member where group_id = ${demoGroup()}
		and left_on is null and not pending`)) });
// The demo group in the midst of a cycle, and what is sent about it.
const savingGroup = async () => ({ group: (await saving()).group });
// As a form names them: "code.12".
const flat = (fields) => Object.fromEntries(Object.entries(fields).flatMap(([name, value]) =>
	(value && typeof value === 'object' && !Array.isArray(value) ? Object.entries(value).map(([key, one]) => [`${name}.${key}`, one])
		: [[name, value]])));
const cycleOf = ({ group, women, code }) => flat({ group, code, ...cycleFields(women) });
const meetingOf = ({ group, women, code, previous }) => flat({ group, code, previous,
	...meetingFields(women, { counted: { loan: cash(group, 'loan'), social: cash(group, 'social') } }) });
const lastMeeting = async () => { const { group, code, previous } = await saving(); return flat({ group, code, meeting: previous, previous }); };
// A visit of the demo group that is planned, and one elsewhere.
const visitOf = (group) => ({ visit: one(`insert into visit (group_id, client_id, facilitator_id, planned_for)
	select ${group}, 'sample-' || gen_random_uuid(), coalesce((select facilitator_id from self_help_group where id = ${group}),
		(select account_id from role_grant where role = 'facilitator' and scope_id = ${demoClinic()} order by id limit 1)),
	current_date + 5 returning id`) });
// Every question of the form that is asked of members.
const answers = () => JSON.parse(one(`select json_object_agg('answer.' || q.code, 2) from assessment_form f,
	form_questions(f.axes) q where f.id = form_in_force('member', current_date)`));
const conflictOf = (group) => ({ resolution: 'kept', conflict: one(`insert into sync_conflict (group_id, thing, existing_id,
	client_id, payload, account_id) select ${group}, 'meeting', coalesce(max(id), 0), 'sample-' || gen_random_uuid(), '{}',
	(select min(id) from account) from meeting where group_id = ${group} returning id`) });

// Money of the demo group: a balance, a payout that was asked for, a batch.
const funded = () => sql(`select ledger_post(ledger_market(), 'test', gen_random_uuid()::text, now(), 'test',
	array[market_account('gateway'), market_account('payable', ${demoGroup()})], array[1000000, -1000000])`);
const payoutOf = (group, state) => ({ id: one(`insert into payout (group_id, amount_rial, sheba, owner, state, asked_by,
	released_by, released_at) select ${group}, 100000, 'IR062960000000100324200001', 'گروه', '${state}', min(id),
	case when '${state}' <> 'asked' then max(id) end, case when '${state}' <> 'asked' then now() end from account returning id`) });
const closed = (group) => sql(`update payout set state = 'cancelled' where group_id = ${group} and state in ('asked', 'released')`);
const asked = () => (funded(), closed(demoGroup()), payoutOf(demoGroup(), 'asked'));
const alienAsked = () => { const { id } = alienReview('active')(); closed(id); return payoutOf(id, 'asked'); };
const released = () => { closed(demoGroup()); funded(); return payoutOf(demoGroup(), 'released'); };
const sentBatch = () => ({ id: one(`with made as (insert into payout_batch (made_by) select min(id) from account returning id)
	insert into payout (group_id, amount_rial, sheba, owner, state, asked_by, released_by, released_at, batch_id)
	select ${demoGroup()}, 100000, 'IR062960000000100324200001', 'گروه', 'sent', (select min(id) from account),
		(select max(id) from account), now(), id from made returning batch_id`) });

const invoiced = (who) => ({ parcel: one(`select min(i.parcel_id) from invoice i join parcel p on p.id = i.parcel_id
	join shop_order o on o.id = p.order_id where o.account_id = ${who.account}`) || 99999999 });

const readReport = () => ({ id: one(`with made as (insert into settlement (gateway, made_by) select 'zibal', min(id) from account returning id)
	insert into settlement_row (settlement_id, line, gateway, reference, of_what, amount_rial, fee_rial, settled_on, nth)
	select id, 1, 'zibal', 'matrix-' || id, 'matrix-' || id, 1000, 0, '2026-01-01', 1 from made returning settlement_id`) });

// A paper, and a letter, of her own application and of somebody's draft.
const paperOf = (group, account) => ({ id: one(`with made as (insert into document (group_id, kind, state, width, height, added_by)
	values (${group}, 'statute', 'ready', 9, 9, ${account}) returning id)
	insert into document_body select id, 'x' from made returning document_id`) });
const paper = async (who) => paperOf(await application(who), who.account);
const alienPaper = (who) => paperOf(alienDraft(who).id, '(select min(id) from account)');
const letterOf = (group) => ({ id: one(`insert into group_history (group_id, from_state, to_state, why, facts)
	values (${group}, 'submitted', 'returned', 'آزمون', group_facts(${group})) returning id`) });

// A file of her own that is written by now, and one of somebody else.
const otherPlace = (who) => (['officer', 'auditor'].includes(who.role) ? { province: 99 }
	: { clinic: one(`select id from clinic where id <> ${demoClinic()} order by id limit 1`) });
const listOf = (who) => ({ officer: 'confirmations', auditor: 'confirmations', facilitator: 'savings_groups' }[who.role]
	?? 'clinic_products');
const exported = async (who) => {
	if (!['officer', 'auditor', 'facilitator', 'clinic_officer', 'clinic_manager'].includes(who.role)) return { id: 1 };
	const id = await made(who, `select id from export where account_id = ${who.account} order by id limit 1`, '/exports',
		() => ({ list: listOf(who), format: 'csv' }), 'id');
	for (let i = 0; i < 100 && sql(`select state from export where id = ${id}`) !== 'ready'; i++)
		await new Promise((done) => setTimeout(done, 100));
	return { id };
};
const alienExport = (who) => ({ id: one(`with hers as (insert into export (account_id, role_grant_id, list, filters, format, state,
	name, bytes) select account_id, id, 'confirmations', '{}', 'csv', 'ready', 'x.csv', 1 from role_grant
	where account_id <> ${who.account ?? 0} order by id limit 1 returning id) select id from hers`) });

async function cartLine(who) {
	const answer = await who.client.api('POST', '/cart/lines', { variant: variant(), quantity: 1 });
	return answer.status === 201 ? answer.json.line : Number(sql(`select l.id from cart_line l join cart c
		on c.id = l.cart_id where c.account_id = ${who.account} limit 1`));
}
const alienLine = (who) => ({ id: one(`with made as (insert into session (token_hash, expires_at)
	values (md5('${who.role}') || md5('matrix'), now() + interval '1 hour') on conflict (token_hash)
	do update set seen_at = now() returning id), box as (insert into cart (session_id) select id from made
	on conflict (session_id) do update set touched_at = now() returning id)
	insert into cart_line (cart_id, variant_id, quantity) select id, ${variant()}, 1 from box
	on conflict (cart_id, variant_id) do update set quantity = 1 returning id`) });

async function placing(who) {
	await cartLine(who);
	const id = await address(who);
	const { cart } = (await who.client.get(`/api/v1/checkout?address=${id}`)).json;
	return { address: id, shipping: cart.parcels.map((p) => p.choices[0].value), total: cart.total };
}
const order = async (who) => {
	const found = one(`select code from shop_order where account_id = ${who.account} order by id desc limit 1`);
	if (found) return found;
	forget();
	return (await who.client.api('POST', '/orders', await placing(who))).json.code;
};
const alienOrder = (who) => ({ code: one(`select code from shop_order where account_id <> ${who.account ?? 0}
	order by id limit 1`) });
// An order whose gateway was asked; such an attempt has a page of its own.
const paying = async (who) => {
	const found = one(`select o.code from shop_order o join payment p on p.order_id = o.id
		where o.account_id = ${who.account} order by o.id desc limit 1`);
	return found || order(who);
};

// An import of hers in a state, and one that is nobody's; for an admin, who
// sees all, none at all.
const ownImport = (state) => (who) => ({ id: one(`insert into import (account_id, kind, state, header, columns, rows_all)
	select ${who.account}, 'clinics', '${state}', '["نام", "استان", "شهر"]', '{"clinic": 0, "province": 1, "city": 2}', 0
	where not exists (select from import where account_id = ${who.account} and state = '${state}');
	select min(id) from import where account_id = ${who.account} and state = '${state}'`) });
const alienImport = (who) => ({ id: ['admin', 'auditor'].includes(who.role) ? 99999999 : one(`insert into import (account_id, kind)
	select a.id, 'clinics' from (select min(id) as id from account) a where not exists (select from import where title = 'بیگانه');
	update import set title = 'بیگانه' where id = (select min(id) from import where account_id = (select min(id) from account));
	select min(id) from import where title = 'بیگانه'`) });

// The smallest picture there is.
export const photo = () => new Blob([Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk' +
	'+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')], { type: 'image/png' });
const ownPhoto = () => ({ id: one(`select media_id from product_photo f join product p on p.id = f.product_id
	where p.group_id = ${demoGroup()} and p.state = 'published' order by 1 limit 1`) });
const freshPhoto = () => ({ id: one(`insert into media (id, group_id, state, width, height, tint)
	values (md5(random()::text), ${demoGroup()}, 'ready', 9, 9, '#ffffff') returning id`) });
const alienPhoto = () => ({ id: one(`with other as (select id from self_help_group where id <> ${demoGroup()} order by id limit 1)
	insert into media (id, group_id, state, width, height, tint) select repeat('f', 32), id, 'ready', 9, 9, '#ffffff' from other
	on conflict (id) do update set state = 'ready' returning id`) });

export const samples = {
	home_show: {},
	category_show: { own: () => ({ slug: 'sewing' }) },
	search_show: { own: () => ({ q: 'مانتو' }) },
	suggest_show: { own: () => ({ q: 'ما' }) },
	product_show: { own: () => ({ id: one('select min(product_id) from shelf') }),
		foreign: () => ({ id: one("select id from product where state = 'draft' order by id limit 1") }) },
	stall_show: { own: () => ({ slug: one('select slug from self_help_group where id = (select min(group_id) from shelf)') }),
		foreign: () => ({ slug: one("select slug from self_help_group where state = 'submitted' and slug is not null order by id limit 1") }) },
	groups_show: {},
	badge_show: {},
	cities_show: { own: () => ({ province: 8 }) },

	login_request: { own: () => ({ mobile: '09190000000' }) },
	login_confirm: { own: () => ({ mobile: '09190000000', code: '000000' }) },
	work_show: {},
	work_again: { own: () => ({ id: one(`insert into job (kind, payload, state, tries) values ('sms', '{}', 'dead', 14) returning id`) }),
		foreign: () => ({ id: one('select coalesce(max(id), 0) + 100000 from job') }), may: [404], last: true },
	logout: { last: true },
	account_show: {},
	role_switch: { own: (who) => ({ grant: who.grant }), foreign: (who) => ({ grant: one(`select min(id) from role_grant
		where account_id <> ${who.account ?? 0}`) }) },
	profile_show: {},
	profile_save: { own: (who) => ({ name: one(`select name from account where id = ${who.account}`) }) },
	tokens_show: {},
	token_make: { own: (who) => ({ name: 'آزمون', grant: who.grant, days: 1 }),
		foreign: (who) => ({ grant: one(`select min(id) from role_grant where account_id <> ${who.account ?? 0}`) }) },
	token_revoke: { own: async (who) => ({ id: await made(who, `select id from api_token
		where account_id = ${who.account} order by id desc limit 1`, '/account/tokens', () => ({ name: 'آزمون' }), 'id') }),
	foreign: (who) => ({ id: one(`insert into api_token (account_id, name, token_hash) select id, 'x', md5(random()::text) || md5('matrix')
		from account where id <> ${who.account ?? 0} order by id limit 1 returning id`) }) },

	cart_show: {},
	cart_add: { own: () => ({ variant: variant(), quantity: 1 }) },
	cart_set: { own: async (who) => ({ id: await cartLine(who), quantity: 1 }), foreign: alienLine },
	addresses_show: {},
	address_show: { own: async (who) => ({ id: await address(who) }), foreign: alienAddress },
	address_save: { own: async (who) => ({ id: await address(who), ...addressFields() }), foreign: alienAddress },
	address_delete: { own: async (who) => ({ id: await address(who) }), foreign: alienAddress, last: true },
	checkout_show: { own: async (who) => ({ address: await address(who) }) },
	order_place: { own: placing, foreign: (who) => ({ address: alienAddress(who).id }), as: 422 },
	order_show: { own: async (who) => ({ code: await order(who) }), foreign: alienOrder },
	orders_show: {},
	order_cancel: { own: async (who) => ({ code: await order(who) }), foreign: alienOrder, last: true },
	parcel_receive: { own: async (who) => ({ id: one(`select min(p.id) from parcel p join shop_order o on o.id = p.order_id
		where o.code = '${await order(who)}'`) }), foreign: (who) => ({ id: one(`select min(p.id) from parcel p
		join shop_order o on o.id = p.order_id where o.account_id <> ${who.account ?? 0}`) }) },
	payment_start: { own: async (who) => ({ code: await order(who) }), foreign: alienOrder },
	payment_show: { own: async (who) => ({ code: await paying(who) }), foreign: alienOrder, may: [404] },
	payment_back: { pages: [], own: () => ({ gateway: 'zarinpal', reference: '0'.repeat(32), Authority: 'S00000000000000000000000000000000000' }), may: [404] },
	sitemap_show: { pages: [], own: () => ({ part: 1 }) },

	desk_show: {},
	own_products_show: {},
	own_product_show: { own: product('published'), foreign: alienProduct('published') },
	product_new_show: {},
	product_create: { own: () => ({ title: 'رومیزی آزمون', price: 1200000, category:
		one("select c.id from category c join category t on t.id = c.parent_id where t.slug = 'sewing' order by c.id limit 1") }) },
	product_save: { own: () => ({ ...product('draft')(), title: 'رومیزی آزمون', kind: 'in_stock', category:
		one(`select category_id from product where id = ${product('draft')().id}`) }), foreign: alienProduct('draft') },
	variants_save: { own: () => ({ ...product('draft')(), variant_id: [''], variant_title: ['بزرگ'], variant_price: [1300000],
		variant_stock: [3] }), foreign: alienProduct('draft') },
	variant_set: { own: () => ({ id: one(`select min(v.id) from variant v join product p on p.id = v.product_id
		where p.group_id = ${demoGroup()}`), price: 1250000, stock: 9 }),
	foreign: () => ({ id: one(`select min(v.id) from variant v join product p on p.id = v.product_id
		where p.group_id <> ${demoGroup()}`) }) },
	product_propose: { own: product('draft'), foreign: alienProduct('draft') },
	product_recall: { own: product('proposed'), foreign: alienProduct('proposed') },
	product_pause: { own: product('published'), foreign: alienProduct('published') },
	product_resume: { own: product('paused'), foreign: alienProduct('paused') },
	product_archive: { own: product('draft'), foreign: alienProduct('draft') },
	photos_show: { own: () => ({ product: product('published')().id }), foreign: () => ({ product: alienProduct('published')().id }) },
	photo_add: { own: () => ({ product: product('draft')().id, photo: photo() }),
		foreign: () => ({ product: alienProduct('draft')().id }) },
	photo_move: { own: () => ({ ...ownPhoto(), product: product('published')().id, to: 'first' }), foreign: alienPhoto },
	photo_remove: { own: () => ({ ...freshPhoto(), product: product('published')().id }), foreign: alienPhoto, last: true },

	parcels_show: {},
	parcel_show: { own: parcel('paid'), foreign: alienParcel('paid') },
	slip_show: { own: parcel('paid'), foreign: alienParcel('paid') },
	parcel_accept: { own: parcel('paid'), foreign: alienParcel('paid') },
	parcel_prepare: { own: parcel('accepted'), foreign: alienParcel('accepted') },
	parcel_ship: { own: () => ({ ...parcel('preparing')(), carrier: 'post', tracking_code: '1'.repeat(24) }),
		foreign: alienParcel('preparing') },
	parcel_cancel: { own: () => ({ ...parcel('accepted')(), reason: 'پارچه تمام شد' }), foreign: alienParcel('accepted') },
	return_form_show: { own: hers('delivered'), foreign: anothers, may: [404] },
	return_ask: { own: hers('delivered'), foreign: anothers, may: [404] },
	return_show: { own: parcel('return_requested'), foreign: alienParcel('return_requested') },
	return_take: { own: parcel('return_requested'), foreign: alienParcel('return_requested') },
	return_refuse: { own: () => ({ ...parcel('return_requested')(), reason: 'worn' }), foreign: alienParcel('return_requested') },
	parcel_refund: { own: () => ({ ...parcel('paid')(), reason: 'پارچه تمام شد' }), foreign: alienParcel('paid') },
	earnings_show: {},
	payouts_show: {},
	payout_ask: { own: () => ({ amount: (funded(), 100000) }), may: [201, 409] },
	payout_release: { own: asked, foreign: alienAsked, may: [201, 403, 409] },
	payout_cancel: { own: asked, foreign: alienAsked },
	division_show: { own: () => ({ id: sentBatch() && one(`select min(id) from payout where group_id = ${demoGroup()}`) }), foreign: alienAsked },
	payout_divide: { own: () => ({ id: sentBatch() && one(`select min(id) from payout where group_id = ${demoGroup()}`), rule: 'equal' }), foreign: () => ({ ...alienAsked(), rule: 'equal' }) },
	payout_batches_show: {},
	payout_batch_show: { own: sentBatch, foreign: () => ({ id: 9000000 }) },
	payout_batch_make: { own: () => (released(), {}) },
	payout_batch_answer: { own: () => ({ ...sentBatch(), file: new Blob(['reference,result'], { type: 'text/csv' }) }), foreign: () => ({ id: 9000000, file: new Blob(['reference,result'], { type: 'text/csv' }) }) },

	invoice_show: { own: invoiced, foreign: (who) => ({ parcel: one(`select min(i.parcel_id) from invoice i join parcel p on p.id = i.parcel_id
		join shop_order o on o.id = p.order_id where o.account_id <> ${who.account ?? 0}`) }), may: [404] },
	own_invoice_show: { own: () => ({ parcel: one(`select min(parcel_id) from invoice where group_id = ${demoGroup()}`) }),
		foreign: () => ({ parcel: one(`select min(parcel_id) from invoice where group_id <> ${demoGroup()}`) }) },
	settlements_show: {},
	settlement_show: { own: readReport, foreign: () => ({ id: 9000000 }) },
	settlement_read: { own: () => ({ gateway: 'zibal', file: new Blob([`matrix-${Date.now()},1000,0,2026-01-01`], { type: 'text/csv' }) }) },
	reconciliation_show: {},
	trial_show: {},
	book_accounts_show: { own: () => ({ kind: 'payable' }) },
	book_account_show: { own: () => ({ account: one("select min(id) from ledger_account where kind = 'gateway'") }),
		foreign: () => ({ account: 99999999 }) },
	book_entry_show: { own: () => ({ id: one('select min(id) from ledger_entry where book_id = ledger_market()') }),
		foreign: () => ({ id: 99999999 }) },
	period_show: {},
	period_close: { own: () => ({ day: '2020-03-19' }) },

	applications_show: {},
	application_form_show: { own: async (who) => ({ id: await application(who) }), foreign: alienApplication },
	application_save: { own: async (who) => ({ id: await application(who), ...groupFields() }), foreign: alienApplication },
	application_show: { own: async (who) => ({ id: await application(who) }), foreign: alienApplication },
	application_member_save: { own: async (who) => ({ ...await applicantOf(who), ...personFields() }), foreign: alienMember },
	application_member_show: { own: applicantOf, foreign: alienMember },
	application_member_drop: { own: applicantOf, foreign: alienMember, last: true },
	application_submit: { own: async (who) => ({ id: await application(who) }), foreign: alienApplication },
	application_withdraw: { own: async (who) => ({ id: await application(who) }), foreign: alienApplication, last: true },

	statute_show: { own: async (who) => ({ id: await application(who) }), foreign: alienDraft },
	statute_save: { own: async (who) => ({ id: await application(who), body: 'اساسنامه گروه نمونه. '.repeat(10) }), foreign: alienApplication },
	invitations_show: {},
	invitation_show: { own: invited, foreign: uninvited },
	invitation_code: { own: invited, foreign: uninvited, may: [409] },
	invitation_accept: { own: async (who) => ({ ...await invited(who), code: '000000' }), foreign: uninvited },
	invitation_decline: { own: async (who) => ({ ...await invited(who) }), foreign: uninvited, may: [404], last: true },
	publicity_withdraw: { own: invited, foreign: uninvited, may: [404] },
	members_show: {},
	member_show: { own: memberOfMine, foreign: memberOfOthers },
	member_invite: { own: () => ({ name: 'نرگس کریمی', national_id: '0012345679', mobile: '09351112244' }) },
	member_uninvite: { own: memberOfMine, foreign: memberOfOthers, may: [404], last: true },
	member_leave: { own: () => ({ member: 999999999, on: '2026-01-01', why: 'کوچ' }), foreign: memberOfOthers, may: [404, 422] },
	member_pause: { own: memberOfMine, foreign: memberOfOthers, may: [404, 422] },
	member_resume: { own: memberOfMine, foreign: memberOfOthers, may: [404] },
	formation_show: {},
	group_ask_review: { own: review('forming'), foreign: (who) => (['officer', 'auditor', 'finance'].includes(who.role)
		? alienDraft(who) : alienReview('forming')()), may: [403, 404] },
	bank_save: { own: () => ({ sheba: 'IR062960000000100324200001', owner: 'سرگروه و خزانه‌دار' }) },
	bank_verify: { own: () => ({ ...review('forming')(), sheba: 'IR062960000000100324200001', owner: 'گروه' }),
		foreign: () => ({ ...alienReview('forming')(), sheba: 'IR062960000000100324200001', owner: 'گروه' }) },
	group_assign: { own: review('active'), foreign: alienReview('active') },
	group_review_show: { own: review('submitted'), foreign: outOfSight },
	group_decide: { own: () => ({ ...review('submitted')(), to: 'returned', why }), foreign: outOfSight, may: [403], last: true },
	confirmations_show: {},
	alerts_show: {},
	alert_choices_show: {},
	alerts_choose: { own: () => ({ kinds: ['no_meeting'] }) },

	meetings_show: { own: ownGroup, foreign: otherGroup },
	meeting_show: { own: (who) => record('meeting', ownGroup(who).group), foreign: (who) => record('meeting', otherGroup(who).group) },
	meeting_form_show: { own: ownGroup, foreign: otherGroup },
	meeting_record: { own: (who) => ({ ...ownGroup(who), ...recordFields(who), minutes: 'درباره سفارش‌ها گفت‌وگو کردیم.', decision: ['خرید نخ'] }),
		foreign: otherGroup },
	meeting_void: { own: (who) => ({ ...record('meeting', ownGroup(who).group), why: 'اشتباه نوشته شد' }),
		foreign: (who) => record('meeting', otherGroup(who).group) },
	savings_show: { own: savingGroup, foreign: otherGroup },
	savings_code_set: { own: () => ({ code: '918273' }) },
	savings_cycle_form_show: { own: savingGroup, foreign: otherGroup, may: [404] },
	savings_cycle_open: { own: async () => cycleOf(await saving()), foreign: otherGroup },
	savings_meeting_form_show: { own: savingGroup, foreign: otherGroup },
	savings_meeting_record: { own: async () => meetingOf(await saving()), foreign: otherGroup },
	savings_meetings_show: { own: savingGroup, foreign: otherGroup },
	savings_meeting_show: { own: lastMeeting, foreign: (who) => ({ ...otherGroup(who), meeting: 9000000 }) },
	savings_meeting_reverse: { own: async () => ({ ...await lastMeeting(), why: 'شماره‌ها اشتباه بود' }),
		foreign: (who) => ({ ...otherGroup(who), meeting: 9000000 }) },
	savings_bank_record: { own: async () => ({ client_id: `bank-${Date.now()}-${Math.random()}`, fund: 'loan', way: 'in',
		amount: (await saving(), 10) }) },
	passbook_show: { own: async (who) => ({ ...await savingGroup(), ...who.role === 'member' ? {} : { member: memberOf(demoGroup()) } }),
		foreign: () => ({ group: alienReview('active')().id, member: memberOf(alienReview('active')().id) }) },
	passbooks_show: { own: savingGroup, foreign: otherGroup },
	savings_share_out_show: { own: savingGroup, foreign: otherGroup },
	savings_share_out: { own: async () => ({ ...await lastMeeting(), client_id: `share-${Date.now()}-${Math.random()}`,
		held_on: one('select current_date'), paid: 1, votes_for: 3 }), foreign: otherGroup },
	trainings_show: { own: ownGroup, foreign: otherGroup },
	training_form_show: { own: ownGroup, foreign: otherGroup },
	training_record: { own: (who) => ({ ...ownGroup(who), ...recordFields(who), module: 'rights' }), foreign: otherGroup },
	training_void: { own: (who) => ({ ...record('training', ownGroup(who).group), why: 'اشتباه نوشته شد' }),
		foreign: (who) => record('training', otherGroup(who).group) },
	facilitator_show: {},
	portfolio_show: {},
	portfolio_map: {},
	group_file_show: { own: () => ({ id: demoGroup() }), foreign: (who) => ({ id: otherGroup(who).group }) },
	visits_calendar_show: {},
	visit_form_show: { own: ownGroup, foreign: otherGroup },
	visit_plan: { own: (who) => ({ ...ownGroup(who), client_id: `sample-plan-${Date.now()}`,
		planned_for: one('select current_date + 20 + extract(epoch from clock_timestamp())::integer % 300') }), foreign: otherGroup },
	visit_report: { own: (who) => ({ ...ownGroup(who), client_id: `sample-report-${Date.now()}`, done_on: one('select current_date'),
		report: 'همه اعضا سر کار بودند.' }), foreign: otherGroup },
	visit_show: { own: () => visitOf(demoGroup()), foreign: (who) => visitOf(otherGroup(who).group) },
	visit_cancel: { own: () => ({ ...visitOf(demoGroup()), why: 'باران' }), foreign: (who) => visitOf(otherGroup(who).group), last: true },
	conflicts_show: {},
	conflict_resolve: { own: () => conflictOf(demoGroup()), foreign: () => conflictOf(alienReview('active')().id) },

	assessments_show: { own: ownGroup, foreign: otherGroup },
	assessment_form_show: { own: () => ({ ...ownGroup(), member: memberOfMine().member }), foreign: otherGroup },
	assessment_record: { own: (who) => ({ ...ownGroup(), member: memberOfMine().member, client_id: `sample-${who.role}-${Date.now()}`,
		form: one("select form_in_force('member', current_date)"), round: 'quarter', taken_on: one('select current_date'),
		...answers() }), foreign: otherGroup },
	assessment_void: { own: (who) => ({ ...record('assessment', ownGroup(who).group), why: 'اشتباه نوشته شد' }),
		foreign: (who) => record('assessment', otherGroup(who).group), may: [404] },
	member_progress_show: { own: () => ({ member: memberOfMine().member }), foreign: () => ({ member: memberOfOthers().member }) },
	own_progress_show: {},
	group_progress_show: { own: ownGroup, foreign: otherGroup },
	own_group_progress_show: {},

	clinic_show: {},
	clinic_applications_show: {},
	member_unmask: { own: () => ({ ...review('submitted')(), member: sealed(memberOf(review('submitted')().id)), reason: 'بررسی مدارک' }),
		foreign: () => ({ ...alienReview('submitted')(), member: memberOf(alienReview('submitted')().id) }) },
	clinic_products_show: {},
	product_check_show: { own: check, foreign: alienCheck },
	product_publish: { own: check, foreign: alienCheck },
	product_return: { own: () => ({ ...check(), why }), foreign: alienCheck },
	clinic_groups_show: {},
	clinic_facilitators_show: {},
	clinic_quality_show: {},

	documents_show: { own: async (who) => ({ id: await application(who) }), foreign: alienDraft },
	document_add: { own: async (who) => ({ id: await application(who), kind: 'statute', image: photo() }), foreign: alienDraft },
	document_image: { own: paper, foreign: alienPaper },
	document_remove: { own: paper, foreign: alienPaper, last: true },
	letter_show: { own: async (who) => letterOf(await application(who)), foreign: (who) => letterOf(alienDraft(who).id) },
	access_show: {},

	savings_report_show: { own: ownGroup, foreign: otherGroup },
	savings_board_show: { foreign: otherPlace },
	savings_groups_show: { own: () => ({ which: 'late', sort: 'savings' }), foreign: otherPlace },
	board_show: {},
	office_groups_show: { own: () => ({ state: 'active', sort: 'sold' }) },
	export_start: { own: (who) => ({ list: listOf(who), format: 'csv' }), may: [429] },
	exports_show: {},
	export_show: { own: exported, foreign: alienExport },
	export_file: { pages: ['officer', 'auditor', 'facilitator', 'clinic_officer', 'clinic_manager'], own: exported, foreign: alienExport },

	imports_show: {},
	import_add: { own: () => ({ kind: 'clinics', file: new Blob(['نام,استان\nیک,تهران\n']) }) },
	import_fields_show: { own: () => ({ kind: 'groups' }) },
	import_show: { own: ownImport('matching'), foreign: alienImport },
	import_errors_show: { own: ownImport('checked'), foreign: alienImport },
	import_match: { own: (who) => ({ ...ownImport('matching')(who), column: [0, 1, 2, ''] }), foreign: alienImport },
	import_write: { own: ownImport('checked'), foreign: alienImport },
	import_drop: { own: ownImport('matching'), foreign: alienImport, last: true },
};

// A person's parameters for an operation; foreign: with another's ids.
export async function fields(name, who, foreign = false) {
	const row = samples[name];
	const own = row.own && (who.role !== 'visitor' || row.own.length === 0) ? await row.own(who) : {};
	return foreign ? { ...own, ...await row.foreign(who) } : own;
}
