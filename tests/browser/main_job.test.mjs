// The whole main job, as four people in four browsers at phone width, and an
// officer at her desk: a clinic accepts a group, which forms, is approved and
// confirmed; a member uploads a product, a customer finds and buys it, the
// leader packs and ships, the customer follows it to her door.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, told } from '../http/client.mjs';
import { form } from '../http/formation.mjs';
import { addMember, agree, nationalId, writeStatute } from './apply.mjs';
import { desk, fits, launch, loginByPages, person, phone, sandbox, shoot } from './browser.mjs';

const stamp = String(Date.now()).slice(-6);
const group = `سفال‌گران آفتاب ${stamp}`;
const title = `کوزه لعابی فیروزه‌ای ${stamp}`;
const leader = `0994${stamp}1`;
const maker = `0996${stamp}3`;
const buyer = `0995${stamp}2`;
let browser;
let her;
let member;
let clinic;
let customer;
let officer;

before(async () => {
	browser = await launch();
	[her, member, clinic, customer] = await Promise.all([0, 1, 2, 3].map(() => person(browser, phone)));
	officer = await person(browser, desk);
});
after(() => browser.close());

const people = ['سرگروه', 'منشی', 'خزانه‌دار', 'عضو'].map((post, n) => ({ post, name: `بانوی ${post}`,
	national_id: nationalId(`5${stamp}1${n}`), mobile: [leader, `0996${stamp}1`, `0996${stamp}2`, maker][n] }));

// Through the pages of a list until the link is there.
async function find(page, path, name) {
	await page.goto(path);
	while (await page.getByRole('link', { name }).count() === 0)
		await page.getByRole('link', { name: 'دیدن موارد بعدی' }).click();
	await page.getByRole('link', { name }).first().click();
}

// To her group's desk: at once when it is her only role, else by choosing it.
async function beInGroup(page) {
	if ((await page.goto('/group')).ok()) return;
	await page.goto('/account');
	await page.getByRole('button', { name: 'کار در این نقش' }).first().click();
	await page.waitForURL(/\/group$/);
}

