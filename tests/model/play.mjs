// What a group does next, by chance alone: from the same seed and the same
// book comes the same call. Most calls are right; some are wrong in one way,
// some in whatever way it happens.
import { dayAfter } from './model.mjs';
import { FUNDS } from './paper.mjs';

const MIX = 0x6d2b79f5;

// Numbers by chance that come again with the same seed.
export function chance(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + MIX) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
	const within = (low, high) => low + Math.floor(next() * (high - low + 1));
	return {
		next, within,
		happens: (likely) => next() < likely,
		pick: (list) => list[Math.floor(next() * list.length)],
		// Of a sum: something, everything, and now and then a round part.
		of: (most) => (most <= 1 ? most : [within(1, most), most, Math.max(1, Math.floor(most / 2))][within(0, 2)]),
	};
}

const people = (book) => book.now().map((one) => one.id);

export class Player {
	constructor(book, random, name) {
		// In an even group all save the same, so that shares have equal rests.
		Object.assign(this, { book, random, name, calls: 0, meetingsWanted: random.within(6, 14), even: random.happens(0.3) });
	}

	clientId() {
		return `${this.name}-${++this.calls}`;
	}

	codes() {
		const { book, random } = this;
		const officers = random.happens(0.97) ? book.officers().filter((one) => one.code) : book.officers();
		const two = [officers.splice(random.within(0, officers.length - 1), 1)[0], random.pick(officers)];
		return Object.fromEntries(two.sort((a, b) => a.id - b.id).map((one) => [one.id, one.code ?? '271828']));
	}

	// ---- a cycle ----

	openCycle() {
		const { book, random } = this;
		const khodyar = book.kind === 'khodyar';
		const wished = book.last()?.held_on ?? dayAfter(book.since, random.within(0, 30));
		const starts = wished > book.today ? book.today : wished;
		const charge = random.pick(['none', 'fee', 'flat', 'reducing']);
		const fines = random.within(0, 3);
		const least = khodyar ? 1 : random.within(0, 2);
		const call = {
			client_id: this.clientId(), starts_on: starts, planned_end: dayAfter(starts, random.within(100, 700)),
			every_days: random.pick([7, 14, 30]), share: random.within(1, 200) * 10000, shares_min: least,
			shares_max: khodyar ? 1 : random.within(Math.max(1, least), 5), social: random.within(0, 20) * 10000,
			charge, rate: charge === 'none' ? 0 : random.within(1, 900), loan_multiple: random.within(1, 5),
			loan_days_max: random.within(14, 200), reserve: random.happens(0.3) ? random.within(0, 500000) : 0,
			credit_limit: khodyar || random.happens(0.2) ? random.within(1, 200) * 100000 : 0,
			fine_title: Array.from({ length: fines }, (_, i) => `جریمه ${i + 1}`),
			fine_amount: Array.from({ length: fines }, () => random.within(1, 50) * 1000),
			agreed: people(book), code: this.codes(),
		};
		if (book.cycles === 0 && random.happens(0.4)) this.halfWay(call);
		return call;
	}

	// A group that had saved before it came here.
	halfWay(call) {
		const { book, random } = this;
		const ids = people(book);
		call.opening_shares = Object.fromEntries(ids.map((id) => [id, random.within(0, 30)]));
		const borrowers = ids.filter(() => random.happens(0.3));
		if (borrowers.length > 0) {
			call.opening_loan = Object.fromEntries(borrowers.map((id) => [id, random.within(1, 3000000)]));
			call.opening_due = Object.fromEntries(borrowers.map((id) => [id, dayAfter(call.starts_on, random.within(0, 200))]));
		}
		call.opening_cash = { loan: random.within(0, 9000000), social: random.within(0, 900000) };
		if (random.happens(0.3)) call.opening_bank = { loan: random.within(0, 5000000) };
		if (random.happens(0.2)) call.opening_cash.credit = random.within(1, 900000);
	}

	// ---- a meeting ----

	// One that the book takes; after some attempts whatever it is.
	meeting() {
		let call;
		for (let i = 0; i < 12; i++) {
			call = this.anyMeeting(i);
			if (!this.book.copy().play('meeting', call).refused || this.random.happens(0.12)) break;
		}
		return { ...call, client_id: this.clientId() };
	}

