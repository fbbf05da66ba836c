// What a woman with a slow phone types is not lost, and what went wrong with
// it stands where she looks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, messages } from '../http/client.mjs';
import { sql } from '../http/people.mjs';
import { base, desk, fits, isAccessible, isRight, launch, login, loginByPages, person, phone, shoot } from './browser.mjs';

const customer = '09120000001';
const story = 'ما پنج بانو هستیم که با هم گلیم می‌بافیم و دو دار قالی داریم.';
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const token = async (page) => (await page.context().cookies()).find(({ name }) => name === 'hamyar');

// Her session ends at the service, and the browser knows nothing of it.
const end = async (page) => {
	const { value } = await token(page);
	const answer = await fetch(`${base}/api/v1/logout`, { method: 'POST', body: '{}',
		headers: { cookie: `hamyar=${value}`, origin: base, 'content-type': 'application/json' } });
	assert.ok(answer.ok);
};

// From the login page on, as she stands there.
async function comeBack(page, mobile) {
	const seen = (await messages(mobile)).filter((message) => message.code).length;
	await page.locator('input[name=mobile]').fill(mobile);
	await page.getByRole('button', { name: 'دریافت کد ورود' }).click();
	await page.locator('input[name=code]').fill(await codeOf(mobile, seen));
	await page.getByRole('button', { name: 'ورود', exact: true }).click();
}

const write = async (page) => {
	await page.goto('/apply/new');
	await page.locator('input[name=name]').fill('گلیم‌بافان دیر');
	await page.locator('select[name=trade]').selectOption('handicraft');
	await page.locator('textarea[name=story]').fill(story);
	const province = page.locator('#province-of-city');
	if (await province.count()) await province.selectOption({ label: 'اصفهان' });
	await page.locator('select[name=city]').selectOption({ label: 'اصفهان' });
};
const send = (page) => page.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();

test('what was typed when the session ended is there after login', async () => {
	const page = await person(browser, phone);
	await loginByPages(page, customer);
	await write(page);
	await end(page);
	await send(page);
	await page.waitForURL(/\/login\?next=\/apply\/new&ended=1$/);
	assert.equal(await page.locator('[data-ended]').innerText(), 'نشست شما پایان یافت؛ پس از ورود، نوشته‌هایتان همان‌جاست.');
	await isRight(page, 'form-ended');
	await comeBack(page, customer);
	await page.waitForURL(/\/apply\/new$/);
	await page.getByText('نوشته‌هایتان همین‌جاست').waitFor();
	assert.equal(await page.locator('input[name=name]').inputValue(), 'گلیم‌بافان دیر');
	assert.equal(await page.locator('select[name=trade]').inputValue(), 'handicraft');
	assert.equal(await page.locator('textarea[name=story]').inputValue(), story);
	assert.equal(await page.locator('#province-of-city').inputValue(), 'اصفهان');
	assert.equal(await page.locator('select[name=city] :checked').innerText(), 'اصفهان');
	await isAccessible(page);
	await fits(page);
	await shoot(page, 'form-put-back');
	await page.reload();
	assert.equal(await page.locator('textarea[name=story]').inputValue(), '', 'once');
	await page.context().close();
});

test('nobody else finds it there, nor is a code or a national id ever kept', async () => {
	const page = await person(browser, phone);
	await loginByPages(page, customer);
	await write(page);
	await end(page);
	await send(page);
	await page.waitForURL(/ended=1$/);
	await comeBack(page, '09120000013');
	await page.waitForURL(/\/apply\/new$/);
	assert.equal(await page.locator('textarea[name=story]').inputValue(), '');
	assert.equal(await page.evaluate(() => sessionStorage.getItem('typed')), null);
	await page.evaluate(() => {
		const form = document.createElement('form');
		form.method = 'post';
		form.action = '/apply/new';
		form.innerHTML = '<input name="national_id" data-secret value="1"><input name="code" autocomplete="one-time-code" value="2"><input name="key" type="hidden" value="3"><input name="name" value="4">';
		document.body.append(form);
		form.addEventListener('submit', (event) => event.preventDefault());
		form.requestSubmit();
	});
	assert.deepEqual(await page.evaluate(() => JSON.parse(sessionStorage.typed).fields.map(([name]) => name)), ['name']);
	await page.context().close();
});

