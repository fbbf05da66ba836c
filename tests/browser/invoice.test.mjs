// An invoice on a telephone, at a desk and on paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bought, buyer, goods, line } from '../http/sale.mjs';
import { sql } from '../http/people.mjs';
import { desk, fits, isRight, launch, login, person, phone, shoot } from './browser.mjs';

let browser, her, code, parcel;

before(async () => {
	browser = await launch();
	her = await buyer();
	const { apron, mitt } = goods();
	({ code, parcel } = await bought(her, [[apron, 2], [mitt, 1]]));
	sql(`update product set tax_class = 'standard' where id = (select product_id from order_line where id = ${line(parcel, mitt)});
		update parcel set state = 'accepted' where id = ${parcel};
		update product set tax_class = 'exempt' where id = (select product_id from order_line where id = ${line(parcel, mitt)})`);
	sql(`with made as (insert into refund (payment_id, parcel_id, amount_rial, reason, unique_key)
		select y.id, ${parcel}, 1200000, 'office', 'paper-${parcel}' from payment y join parcel p on p.order_id = y.order_id
		where p.id = ${parcel} and y.state = 'paid' returning id)
		insert into refund_part (refund_id, parcel_id, group_id, line_id, quantity, amount_rial)
		select m.id, ${parcel}, p.group_id, ${line(parcel, apron)}, 1, 1200000 from made m join parcel p on p.id = ${parcel}`);
});
after(() => browser.close());

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`a buyer finds it at her order, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, her.mobile, `/orders/${code}`);
		await page.getByRole('link', { name: 'صورتحساب' }).click();
		await page.getByText('به حروف').first().waitFor();
		await isRight(page, `invoice-${size}`);
		await page.emulateMedia({ media: 'print' });
		assert.equal(await page.locator('.slip-tools').isVisible(), false, 'no button on paper');
		assert.equal(await page.locator('.invoice-lines thead').first().isVisible(), true, 'all columns on paper');
		// Half a sheet, less its margins.
		if (size === 'phone') await page.setViewportSize({ width: 484, height: 700 });
		await fits(page, `invoice on paper, ${size}`);
		await shoot(page, `invoice-print-${size}`);
		await page.context().close();
	});
}

test('and the group at its own', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000003', `/group/orders/${parcel}`);
	await page.getByRole('link', { name: 'صورتحساب' }).click();
	await page.getByText('سارا محمدی').waitFor();
	await isRight(page, 'invoice-group');
	await page.getByRole('link', { name: 'بازگشت به سفارش' }).click();
	await page.waitForURL(new RegExp(`/group/orders/${parcel}$`));
	await page.context().close();
});
