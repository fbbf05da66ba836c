// The office's desk: work that failed is done again; money is sent to groups and
// compared with what gateways report.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone, sandbox } from './browser.mjs';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`a failed job is shown and revived, ${size}`, async () => {
		const id = sql("insert into job (kind, payload, state, tries, last_error) values ('refund', '{\"refund\": 0}', 'dead', 14, 'no such refund') returning id");
		const page = await person(browser, viewport);
		await login(page, '09120000010', '/office/jobs');
		await page.getByText('no such refund').first().waitFor();
		await isRight(page, `office-jobs-${size}`);
		await page.locator(`form[action="/office/jobs/${id}/again"] button`).click();
		await page.waitForURL(/\/office\/jobs$/);
		for (let i = 0; i < 50 && sql(`select tries from job where id = ${id}`) !== '1'; i++) await page.waitForTimeout(200);
		assert.equal(sql(`select state from job where id = ${id}`), 'dead', 'it was tried once more');
		await page.context().close();
	});
}

// A group's share that two of its officers let go.
const released = () => sql(`with funded as (select ledger_post(ledger_market(), 'test', gen_random_uuid()::text, now(), 'test',
		array[market_account('gateway'), market_account('payable', id)], array[3000000, -3000000]) as entry, id
		from self_help_group where state = 'active' and not exists (select from payout p where p.group_id = self_help_group.id
			and p.state in ('asked', 'released')) order by id desc limit 1),
	made as (insert into payout (group_id, amount_rial, sheba, owner, state, asked_by, released_by, released_at)
		select id, 3000000, 'IR062960000000100324200001', 'گروه', 'released', (select min(id) from account),
			(select max(id) from account), now() from funded where entry > 0 returning *)
	select payout_move((json_populate_record(null::payout, to_json(made))), 'payout', true), id from made`).split('|').pop();

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`what groups take out goes to the bank and comes back, ${size}`, async () => {
		const id = released();
		const page = await person(browser, viewport);
		await login(page, '09120000008', '/office/payouts');
		await isRight(page, `office-payouts-${size}`);
		await page.locator('form[action="/office/payouts"] button').click();
		await page.getByText('فایل بانک ساخته شد').waitFor();
		await isRight(page, `office-payout-${size}`);
		const answer = { name: 'answer.csv', mimeType: 'text/csv', buffer: Buffer.from(`${id},paid,T-1\n${id},perhaps,T-1\n`) };
		await page.locator('input[name=file]').setInputFiles(answer);
		await page.locator('form[action$="/answer"] button[type=submit]').click();
		await page.locator('#file-wrong').getByText('سطر ۲').waitFor();
		await isRight(page, `office-payout-wrong-${size}`);
		await page.locator('input[name=file]').setInputFiles({ ...answer, buffer: Buffer.from(`${id},paid,T-1\n`) });
		await page.locator('form[action$="/answer"] button[type=submit]').click();
		await page.getByText('پاسخ بانک ثبت شد').waitFor();
		assert.equal(sql(`select state from payout where id = ${id}`), 'paid');
		await page.context().close();
	});

	test(`a gateway's report is read, and what differs has its name, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000008', '/office/settlements');
		await isRight(page, `office-settlements-${size}`);
		const [authority, amount] = sql(`select authority, amount_rial from payment where gateway = 'zibal' and state = 'paid' and id not in
			(select payment_id from settlement_row where payment_id is not null) order by id desc limit 1`).split('|');
		const report = (text) => ({ name: 'report.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
		await page.locator('select[name=gateway]').selectOption('zibal');
		await page.locator('input[name=file]').setInputFiles(report(`${authority},${amount - 5000},1000,1404/01/07\n${authority},,0,1404/01/07`));
		await page.locator('form[action="/office/settlements"] button[type=submit]').click();
		await page.locator('#file-wrong').getByText('سطر ۲').waitFor();
		await isRight(page, `office-settlements-wrong-${size}`);
		await page.locator('input[name=file]').setInputFiles(report(`${authority},${amount - 5000},1000,1404/01/07\n${size}-${Date.now()},70000,0,1404/01/07`));
		await page.locator('form[action="/office/settlements"] button[type=submit]').click();
		await page.getByText('گزارش درگاه ثبت شد').waitFor();
		await page.locator('main tbody a').first().click();
		await page.getByText('از ما نیست').waitFor();
		await isRight(page, `office-settlement-${size}`);
		await page.goto('/office/reconciliation');
		await isRight(page, `office-reconciliation-${size}`);
		await page.getByRole('link', { name: 'مبلغ یکی نیست' }).click();
		await page.getByText(authority).waitFor();
		await isRight(page, `office-reconciliation-kind-${size}`);
		assert.equal((await fetch(`${sandbox}/settlements.csv?gateway=zarinpal`)).status, 200, 'a report to try it with');
		await page.context().close();
	});
}

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`the book is read down to an entry, and a period closed, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000008', '/office/ledger');
		await isRight(page, `office-ledger-${size}`);
		await page.getByRole('link', { name: 'سهم گروه', exact: true }).click();
		await page.waitForURL(/accounts\?kind=payable/);
		await isRight(page, `office-accounts-${size}`);
		await page.goBack();
		await page.getByRole('link', { name: 'نزد درگاه پرداخت' }).click();
		await page.waitForURL(/accounts\/\d+$/);
		await isRight(page, `office-statement-${size}`);
		await page.locator('tbody th a').last().click();
		await page.waitForURL(/entries\/\d+$/);
		await isRight(page, `office-entry-${size}`);
		await page.goto('/office/ledger/period');
		await isRight(page, `office-period-${size}`);
		await page.locator('select[name=day]').selectOption({ index: 0 });
		await page.locator('form[action="/office/ledger/period"] button').click();
		assert.equal(await page.locator('#sure').evaluate((box) => box.matches(':invalid')), true, 'it is asked once');
		await page.locator('#sure').check();
		await page.locator('form[action="/office/ledger/period"] button').click();
		await page.getByText('دوره بسته شد').waitFor();
		await isRight(page, `office-period-closed-${size}`);
		await page.context().close();
	});
}

test('an auditor finds all of it from one link', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000009', '/office');
	await page.getByRole('link', { name: 'مالی', exact: true }).click();
	await isRight(page, 'office-payouts-auditor');
	for (const name of ['درگاه‌ها', 'دفتر حساب']) {
		await page.getByLabel('امور مالی').getByRole('link', { name }).click();
		await page.locator('.chip[aria-current]').getByText(name).waitFor();
		await isRight(page, `office-auditor-${name}`);
	}
	assert.equal(await page.locator('main form[method=post]').count(), 0, 'she only reads');
	await page.context().close();
});
