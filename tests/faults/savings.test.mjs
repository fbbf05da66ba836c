// Everything is killed with -9, again and again, while groups save, lend and
// share out; what was not heard is asked again. Then the book of each stands
// as on paper. COUNT=10000 for the long run; SEED=… COUNT=… for the same calls.
import test from 'node:test';
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { Game } from '../model/game.mjs';
import { killer, settle } from './killer.mjs';

const SEED = Number(process.env.SEED ?? randomInt(1, 1000000));
const COUNT = Number(process.env.COUNT ?? Infinity);
const BRIEF_MS = process.env.COUNT ? Infinity : 25000;
const TIME_MS = process.env.COUNT ? 60000 + COUNT * 100 : 60000;


test('everything is killed at random while groups save', { timeout: TIME_MS + 120000 }, async (t) => {
	t.diagnostic(`SEED=${SEED}`);
	const game = new Game({ seed: SEED, killing: true });
	await game.begin();
	const stop = killer();
	try {
		await game.play({ count: COUNT, ms: BRIEF_MS }).finally(async () => t.diagnostic(JSON.stringify(await stop())));
		await settle(['savings_receipts', 'sms']);
		await game.check();
		await game.checkReceipts();
	} catch (error) {
		error.message = `SEED=${SEED} COUNT=${game.told.operations}\n${error.message}`;
		throw error;
	} finally {
		game.end();
		t.diagnostic(game.story());
	}
	assert.ok(game.told.operations > 100);
});
