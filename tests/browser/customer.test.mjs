// A customer on a phone: finds, fills a basket over two groups, pays, follows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, isRight, launch, loginByPages, person, phone, sandbox, shoot } from './browser.mjs';

const mobile = `0918${String(Date.now()).slice(-7)}`;
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const look = (page, name) => isRight(page, `customer-${name}`);

test('from the shop window to the receipt', async () => {
	const page = await person(browser);
	await page.goto('/search?ready=1');
	const links = await page.locator('main .card a[href^="/product/"]').evaluateAll((all) => [...new Set(all.map((a) => a.href))]);
	for (const link of links.slice(0, 2)) {
		await page.goto(link);
		await page.getByRole('button', { name: 'افزودن به سبد خرید' }).click();
		await page.waitForTimeout(600);
	}
	await page.goto('/cart');
	assert.ok(await page.locator('.parcel').count() >= 1);
	await look(page, 'cart');
	await page.getByRole('link', { name: 'ادامه فرایند خرید' }).click();
	await page.waitForURL(/\/login/);
	await look(page, 'login');
	await page.locator('input[name=mobile]').fill(mobile.replace(/\d/g, (d) => '۰۱۲۳۴۵۶۷۸۹'[d]));
	const { codeOf } = await import('../http/client.mjs');
	await page.getByRole('button', { name: 'دریافت کد ورود' }).click();
	await page.waitForURL(/login\/code/);
	await look(page, 'code');
	await page.locator('input[name=code]').fill(await codeOf(mobile));
	await page.getByRole('button', { name: 'ورود', exact: true }).click();
	await page.waitForURL(/\/checkout/);
	await look(page, 'checkout-no-address');
	await page.getByRole('link', { name: 'نشانی تازه' }).click();
	await page.locator('input[name=receiver]').fill('مریم كاظمي');
	await page.locator('input[name=mobile]').fill(mobile);
	await page.locator('#province-of-city').selectOption({ label: 'یزد' });
	await page.locator('select[name=city]').selectOption({ index: 2 });
	await page.locator('textarea[name=street]').fill('خیابان امام، کوچه ۱۲، پلاک ۷');
	await page.locator('input[name=postal_code]').fill('123');
	await page.getByRole('button', { name: 'ذخیره نشانی' }).click();
	await page.locator('[aria-invalid=true][name=postal_code]').waitFor();
	assert.equal(await page.locator('input[name=receiver]').inputValue(), 'مریم كاظمي', 'what was typed is kept');
	await look(page, 'address-refused');
	await page.locator('input[name=postal_code]').fill('۸۹۱۶۷۱۳۳۳۴');
	await page.getByRole('button', { name: 'ذخیره نشانی' }).click();
	await page.waitForURL(/\/checkout/);
	await look(page, 'checkout');
	await page.getByRole('button', { name: /پرداخت/ }).click();
	await page.waitForURL((url) => url.href.startsWith(sandbox));
	await shoot(page, 'customer-bank');
	await page.getByRole('button', { name: 'پرداخت' }).click();
	await page.waitForURL(/\/orders\/.*\/payment/);
	await page.getByRole('heading', { name: 'پرداخت موفق بود' }).waitFor();
	await look(page, 'paid');
	await page.getByRole('link', { name: 'پیگیری سفارش' }).click();
	await page.waitForURL(/\/orders\/[0-9A-Z]+$/);
	await look(page, 'order');
	for (const path of ['/account', '/orders', '/account/addresses', '/account/profile', '/account/tokens']) {
		await page.goto(path);
		await look(page, path.slice(1).replace('/', '-'));
	}
	await page.setViewportSize(desk);
	for (const path of ['/account', '/cart', '/orders']) {
		await page.goto(path);
		await shoot(page, `customer-desk${path.replaceAll('/', '-')}`);
	}
	await page.context().close();
});

test('all of it with JavaScript off', async () => {
	const page = await person(browser, phone, { javaScriptEnabled: false });
	await page.goto('/search?ready=1');
	await page.locator('main .card a[href^="/product/"]').nth(3).click();
	await page.getByRole('button', { name: 'افزودن به سبد خرید' }).click();
	await page.waitForURL(/\/cart/);
	await loginByPages(page, mobile, '/checkout');
	assert.match(page.url(), /\/checkout/);
	await page.getByRole('button', { name: /^پرداخت/ }).click();
	await page.waitForURL((url) => url.href.startsWith(sandbox));
	await page.getByRole('button', { name: 'انصراف' }).click();
	await page.getByRole('heading', { name: 'پرداخت انجام نشد' }).waitFor();
	await shoot(page, 'customer-failed');
	await page.context().close();
});