	anyMeeting(attempt) {
		const { book, random } = this;
		const { cycle } = book;
		const last = book.last()?.held_on ?? cycle.starts_on;
		const wished = dayAfter(last < cycle.starts_on ? cycle.starts_on : last, random.pick([0, 7, 7, 7, 14, 30, 45]));
		const held = wished > book.today ? book.today : wished;
		const there = book.now().filter((one) => one.joined <= held).map((one) => one.id);
		const presence = Object.fromEntries(there.map((id) => [id, random.pick(['present', 'present', 'present', 'present', 'absent', 'excused'])]));
		presence[there[0]] = 'present';
		const call = { client_id: 'none', held_on: held, code: this.codes(), presence };
		if (book.last()) call.previous = book.last().id;
		if (random.happens(0.2)) call.next_on = dayAfter(held, random.within(1, 30));
		if (random.happens(0.2)) call.minutes = `گفت‌وگو درباره خرید ${random.within(1, 9)}`;
		this.countBox(call);
		this.collect(call, there, presence);
		if (cycle.shares_min === 0 && random.happens(0.05)) {
			for (const name of ['shares', 'social', 'fine', 'fine_paid', 'repaid', 'owed_paid']) call[name] = {};
			return call;
		}
		this.moveMoney(call, there, presence, attempt);
		return call;
	}

	countBox(call) {
		const { book, random } = this;
		call.counted = {};
		for (const fund of FUNDS) {
			const cash = book.has('cash', fund);
			if (cash > 0 || random.happens(0.3)) call.counted[fund] = cash;
		}
		if (random.happens(0.06)) {
			const fund = random.pick(FUNDS);
			call.counted[fund] = Math.max(0, book.has('cash', fund) + random.within(-50000, 50000));
			call.comment = 'پول خرد کم و زیاد شد';
		}
	}

	collect(call, there, presence) {
		const { book, random } = this;
		const { cycle } = book;
		call.shares = {};
		call.social = {};
		call.fine = {};
		call.fine_paid = {};
		call.repaid = {};
		call.owed_paid = {};
		const same = random.within(cycle.shares_min, cycle.shares_max);
		for (const id of there) {
			if (this.even) call.shares[id] = same;
			else if (presence[id] === 'present' || random.happens(0.2)) call.shares[id] = random.within(cycle.shares_min, cycle.shares_max);
			if (cycle.social > 0 && random.happens(0.7)) call.social[id] = cycle.social;
			else if (random.happens(0.05)) call.social[id] = random.within(1, 100000);
			if (cycle.fine_amount.length > 0 && random.happens(0.08)) call.fine[`${id}.${random.within(1, cycle.fine_amount.length)}`] = true;
			if (book.has('fine_due', 'loan', id) > 0 && random.happens(0.3)) call.fine_paid[id] = random.of(book.has('fine_due', 'loan', id));
			if (book.has('carried_debt', 'loan', id) > 0 && random.happens(0.3)) {
				call.owed_paid[id] = random.of(book.has('carried_debt', 'loan', id));
			}
		}
		for (const loan of book.open()) {
			const likely = loan.due < call.held_on ? 0.4 : 0.2;
			if (random.happens(likely)) call.repaid[loan.id] = random.of(book.left(loan) + book.charge(loan));
		}
	}

	// Votes and the bank: fewer of them, the oftener the book said no.
	moveMoney(call, there, presence, attempt) {
		const { book, random } = this;
		const present = there.filter((id) => presence[id] === 'present').length;
		const motions = attempt > 5 ? 0 : random.within(0, attempt > 2 ? 1 : 4);
		// Votes are on what there is once all have paid.
		const after = book.copy();
		Object.assign(this, { voters: present, after: after.play('meeting', call).refused ? book : after });
		for (let i = 0; i < motions; i++) this.addMotion(call, there);
		if (attempt > 8) return;
		const fund = random.pick(FUNDS);
		if (random.happens(0.08) && book.has('cash', fund) > 0) call.bank_in = { [fund]: random.of(book.has('cash', fund)) };
		const other = random.pick(FUNDS);
		if (random.happens(0.15) && book.has('bank_deposit', other) > 0) call.bank_out = { [other]: random.of(book.has('bank_deposit', other)) };
		this.addCredit(call);
		if (random.happens(0.1)) this.countEnd(call);
	}

	addCredit(call) {
		const { book, random } = this;
		const room = book.cycle.credit_limit - book.has('debt', 'credit');
		if (room > 0 && random.happens(0.12)) call.credit = { drawn: random.of(room) };
		const most = Math.min(book.has('debt', 'credit'), book.has('cash', 'credit'));
		if (most > 0 && random.happens(0.2)) call.credit = { ...call.credit, repaid: random.of(most) };
		if (most > 0 && random.happens(0.05)) call.credit = { ...call.credit, cost: random.within(1, Math.min(most, 50000)) };
	}

