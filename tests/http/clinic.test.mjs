// A woman applies for a group, a clinic decides, a product is checked: over
// both faces, with those who must not.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Client, codeOf, messages, sandbox } from './client.mjs';
import { form, nationalId } from './formation.mjs';
import { sql } from './people.mjs';

const officer = '09120000005';
const manager = '09120000006';
const stamp = Date.now() % 1e6;
const applicant = `0993${String(stamp).padStart(7, '0')}`;
// Another one each time.
const idOf = (n) => nationalId(String(stamp * 100 + n).padStart(9, '7').slice(-9));

const people = ['leader', 'secretary', 'treasurer', 'member'].map((post, i) => ({
	name: `بانوی ${['یکم', 'دوم', 'سوم', 'چهارم'][i]}`, post, national_id: idOf(i),
	mobile: `0990${String(stamp).padStart(6, '0')}${i}` }));

async function logged(mobile) {
	const client = new Client();
	await client.login(mobile);
	return client;
}

async function city(client) {
	const { provinces } = (await client.api('GET', '/applications/form')).json;
	return provinces.find(({ name }) => name === 'اصفهان').cities.find(({ name }) => name === 'اصفهان').id;
}

const her = await logged(applicant);
const boss = await logged(manager);
const clerk = await logged(officer);
const facts = { name: `سفالگران آزمون ${stamp}`, trade: 'handicraft', city: await city(her),
	story: 'ما چهار بانو هستیم که سفال می‌سازیم و می‌خواهیم با هم بفروشیم.' };
const clinicOf = async (client) => (await client.api('GET', '/clinic')).json.clinic.id;
const clinic = await clinicOf(boss);

async function apply(more = {}, members = people) {
	const { json } = await her.api('POST', '/applications', { ...facts, clinic, ...more });
	for (const one of members) {
		const added = await her.api('POST', `/applications/${json.id}/members`, one);
		assert.equal(added.status, 201, added.text);
	}
	return json.id;
}

// What the sandbox's telephone of that number received, once it did.
async function told(mobile) {
	for (let i = 0; i < 100; i++) {
		const text = await (await fetch(`${sandbox}/sms.json?mobile=${mobile}`)).text();
		if (text.includes(facts.name)) return text;
		await new Promise((done) => setTimeout(done, 200));
	}
	return '';
}

// Her yes, by the code on her telephone.
async function agree(client, { id: member, mobile }) {
	const seen = (await messages(mobile)).filter((message) => message.code).length;
	assert.equal((await client.api('POST', `/invitations/${member}/code`, {})).status, 201);
	const done = await client.api('POST', `/invitations/${member}/acceptance`, { code: await codeOf(mobile, seen) });
	assert.equal(done.status, 201, done.text);
}

// All that an application needs besides its members.
async function complete(of) {
	for (const one of (await her.api('GET', `/applications/${of}`)).json.members) await agree(her, one);
	await her.api('PUT', `/groups/${of}/statute`, { body: (await her.api('GET', `/groups/${of}/statute`)).json.form.body });
}

let id;

test('a visitor is led to the door', async () => {
	const answer = await new Client().get('/apply');
	assert.equal(answer.status, 303);
	assert.match(answer.location, /^\/login\?next=/);
});

test('a form that lacks something comes back filled', async () => {
	const answer = await her.submit('/apply/new', '/apply/new', { ...facts, story: 'کوتاه' });
	assert.equal(answer.status, 422);
	assert.match(answer.text, new RegExp(facts.name));
	assert.match(answer.text, /id="story-wrong">[^<]+حرف/);
});

test('a draft proposes a clinic by place', async () => {
	const made = await her.submit('/apply/new', '/apply/new', facts);
	assert.equal(made.status, 303);
	const draft = (await her.api('GET', made.location.replace('/apply', '/applications'))).json;
	assert.equal(draft.state, 'draft');
	assert.match(draft.clinic.name, /اصفهان/);
	assert.equal(draft.gate.open, false);
	assert.equal((await her.api('POST', `/applications/${draft.id}/submission`, {})).json.error.code, 'application_incomplete');
	assert.equal((await her.api('POST', `/applications/${draft.id}/withdrawal`, {})).json.state, 'withdrawn');
});

