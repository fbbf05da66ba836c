// A group takes out its share and divides it, on two telephones.
import { after, before, test } from 'node:test';
import { group } from '../http/sale.mjs';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone } from './browser.mjs';

let browser;

before(async () => {
	browser = await launch();
	sql(`update payout set state = 'cancelled' where group_id = ${group} and state in ('asked', 'released');
		select ledger_post(ledger_market(), 'test', gen_random_uuid()::text, now(), 'test', array[market_account('gateway'),
		market_account('payable', ${group})], array[9000000, -9000000])`);
});
after(() => browser.close());

const look = (page, name) => isRight(page, `payout-${name}`);

test('asked with a division, released, paid; then another divided later', async () => {
	const leader = await person(browser, phone);
	await login(leader, '09120000003', '/group/payouts');
	await look(leader, 'group');
	await leader.locator('input[name=amount_toman]').fill('۳۰۰۰۰۰');
	await leader.locator('select[name=rule]').selectOption('hours');
	await leader.getByRole('button', { name: 'درخواست برداشت' }).click();
	await leader.locator('#weight-wrong').getByText('ساعت').waitFor();
	await look(leader, 'refused');
	for (const [i, hours] of ['۱۲', '۸', '۵', '۷'].entries()) await leader.locator('input[name^="weight."]').nth(i).fill(hours);
	await leader.locator('input[name^="material_toman."]').first().fill('۵۰۰۰۰');
	await leader.getByRole('button', { name: 'درخواست برداشت' }).click();
	await leader.waitForURL(/saved=payout_asked/);

	const treasurer = await person(browser, phone);
	await login(treasurer, '09120000012', '/group/payouts');
	await look(treasurer, 'to-release');
	await treasurer.getByRole('button', { name: /تأیید برداشت/ }).click();
	await treasurer.waitForURL(/saved=payout_released/);

	const finance = await person(browser, desk);
	await login(finance, '09120000008', '/office/payouts');
	await finance.locator('form[action="/office/payouts"] button').click();
	await finance.waitForURL(/saved=payout_batch/);
	const reference = sql(`select max(id) from payout where group_id = ${group}`);
	await finance.locator('input[type=file]').setInputFiles({ name: 'bank.csv', mimeType: 'text/csv',
		buffer: Buffer.from(`reference,result,trace\n${reference},paid,T-77\n`) });
	await finance.locator('form[action$="/answer"] button[type=submit]').click();
	await finance.waitForURL(/saved=payout_answer/);
	await look(finance, 'office');
	await finance.context().close();

	await leader.goto('/group/payouts');
	await leader.getByText('تقسیم: به ساعت کار').first().click();
	await look(leader, 'paid');
	await leader.getByRole('link', { name: 'تقسیم میان اعضا' }).first().click();
	await leader.getByRole('heading', { name: 'تقسیم سهم‌ها' }).waitFor();
	await look(leader, 'division');
	await leader.locator('select[name=rule]').selectOption('equal');
	await leader.getByRole('button', { name: 'تقسیم میان اعضا' }).click();
	await leader.waitForURL(/saved=payout_divided/);
	await leader.goto('/group/earnings');
	await look(leader, 'own');
	await leader.setViewportSize(desk);
	for (const [name, path] of [['payouts', '/group/payouts'], ['own', '/group/earnings']]) {
		await leader.goto(path);
		await look(leader, `wide-${name}`);
	}
	await leader.context().close();
	await treasurer.context().close();
});