	// The end is counted by a copy that holds the meeting first.
	countEnd(call) {
		const { book, random } = this;
		const copy = book.copy();
		if (copy.play('meeting', call).refused) return;
		call.closing = Object.fromEntries(FUNDS.filter(() => random.happens(0.6)).map((fund) => [fund, copy.has('cash', fund)]));
		if (random.happens(0.3) && call.closing.loan > 0) {
			call.closing.loan = random.within(0, call.closing.loan);
			call.comment = 'بخشی از پول نزد خزانه‌دار مانده است';
		}
	}

	addMotion(call, there) {
		const { random } = this;
		const against = random.within(0, Math.floor((this.voters - 1) / 2));
		const votes = { for: random.within(against + 1, this.voters - against), against };
		const motion = this.anyMotion(there, call.held_on);
		if (!motion) return;
		const n = call.motion?.length ?? 0;
		for (const [what, value] of Object.entries({ ...motion, ...votes })) {
			const name = what === 'kind' ? 'motion' : `motion_${what}`;
			call[name] ??= Array(n).fill(null);
			call[name].push(value);
		}
		for (const [name, list] of Object.entries(call)) {
			if (name.startsWith('motion') && list.length <= n) list.push(null);
		}
	}

	anyMotion(there, held) {
		const { after: book, random } = this;
		const { cycle } = book;
		const member = random.pick(there);
		const loan = book.open().length > 0 ? random.pick(book.open()) : undefined;
		const late = book.open().filter((one) => book.isLate(one, held));
		const room = Math.min(cycle.loan_multiple * book.savings(member) - book.lent(member), book.has('cash', 'loan') - cycle.reserve);
		const free = Math.floor((book.savings(member) - book.lent(member) / cycle.loan_multiple) / cycle.share);
		const term = random.happens(0.4) ? random.within(1, Math.min(20, cycle.loan_days_max)) : random.within(1, cycle.loan_days_max);
		const kinds = {
			loan: () => {
				const amount = random.pick([random.of(Math.max(0, room)), random.of(Math.max(0, room)), room, room + (random.happens(0.2) ? 1 : 0)]);
				return amount > 0 && { member, amount, days: term, what: 'خرید نخ' };
			},
			credit: () => book.has('cash', 'credit') > 0 && { kind: 'loan', member, amount: random.of(book.has('cash', 'credit')),
				days: term, what: 'خرید چرخ', fund: 'credit' },
			grant: () => book.has('cash', 'social') > 0 && { member, amount: random.of(book.has('cash', 'social')), what: 'بیماری فرزند' },
			expense: () => {
				const fund = random.pick(FUNDS);
				return book.has('cash', fund) > 0 && { amount: random.within(1, Math.min(book.has('cash', fund), 200000)), what: 'دفتر و خودکار', fund };
			},
			write_off: () => random.happens(0.3) && loan && { loan: loan.id, what: 'آتش‌سوزی کارگاه' },
			rollover: () => loan && { loan: loan.id, days: term },
			default: () => late.length > 0 && { loan: random.pick(late).id },
			waive: () => {
				const fined = there.find((id) => book.has('fine_due', 'loan', id) > 0);
				return fined && { member: fined, amount: random.of(book.has('fine_due', 'loan', fined)) };
			},
			transfer: () => {
				const fund = random.pick(['loan', 'social']);
				return random.happens(0.5) && book.has('cash', fund) > 0 && { amount: random.of(book.has('cash', fund)), fund, what: 'برای روز مبادا' };
			},
			withdraw: () => free > 0 && { member,
				amount: random.pick([1, 1, Math.ceil(free / 2), free, free + (random.happens(0.3) ? 1 : 0)]) * cycle.share + (random.happens(0.05) ? 1 : 0) },
			leave: () => there.length > 5 && random.happens(0.2) && book.members.find((one) => one.id === member).post === 'member' && { member },
		};
		const kind = random.pick(['loan', 'loan', 'loan', 'credit', ...Object.keys(kinds)]);
		const motion = kinds[kind]();
		return motion ? { kind, ...motion } : undefined;
	}

	// ---- between and after ----

	bank() {
		const { book, random } = this;
		const fund = random.pick(FUNDS);
		const way = random.pick(['in', 'out']);
		const most = book.has(way === 'in' ? 'cash' : 'bank_deposit', fund);
		return { client_id: this.clientId(), fund, way, amount: most > 0 && random.happens(0.9) ? random.of(most) : random.within(1, 9000000) };
	}