test('a member needs a right national id, once', async () => {
	id = await apply({}, []);
	const page = `/apply/${id}/members`;
	const wrong = await her.submit(page, page, { ...people[0], national_id: '1234567890' });
	assert.equal(wrong.status, 422);
	assert.match(wrong.text, /کد ملی درست نیست/);
	assert.match(wrong.text, new RegExp(people[0].name));
	const none = await her.api('POST', `/applications/${id}/members`, { ...people[0], national_id: undefined });
	assert.equal(none.json.error.fields.national_id.code, 'required');
	assert.equal((await her.submit(page, page, people[0])).status, 303);
	const again = (field) => her.api('POST', `/applications/${id}/members`, { ...people[1], ...field });
	assert.equal((await again({ national_id: people[0].national_id })).json.error.code, 'member_twice');
	assert.equal((await again({ mobile: people[0].mobile })).json.error.code, 'mobile_twice');
	assert.equal((await again({ post: 'leader' })).json.error.code, 'post_taken');
});

test('whole national ids are on no page of the applicant', async () => {
	for (const one of people.slice(1)) await her.api('POST', `/applications/${id}/members`, one);
	const { members } = (await her.api('GET', `/applications/${id}`)).json;
	assert.equal(members.length, 4);
	const one = people[0].national_id;
	assert.equal(members[0].national_id, `${one.slice(0, 3)}*****${one.slice(-2)}`);
	assert.equal(members[0].sealed, undefined);
	const html = (await her.get(`/apply/${id}/members/${members[0].id}`)).text;
	assert.doesNotMatch(html, new RegExp(one));
});

test('a member is changed without typing her national id again', async () => {
	const [first] = (await her.api('GET', `/applications/${id}`)).json.members;
	const path = `/apply/${id}/members/${first.id}`;
	const answer = await her.submit(path, path, { name: 'بانوی نخست', mobile: people[0].mobile, post: 'leader', national_id: '' });
	assert.equal(answer.status, 303, answer.text);
	const now = (await her.api('GET', `/applications/${id}`)).json.members.find((m) => m.id === first.id);
	assert.equal(now.name, 'بانوی نخست');
	assert.equal(now.national_id, first.national_id);
});

test('each of them says yes by a code on her own telephone', async () => {
	const { members, gate } = (await her.api('GET', `/applications/${id}`)).json;
	assert.equal(gate.conditions.find(({ key }) => key === 'consented').met, false);
	assert.equal((await her.api('POST', `/applications/${id}/submission`, {})).json.error.code, 'application_incomplete');
	const [first, ...others] = members;
	const page = `/invitations/${first.id}`;
	const sent = await her.submit(page, `${page}/code`, {});
	assert.equal(sent.location, `${page}?sent=1`);
	await codeOf(people[0].mobile);
	const wrong = await her.submit(sent.location, `${page}/accept`, { code: '000000', sent: '1' });
	assert.equal(wrong.status, 422);
	assert.match(wrong.text, /id="code-wrong">[^<]*کد نادرست/);
	await agree(her, first);
	// The second does so in her own account.
	const second = await logged(others[0].mobile);
	assert.equal((await second.api('GET', '/invitations')).json.waiting[0].member, others[0].id);
	await agree(second, others[0]);
	assert.equal((await second.api('GET', '/invitations')).json.waiting.length, 0);
	const stranger = await logged('09120000001');
	assert.equal((await stranger.api('POST', `/invitations/${others[1].id}/code`, {})).status, 404);
	for (const one of others.slice(1)) await agree(her, one);
	assert.equal((await her.submit(`/statutes/${id}`, `/statutes/${id}`, {})).status, 422);
	const { form } = (await her.api('GET', `/groups/${id}/statute`)).json;
	assert.equal((await her.submit(`/statutes/${id}`, `/statutes/${id}`, { body: form.body })).status, 303);
	assert.equal((await her.api('GET', `/applications/${id}`)).json.gate.open, true);
});

