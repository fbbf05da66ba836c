// A group that saves, as its officers go through it on a phone: what the tests
// of savings share. Amounts are in toman, as people say them.
import { sql } from '../http/people.mjs';

export const persian = (number) => number.toLocaleString('fa-IR', { useGrouping: false });
export const jalali = (day) => new Intl.DateTimeFormat('fa-IR-u-ca-persian', { year: 'numeric', month: '2-digit', day: '2-digit',
	timeZone: 'UTC' }).format(new Date(day));

// {group, women: [{id, name, post, mobile}], codes: {id: code}} of who acts as leader.
export function groupOf(mobile) {
	const group = Number(sql(`select scope_id from role_grant where role = 'leader' and ended_at is null
		and account_id = (select id from account where mobile = '${mobile}') order by id limit 1`));
	const women = JSON.parse(sql(`select json_agg(json_build_object('id', id, 'name', name, 'post', post) order by id)
		from group_member where group_id = ${group} and left_on is null and not pending`));
	return { group, women };
}

export const holder = (women, post) => women.find((one) => one.post === post).id;

// Her own six digits, at her own desk.
export async function setCode(page, code) {
	await page.goto('/group/savings/code');
	await page.locator('input[name=code]').fill(code);
	await page.getByRole('button', { name: 'گذاشتن رمز' }).click();
	await page.getByText('رمز شما گذاشته شد').waitFor();
}

export async function fillCodes(page, codes) {
	for (const [id, code] of Object.entries(codes)) await page.locator(`[name="code.${id}"]`).fill(code);
}

// The rules of a cycle and who agreed; what is not said stays as the form has it.
export async function openCycle(page, base, { codes, fields = {}, selects = {}, fines = [], women }) {
	await page.goto(`${base}/cycles/new`);
	for (const [name, value] of Object.entries(fields)) await page.locator(`[name="${name}"]`).fill(String(value));
	for (const [name, value] of Object.entries(selects)) await page.locator(`select[name="${name}"]`).selectOption(String(value));
	for (const [i, [title, amount]] of fines.entries()) {
		await page.locator('[name=fine_title]').nth(i).fill(title);
		await page.locator('[name=fine_amount_toman]').nth(i).fill(String(amount));
	}
	for (const { id } of women) await page.locator(`[for="agreed-${id}"]`).click();
	await fillCodes(page, codes);
	await page.getByRole('button', { name: 'آغاز دوره' }).click();
}

// On to the next step; where it leads is the key of its section.
export async function next(page) {
	await page.locator('[data-next]').click();
}

export const step = async (page) => (await page.locator('.step:visible').getAttribute('id')).replace('step-', '');

async function vote(page, { kind, ayes, noes = 0, ...fields }) {
	const main = page.locator(`.motion-add > [data-add=${kind}]`);
	if (!await main.count()) await page.locator('.motion-add summary').click();
	await page.locator(`[data-add=${kind}]`).click();
	const row = page.locator('.motion:visible').last();
	for (const [name, value] of Object.entries({ ...fields, for: ayes, against: noes })) {
		const field = row.locator(`[name=motion_${name}]`);
		if (await field.evaluate((one) => one.localName) === 'select') await field.selectOption(String(value));
		else await field.fill(String(value));
	}
}

const fillAll = async (page, name, values = {}) => {
	for (const [key, value] of Object.entries(values)) await page.locator(`[name="${name}.${key}"]`).fill(String(value));
};

// What is done at each step; a step that has nothing to say is passed.
const doing = {
	async open(page, { codes, on }) {
		await fillCodes(page, codes);
		if (on) await page.locator('[name=held_on]').fill(jalali(on));
	},
	async presence(page, { away = [] }) {
		for (const id of away) await page.locator(`[for="presence-${id}-absent"]`).click();
		await page.locator('[data-all=present]').click();
	},
	async last() { /* read aloud */ },
	async counted(page, { counted }) {
		if (counted) await fillAll(page, 'counted_toman', counted);
		else for (const button of await page.locator('#step-counted [data-fill]').all()) await button.click();
	},
	async shares(page, { shares = {} }) {
		for (const [id, n] of Object.entries(shares)) await page.locator(`[for="shares.${id}-${n}"]`).click();
	},
	async social(page, { social }) {
		if (social === 'all') await page.locator('[data-all-fill=social_toman]').click();
		else await fillAll(page, 'social_toman', social);
	},
	async fines(page, { fined = [], finePaid }) {
		for (const key of [...fined, ...Object.keys(finePaid ?? {})]) {
			const row = page.locator(`[data-fined="${key.split('.')[0]}"]`);
			if (!await row.evaluate((one) => one.open)) await row.locator('summary').click();
		}
		for (const key of fined) await page.locator(`[for="fine.${key}"]`).click();
		await fillAll(page, 'fine_paid_toman', finePaid);
	},
	async repaid(page, { repaid, owedPaid }) {
		await fillAll(page, 'repaid_toman', repaid);
		await fillAll(page, 'owed_paid_toman', owedPaid);
	},
	async motions(page, { motions = [] }) {
		for (const one of motions) await vote(page, one);
	},
	async bank(page, { bankIn, bankOut }) {
		await fillAll(page, 'bank_in_toman', bankIn);
		await fillAll(page, 'bank_out_toman', bankOut);
	},
	async closing(page, { closing, comment }) {
		if (closing) await fillAll(page, 'closing_toman', closing);
		else for (const button of await page.locator('[data-fill-must]').all()) await button.click();
		if (comment) await page.locator('[name=comment]').fill(comment);
	},
	async minutes(page, { minutes, nextOn }) {
		if (minutes) await page.locator('[name=minutes]').fill(minutes);
		if (nextOn) await page.locator('[name=next_on]').fill(jalali(nextOn));
	},
};

// A meeting through its steps, up to the last one; look(page, step) sees each.
export async function meetUpTo(page, base, what, look = async () => {}) {
	await page.goto(`${base}/meetings/new`);
	for (;;) {
		const now = await step(page);
		await doing[now](page, what);
		await look(page, now);
		if (now === 'minutes') return;
		await next(page);
		await page.locator(`#step-${now}`).waitFor({ state: 'hidden' });
	}
}

export async function send(page) {
	await page.getByRole('button', { name: 'ثبت جلسه' }).click();
}

// Codes are typed anew, and the steps gone through once more.
export async function sendAgain(page, codes) {
	if (await step(page) !== 'open') {
		while (await step(page) !== 'minutes') await next(page);
		await send(page);
	}
	await fillCodes(page, codes);
	while (await step(page) !== 'minutes') await next(page);
	await send(page);
}

export async function meet(page, base, what, look) {
	await meetUpTo(page, base, what, look);
	await send(page);
	await page.waitForURL(/\/meetings\/\d+\?saved=/);
	return Number(/meetings\/(\d+)/.exec(page.url())[1]);
}