	reverse() {
		const { book, random } = this;
		const meeting = (random.happens(0.85) && book.last()) || random.pick(book.meetings);
		return { meeting: meeting.id, code: this.codes(), why: 'اشتباه نوشته شده بود' };
	}

	shareOut() {
		const { book, random } = this;
		const held = dayAfter(book.last()?.held_on ?? book.cycle.starts_on, random.within(0, 10));
		const against = random.within(0, 1);
		const call = { client_id: this.clientId(), held_on: held > book.today ? book.today : held, code: this.codes(),
			paid: 0, votes_for: random.within(against + 1, book.now().length - against), votes_against: against };
		if (book.last()) call.previous = book.last().id;
		// The sum is looked up as an officer would on the page before.
		call.paid = book.shown(call);
		return call;
	}

	// A meeting that only empties what a share-out wants empty.
	windUp() {
		const { book, random } = this;
		const call = this.anyMeeting(12);
		delete call.closing;
		Object.assign(call, { client_id: this.clientId(), repaid: {}, owed_paid: {} });
		for (const loan of book.open()) {
			if (loan.fund === 'credit') call.repaid[loan.id] = book.left(loan) + book.charge(loan);
			else if (random.happens(0.6)) call.repaid[loan.id] = random.of(book.left(loan) + book.charge(loan));
		}
		call.bank_out = Object.fromEntries(FUNDS.map((fund) => [fund, book.has('bank_deposit', fund)]).filter(([, rial]) => rial > 0));
		const copy = book.copy();
		if (copy.play('meeting', call).refused) return this.meeting();
		const cash = copy.has('cash', 'credit');
		const debt = copy.has('debt', 'credit');
		call.credit = { repaid: Math.min(cash, debt), cost: Math.max(0, cash - debt) };
		return call;
	}

	readyToShare() {
		const { book } = this;
		return book.has('debt', 'credit') === 0 && book.has('bank_deposit', 'loan') === 0
			&& !book.open().some((loan) => loan.fund === 'credit');
	}

	meetingsOfCycle() {
		const { book } = this;
		return book.meetings.filter((one) => !one.reversed && one.cycle === book.cycles).length;
	}

	// {operation, call}, right or wrong.
	next() {
		const { book, random } = this;
		if (!book.cycle) return random.happens(0.04) ? { operation: 'bank', call: this.bank() } : { operation: 'openCycle', call: this.openCycle() };
		const ends = this.meetingsOfCycle() >= this.meetingsWanted;
		if (ends && this.readyToShare() && random.happens(0.8)) {
			this.meetingsWanted = random.within(6, 14);
			return { operation: 'shareOut', call: this.shareOut() };
		}
		if (ends && random.happens(0.8)) return { operation: 'meeting', call: this.windUp() };
		const turn = random.next();
		if (turn < 0.06) return { operation: 'bank', call: this.bank() };
		if (turn < 0.12 && book.meetings.length > 0) return { operation: 'reverse', call: this.reverse() };
		if (turn < 0.14) return { operation: 'shareOut', call: this.shareOut() };
		if (turn < 0.16) return { operation: 'openCycle', call: this.openCycle() };
		return { operation: 'meeting', call: this.meeting() };
	}
}

// ---- wrong in one way ----

const has = (value) => Boolean(value);
const first = (named) => Object.keys(named ?? {})[0];

