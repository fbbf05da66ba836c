// The game: many groups at once save, lend and share out by chance, each call
// played on paper first; the service must answer the same, and its book must
// stand as the paper does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Client } from '../http/client.mjs';
import { lookAtFace } from './face.mjs';
import { Book, dayAfter } from './model.mjs';
import { Player, chance, spoil } from './play.mjs';
import { Reader, faultsOf, join, leave, makeFacilitator, makeGroups, receiptsOf, sharesOf, today, unlock } from './groups.mjs';

const GROUPS = 24;
const KHODYAR = 6;
// Old enough for many cycles; one of four so young that receipts are sent.
const SINCE_DAYS = 1800;
const YOUNG_DAYS = 28;
const BATCH = 8; // turns of each group between two looks at everything
const TRIES_MAX = 300; // with PASSING_MS between: longer than any outage here
const PASSING_MS = 200;
const SPOILED = 0.14;
const LIST = ['counted', 'shares', 'social', 'fine', 'fine_paid', 'repaid', 'owed_paid', 'bank_in', 'bank_out', 'credit',
	'closing', 'opening_shares', 'opening_loan'];

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const passing = ({ status }) => status === 429 || status === 503;

const paths = {
	openCycle: (group) => `/groups/${group}/savings/cycles`,
	meeting: (group) => `/groups/${group}/savings/meetings`,
	reverse: (group, call) => `/groups/${group}/savings/meetings/${call.meeting}/reversal`,
	shareOut: (group) => `/groups/${group}/savings/share-out`,
	bank: () => '/savings/bank',
};

// Each saving, fine, repayment and vote of a call, at least one.
const countOf = (call) => Math.max(1, (call.motion?.length ?? 0)
	+ LIST.reduce((all, name) => all + Object.keys(call[name] ?? {}).length, 0));

// One group: its paper, its chance, its officers' lines to the service.
class Group {
	constructor(game, made, n) {
		Object.assign(this, { game, id: made.id, n, random: chance(game.seed * 1000 + n) });
		const members = made.members.map(({ id, post, account }) => ({ id, post, account }));
		this.book = new Book({ kind: made.kind, since: made.since, today: game.today, members });
		this.player = new Player(this.book, this.random, `model-${game.name}-${made.id}`);
		this.clients = made.members.filter((one) => one.token).map((one) => new Client({ token: one.token }));
		this.keys = 0;
		this.seen = { head: 0, hash: '', balances: {}, loans: {} };
	}

	// Asks until there is an answer, as a telephone's outbox does.
	ask(path, call, client = this.random.pick([...this.clients, ...(path.startsWith('/groups') ? [this.game.facilitator] : [])])) {
		const key = { 'idempotency-key': `model-${this.game.name}-${this.id}-${++this.keys}` };
		return this.sure(path, () => client.api('POST', path, call, key));
	}

	async sure(path, go) {
		for (let i = 0; i < TRIES_MAX; i++) {
			const answer = await go().catch((error) => ({ status: 503, text: String(error.cause ?? error) }));
			if (!passing(answer)) return answer;
			this.game.told.retried += 1;
			await sleep(PASSING_MS);
		}
		throw new Error(`${path}: no answer`);
	}

	// ---- what it does in a turn ----

	async turn() {
		const { random, game } = this;
		await this.unlock();
		const what = random.next();
		if (what < 0.02) return this.memberJoins();
		if (what < 0.03) return this.memberLeaves();
		if (what < 0.04) return this.newCode();
		const { operation, call } = this.player.next();
		const wrong = random.happens(SPOILED) && this.spoiled(operation, call);
		if (wrong) {
			game.note(`${operation} ${wrong.way}`);
			return this.play(operation, wrong.call);
		}
		const way = random.next();
		if (operation !== 'reverse' && way < 0.05) return this.twiceAtOnce(operation, call);
		if (operation === 'meeting' && way < 0.1) return this.twoAtOnce(call);
		if (way < 0.11) return this.stranger(operation, call);
		await this.play(operation, call);
		if (operation !== 'reverse' && way > 0.95) return this.again(operation, call);
		if (operation !== 'reverse' && way > 0.93) return this.changed(operation, call);
		return undefined;
	}

	spoiled(operation, call) {
		const wrong = structuredClone(call);
		const way = spoil(operation, wrong, this.player);
		// A wrong code that is lost on the way would be tried twice.
		return way && !(this.game.killing && way === 'wrongCode') ? { way, call: wrong } : undefined;
	}

	// One call: what the paper says, what the service says, how its book stands.
	async play(operation, call) {
		const wanted = this.book.play(operation, call);
		const answer = await this.ask(paths[operation](this.id, call), call);
		this.compare(operation, call, wanted, answer);
		await this.look(operation, call, !wanted.refused);
		if (operation === 'shareOut' && !wanted.refused) await this.lookAtShares(answer.json.id);
		if (this.random.happens(0.08)) await lookAtFace(this);
	}

