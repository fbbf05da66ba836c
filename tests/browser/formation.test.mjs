// A group comes to life, with the clock moved: from a woman on a phone to the
// first product on sale, and every refusal on the way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, messages } from '../http/client.mjs';
import { pass } from '../http/formation.mjs';
import { person as actor, sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone } from './browser.mjs';

const stamp = String(Date.now()).slice(-6);
const name = `گلیم‌بافان رویش ${stamp}`;
const applicant = `0997${stamp}0`;
const women = ['سرگروه', 'منشی', 'خزانه‌دار', 'عضو', 'عضو'].map((post, n) => ({ post, name: `بانوی رویش ${'۱۲۳۴۵'[n]}`,
	mobile: n === 0 ? applicant : `0997${stamp}${n}`, id: nationalId(n) }));
let browser;
let her;
let helper;
let clerk;
let boss;
let official;
let group;

function nationalId(n) {
	const digits = `6${stamp}2${n}`.padEnd(9, '0');
	const sum = [...digits].reduce((all, digit, i) => all + digit * (10 - i), 0) % 11;
	return digits + (sum < 2 ? sum : 11 - sum);
}

const look = (page, title) => isRight(page, `formation-${title}`);

const choose = async (page, label, value) => page.getByLabel(label).selectOption({ label: value });
const says = (page, words) => page.getByText(words).first().waitFor();
const review = `/clinic/applications/`;

async function decide(page, path, button, why) {
	await page.goto(path);
	if (why) await page.getByLabel('دلیل').first().fill(why);
	const yes = page.getByRole('button', { name: button });
	// What cannot be undone asks once more.
	if (!await yes.first().isVisible()) await page.locator('summary', { hasText: button }).first().click();
	await yes.last().click();
	await page.waitForLoadState();
}

before(async () => {
	browser = await launch();
	her = await person(browser, phone);
	helper = await person(browser, phone);
	[clerk, boss, official] = await Promise.all([desk, desk, desk].map((size) => person(browser, size)));
	await login(clerk, '09120000005', '/clinic');
	await login(boss, '09120000006', '/clinic');
	await login(official, '09120000007', '/office/confirmations');
	await login(helper, '09120000004', '/facilitator');
});
after(() => browser.close());

test('a woman applies on her phone: kind, place, statute, five members', async () => {
	const clinic = await boss.locator('.desk-name').innerText();
	await login(her, applicant, '/apply/new');
	await her.locator('input[name=name]').fill(name);
	await her.locator('select[name=trade]').selectOption('handicraft');
	await her.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await her.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await her.locator('textarea[name=story]').fill('ما پنج بانوی گلیم‌باف هستیم و دو دار قالی داریم.');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	group = Number(her.url().split('/').pop());
	await her.getByRole('link', { name: 'ویرایش معرفی و کلینیک' }).click();
	await her.locator('select[name=clinic]').selectOption({ label: clinic });
	await her.getByRole('button', { name: 'ذخیره' }).click();
	for (const one of women) {
		await her.goto(`/apply/${group}/members`);
		await her.locator('input[name=name]').fill(one.name);
		await her.locator('input[name=national_id]').fill(one.id);
		await her.locator('input[name=mobile]').fill(one.mobile);
		await her.locator('select[name=post]').selectOption({ label: one.post });
		await her.getByRole('button', { name: 'افزودن عضو' }).click();
		await her.waitForURL(/\/apply\/\d+$/);
	}
	await her.getByRole('link', { name: 'نوشتن اساسنامه' }).click();
	await look(her, 'statute');
	await her.getByRole('button', { name: 'ثبت اساسنامه' }).click();
	await says(her, 'اساسنامه ثبت شد');
	await her.goto(`/apply/${group}`);
	await look(her, 'draft');
	assert.ok(await her.getByRole('button', { name: 'فرستادن به کلینیک' }).isDisabled(), 'not before they have said yes');
});

test('five confirmations, each by a code on her own telephone', async () => {
	for (const [n, one] of women.entries()) {
		// Two in accounts of their own, the others on the applicant's phone.
		const page = n === 1 || n === 2 ? await person(browser, phone) : her;
		if (page === her) {
			await her.goto(`/apply/${group}`);
			await her.getByRole('link', { name: `گرفتن رضایت ${one.name}` }).click();
		} else {
			await login(page, one.mobile, '/invitations');
			await page.getByRole('link', { name }).click();
		}
		const seen = (await messages(one.mobile)).filter((message) => message.code).length;
		await page.getByRole('button', { name: 'خواندم؛ کد را بفرست' }).click();
		await page.locator('input[name=code]').fill(await codeOf(one.mobile, seen));
		if (n === 0) await look(page, 'consent');
		await page.getByRole('button', { name: 'می‌پذیرم', exact: true }).click();
		await says(page, 'رضایت ثبت شده است');
		if (page !== her) await page.context().close();
	}
	await her.goto(`/apply/${group}`);
	await her.getByRole('button', { name: 'فرستادن به کلینیک' }).click();
	await says(her, 'نتیجه را پیامک می‌کنیم');
});