test('a group applies, forms, and is approved and confirmed', async () => {
	await loginByPages(clinic, '09120000006', '/clinic');
	const clinicName = await clinic.locator('.desk-name').innerText();
	await loginByPages(her, leader, '/apply');
	await her.getByRole('link', { name: 'درخواست تازه' }).click();
	await her.locator('input[name=name]').fill(group);
	await her.locator('select[name=trade]').selectOption('handicraft');
	await her.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await her.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await her.locator('textarea[name=story]').fill('ما چهار بانوی سفالگر هستیم و یک کوره کوچک داریم.');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	await her.getByRole('link', { name: 'ویرایش معرفی و کلینیک' }).click();
	await her.locator('select[name=clinic]').selectOption({ label: clinicName });
	await her.getByRole('button', { name: 'ذخیره' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	for (const one of people) await addMember(her, one);
	for (const one of people) await agree(her, one);
	await writeStatute(her);
	await her.getByRole('button', { name: 'فرستادن به کلینیک' }).click();
	await her.getByText('نتیجه را پیامک می‌کنیم').waitFor();

	await find(clinic, '/clinic/applications', group);
	await fits(clinic, 'the application at the clinic');
	await shoot(clinic, 'main-job-application');
	await clinic.getByRole('button', { name: 'پذیرفتن برای شکل‌گیری' }).click();
	await clinic.getByText('در حال شکل‌گیری').first().waitFor();
	assert.ok(await told(leader, /شکل‌گیری/), 'she is told');

	// Three months of meetings, training, assessment and a bank account.
	form(Number(new URL(her.url()).pathname.split('/').pop()), 90);
	await beInGroup(her);
	await her.goto('/group/formation');
	await fits(her, 'the gate on a phone');
	await shoot(her, 'main-job-gate');
	await her.getByRole('button', { name: 'درخواست بررسی پایانی' }).click();
	await her.getByText('در بررسی پایانی').first().waitFor();
	await find(clinic, '/clinic?kind=review', group);
	await fits(clinic, 'the review on a phone');
	await clinic.getByRole('button', { name: 'تأیید گروه' }).click();
	await clinic.getByText('در انتظار تأیید استان').first().waitFor();
	await loginByPages(officer, '09120000007', '/office/confirmations');
	await find(officer, '/office/confirmations', group);
	await officer.getByRole('button', { name: 'تأیید نهایی و آغاز کار' }).click();
	await officer.getByRole('link', { name: 'دیدن غرفه گروه' }).waitFor();
	assert.ok(await told(leader, /آغاز کرد/), 'and that it begins');
});

test('a member uploads a product from her phone and the clinic publishes it', async () => {
	await loginByPages(member, maker, '/account');
	await beInGroup(member);
	const photo = await member.screenshot();
	await member.goto('/group/products/new');
	await member.locator('.photo-pick input[multiple]').setInputFiles({ name: 'kuze.png', mimeType: 'image/png', buffer: photo });
	await member.locator('.tray-item .photo img').first().waitFor({ timeout: 60000 });
	await member.getByRole('link', { name: 'ادامه: نام و قیمت' }).click();
	await member.locator('input[name=title]').fill(title);
	await member.locator('input[name=price_toman]').fill('۱۸۰٬۰۰۰');
	await member.locator('select[name=category]').selectOption({ index: 3 });
	await member.locator('input[name=stock]').fill('۵');
	await member.getByRole('button', { name: 'ذخیره و ادامه' }).click();
	await member.getByRole('button', { name: 'فرستادن برای بررسی' }).click();
	await member.getByText('در انتظار بررسی').first().waitFor();

	await find(clinic, '/clinic/products', title);
	await fits(clinic, 'the product at the clinic');
	await shoot(clinic, 'main-job-product');
	await clinic.getByRole('button', { name: 'انتشار در فروشگاه' }).click();
	await clinic.waitForLoadState();
	assert.ok(await told(leader, /منتشر|فروش/), 'she is told');
});

test('a customer finds it, buys it, and the group ships it', async () => {
	await customer.goto('/');
	await customer.locator('input[name=q]').first().fill(`كوزه لعابی ${stamp}`);
	await customer.keyboard.press('Enter');
	await customer.getByRole('link', { name: title }).first().click();
	await customer.getByRole('button', { name: 'افزودن به سبد خرید' }).click();
	await customer.waitForTimeout(500);
	await loginByPages(customer, buyer, '/checkout');
	await customer.getByRole('link', { name: 'نشانی تازه' }).click();
	await customer.locator('input[name=receiver]').fill('نرگس بهاری');
	await customer.locator('input[name=mobile]').fill(buyer);
	await customer.locator('#province-of-city').selectOption({ label: 'گیلان' });
	await customer.locator('select[name=city]').selectOption({ label: 'رشت' });
	await customer.locator('textarea[name=street]').fill('خیابان سعدی، کوچه بهار، پلاک ۴');
	await customer.locator('input[name=postal_code]').fill('4139654321');
	await customer.getByRole('button', { name: 'ذخیره نشانی' }).click();
	await customer.getByRole('button', { name: /^پرداخت/ }).click();
	await customer.waitForURL((url) => url.href.startsWith(sandbox));
	await customer.getByRole('button', { name: 'پرداخت' }).click();
	await customer.getByRole('heading', { name: 'پرداخت موفق بود' }).waitFor();
	await customer.getByRole('link', { name: 'پیگیری سفارش' }).click();
	const code = new URL(customer.url()).pathname.split('/').pop();

	await beInGroup(her);
	await her.goto('/group/orders');
	await her.getByRole('link', { name: new RegExp(code) }).first().click();
	await her.getByRole('button', { name: 'پذیرفتن سفارش' }).click();
	await her.getByText('خیابان سعدی').waitFor();
	await shoot(her, 'main-job-order');
	await her.locator('select[name=carrier]').selectOption('post');
	await her.locator('input[name=tracking_code]').fill('۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰۱۲۳۴');
	await her.getByRole('button', { name: 'فرستادم' }).click();
	await her.getByText('کد رهگیری').first().waitFor();

	await customer.reload();
	await customer.getByText('1234 5678 9012').first().waitFor();
	await customer.getByRole('button', { name: 'به دستم رسید' }).click();
	await customer.getByText('تحویل‌شده').first().waitFor();
	await shoot(customer, 'main-job-delivered');

	await her.reload();
	assert.equal(await her.getByText('خیابان سعدی').count(), 0, 'the address is hidden once it came');
	const stranger = new Client();
	assert.equal((await stranger.get(`/orders/${code}`)).status, 303);
});