	// The same call again changes nothing and is answered the same.
	async again(operation, call) {
		const wanted = this.book.play(operation, call);
		const answer = await this.ask(paths[operation](this.id, call), call);
		this.compare(`${operation} again`, call, wanted, answer);
		await this.look(`${operation} again`, call, false);
	}

	// Its key was heard before, with another content.
	async changed(operation, call) {
		const other = operation === 'bank' ? { ...call, amount: call.amount + 1 }
			: { ...call, ...(operation === 'openCycle' ? { every_days: 8 } : { held_on: dayAfter(call.held_on, -1) }) };
		await this.play(operation, other);
	}

	async twiceAtOnce(operation, call) {
		const wanted = this.book.play(operation, call);
		const path = paths[operation](this.id, call);
		const answers = await Promise.all([1, 2].map(() => this.ask(path, call)));
		for (const answer of answers) this.compare(`${operation} twice at once`, call, wanted, answer);
		if (!wanted.refused) assert.deepEqual(answers[0].json, answers[1].json, 'one answer');
		await this.look(`${operation} twice at once`, call, !wanted.refused);
	}

	// Two telephones in one meeting: one of them wins, the other must look again.
	async twoAtOnce(call) {
		const other = { ...call, client_id: this.player.clientId(), place: 'خانه دیگری' };
		const wanted = this.book.play('meeting', call);
		const path = paths.meeting(this.id);
		const answers = await Promise.all([call, other].map((one) => this.ask(path, one)));
		if (wanted.refused) {
			for (const answer of answers) this.compare('meeting two at once', call, wanted, answer);
		} else {
			const winner = answers.find((one) => one.status === 201);
			const loser = answers.find((one) => one !== winner);
			assert.ok(winner, answers[0].text);
			this.compare('meeting two at once', call, wanted, winner);
			this.compare('meeting two at once', other, { refused: 'meeting_moved' }, loser);
			// What won is what was heard; the other may be sent anew.
			this.book.won(winner === answers[0] ? call : other, winner === answers[0] ? other : call);
		}
		await this.look('meeting two at once', call, !wanted.refused);
	}

	// An officer of another group; a bank move is the officers' alone.
	async stranger(operation, call) {
		const other = this.game.groups[(this.n + 1) % this.game.groups.length];
		const [client, refused] = operation === 'bank' ? [this.game.facilitator, 'forbidden'] : [other.clients[0], 'not_found'];
		const answer = await this.ask(paths[operation](this.id, call), call, client);
		this.compare(`${operation} by a stranger`, call, { refused }, answer);
		return this.look(`${operation} by a stranger`, call, false);
	}

	async newCode() {
		const i = this.random.within(0, this.clients.length - 1);
		const code = String(this.random.within(200000, 899999));
		const easy = /^(.)\1{5}$|^(012345|123456|234567|345678|456789|567890|987654|876543|765432|654321|543210)$/.test(code);
		if (!easy) await this.setCode(i, code);
	}

	async setCode(i, code) {
		const answer = await this.ask('/savings/code', { code }, this.clients[i]);
		assert.equal(answer.status, 201, answer.text);
		this.game.told.calls += 1;
		this.game.told.operations += 1;
		Object.assign(this.book.officers()[i], { code, tries: 0, locked: false });
	}

	async unlock() {
		for (const officer of this.book.members.filter((one) => one.locked)) {
			await this.game.sql(() => unlock(officer.account));
			officer.locked = false;
		}
	}

	async memberJoins() {
		if (this.book.now().length > 20) return;
		const day = this.book.last()?.held_on ?? this.book.since;
		this.book.join(await this.game.sql(() => join(this.id, day)), day);
	}

	// Whoever has nothing in the book and owes nothing.
	async memberLeaves() {
		const one = this.book.now().find(({ id, post }) => post === 'member' && this.book.isFree(id));
		if (!one || this.book.now().length < 5) return;
		const day = this.book.last()?.held_on ?? this.book.since;
		if (one.joined > day) return;
		await this.game.sql(() => leave(one.id, day));
		one.left = day;
	}

	// ---- what must come of it ----

	compare(operation, call, wanted, answer) {
		const { told } = this.game;
		told.calls += 1;
		told.operations += wanted.refused ? 1 : countOf(call);
		told.refused += wanted.refused ? 1 : 0;
		this.game.note(`${operation.split(' ')[0]}: ${wanted.refused ?? 'done'}`);
		const said = answer.status === 201 ? {} : { refused: answer.json?.error?.code ?? answer.text };
		const asked = `${operation} of group ${this.n}: ${JSON.stringify(call)}\n${answer.status} ${answer.text}`;
		assert.equal(said.refused, wanted.refused, asked);
		if (wanted.refused) {
			const at = Object.values(answer.json.error.fields ?? {})[0]?.at;
			if (wanted.at) assert.equal(at, wanted.at, `row of the motion\n${asked}`);
		} else if (call.held_on) {
			this.book.learn(call.client_id, answer.json.id);
			assert.equal(answer.json.id, this.book.idOf(call.client_id), `one meeting\n${asked}`);
		}
	}