test('the clinic accepts it; the same women in a second application are found', async () => {
	await clerk.goto(review + group);
	await look(clerk, 'application');
	await decide(clerk, review + group, 'پذیرفتن برای شکل‌گیری');
	await says(clerk, 'در حال شکل‌گیری');
	await clerk.locator('select[name=facilitator]').selectOption({ index: 1 });
	await clerk.getByRole('button', { name: 'ثبت', exact: true }).click();
	await her.goto(`/apply/${group}`);
	await look(her, 'forming');

	await her.goto('/apply/new');
	await her.locator('input[name=name]').fill(`گروه دوم ${stamp}`);
	await her.locator('select[name=trade]').selectOption('sewing');
	await her.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await her.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await her.locator('textarea[name=story]').fill('همان بانوان با کاری دیگر و همان امکانات.');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	const second = her.url();
	await her.goto(`${second}/members`);
	await her.locator('input[name=name]').fill(women[1].name);
	await her.locator('input[name=national_id]').fill(women[1].id);
	await her.locator('input[name=mobile]').fill(women[1].mobile);
	await her.getByRole('button', { name: 'افزودن عضو' }).click();
	await says(her, `اکنون عضو گروه دیگری است: ${women[1].name}`);
});

test('nobody decides on a group that she has a part in', async () => {
	await boss.goto('/apply/new');
	await boss.locator('input[name=name]').fill(`گروه مدیر ${stamp}`);
	await boss.locator('select[name=trade]').selectOption('sewing');
	await boss.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await boss.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await boss.locator('textarea[name=story]').fill('گروهی که مدیر کلینیک خود برای آن درخواست داده است.');
	await boss.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await boss.waitForURL(/\/apply\/\d+$/);
	const own = Number(boss.url().split('/').pop());
	sql(`begin; set local session_replication_role = replica;
		update self_help_group set state = 'submitted', clinic_id = (select clinic_id from self_help_group where id = ${group}) where id = ${own}; commit`);
	await boss.goto(review + own);
	await says(boss, 'شما در این گروه هستید');
	assert.equal(await boss.getByRole('button', { name: 'رد درخواست' }).count(), 0);
});

test('three months of work are written down', async () => {
	pass(group, 42);
	await helper.goto(`/facilitator/groups/${group}`);
	await look(helper, 'file-six-weeks');
	await says(helper, 'شکل‌گیری دست‌کم ۹۰ روز است');
	assert.ok(await helper.getByRole('button', { name: 'درخواست بررسی پایانی' }).isDisabled(), 'six weeks are too few');

	// The first meeting, with an election, by its secretary on her phone.
	const secretary = await person(browser, phone);
	await login(secretary, women[1].mobile, '/group');
	await secretary.goto('/group/meetings/new');
	for (const fieldset of await secretary.locator('.presence').all()) await fieldset.locator('label').first().click();
	await secretary.locator('textarea[name=minutes]').fill('اساسنامه خوانده شد و درباره کار سه ماه گفت‌وگو کردیم.');
	await secretary.locator('input[name=decision]').first().fill('هر هفته یک‌شنبه جلسه داریم.');
	await secretary.locator('summary', { hasText: 'انتخاب شد' }).click();
	for (const [n, post] of ['leader', 'secretary', 'treasurer'].entries())
		await secretary.locator(`select[name=elected_${post}]`).selectOption({ label: women[n].name });
	await look(secretary, 'meeting');
	await secretary.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await secretary.waitForURL(/\/group\/meetings(\/\d+)?(\?|$)/);
	await secretary.context().close();

	// The facilitator holds a training and assesses a member; others follow.
	await helper.goto(`/facilitator/groups/${group}/trainings/new`);
	await helper.locator('select[name=module]').selectOption('teamwork');
	for (const fieldset of await helper.locator('.presence').all()) await fieldset.locator('label').first().click();
	await helper.getByRole('button', { name: 'ثبت آموزش' }).click();
	await helper.waitForURL((url) => !url.pathname.endsWith('/new'));
	const ids = sql(`select id from group_member where group_id = ${group} and left_on is null order by id`).split('\n').map(Number);
	await helper.goto(`/facilitator/groups/${group}/assessments/new?member=${ids[0]}`);
	for (const scale of await helper.locator('.scale').all()) await scale.locator('input').nth(2).check();
	await look(helper, 'assessment');
	await helper.getByRole('button', { name: 'ثبت ارزیابی' }).click();
	await helper.waitForURL(/\/assessments(\?|$)/);
	await record(ids);

	// The leader writes the bank account; the clinic looks at it.
	if (!(await her.goto('/group')).ok()) {
		await her.goto('/account');
		await her.getByRole('button', { name: 'کار در این نقش' }).first().click();
		await her.waitForURL(/\/group$/);
	}
	await her.goto('/group/formation');
	await her.locator('input[name=sheba]').fill('IR062960000000100324200001');
	await her.locator('input[name=owner]').fill(`${women[0].name} و ${women[2].name}`);
	await her.getByRole('button', { name: 'ثبت حساب' }).click();
	await says(her, 'در انتظار تأیید کلینیک');
	await look(her, 'formation');
	await clerk.goto(review + group);
	await clerk.getByRole('button', { name: 'تأیید حساب' }).click();
	await says(clerk, 'حساب بانکی گروه تأیید شده است');
});

