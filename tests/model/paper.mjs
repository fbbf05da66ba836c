// What a model writes on: accounts with a left and a right side, and whether a
// call is taken or leaves everything as it was. It knows no rule of savings.

export const FUNDS = ['loan', 'social', 'credit'];
// What stands on the left side of the paper; everything else on the right.
const LEFT = new Set(['cash', 'bank_deposit', 'loan', 'charge_due', 'fine_due', 'carried_debt', 'expense', 'loss', 'grant']);
const MAY_BE_NEGATIVE = new Set(['opening', 'charge_income', 'fine_income', 'cash_over', 'transfer', 'carried']);

class Refusal extends Error {
	constructor(code, at) {
		super(code);
		this.at = at;
	}
}

export function need(holds, code, at) {
	if (!holds) throw new Refusal(code, at);
}

// "cash loan", "savings loan 12", "charge_due credit #3".
function accountName(kind, fund, owner) {
	if (owner === undefined) return `${kind} ${fund}`;
	return `${kind} ${fund} ${['loan', 'charge_due'].includes(kind) ? '#' : ''}${owner}`;
}

export class Paper {
	constructor() {
		this.members = [];
		this.balances = {};
		this.loans = [];
		this.loansEver = 0;
		// Meetings that were held, each with what it moved; calls that were heard.
		this.meetings = [];
		this.heard = {};
	}

	// What comes of a call: {refused} and nothing has changed, or {made}.
	play(operation, call) {
		const before = structuredClone(this.kept());
		const heard = call.client_id in this.heard;
		Object.assign(this, { moved: [], at: undefined });
		this.loansWere = before.loans;
		this.cashWas = Object.fromEntries(FUNDS.map((fund) => [fund, this.has('cash', fund)]));
		try {
			return { made: this[operation](call) ?? null };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const { members } = this;
			Object.assign(this, before);
			// A wrong code is remembered, whatever else is forgotten.
			if (error.message === 'code_wrong') this.members = members;
			if (!heard) delete this.heard[call.client_id];
			return { refused: error.message, at: error.at };
		}
	}

	kept() {
		const { cycle, cycles, balances, loans, loansEver, members } = this;
		return { cycle, cycles, balances, loans, loansEver, members };
	}

	copy() {
		return Object.assign(Object.create(Object.getPrototypeOf(this)), this, structuredClone(this.kept()),
			{ meetings: [...this.meetings], heard: { ...this.heard } });
	}

	has(kind, fund, owner) {
		return this.balances[accountName(kind, fund, owner)] ?? 0;
	}

	// The same amount on two lines, so the sum of a fund is always zero.
	move(rial, debit, credit) {
		if (rial === 0) return;
		this.moved.push({ rial, debit, credit });
		this.write(debit, rial);
		this.write(credit, -rial);
	}

	write([kind, fund, owner], rial) {
		const name = accountName(kind, fund, owner);
		this.balances[name] = (this.balances[name] ?? 0) + (LEFT.has(kind) ? rial : -rial);
		need(this.balances[name] >= 0 || MAY_BE_NEGATIVE.has(kind), 'balance_short');
	}

	pay(rial, fund, forWhat) {
		need(this.has('cash', fund) >= rial, 'fund_short', this.at);
		this.move(rial, forWhat, ['cash', fund]);
	}

	receive(rial, fund, forWhat) {
		this.move(rial, ['cash', fund], forWhat);
	}

	// The same call again is the one that was heard, by whomever it is opened.
	again(call) {
		const said = JSON.stringify({ ...call, code: undefined });
		const before = this.heard[call.client_id];
		this.heard[call.client_id] = before ?? said;
		need(before === undefined || before === said, 'idempotency_mismatch');
		return before !== undefined;
	}

	last() {
		return this.meetings.filter((one) => !one.reversed).at(-1);
	}

	keepMeeting(call, kind) {
		const { cycles: cycle, moved, loansWere } = this;
		const cash = Object.fromEntries(FUNDS.map((fund) => [fund, { before: this.cashWas[fund], after: this.has('cash', fund) }]));
		this.meetings.push({ kind, call, client_id: call.client_id, held_on: call.held_on, cycle, moved, loansWere, cash });
	}

	// ---- what the service calls things, once it has told ----

	learn(client, id) {
		const meeting = this.meetings.find((one) => one.client_id === client);
		meeting.id ??= id;
	}

	idOf(client) {
		return this.meetings.find((one) => one.client_id === client).id;
	}

	learnLoans(ids) {
		for (const loan of this.loans) loan.id = ids[loan.number];
		// One that went with its meeting, to be asked for all the same.
		[this.voidLoan] = Object.entries(ids).filter(([number]) => !this.loans.some((loan) => loan.number === Number(number))).map(([, id]) => id);
	}

	// Of two that came at once the service took one.
	won(taken, refused) {
		const meeting = this.meetings.at(-1);
		delete this.heard[refused.client_id];
		this.again(taken);
		meeting.client_id = taken.client_id;
	}
}