test('handed in, it is closed to its applicant and open to its clinic', async () => {
	assert.equal((await her.api('POST', `/applications/${id}/submission`, {})).json.state, 'submitted');
	assert.equal((await her.api('PUT', `/applications/${id}`, facts)).json.error.code, 'application_closed');
	assert.equal((await her.get(`/apply/${id}/edit`)).status, 404);
	const review = (await clerk.api('GET', `/groups/${id}/review`)).json;
	assert.equal(review.members.length, 4);
	assert.equal(review.gate.open, true);
	assert.deepEqual(review.choices.map((one) => one.to), ['forming', 'returned']);
	assert.ok(review.members.every((m) => /^\d{3}\*{5}\d{2}$/.test(m.national_id)));
	const list = (await clerk.api('GET', '/clinic/applications?state=submitted')).json;
	assert.ok(list.total > 0);
});

test('only a clinic reads applications', async () => {
	for (const path of ['/clinic', '/clinic/applications', `/groups/${id}/review`, '/clinic/products', '/clinic/groups']) {
		assert.equal((await her.api('GET', path)).status, 403, path);
		assert.equal((await new Client().api('GET', path)).status, 401, path);
	}
});

test('a whole national id asks for a reason', async () => {
	const { members } = (await clerk.api('GET', `/groups/${id}/review`)).json;
	const path = `/groups/${id}/members/${members[0].id}`;
	assert.equal((await clerk.api('POST', `${path}/national-id`, {})).json.error.fields.reason.code, 'required');
	const shown = (await clerk.api('POST', `${path}/national-id`, { reason: 'تطبیق با شناسنامه' })).json;
	assert.equal(shown.national_id, people[0].national_id);
	assert.equal(shown.sealed, undefined);
	const lines = () => Number(sql(`select count(*) from access_log where operation = 'member_unmask' and subject_id = ${members[0].id}`));
	const before = lines();
	for (let i = 0; i < 2; i++)
		assert.equal((await clerk.api('POST', `${path}/national-id`, { reason: 'تطبیق با شناسنامه' }, { 'idempotency-key': `unmask-${stamp}` })).status, 201);
	assert.equal(lines(), before + 2, 'each reading is noted, also of a call that is sent again');
	const page = await clerk.submit(`/clinic/applications/${id}`, `${path}/unmask`, { reason: 'تطبیق با شناسنامه' });
	assert.equal(page.status, 200);
	assert.match(page.text, /ثبت شد/);
	assert.equal((await her.api('POST', `${path}/national-id`, { reason: 'کنجکاوی' })).status, 403);
});

test('an officer returns, with a reason, and does not reject', async () => {
	assert.equal((await clerk.api('POST', `/groups/${id}/decision`, { to: 'rejected', why: 'شدنی نیست، به دلیل…' })).status, 403);
	const page = `/clinic/applications/${id}`;
	const path = `/groups/${id}/decide`;
	const bare = await clerk.submit(page, path, { to: 'returned', why: 'کم' });
	assert.equal(bare.status, 422);
	assert.match(bare.text, /id="why-wrong">[^<]+حرف/);
	const done = await clerk.submit(page, path, { to: 'returned', why: 'شماره موبایل عضو چهارم را درست کنید.' });
	assert.equal(done.status, 303, done.text);
	assert.equal(done.location, `${page}?saved=decision`);
	const mine = (await her.get(`/apply/${id}`)).text;
	assert.match(mine, /شماره موبایل عضو چهارم را درست کنید/);
});

test('it is mended and handed in again; a decision on an old page is refused', async () => {
	const before = (await boss.api('GET', `/groups/${id}/review`)).json.seen;
	assert.equal((await her.api('PUT', `/applications/${id}`, { ...facts, clinic })).status, 200);
	assert.equal((await her.api('POST', `/applications/${id}/submission`, {})).json.state, 'submitted');
	const late = await boss.api('POST', `/groups/${id}/decision`, { to: 'forming', seen: before });
	assert.equal(late.json.error.code, 'conflict');
});

