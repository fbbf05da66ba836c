// A member with a cheap phone: a photo, a name, a price, and off to the clinic.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { desk, fits, isRight, launch, login, person, phone } from './browser.mjs';

/* Two photos on a machine that is busy with other things. */
const made_ms_max = 60000;
let browser;
let signed;

before(async () => {
	browser = await launch();
	const page = await person(browser);
	await login(page, '09120000011', '/group');
	signed = await page.context().storageState();
	await page.context().close();
});
after(() => browser.close());

// A photo as a phone's camera takes it: 12 megapixels, some megabytes.
async function takePhoto(page) {
	const base64 = await page.evaluate(async () => {
		const canvas = document.createElement('canvas');
		canvas.width = 4000;
		canvas.height = 3000;
		const pen = canvas.getContext('2d');
		for (let i = 0; i < 6000; i++) {
			pen.fillStyle = `hsl(${(i * 37) % 360} 70% 50%)`;
			pen.fillRect((i * 613) % 4000, (i * 397) % 3000, 90, 60);
		}
		return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
	});
	return Buffer.from(base64, 'base64');
}

// What an earlier try left on the tray.
async function emptyTray(page) {
	await page.goto('/group/products/new');
	for (let left = await page.locator('.tray-item').count(); left > 0; left--) {
		await page.locator('.tray-item form[action$="/delete"] button').first().click();
		await page.waitForFunction((n) => document.readyState === 'complete' &&
			document.querySelectorAll('.tray-item').length === n, left - 1);
	}
}

const look = (page, name) => isRight(page, `group-${name}`);

test('a product from the camera to the clinic', async () => {
	const page = await person(browser, phone, { storageState: signed });
	const bytes = await takePhoto(page);
	await page.goto('/group');
	await page.getByRole('link', { name: 'محصول تازه' }).click();
	await page.waitForURL(/products\/new/);
	await emptyTray(page);
	let sent = 0;
	page.on('request', (request) => {
		if (request.url().endsWith('/api/v1/group/photos')) sent = Number(request.headers()['content-length'] ?? request.postDataBuffer()?.length ?? 0);
	});
	await page.locator('.photo-pick input[multiple]').setInputFiles(['one.jpg', 'two.jpg']
		.map((name) => ({ name, mimeType: 'image/jpeg', buffer: bytes })));
	await page.locator('.tray-item').nth(1).waitFor();
	assert.ok(sent < bytes.length / 2, `shrunk in the browser: ${bytes.length} became ${sent}`);
	await page.locator('.tray-item .photo img').nth(1).waitFor({ timeout: made_ms_max });
	assert.equal(await page.locator('.tray-item').count(), 2);
	await look(page, 'new-photos');
	await page.getByRole('link', { name: 'ادامه: نام و قیمت' }).click();
	await page.locator('input[name=title]').fill('گلیمچه نخی آبی');
	await page.locator('input[name=price_toman]').fill('۳۵۰۰۰۰');
	await page.locator('select[name=category]').selectOption({ label: 'گلیم، گبه و جاجیم' });
	await page.locator('label[for=kind-made_to_order]').click();
	assert.ok(await page.locator('input[name=ready_days]').isVisible());
	assert.ok(!await page.locator('input[name=stock]').isVisible());
	await page.locator('input[name=ready_days]').fill('۷');
	await look(page, 'new-name');
	await page.getByRole('button', { name: 'ذخیره و ادامه' }).click();
	await page.getByRole('heading', { name: 'گلیمچه نخی آبی' }).waitFor();
	await look(page, 'new-done');
	await page.getByRole('button', { name: 'فرستادن برای بررسی' }).click();
	await page.getByText('در انتظار بررسی').first().waitFor();
	await look(page, 'proposed');
	await page.locator('a[href$="/photos"]').click();
	await page.getByRole('button', { name: 'عکس ۲ عکس اصلی شود' }).click();
	await page.locator('.tray-item').nth(1).waitFor();
	await look(page, 'photos');
	await page.context().close();
});

test('a photo that did not go is sent again by one touch', async () => {
	const page = await person(browser, phone, { storageState: signed });
	const bytes = await takePhoto(page);
	await emptyTray(page);
	await page.route('**/api/v1/group/photos', (route) => route.abort(), { times: 1 });
	await page.locator('.photo-pick input[multiple]').setInputFiles({ name: 'one.jpg', mimeType: 'image/jpeg', buffer: bytes });
	await page.getByRole('button', { name: 'دوباره بفرست' }).click();
	await page.locator('.tray-item .photo img').first().waitFor({ timeout: made_ms_max });
	await emptyTray(page);
	await page.context().close();
});

test('every page of the desk is valid, accessible and fits', async (t) => {
	for (const [size, viewport] of Object.entries({ phone, desk })) {
		const page = await person(browser, viewport, { storageState: signed });
		await page.goto('/group/products');
		const product = await page.locator('.item-row h2 a').last().getAttribute('href');
		await page.goto('/group/orders?tab=work');
		const order = await page.locator('.row-link').first().getAttribute('href');
		for (const path of ['/group', '/group/products', '/group/products?state=returned', product, `${product}/edit`,
			`${product}/prices`, `${product}/photos`, '/group/orders?tab=work', '/group/orders?tab=gone', order,
			`${order}/slip`, '/group/earnings'])
			await t.test(`${size} ${path}`, async () => {
				await page.goto(path);
				await look(page, `${size}${path.replace(/[^a-z]+/g, '-')}`);
			});
		await page.context().close();
	}
});

test('without a script a photo goes one at a time', async () => {
	const page = await person(browser, phone, { storageState: signed, javaScriptEnabled: false });
	await page.goto('/group/products/new');
	await page.locator('input[name=photo]').setInputFiles({ name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('broken') });
	await page.getByRole('button', { name: 'فرستادن عکس' }).click();
	await page.locator('.tray-item').first().waitFor();
	const sorry = page.getByText('این پرونده عکس نیست');
	for (let i = 0; i < 60 && await sorry.count() === 0; i++) {
		await page.waitForTimeout(500);
		await page.reload();
	}
	assert.equal(await sorry.count(), 1);
	await page.locator('.tray-item form[action$="/delete"] button').first().click();
	await page.getByText('عکس را بعدا می‌گذارم').waitFor();
	await page.context().close();
});