	// The service's book beside the paper.
	async look(operation, call, changes) {
		const found = await this.game.reader.book(this.id);
		const told = `${operation} of group ${this.n} (${this.id}): ${JSON.stringify(call)}`;
		const wanted = Object.fromEntries(Object.entries(this.book.balances).filter(([, rial]) => rial !== 0));
		assert.deepEqual(found.balances, wanted, told);
		assert.equal(found.cycle, this.book.cycle ? this.book.cycles : null, told);
		assert.equal(found.meetings, this.book.meetings.length, told);
		if (!changes) assert.deepEqual([found.head ?? 0, found.hash ?? ''], [this.seen.head, this.seen.hash], `the chain has not moved\n${told}`);
		this.book.learnLoans(found.loans);
		this.seen = { head: found.head ?? 0, hash: found.hash ?? '' };
	}

	async lookAtShares(meeting) {
		const wanted = this.book.sharedOut.map(({ id, gross, paid, owes }) => ({ id, gross, paid, owes }))
			.filter((one) => one.gross + one.paid + one.owes > 0).sort((a, b) => a.id - b.id);
		const found = (await this.game.reader.ask(sharesOf(meeting))).filter((one) => one.gross + one.paid + one.owes > 0);
		assert.deepEqual(found, wanted, `share-out ${meeting} of group ${this.n}`);
	}
}

export class Game {
	// killing: parts are killed meanwhile.
	constructor({ seed, killing = false, groups = GROUPS }) {
		Object.assign(this, { seed, killing, name: Date.now().toString(36), today: today(), reader: new Reader() });
		this.told = { calls: 0, operations: 0, refused: 0, retried: 0, batches: 0 };
		this.notes = {};
		const sizes = chance(seed);
		const wanted = Array.from({ length: groups }, (_, n) => ({ days: n % 4 === 3 ? YOUNG_DAYS : SINCE_DAYS,
			...(n < KHODYAR ? { kind: 'khodyar', size: sizes.within(15, 20) } : { kind: 'hamyar', size: sizes.within(5, 9) }) }));
		this.facilitator = new Client({ token: makeFacilitator() });
		this.groups = makeGroups(wanted).map((made, n) => new Group(this, made, n));
	}

	note(what) {
		this.notes[what] = (this.notes[what] ?? 0) + 1;
	}

	// A superuser's act, tried until the database is there.
	async sql(act) {
		for (let i = 0; i < TRIES_MAX; i++) {
			try {
				return act();
			} catch (error) {
				if (!this.killing) throw error;
				await sleep(PASSING_MS);
			}
		}
		throw new Error('the database does not answer');
	}

	async begin() {
		await Promise.all(this.groups.map(async (group) => {
			// Not everybody has chosen hers.
			for (let i = 0; i < (group.n % 4 === 1 ? 2 : 3); i++) await group.setCode(i, String(200000 + 1000 * group.n + 17 * i + 3));
		}));
	}

	// Until so many operations were played, or the time is over; all groups at
	// once, and a look at everything after each batch.
	async play({ count, ms = Infinity }) {
		const began = Date.now();
		while (this.told.operations < count && Date.now() - began < ms) {
			const done = await Promise.allSettled(this.groups.map(async (group) => {
				for (let i = 0; i < (this.killing ? 1 : BATCH); i++) await group.turn();
			}));
			const failed = done.find((one) => one.status === 'rejected');
			if (failed) throw failed.reason;
			if (!this.killing) await this.check();
			this.told.batches += 1;
		}
	}

	async check() {
		for (const group of this.groups) await group.look('check', {}, false);
		assert.deepEqual(await this.reader.ask(faultsOf(this.groups.map((group) => group.id))), [], 'the books agree with themselves');
		for (const group of this.groups) await lookAtFace(group);
		const { status, stdout, stderr } = spawnSync(`${process.env.HAMYAR_BUILD}/hamyarctl`, ['verify-ledger'], { encoding: 'utf8' });
		assert.equal(status, 0, stdout + stderr);
		this.verified = stdout.trim();
	}

	// Once the runner is done: each officer has one text of each meeting.
	async checkReceipts() {
		const receipts = await this.reader.ask(receiptsOf(this.groups.map((group) => group.id)));
		assert.ok(receipts.some((one) => one.told > 0));
		for (const { told, texts } of receipts) assert.equal(texts, told, 'one receipt of each meeting');
	}

	story() {
		const { operations, calls, refused, retried, batches } = this.told;
		return `${operations} operations in ${calls} calls of ${this.groups.length} groups, ${refused} refused, ${retried} asked again, `
			+ `${batches} batches; ${this.verified ?? 'not verified'}`;
	}

	end() {
		this.reader.close();
	}
}
