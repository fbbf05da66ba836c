// The savings of many groups, played by chance against a model on paper, while
// people buy in the market. SEED=… COUNT=… plays the same again.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { books, buyers, checkFates, goods, quiet, shop } from '../faults/world.mjs';
import { Game } from './game.mjs';
import { chance } from './play.mjs';

const SEED = Number(process.env.SEED ?? randomInt(1, 1000000));
const COUNT = Number(process.env.COUNT ?? 20000);
const TIME_MS = 120000 + COUNT * 60;
const ORDERS = Math.ceil(COUNT / 100);
const KINDS = 6;
const BUYERS_AT_ONCE = 2;

// Orders that are left, paid or cancelled, beside everything else.
async function market() {
	const random = chance(SEED);
	const stock = 10 * ORDERS;
	const variants = goods(KINDS, stock);
	const book = books(variants, stock);
	const waiting = buyers(ORDERS);
	const done = [];
	async function one() {
		while (waiting.length > 0) {
			const buyer = waiting.pop();
			const nth = random.within(0, KINDS - 1);
			done.push(await shop(buyer, [variants[nth], variants[(nth + 1) % KINDS]], random.within(0, 9)));
		}
	}
	await Promise.all(Array.from({ length: BUYERS_AT_ONCE }, one));
	return async () => {
		await quiet(['refund', 'sms', 'parcel_new', 'payment_check', 'savings_receipts'], { ms: 60000 });
		assert.equal(book.orders(), done.length);
		checkFates(done, book);
		await book.check();
	};
}

test('groups save, lend and share out as on paper', { timeout: TIME_MS }, async (t) => {
	t.diagnostic(`SEED=${SEED} COUNT=${COUNT}`);
	const game = new Game({ seed: SEED });
	try {
		await game.begin();
		const [checkMarket] = await Promise.all([market(), game.play({ count: COUNT })]);
		await checkMarket();
		await game.checkReceipts();
		await game.check();
	} catch (error) {
		error.message = `SEED=${SEED} COUNT=${COUNT}\n${error.message}`;
		throw error;
	} finally {
		game.end();
		t.diagnostic(`${game.story()}; ${ORDERS} orders in the market`);
		t.diagnostic(JSON.stringify(Object.fromEntries(Object.entries(game.notes).sort())));
	}
});