// What the pages above did once, for the rest of the months, by their API.
async function record(ids) {
	const { client } = await actor('facilitator');
	const day = (ago) => sql(`select current_date - ${ago}`);
	const presence = Object.fromEntries(ids.map((id) => [`presence.${id}`, 'present']));
	for (let n = 1; n <= 5; n++) {
		const held = await client.api('POST', `/groups/${group}/meetings`, { client_id: `formation-${stamp}-${n}`, held_on: day(n * 7), ...presence,
			minutes: 'گزارش کار هفته و تقسیم سفارش‌ها.' });
		assert.equal(held.status, 201, held.text);
	}
	for (const [n, module] of sql("select slug from training_module where required and slug <> 'teamwork'").split('\n').entries()) {
		const held = await client.api('POST', `/groups/${group}/trainings`, { client_id: `formation-${stamp}-t${n}`, held_on: day(n + 1), module, ...presence });
		assert.equal(held.status, 201, held.text);
	}
	const form = (await client.get(`/api/v1/groups/${group}/assessments/new?member=${ids[1]}`)).json;
	const answers = Object.fromEntries(form.axes.flatMap((axis) => axis.questions.map((one) => [`answer.${one.code}`, '2'])));
	for (const id of ids.slice(1)) {
		const taken = await client.api('POST', `/groups/${group}/assessments`, { client_id: `formation-${stamp}-a${id}`, member: id, form: form.form_id,
			round: 'baseline', taken_on: day(0), ...answers });
		assert.equal(taken.status, 201, taken.text);
	}
}

test('on day 89 the gate is red, on day 90 it is green', async () => {
	pass(group, 47);
	await her.goto('/group/formation');
	assert.ok(await her.getByRole('button', { name: 'درخواست بررسی پایانی' }).isDisabled());
	await says(her, '۱۲ شرط از ۱۳ شرط');
	pass(group, 1);
	await her.reload();
	await says(her, '۱۳ شرط از ۱۳ شرط');
	await look(her, 'gate-open');
	await her.getByRole('button', { name: 'درخواست بررسی پایانی' }).click();
	await says(her, 'در بررسی پایانی');
});

test('the clinic approves, the wrong province is refused, the right one confirms', async () => {
	await clerk.goto(review + group);
	assert.equal(await clerk.getByRole('button', { name: 'تأیید گروه' }).count(), 0, 'an officer of the clinic does not approve');
	await decide(boss, review + group, 'تأیید گروه');
	await says(boss, 'در انتظار تأیید استان');
	const far = `0998${stamp}9`;
	const stranger = await person(browser, desk);
	sql(`with made as (insert into account (mobile, name) values ('${far}', 'کارشناس گیلان') returning id)
		insert into role_grant (account_id, role, scope_kind, scope_id) select id, 'officer', 'province', 25 from made`);
	await login(stranger, far, '/office/confirmations');
	assert.equal((await stranger.goto(`/office/groups/${group}`)).status(), 404);
	await stranger.context().close();
	await official.goto(`/office/groups/${group}`);
	await look(official, 'confirmation');
	await decide(official, `/office/groups/${group}`, 'تأیید نهایی و آغاز کار');
	await says(official, 'فعال');
});

test('its first product goes on sale', async () => {
	const title = `گلیم رویش ${stamp}`;
	const { client } = await actor('clinic_officer');
	await her.goto('/group/products/new');
	await her.locator('.photo-pick input[multiple]').setInputFiles({ name: 'kilim.png', mimeType: 'image/png', buffer: await her.screenshot() });
	await her.locator('.tray-item .photo img').first().waitFor({ timeout: 60000 });
	await her.getByRole('link', { name: 'ادامه: نام و قیمت' }).click();
	await her.locator('input[name=title]').fill(title);
	await her.locator('input[name=price_toman]').fill('۹۵۰٬۰۰۰');
	await her.locator('select[name=category]').selectOption({ index: 3 });
	await her.locator('input[name=stock]').fill('۲');
	await her.getByRole('button', { name: 'ذخیره و ادامه' }).click();
	await her.getByRole('button', { name: 'فرستادن برای بررسی' }).click();
	await says(her, 'در انتظار بررسی');
	const id = Number(/products\/(\d+)/.exec(her.url())[1]);
	assert.equal((await client.api('POST', `/clinic/products/${id}/publication`, {})).status, 201);
	const visitor = await person(browser, phone);
	await visitor.goto(`/product/${id}`);
	await visitor.getByRole('heading', { name: title }).waitFor();
	await visitor.getByRole('link', { name }).first().waitFor();
	await visitor.context().close();
});