// Each changes a right call; one that has nothing to change says false.
const spoils = {
	any: {
		noCode: (call) => { delete call.code[first(call.code)]; },
		wrongCode: (call) => { call.code[first(call.code)] = '000000'; },
		memberCode: (call, { book }) => { call.code = { ...call.code, [book.now().at(-1).id]: '314159' }; },
	},
	meeting: {
		staleBefore: (call, { book, random }) => {
			const other = book.meetings.filter((one) => one !== book.last());
			if (other.length > 0 && random.happens(0.7)) call.previous = random.pick(other).id;
			else if (call.previous) delete call.previous;
			else return false;
		},
		tomorrow: (call, { book }) => { call.held_on = dayAfter(book.today, 1); },
		before: (call) => { call.held_on = dayAfter(call.held_on, -60); },
		nextTooEarly: (call) => { call.next_on = call.held_on; },
		unasked: (call) => { delete call.presence[first(call.presence)]; },
		nobody: (call) => { for (const id of Object.keys(call.presence)) call.presence[id] = 'absent'; },
		countedWrong: (call) => { delete call.comment; call.counted.loan = (call.counted.loan ?? 0) + 1; },
		uncounted: (call) => { delete call.counted; },
		tooManyShares: (call, { book }) => book.cycle.shares_max < 5 && (call.shares[first(call.shares)] = book.cycle.shares_max + 1),
		tooFewShares: (call, { book }) => book.cycle.shares_min > 0
			&& (call.shares[Object.keys(call.presence).find((id) => call.presence[id] === 'present')] = book.cycle.shares_min - 1),
		stranger: (call, { random }) => { call[random.pick(['shares', 'social', 'fine_paid', 'owed_paid'])][1] = 1; },
		strangersFine: (call) => { call.fine['1.1'] = true; },
		noSuchFine: (call) => { call.fine[`${first(call.presence)}.8`] = true; },
		fineTooMuch: (call, { book }) => { call.fine_paid[first(call.presence)] = 9 + book.has('fine_due', 'loan', first(call.presence)) + 10 * 50000; },
		repaidTooMuch: (call, { book }) => book.open().length > 0 && (call.repaid[book.open()[0].id] = 900000000),
		noSuchLoan: (call, { book }) => { call.repaid[book.voidLoan ?? 1] = 5; },
		owedTooMuch: (call, { book }) => { call.owed_paid[first(call.presence)] = 1 + book.has('carried_debt', 'loan', first(call.presence)); },
		voteLost: (call) => has(call.motion) && (call.motion_for[0] = call.motion_against[0]),
		tooManyVotes: (call, { book }) => has(call.motion) && (call.motion_for[call.motion.length - 1] = book.members.length + 1),
		noVotes: (call) => has(call.motion) && (call.motion_for[0] = null),
		incomplete: (call, { random }) => has(call.motion) && [random.pick(['motion_member', 'motion_amount', 'motion_loan', 'motion_days', 'motion_what'])]
			.every((name) => call[name] && (call[name][0] = null, true)),
		tooMuch: (call) => has(call.motion_amount?.[0]) && (call.motion_amount[0] = 900000000000),
		aRialMore: (call) => has(call.motion_amount?.[0]) && (call.motion_amount[0] += 1),
		tooLong: (call) => has(call.motion_days?.[0]) && (call.motion_days[0] = 730),
		tooMuchToBank: (call) => { call.bank_in = { loan: 900000000000 }; },
		tooMuchFromBank: (call) => { call.bank_out = { social: 900000000000 }; },
		noSuchFund: (call) => { call.bank_in = { other: 5 }; },
		tooMuchCredit: (call, { book }) => { call.credit = { drawn: book.cycle.credit_limit + 1 }; },
		repaidToBank: (call, { book }) => { call.credit = { repaid: book.has('debt', 'credit') + 1 }; },
		closingWrong: (call) => { delete call.comment; call.closing = { loan: 999999999999 }; },
	},
	openCycle: {
		tomorrow: (call, { book }) => { call.starts_on = dayAfter(book.today, 1); call.planned_end = dayAfter(book.today, 400); },
		before: (call) => { call.starts_on = '2010-01-01'; },
		endsAtOnce: (call) => { call.planned_end = call.starts_on; },
		turned: (call) => { call.shares_min = 5; call.shares_max = 4; },
		unequal: (call) => { call.shares_max = 3; },
		noRate: (call) => { call.rate = call.charge === 'none' ? 100 : 0; },
		nobodyAgreed: (call) => { call.agreed = []; },
		strangerAgreed: (call) => { call.agreed = [...call.agreed, 1]; },
		noFine: (call) => { call.fine_title = ['غیبت']; call.fine_amount = []; },
		late: (call, { book }) => book.cycles > 0 && (call.opening_cash = { loan: 5 }),
		stranger: (call, { book }) => book.cycles === 0 && (call.opening_shares = { 1: 5 }),
	},
	shareOut: {
		otherFigures: (call) => { call.paid += 1; },
		lost: (call) => { call.votes_for = call.votes_against; },
		tooMany: (call) => { call.votes_for = 60; },
		staleBefore: (call) => has(call.previous) && delete call.previous,
		tomorrow: (call, { book }) => { call.held_on = dayAfter(book.today, 1); },
	},
	bank: {
		tooMuch: (call) => { call.amount = 900000000000; },
	},
	reverse: {
		noSuch: (call) => { call.meeting = 900000000; },
	},
};

// Makes a right call wrong; its way is told, or undefined when it is not.
export function spoil(operation, call, player) {
	const { random } = player;
	const ways = { ...spoils[operation], ...('code' in call ? spoils.any : {}) };
	const way = random.pick(Object.keys(ways));
	return ways[way](call, player) === false ? undefined : way;
}
