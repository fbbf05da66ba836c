// Work that failed is seen by an admin, who has it done again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from '../http/people.mjs';
import { desk, isRight, launch, login, person, phone } from './browser.mjs';

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
