// What women meet on their own phones on the way into a group: the cards of
// members, the way after a yes, an invitation taken back, a changed account.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, codeOf, messages, told } from '../http/client.mjs';
import { nationalId } from '../http/formation.mjs';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone, shoot } from './browser.mjs';

const stamp = String(Date.now()).slice(-6);
const women = ['leader', 'secretary', 'treasurer', 'member', 'member'].map((post, n) => ({ post, name: `بانوی همراه ${'الف ب پ ت ث'.split(' ')[n]}`,
	mobile: `0996${stamp}${n}`, national_id: nationalId(`7${stamp}3${n}`) }));
let browser;
let her;
let second;
let leader;
let id;

const says = (page, words) => page.getByText(words).first().waitFor();
// A button whose words are cut letter by letter is higher than two lines.
const low = async (page) => {
	for (const button of await page.locator('.row-card .button:visible').all())
		assert.ok((await button.boundingBox()).height < 64, await button.innerText());
};

before(async () => {
	browser = await launch();
	[her, second, leader] = await Promise.all([phone, phone, phone].map((size) => person(browser, size)));
	const api = new Client();
	await api.login(women[0].mobile);
	const { provinces } = (await api.api('GET', '/applications/form')).json;
	const city = provinces.find(({ name }) => name === 'اصفهان').cities[0].id;
	({ id } = (await api.api('POST', '/applications', { name: `گروه همراه ${stamp}`, trade: 'sewing', city,
		story: 'ما پنج بانو هستیم که با هم لباس می‌دوزیم.' })).json);
	for (const one of women) assert.equal((await api.api('POST', `/applications/${id}/members`, one)).status, 201);
});
after(() => browser.close());

test('the cards of members have whole words on their buttons', async () => {
	await login(her, women[0].mobile, `/apply/${id}`);
	await low(her);
	await isRight(her, 'join-members');
	const card = her.locator('.row-card', { hasText: women[2].name });
	await card.locator('summary').click();
	await low(her);
	await isRight(her, 'join-members-asked');
	await her.setViewportSize(desk);
	await shoot(her, 'join-members-wide');
	await her.setViewportSize(phone);
});

test('who said yes sees where the group is, and nobody else in it', async () => {
	await login(second, women[1].mobile, '/invitations');
	await second.getByRole('link', { name: `گروه همراه ${stamp}` }).click();
	const seen = (await messages(women[1].mobile)).filter((message) => message.code).length;
	await second.getByRole('button', { name: 'خواندم؛ کد را بفرست' }).click();
	await second.locator('input[name=code]').fill(await codeOf(women[1].mobile, seen));
	await second.getByRole('button', { name: 'می‌پذیرم', exact: true }).click();
	await says(second, 'از ۵ تن، ۱ تن پذیرفته‌اند');
	await second.getByRole('heading', { name: 'راه گروه' }).waitFor();
	await isRight(second, 'join-agreed');
	const page = await second.locator('main').innerText();
	for (const other of [0, 2, 3, 4]) assert.ok(!page.includes(women[other].name), women[other].name);
	await second.goto('/account');
	await second.getByRole('link', { name: `گروه همراه ${stamp}` }).waitFor();
	await isRight(second, 'join-account');
	await second.goto('/account/progress');
	await says(second, 'گروه شما هنوز کار را آغاز نکرده است');
	assert.equal(await second.getByText('عضو گروهی نیستید').count(), 0);
	await isRight(second, 'join-progress');
	await second.goto('/invitations');
	await isRight(second, 'join-invitations');
});