test('accepted, the group forms and its members have their roles', async () => {
	const page = `/clinic/applications/${id}`;
	const done = await clerk.submit(page, `/groups/${id}/decide`, { to: 'forming' });
	assert.equal(done.status, 303, done.text);
	const twice = await boss.api('POST', `/groups/${id}/decision`, { to: 'forming' });
	assert.equal(twice.status, 409);
	assert.equal(twice.json.error.code, 'already_decided');
	const { state, way, gate } = (await her.api('GET', `/applications/${id}`)).json;
	assert.equal(state, 'forming');
	assert.equal(way.find((step) => step.now).title, 'شکل‌گیری');
	assert.equal(gate.open, false);
	assert.equal((await her.api('POST', `/groups/${id}/review`, {})).json.error.code, 'gate_closed');
	const leader = await logged(people[0].mobile);
	const { roles } = (await leader.api('GET', '/account')).json;
	assert.ok(roles.some((r) => r.role === 'leader' && r.scope_name === facts.name && r.active));
	assert.equal((await leader.api('GET', '/group/formation')).json.gate.conditions.length, 13);
	assert.match(await told(people[1].mobile), new RegExp(facts.name));
});

test('a day of formation is not ninety, then the clinic approves and the province confirms', async () => {
	form(id, 89);
	assert.equal((await her.api('POST', `/groups/${id}/review`, {})).json.error.code, 'gate_closed');
	form(id, 90);
	assert.equal((await her.api('POST', `/groups/${id}/review`, {})).json.state, 'in_review');
	assert.equal((await clerk.api('POST', `/groups/${id}/decision`, { to: 'confirmed' })).status, 403);
	const both = await Promise.all([1, 2].map(() => boss.api('POST', `/groups/${id}/decision`, { to: 'confirmed' })));
	assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409], 'two at once are one decision');
	assert.equal((await boss.api('POST', `/groups/${id}/decision`, { to: 'active' })).status, 403);
	const official = await logged('09120000007');
	assert.equal((await official.submit(`/office/groups/${id}`, `/groups/${id}/decide`, { to: 'active' })).location, `/office/groups/${id}?saved=decision`);
	const { state, stall } = (await her.api('GET', `/applications/${id}`)).json;
	assert.equal(state, 'active');
	assert.equal((await new Client().get(`/stall/${stall}`)).status, 200);
});

test('a woman at work in a group cannot be in another', async () => {
	const second = await apply({ name: `گروه دوم ${stamp}` });
	await complete(second);
	const answer = await her.api('POST', `/applications/${second}/submission`, {});
	assert.equal(answer.json.error.code, 'application_incomplete');
	const { gate } = (await her.api('GET', `/applications/${second}`)).json;
	assert.equal(gate.conditions.find(({ key }) => key === 'free').met, false);
	await her.api('POST', `/applications/${second}/withdrawal`, {});
});

test('rejected is the end', async () => {
	const others = people.map((one, i) => ({ ...one, national_id: idOf(10 + i),
		mobile: one.mobile.replace('0990', '0991') }));
	const third = await apply({ name: `گروه سوم ${stamp}` }, others);
	await complete(third);
	await her.api('POST', `/applications/${third}/submission`, {});
	const done = await boss.api('POST', `/groups/${third}/decision`, { to: 'rejected', why: 'محل کار گروه در این استان نیست.' });
	assert.equal(done.json.state, 'rejected');
	for (const [method, path] of [['POST', 'submission'], ['POST', 'withdrawal']]) {
		assert.equal((await her.api(method, `/applications/${third}/${path}`, {})).json.error.code, 'application_closed');
	}
	assert.match((await her.get(`/apply/${third}`)).text, /محل کار گروه در این استان نیست/);
});

test('nobody sees another\'s application', async () => {
	const stranger = await logged('09120000001');
	assert.equal((await stranger.api('GET', `/applications/${id}`)).status, 404);
	assert.equal((await stranger.api('PUT', `/applications/${id}`, facts)).status, 404);
	assert.equal((await stranger.api('POST', `/applications/${id}/members`, people[0])).status, 404);
});

test('the lists are paged by key and narrowed', async () => {
	const first = (await boss.api('GET', '/clinic/groups')).json;
	assert.ok(first.groups.length > 0);
	if (first.next) {
		const next = (await boss.api('GET', `/clinic/groups?after=${first.next}`)).json;
		assert.ok(next.groups.every((g) => g.id < first.groups.at(-1).id));
		assert.equal(next.total, first.total);
	}
	const sewing = (await boss.api('GET', '/clinic/groups?trade=sewing&state=active')).json;
	assert.ok(sewing.total < first.total);
	const named = (await boss.api('GET', `/clinic/groups?q=${encodeURIComponent(facts.name)}`)).json;
	assert.equal(named.groups[0].id, id);
});

