// A woman applies for a group on a phone; a clinic decides at a desk; the
// group forms, a province confirms, and letters are printed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { form } from '../http/formation.mjs';
import { addMember, agree, nationalId, writeStatute } from './apply.mjs';
import { desk, isAccessible, isRight, launch, login, person, phone, shoot } from './browser.mjs';

const stamp = String(Date.now()).slice(-6);
const name = `گلیم‌بافان سپیده ${stamp}`;
const posts = ['سرگروه', 'منشی', 'خزانه‌دار', 'عضو'];
let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

const people = posts.map((post, n) => ({ post, name: `بانوی ${['نخست', 'دوم', 'سوم', 'چهارم'][n]}`,
	national_id: nationalId(`4${stamp}0${n}`), mobile: `0992${stamp}${n}` }));

const look = (page, title) => isRight(page, `clinic-${title}`);

// Through the pages of a list until the group is there, and into its file.
async function open(page, list) {
	await page.goto(list);
	while (await page.getByRole('link', { name }).count() === 0)
		await page.getByRole('link', { name: 'دیدن موارد بعدی' }).click();
	await page.getByRole('link', { name }).click();
}

// The letter of the newest decision, on paper too.
async function letter(page, words, title) {
	await page.getByRole('link', { name: /^نامه/ }).first().click();
	await page.getByRole('heading', { name: words }).waitFor();
	await look(page, title);
	await page.emulateMedia({ media: 'print' });
	await shoot(page, `clinic-${title}-print`);
	await page.emulateMedia({ media: null });
	const sheet = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
	assert.equal(sheet.match(/\/Type ?\/Page\b/g).length, 1, `${title} is one sheet`);
	assert.match(sheet, /MediaBox ?\[0 0 59[45][.\d]* 84[12]/, 'of A4');
	await page.getByRole('link', { name: 'بازگشت', exact: true }).click();
}

test('all of the desk is in reach of a thumb', async () => {
	const page = await person(browser, phone);
	await login(page, '09120000006', '/clinic');
	for (const [words, path] of [['تسهیلگران', '/clinic/facilitators'], ['کیفیت', '/clinic/quality'], ['خروجی‌ها', '/clinic/exports']]) {
		await page.locator('.desk-more summary').click();
		await look(page, 'more');
		await page.locator('.desk-more').getByRole('link', { name: words }).click();
		await page.waitForURL(`**${path}`);
	}
	await page.goto('/account/alerts');
	await page.locator('.desk-nav').getByRole('link', { name: 'درخواست‌ها' }).waitFor();
	await page.context().close();
});

test('apply on a phone, return and accept at a desk, form, approve and confirm', async () => {
	const her = await person(browser, phone);
	const clerk = await person(browser, desk);
	const boss = await person(browser, desk);
	const province = await person(browser, desk);

	await login(her, `0993${stamp}9`, '/apply');
	await look(her, 'apply-start');
	await her.getByRole('link', { name: 'درخواست تازه' }).click();
	await her.locator('input[name=name]').fill(name);
	await her.locator('select[name=trade]').selectOption('handicraft');
	await her.locator('#province-of-city').selectOption({ label: 'اصفهان' });
	await her.locator('select[name=city]').selectOption({ label: 'اصفهان' });
	await her.locator('textarea[name=story]').fill('کوتاه');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.locator('[name=story][aria-invalid]').waitFor();
	assert.equal(await her.locator('input[name=name]').inputValue(), name, 'what was typed is kept');
	await look(her, 'apply-refused');
	await her.locator('textarea[name=story]').fill('ما چهار بانوی گلیم‌باف هستیم و دو دار قالی داریم.\nمی‌خواهیم با هم بفروشیم.');
	await her.getByRole('button', { name: 'ذخیره و افزودن اعضا' }).click();
	await her.waitForURL(/\/apply\/\d+$/);
	await look(her, 'apply-empty');

	// The clinic of the demo accounts, whichever was proposed.
	await her.getByRole('link', { name: 'ویرایش معرفی و کلینیک' }).click();
	await login(boss, '09120000006', '/clinic');
	const clinic = await boss.locator('.desk-name').innerText();
	await her.locator('select[name=clinic]').selectOption({ label: clinic });
	await look(her, 'apply-edit');
	await her.getByRole('button', { name: 'ذخیره' }).click();
	await her.waitForURL(/\/apply\/\d+$/);

	await her.getByRole('link', { name: 'افزودن عضو' }).click();
	await her.locator('input[name=name]').fill('بانوی نخست');
	await her.locator('input[name=national_id]').fill('1111111112');
	await her.locator('input[name=mobile]').fill('0912');
	await her.getByRole('button', { name: 'افزودن عضو' }).click();
	await her.locator('[name=national_id][aria-invalid]').waitFor();
	await look(her, 'member-refused');
	await her.goBack();
	await her.goBack();
	for (const one of people) await addMember(her, one);
	for (const one of people) await agree(her, one, () => (one === people[0] ? look(her, 'consent') : undefined));
	await writeStatute(her);
	// A paper from the gallery; it is ready in a moment.
	await her.getByText('افزودن مدرک').click();
	await her.locator('select[name=kind]').selectOption('identity');
	await look(her, 'paper-new');
	await her.locator('select[name=member]').selectOption({ label: people[0].name });
	await her.locator('input[name=image]').setInputFiles({ name: 'card.png', mimeType: 'image/png', buffer: await her.screenshot() });
	await her.getByRole('button', { name: 'فرستادن مدرک' }).click();
	const paper = her.locator('.papers li', { hasText: people[0].name });
	await paper.waitFor();
	for (let i = 0; i < 60 && await paper.getByRole('link', { name: /^دیدن/ }).count() === 0; i++) {
		await her.waitForTimeout(500);
		await her.reload();
	}
	await look(her, 'apply-ready');
	await her.getByRole('button', { name: 'فرستادن به کلینیک' }).click();
	await her.getByText('نتیجه را پیامک می‌کنیم').waitFor();
	await look(her, 'apply-sent');

	await login(clerk, '09120000005', '/clinic');
	await look(clerk, 'today');
	await open(clerk, '/clinic?kind=application');
	await look(clerk, 'review-officer');
	await clerk.getByLabel('دلیل', { exact: true }).fill('شماره موبایل عضو چهارم را بررسی کنید.');
	await clerk.getByRole('button', { name: 'بازگرداندن برای تکمیل' }).click();
	await clerk.getByText('بازگشته برای تکمیل').first().waitFor();
	await letter(clerk, /بازگشت درخواست/, 'letter-returned');
	await her.reload();
	await her.getByText('شماره موبایل عضو چهارم را بررسی کنید.').first().waitFor();
	await look(her, 'apply-returned');
	await her.getByRole('link', { name: 'ویرایش بانوی چهارم' }).click();
	await look(her, 'member-edit');
	people[3].mobile = `0992${stamp}7`;
	await her.locator('input[name=mobile]').fill(people[3].mobile);
	await her.getByRole('button', { name: 'ذخیره' }).click();
	await agree(her, people[3]);
	await her.getByRole('button', { name: 'فرستادن دوباره به کلینیک' }).click();
	await her.getByText('نتیجه را پیامک می‌کنیم').waitFor();

	await open(boss, '/clinic/applications');
	await boss.locator('summary', { hasText: 'کد ملی بانوی نخست' }).click();
	await look(boss, 'review');
	await boss.getByLabel('برای چه کاری؟').first().fill('تطبیق با شناسنامه');
	await boss.getByRole('button', { name: 'دیدن کد ملی' }).first().click();
	await boss.getByText('ثبت شد').waitFor();
	await shoot(boss, 'clinic-national-id');
	await boss.getByRole('link', { name: 'بازگشت به درخواست' }).click();
	const view = boss.locator('.papers li', { hasText: people[0].name }).getByRole('link', { name: /^دیدن/ });
	assert.equal((await boss.request.get(await view.getAttribute('href'))).headers()['content-type'], 'image/webp');
	await boss.getByRole('button', { name: 'پذیرفتن برای شکل‌گیری' }).click();
	await boss.getByText('در حال شکل‌گیری').first().waitFor();
	await letter(boss, /پذیرش درخواست/, 'letter-accepted');
	await her.reload();
	await look(her, 'apply-forming');
	await letter(her, /پذیرش درخواست/, 'letter-phone');

	const group = Number(new URL(her.url()).pathname.split('/').pop());
	form(group, 90);
	await her.reload();
	await her.getByRole('button', { name: 'درخواست بررسی پایانی' }).click();
	await her.getByText('در بررسی پایانی').first().waitFor();
	await open(boss, '/clinic?kind=review');
	await look(boss, 'review-last');
	await boss.getByRole('button', { name: 'تأیید گروه' }).click();
	await boss.getByText('در انتظار تأیید استان').first().waitFor();
	await letter(boss, /تأیید گروه/, 'letter-approved');

	await login(province, '09120000007', '/office/confirmations');
	await open(province, '/office/confirmations');
	await look(province, 'review-province');
	await province.getByRole('button', { name: 'تأیید نهایی و آغاز کار' }).click();
	await province.getByRole('link', { name: 'دیدن غرفه گروه' }).waitFor();
	await letter(province, /آغاز کار/, 'letter-confirmed');
	await boss.reload();
	await look(boss, 'approved');
	await her.reload();
	await look(her, 'apply-approved');
	await her.getByRole('link', { name: 'دیدن غرفه گروه' }).click();
	await her.getByRole('heading', { name }).first().waitFor();

	// Who read the first member's file, as she herself reads it.
	const member = await person(browser, phone);
	await login(member, people[0].mobile, '/account/access');
	await member.getByText('تطبیق با شناسنامه').waitFor();
	await member.getByText('تصویر مدرک شناسایی شما').waitFor();
	await look(member, 'access');
	await member.goto('/group/documents');
	await look(member, 'documents');
	await member.setViewportSize(desk);
	for (const path of ['/group/documents', `/groups/${group}/documents`, '/account/access']) {
		await member.goto(path);
		await look(member, `desk${path.replace(/[^a-z]+/g, '-')}`);
	}
	for (const page of [her, clerk, boss, province, member]) await page.context().close();
});

for (const [size, viewport] of Object.entries({ phone, desk })) {
	test(`every page of the desk, ${size}`, async () => {
		const page = await person(browser, viewport);
		await login(page, '09120000006', '/clinic');
		for (const path of ['/clinic', '/clinic/applications', '/clinic/applications?state=rejected', '/clinic?late=1', '/clinic?kind=bank',
			'/clinic/applications?state=forming', '/clinic/products', '/clinic/groups', '/clinic/groups?state=paused&q=هیچ',
			'/clinic/facilitators', '/clinic/quality']) {
			await page.goto(path);
			await look(page, `${size}${path.replace(/[^a-z]+/g, '-')}`);
		}
		for (const list of ['applications', 'products']) {
			await page.goto(`/clinic/${list}`);
			await page.locator('tbody th a').first().click();
			await page.getByRole('heading', { name: 'تصمیم' }).waitFor();
			await look(page, `${size}-one-of-${list}`);
		}
		await page.context().close();
	});
}

test('dark colours keep their contrast', async () => {
	const page = await person(browser, desk, { colorScheme: 'dark' });
	await login(page, '09120000006', '/clinic');
	for (const path of ['/clinic', '/clinic/applications', '/clinic/groups', '/clinic/facilitators', '/clinic/quality']) {
		await page.goto(path);
		await isAccessible(page, `dark ${path}`);
	}
	await page.context().close();
});