test('without a script the way back is there', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await loginByPages(page, customer);
	await write(page);
	await end(page);
	await page.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).focus();
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/login\?next=\/apply\/new&ended=1$/);
	assert.equal(await page.locator('[data-ended]').innerText(), 'نشست شما پایان یافت؛ پس از ورود، به همان صفحه برمی‌گردید.');
	await page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
	test(`a refused form opens where it was refused${javaScriptEnabled ? '' : ', without a script'}`, async () => {
		const leader = sql(`select a.mobile from role_grant r join account a on a.id = r.account_id
			join self_help_group g on g.id = r.scope_id
			where r.role = 'leader' and r.ended_at is null and g.state = 'active' order by a.mobile limit 1`);
		const page = await person(browser, phone, { javaScriptEnabled });
		await login(page, leader, '/group/formation');
		await page.goto('/group/formation');
		const form = page.locator('form[action="/group/bank"]');
		const change = page.locator('summary', { hasText: 'تغییر حساب' });
		if (await change.count()) await change.click();
		await form.locator('[name=sheba]').fill('IR12');
		await form.locator('[name=owner]').fill('سرگروه و خزانه‌دار');
		await form.getByRole('button').focus();
		await page.keyboard.press('Enter');
		await form.getByRole('alert').waitFor();
		assert.equal(await page.evaluate(() => document.activeElement.name), 'sheba');
		// The page scrolls there by itself, and smoothly.
		let top;
		for (let i = 0; i < 50 && !(top > 0 && top < phone.height); i++) {
			await page.waitForTimeout(100);
			top = (await form.getByRole('alert').boundingBox()).y;
		}
		assert.ok(top > 0 && top < phone.height, `the refusal is in sight: ${top}`);
		await shoot(page, `form-refused-${javaScriptEnabled}`);
		if (javaScriptEnabled) {
			await isAccessible(page);
			await fits(page);
		}
		await page.context().close();
	});
}

test('a decision without its reason says so at the reason', async () => {
	const page = await person(browser, desk);
	await login(page, '09120000006', '/clinic');
	const id = sql(`select g.id from self_help_group g join role_grant r on r.scope_id = g.clinic_id and r.role = 'clinic_manager'
		join account a on a.id = r.account_id where a.mobile = '09120000006' and g.state = 'submitted' order by g.id limit 1`);
	await page.goto(`/clinic/applications/${id}`);
	await page.locator('[name=why]').evaluate((field) => field.form.noValidate = true);
	await page.getByRole('button', { name: 'بازگرداندن برای تکمیل' }).first().click();
	const why = page.locator('textarea[name=why]');
	await page.locator('#why-wrong', { hasText: 'دلیل را بنویسید' }).waitFor();
	assert.equal(await why.getAttribute('aria-invalid'), 'true');
	assert.equal(await page.evaluate(() => document.activeElement.name), 'why');
	await page.locator('form', { has: why }).getByRole('alert').waitFor();
	await isAccessible(page);
	await shoot(page, 'form-why');
	await why.pressSequentially('شماره موبایل عضو چهارم را درست کنید.');
	assert.equal(await why.getAttribute('aria-invalid'), null, 'mended, so not said any longer');
	assert.equal(await page.locator('#why-wrong').innerText(), '');
	await page.context().close();
});

test('a form of the field says above itself what was refused', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000011', '/group/meetings/new');
	await page.goto('/group/meetings/new');
	await page.locator('form[data-offline]').evaluate((form) => { form.noValidate = true; });
	await page.locator('textarea[name=minutes]').fill('کوتاه');
	await page.getByRole('button', { name: 'ثبت صورت‌جلسه' }).click();
	await page.locator('#minutes-wrong', { hasText: 'حداقل' }).waitFor();
	await page.locator('main').getByRole('alert').waitFor();
	assert.equal(await page.locator('.toast').count(), 0);
	await shoot(page, 'form-field-refused');
	await isAccessible(page);
	await page.locator('textarea[name=minutes]').pressSequentially(' نیست این نوشته');
	assert.equal(await page.locator('textarea[name=minutes]').getAttribute('aria-invalid'), null);
	assert.equal(await page.locator('#minutes-wrong').innerText(), '');
	await page.context().close();
});

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`a file is chosen in Persian, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000003', '/group/documents');
		await page.goto('/group/documents');
		await page.locator('summary', { hasText: 'افزودن مدرک' }).click();
		const field = page.locator('input[name=image]');
		assert.equal((await field.boundingBox()).width <= 2, true, "the browser's own button is not seen");
		await page.getByText('گرفتن یا انتخاب عکس').waitFor();
		await field.focus();
		await shoot(page, `form-file-${size}`);
		await field.setInputFiles({ name: 'شناسنامه.png', mimeType: 'image/png', buffer: await page.screenshot() });
		await page.getByText('انتخاب شد: شناسنامه.png').waitFor();
		await shoot(page, `form-file-chosen-${size}`);
		await isRight(page, `form-file-${size}-right`);
		await page.context().close();
	});
}

test('without a script the own button of the browser is there', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await login(page, '09120000003', '/group/documents');
	await page.goto('/group/documents');
	await page.locator('summary', { hasText: 'افزودن مدرک' }).click();
	assert.ok((await page.locator('input[name=image]').boundingBox()).width > 100);
	assert.ok(!await page.locator('.file-button').isVisible());
	await page.context().close();
});
