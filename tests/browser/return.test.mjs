// Goods come back, on two telephones: she asks, the group takes them, the
// money is on its way to her.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bought, buyer, came, goods } from '../http/sale.mjs';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone } from './browser.mjs';

let browser, her, code, parcel;

before(async () => {
	browser = await launch();
	her = await buyer();
	const { apron, mitt, jam } = goods();
	({ code, parcel } = await bought(her, [[apron, 2], [mitt, 1], [jam, 1]]));
	came(parcel, 1);
});
after(() => browser.close());

const look = (page, name) => isRight(page, `return-${name}`);

test('ask, take back, refunded', async () => {
	const page = await person(browser, phone);
	await login(page, her.mobile, `/orders/${code}`);
	await look(page, 'order-before');
	await page.getByRole('link', { name: 'بازگرداندن کالا', exact: true }).click();
	await page.getByRole('heading', { name: 'بازگرداندن کالا' }).waitFor();
	await look(page, 'ask');
	await page.getByRole('button', { name: 'درخواست بازگشت' }).click();
	await page.getByText('هنوز کالایی انتخاب نشده است').first().waitFor();
	await look(page, 'ask-refused');
	const line = page.locator('.back-lines .line').filter({ hasText: 'پیش‌بند نخی' });
	await line.locator('select').selectOption('2');
	await page.locator('textarea[name=why]').fill('رنگ آن با عکس فرق دارد.');
	await page.getByRole('button', { name: 'درخواست بازگشت' }).click();
	await page.waitForURL(/saved=return_asked/);
	await look(page, 'asked');

	const leader = await person(browser, phone);
	await login(leader, '09120000003', '/group');
	await leader.getByRole('link', { name: /کالای بازگشتی/ }).click();
	await look(leader, 'desk-list');
	await leader.goto(`/group/orders/${parcel}`);
	await look(leader, 'desk-order');
	await leader.getByRole('link', { name: 'ثبت بازگشت کالا' }).click();
	await leader.getByText('بازگشت را نمی‌پذیریم').click();
	await look(leader, 'desk-take');
	const taken = leader.locator('.back-lines .line').filter({ hasText: 'پیش‌بند نخی' });
	await taken.locator('select').first().selectOption('1');
	await taken.locator('select').last().selectOption('1');
	await leader.getByRole('button', { name: /کالا رسید/ }).click();
	await leader.waitForURL(/saved=return_taken/);
	await look(leader, 'desk-taken');
	await leader.getByRole('link', { name: 'پول کالایی را پس می‌دهیم' }).click();
	await leader.getByRole('heading', { name: 'پس دادن پول کالا' }).waitFor();
	await look(leader, 'desk-refund');
	await leader.locator('.back-lines .line').filter({ hasText: 'خوراک' }).locator('select').selectOption('1');
	await leader.locator('input[name=reason]').fill('شیشه شکسته رسید');
	await leader.getByRole('button', { name: 'پس دادن پول این کالاها' }).click();
	await leader.waitForURL(/saved=parcel_refunded/);
	await leader.goto('/group/earnings');
	await look(leader, 'desk-earnings');
	await leader.setViewportSize(desk);
	for (const path of ['', '/refund']) {
		await leader.goto(`/group/orders/${parcel}${path}`);
		await look(leader, `wide-order${path.replace('/', '-')}`);
	}
	await leader.goto('/group/earnings');
	await look(leader, 'wide-earnings');
	await leader.context().close();

	await page.goto(`/orders/${code}`);
	assert.equal(await page.locator('.refund').count(), 2, 'she sees both');
	await look(page, 'order-after');
	await page.setViewportSize(desk);
	await look(page, 'wide-order-after');
	await page.goto(`/parcels/${parcel}/return`);
	await look(page, 'wide-ask');
	assert.equal(sql(`select sum(quantity) from refund_part where parcel_id = ${parcel}`), '3');
	await page.context().close();
});