test('one inbox holds all that waits, the oldest first, and is narrowed', async () => {
	const { items, counts, kinds } = (await clerk.api('GET', '/clinic')).json;
	assert.ok(items.length > 0 && items.length <= 50);
	assert.deepEqual(items.map((one) => one.at), items.map((one) => one.at).sort());
	assert.equal(kinds.reduce((sum, { count }) => sum + count, 0), counts.waiting);
	const late = (await clerk.api('GET', '/clinic?late=1')).json;
	assert.ok(late.items.every((one) => one.late));
	assert.equal(late.total, counts.overdue);
	let [all, path] = [0, '/clinic?kind=product'];
	for (let next = ''; next !== null;) {
		const page = (await clerk.api('GET', path + next)).json;
		assert.ok(page.items.every((one) => one.kind === 'product'));
		all += page.items.length;
		next = page.next && `&after=${page.next}`;
	}
	assert.equal(all, kinds.find(({ kind }) => kind === 'product').count);
	assert.equal((await clerk.api('GET', '/clinic/applications?state=forming')).status, 200);
});

test('a group is given to a facilitator from the page of their load', async () => {
	const { facilitators } = (await clerk.api('GET', '/clinic/facilitators')).json;
	assert.ok(facilitators.length > 1);
	const [one] = facilitators;
	const done = await clerk.submit('/clinic/facilitators', `/groups/${id}/facilitator`, { facilitator: one.id });
	assert.equal(done.location, '/clinic/facilitators?saved=facilitator', done.text);
	const mine = (await clerk.api('GET', `/clinic/facilitators?facilitator=${one.id}`)).json;
	assert.equal(mine.chosen.id, one.id);
	assert.equal(mine.total, one.groups + 1);
	assert.equal((await clerk.api('GET', '/clinic/facilitators?facilitator=1')).status, 404, 'she is no facilitator here');
	const { figures } = (await boss.api('GET', '/clinic/quality')).json;
	assert.equal(figures.find(({ key }) => key === 'approved').own >= 1, true);
});

test('choosing a role leads to its desk', async () => {
	const html = (await boss.get('/account')).text;
	const grant = /name="grant" value="(\d+)"/.exec(html)?.[1] ?? '';
	await boss.api('POST', '/account/role', {});
	const { roles } = (await boss.api('GET', '/account')).json;
	const role = roles.find((one) => one.role === 'clinic_manager');
	assert.equal((await boss.submit('/account', '/account/role', { grant: grant || role.id })).location, '/clinic');
});

test('a product is returned with a reason, another is put on sale', async () => {
	const { products, total } = (await clerk.api('GET', '/clinic/products')).json;
	assert.ok(total >= 2);
	const [one, two] = products;
	const path = `/clinic/products/${one.id}`;
	const bare = await clerk.submit(path, `${path}/return`, { why: '' });
	assert.equal(bare.status, 422);
	assert.equal((await clerk.submit(path, `${path}/return`, { why: 'عکس روشن‌تری بگذارید.' })).status, 303);
	assert.match((await clerk.get(path)).text, /عکس روشن‌تری بگذارید/);
	assert.equal((await clerk.api('POST', `${path}/publication`, {})).json.error.code, 'already_decided');
	assert.equal((await new Client().get(`/product/${two.id}`)).status, 404);
	const done = await boss.submit(`/clinic/products/${two.id}`, `/clinic/products/${two.id}/publish`, {});
	assert.equal(done.status, 303, done.text);
	assert.equal((await new Client().get(`/product/${two.id}`)).status, 200);
	assert.equal((await her.api('POST', `/clinic/products/${two.id}/publication`, {})).status, 403);
});

test('a key sent twice decides once', async () => {
	const [one] = (await clerk.api('GET', '/clinic/products')).json.products;
	const send = () => clerk.api('POST', `/clinic/products/${one.id}/return`, { why: 'قیمت را دوباره ببینید.' },
		{ 'idempotency-key': `check-${stamp}` });
	const first = await send();
	assert.equal(first.status, 201, first.text);
	const second = await send();
	assert.deepEqual(second.json, first.json);
});