test('papers: only the fields that fit, a way back', async () => {
	await her.goto(`/groups/${id}/documents`);
	await her.locator('summary', { hasText: 'افزودن مدرک' }).click();
	await her.locator('select[name=kind]').selectOption('bank');
	assert.ok(await her.locator('[name=member]').isHidden());
	assert.ok(await her.locator('[name=title]').isHidden());
	await her.locator('select[name=kind]').selectOption('identity');
	assert.ok(await her.locator('[name=member]').isVisible());
	await her.locator('[name=member]').selectOption({ label: women[3].name });
	await her.locator('[name=image]').setInputFiles({ name: 'card.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.4') });
	await her.getByRole('button', { name: 'فرستادن مدرک' }).click();
	await says(her, 'این پرونده عکس نیست');
	assert.equal(await her.locator('[name=member] option:checked').innerText(), women[3].name);
	await isRight(her, 'join-paper-refused');
	await her.getByRole('navigation', { name: 'مسیر صفحه' }).getByRole('link', { name: `گروه همراه ${stamp}` }).click();
	await her.waitForURL(`**/apply/${id}`);
});

test('an invitation is taken back by words that say so', async () => {
	await login(leader, '09120000003', '/group/members');
	await leader.goto('/group/members');
	await isRight(leader, 'join-group-members');
	const woman = { name: `بانوی دعوت‌شده ${stamp}`, mobile: `0996${stamp}9`, national_id: nationalId(`7${stamp}39`) };
	sql(`insert into group_member (group_id, name, mobile, pending) select group_id, '${woman.name}', '${woman.mobile}', true from group_member m
		join account a on a.id = m.account_id where a.mobile = '09120000003' and m.left_on is null`);
	await leader.reload();
	const card = leader.locator('.row-card', { hasText: woman.name });
	await card.locator('summary').click();
	await low(leader);
	await isRight(leader, 'join-uninvite');
	await card.getByRole('button', { name: 'بله، پس گرفته شود' }).click();
	await leader.waitForURL(/\/group\/members\?saved=member_uninvited$/);
	assert.equal(await leader.getByText(woman.name).count(), 0);
	await leader.locator('.row-card .row-link').last().click();
	await isRight(leader, 'join-member');
	await leader.locator('summary', { hasText: 'توقف موقت' }).click();
	await says(leader, 'عضویت و سمت می‌ماند');
	await shoot(leader, 'join-member-pause');
});

test('a changed account waits beside the one in use', async () => {
	sql(`delete from rate_hit where bucket like 'bank%'`); // of other tests
	await leader.goto('/group/formation');
	const old = await leader.locator('#bank-title + p bdi').innerText();
	await leader.locator('summary', { hasText: 'تغییر حساب' }).click();
	const owner = await leader.locator('input[name=owner]').inputValue();
	await leader.locator('input[name=sheba]').fill('IR062960000000100324200001');
	await isRight(leader, 'join-bank-asked');
	await leader.getByRole('button', { name: 'بله، حساب تازه ثبت شود' }).click();
	await says(leader, 'حساب تازه در انتظار تأیید کلینیک است');
	assert.equal(await leader.locator('#bank-title + p bdi').innerText(), old, 'the old one is in use');
	await isRight(leader, 'join-bank-waits');
	assert.ok(await told('09120000003', /حساب تازه‌ای با پایان 0001/), 'she is told');
	// The old one again takes the new one back.
	await leader.locator('summary', { hasText: 'تغییر حساب' }).click();
	await leader.locator('input[name=sheba]').fill(old);
	await leader.locator('input[name=owner]').fill(owner);
	await leader.getByRole('button', { name: 'بله، حساب تازه ثبت شود' }).click();
	await leader.waitForLoadState();
	assert.equal(await leader.getByText('حساب تازه در انتظار').count(), 0);
});

test('how a group is formed is found without an account', async () => {
	const visitor = await person(browser, phone);
	await visitor.goto('/groups');
	await visitor.locator('main').getByRole('link', { name: 'تشکیل گروه' }).click();
	await visitor.getByRole('heading', { name: 'چگونه گروه همیار تشکیل دهیم؟' }).waitFor();
	await isRight(visitor, 'join-start');
	await visitor.goto('/');
	await visitor.locator('footer').getByRole('link', { name: 'تشکیل گروه' }).waitFor();
	await shoot(visitor, 'join-home');
	await visitor.setViewportSize(desk);
	await shoot(visitor, 'join-home-wide');
	await visitor.goto('/groups');
	await shoot(visitor, 'join-groups-wide');
	await visitor.context().close();
});
