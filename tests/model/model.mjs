// The savings of one group as its members would keep them on squared paper:
// plain numbers, one rule after the other, no service and no database. What
// the real one answers and holds is compared with this.
import { FUNDS, Paper, need } from './paper.mjs';

const PERIOD_DAYS = 30;
const TRIES_MAX = 5;
const AGREE_PERCENT = 67;

export const dayNumber = (day) => Date.parse(day) / 86400000;
export const dayAfter = (day, days) => new Date((dayNumber(day) + days) * 86400000).toISOString().slice(0, 10);
// Rates are in ten-thousandths; less than a rial is let go.
const part = (rial, rate) => Math.floor(rial * rate / 10000);
const sum = (list) => list.reduce((all, one) => all + one, 0);
const entries = (named) => Object.entries(named ?? {}).map(([id, value]) => [Number(id), value]);

export class Book extends Paper {
	// members: [{id, post, code}], officers first, in the order of their posts.
	constructor({ kind, since, today, members }) {
		super();
		this.kind = kind;
		this.since = since;
		this.today = today;
		this.members = members.map((one) => ({ ...one, joined: since, left: null, tries: 0, locked: false }));
		this.cycle = null;
		this.cycles = 0;
	}

	// ---- people and what they hold ----

	now() {
		return this.members.filter((one) => !one.left);
	}

	officers() {
		return this.now().filter((one) => one.post !== 'member');
	}

	woman(id) {
		const found = this.now().find((one) => one.id === id && one.joined <= this.day);
		need(found, 'not_a_choice', this.at);
		return found;
	}

	savings(id) {
		return this.has('savings', 'loan', id);
	}

	shares(id) {
		return this.savings(id) / this.cycle.share;
	}

	left(loan) {
		return this.has('loan', loan.fund, loan.number);
	}

	charge(loan) {
		return this.has('charge_due', loan.fund, loan.number);
	}

	open() {
		return this.loans.filter((loan) => this.left(loan) + this.charge(loan) > 0);
	}

	openOf(member, fund) {
		return this.open().filter((loan) => loan.member === member && loan.fund === fund);
	}

	// Principal that her savings stand for.
	lent(member) {
		return sum(this.openOf(member, 'loan').map((loan) => this.left(loan)));
	}

	isLate(loan, day) {
		return this.left(loan) > 0 && (loan.due < day || loan.defaulted);
	}

	loanOf(id) {
		const loan = this.open().find((one) => one.id === id);
		need(loan, 'not_a_choice', this.at);
		return loan;
	}

	// ---- who opens a meeting, and when ----

	codes(typed = {}) {
		const officers = this.officers();
		need(Object.keys(typed).every((id) => officers.some((one) => one.id === Number(id))), 'code_missing');
		need(Object.keys(typed).length >= 2, 'code_missing');
		for (const officer of officers) {
			const code = typed[officer.id];
			if (code === undefined) continue;
			need(officer.code, 'code_unset');
			need(!officer.locked, 'code_locked');
			if (code !== officer.code) {
				officer.tries = (officer.tries + 1) % TRIES_MAX;
				officer.locked = officer.tries === 0;
				need(false, 'code_wrong');
			}
			officer.tries = 0;
		}
	}

	inTurn(call) {
		need(this.cycle, 'cycle_missing');
		need(call.previous === this.last()?.id, 'meeting_moved');
		need(call.held_on <= this.today && call.held_on >= this.cycle.starts_on, 'held_out_of_range');
		need(!this.last() || call.held_on >= this.last().held_on, 'held_out_of_range');
		this.day = call.held_on;
	}

	join(id, day) {
		this.members.push({ id, post: 'member', joined: day, left: null, tries: 0, locked: false });
	}

	// She has nothing in the book and owes nothing.
	isFree(id) {
		return Object.entries(this.balances).every(([name, rial]) => rial === 0 || !name.endsWith(` ${id}`) || name.startsWith('social')
			|| name.startsWith('grant')) && !this.open().some((loan) => loan.member === id);
	}

	// ---- a cycle ----

	openCycle(call) {
		if (this.again(call)) return;
		need(!this.cycle, 'cycle_open');
		const from = this.last()?.held_on ?? this.since;
		need(call.starts_on <= this.today && call.starts_on >= from, 'held_out_of_range');
		need(call.planned_end > dayAfter(call.starts_on, call.every_days), 'end_too_early');
		need(call.shares_min <= call.shares_max, 'shares_turned');
		need(this.kind === 'hamyar' || (call.shares_min === 1 && call.shares_max === 1), 'shares_not_equal');
		need(call.charge === 'none' || call.rate > 0, 'rate_missing');
		need(call.fine_title.length === call.fine_amount.length, 'fine_missing');
		need(call.agreed.every((id) => this.now().some((one) => one.id === id)), 'not_a_choice');
		need(100 * call.agreed.length >= AGREE_PERCENT * this.now().length, 'agreed_short');
		this.codes(call.code);
		this.day = call.starts_on;
		this.cycle = { ...call, number: ++this.cycles };
		this.openingBalances(call);
	}

	openingBalances(call) {
		const given = ['shares', 'loan', 'cash', 'bank'].some((what) => call[`opening_${what}`]);
		need(!given || this.cycles === 1, 'opening_late');
		for (const [id, shares] of entries(call.opening_shares)) {
			this.woman(id);
			this.move(shares * call.share, ['opening', 'loan'], ['savings', 'loan', id]);
		}
		for (const [id, rial] of entries(call.opening_loan)) {
			this.woman(id);
			const loan = this.newLoan(id, 'loan', rial, call.opening_due[id]);
			this.move(rial, ['loan', 'loan', loan.number], ['opening', 'loan']);
		}
		// What a credit fund holds was lent by its bank.
		for (const fund of FUNDS) {
			const from = [fund === 'credit' ? 'debt' : 'opening', fund];
			this.move(call.opening_cash?.[fund] ?? 0, ['cash', fund], from);
			this.move(call.opening_bank?.[fund] ?? 0, ['bank_deposit', fund], from);
		}
	}

	newLoan(member, fund, rial, due) {
		const { charge, rate } = this.cycle;
		const loan = { number: ++this.loansEver, member, fund, base: rial, from: this.day, due, charge, rate, periods: 0, defaulted: false };
		this.loans.push(loan);
		return loan;
	}

	// ---- a meeting, in its fixed order ----

	meeting(call) {
		if (this.again(call)) return;
		this.inTurn(call);
		need(!call.next_on || call.next_on > call.held_on, 'next_too_early');
		this.codes(call.code);
		this.presence(call.presence);
		this.comment = call.comment;
		this.count(call.counted, true);
		this.save(call.shares);
		for (const [id, rial] of entries(call.social)) this.receive(rial, 'social', ['social', 'social', this.woman(id).id]);
		this.fines(call.fine);
		for (const [id, rial] of entries(call.fine_paid)) {
			need(rial <= this.has('fine_due', 'loan', this.woman(id).id), 'fine_too_much');
			this.receive(rial, 'loan', ['fine_due', 'loan', id]);
		}
		this.chargesFallDue();
		for (const [id, rial] of entries(call.repaid)) this.repay(id, rial);
		for (const [id, rial] of entries(call.owed_paid)) {
			need(rial <= this.has('carried_debt', 'loan', this.woman(id).id), 'owed_too_much');
			this.receive(rial, 'loan', ['carried_debt', 'loan', id]);
		}
		this.motions(call);
		this.bankSteps(call);
		this.creditSteps(call.credit);
		this.count(call.closing, false);
		this.keepMeeting(call, 'meeting');
	}

	presence(said = {}) {
		const there = this.now().filter((one) => one.joined <= this.day);
		for (const id of Object.keys(said)) need(this.members.some((one) => one.id === Number(id)), 'not_a_choice');
		need(there.every((one) => said[one.id]), 'attendance_missing');
		this.present = there.filter((one) => said[one.id] === 'present');
		need(this.present.length > 0, 'nobody_came');
	}

	// The box as it was found beside what should be in it.
	count(found = {}, asked) {
		for (const fund of FUNDS) {
			if (found[fund] === undefined) {
				need(!asked || this.has('cash', fund) === 0, 'count_missing');
				continue;
			}
			const over = found[fund] - this.has('cash', fund);
			need(over === 0 || this.comment, 'comment_missing');
			if (over > 0) this.move(over, ['cash', fund], ['cash_over', fund]);
			else this.move(-over, ['cash_over', fund], ['cash', fund]);
		}
	}

	save(bought = {}) {
		const { share, shares_min: least, shares_max: most } = this.cycle;
		for (const id of Object.keys(bought)) this.woman(Number(id));
		for (const { id } of this.now().filter((one) => one.joined <= this.day)) {
			const shares = bought[id] ?? 0;
			const mayBeNone = !this.present.some((one) => one.id === id);
			need(shares >= least || (mayBeNone && shares === 0), 'shares_few');
			need(shares <= most, 'shares_many');
			this.receive(shares * share, 'loan', ['savings', 'loan', id]);
		}
	}

	// Laid as "member.number of the fine".
	fines(laid = {}) {
		for (const [name, holds] of Object.entries(laid)) {
			const [id, n] = name.split('.').map(Number);
			this.woman(id);
			need(this.cycle.fine_amount[n - 1], 'not_a_choice');
			if (holds) this.move(this.cycle.fine_amount[n - 1], ['fine_due', 'loan', id], ['fine_income', 'loan']);
		}
	}

	// Each full thirty days once; a fee fell due with the loan.
	chargesFallDue() {
		for (const loan of this.loans) {
			this.move(this.charging(loan, this.day), ['charge_due', loan.fund, loan.number], ['charge_income', loan.fund]);
			loan.periods = Math.max(loan.periods, this.fullPeriods(loan, this.day));
		}
	}

	fullPeriods(loan, day) {
		return Math.floor((dayNumber(day) - dayNumber(loan.from)) / PERIOD_DAYS);
	}

	// What would fall due on that day.
	charging(loan, day) {
		if (this.left(loan) === 0 || !['flat', 'reducing'].includes(loan.charge)) return 0;
		const each = part(loan.charge === 'flat' ? loan.base : this.left(loan), loan.rate);
		return (this.fullPeriods(loan, day) - loan.periods) * each;
	}

	repay(id, rial) {
		const loan = this.loans.find((one) => one.id === id);
		need(loan, 'not_a_choice');
		const ofCharge = Math.min(rial, this.charge(loan));
		need(rial - ofCharge <= this.left(loan), 'repaid_too_much');
		this.receive(ofCharge, loan.fund, ['charge_due', loan.fund, loan.number]);
		this.receive(rial - ofCharge, loan.fund, ['loan', loan.fund, loan.number]);
	}

	// ---- what is voted on ----

	motions(call) {
		(call.motion ?? []).forEach((kind, i) => {
			const of = (what) => call[`motion_${what}`]?.[i] ?? undefined;
			this.at = i + 1;
			// A row of which only the kind was chosen is none.
			if (!['member', 'loan', 'amount', 'what'].some((what) => of(what) !== undefined)) return;
			for (const what of [...NEEDS[kind], 'for']) need(of(what) !== undefined && (what !== 'amount' || of(what) > 0), 'motion_incomplete', this.at);
			const asked = { amount: of('amount'), days: of('days'), fund: of('fund'), what: of('what') };
			if (of('member') !== undefined) asked.member = this.woman(of('member')).id;
			const [pro, contra] = [of('for'), of('against') ?? 0];
			need(pro + contra <= this.present.length, 'vote_too_many', this.at);
			need(pro > contra, 'vote_lost', this.at);
			if (NEEDS[kind].includes('loan')) asked.loan = this.loanOf(of('loan'));
			this[`vote_${kind}`](asked);
		});
		this.at = undefined;
	}

	vote_loan({ member, amount, days, fund = 'loan' }) {
		need(fund !== 'social', 'not_a_choice', this.at);
		need(days <= this.cycle.loan_days_max, 'loan_term', this.at);
		need(!this.loans.some((loan) => loan.member === member && this.isLate(loan, this.day)), 'debt_first', this.at);
		if (fund === 'loan') {
			need(this.lent(member) + amount <= this.cycle.loan_multiple * this.savings(member), 'loan_limit', this.at);
			need(this.has('cash', fund) >= amount, 'fund_short', this.at);
			need(this.has('cash', fund) - amount >= (this.cycle.reserve ?? 0), 'reserve_short', this.at);
		}
		const loan = this.newLoan(member, fund, amount, dayAfter(this.day, days));
		this.pay(amount, fund, ['loan', fund, loan.number]);
		if (loan.charge === 'fee') {
			this.move(part(amount, loan.rate), ['charge_due', fund, loan.number], ['charge_income', fund]);
		}
	}

	vote_grant({ member, amount }) {
		this.pay(amount, 'social', ['grant', 'social', member]);
	}

	vote_expense({ amount, fund = 'loan' }) {
		this.pay(amount, fund, ['expense', fund]);
	}

	vote_write_off({ loan }) {
		this.move(this.left(loan), ['loss', loan.fund], ['loan', loan.fund, loan.number]);
		this.move(this.charge(loan), ['loss', loan.fund], ['charge_due', loan.fund, loan.number]);
	}

	vote_rollover({ loan, days }) {
		need(days <= this.cycle.loan_days_max, 'loan_term', this.at);
		this.move(this.charge(loan), ['loan', loan.fund, loan.number], ['charge_due', loan.fund, loan.number]);
		Object.assign(loan, { base: this.left(loan), from: this.day, due: dayAfter(this.day, days), periods: 0, defaulted: false });
	}

	vote_default({ loan }) {
		need(this.isLate(loan, this.day) && !loan.defaulted, 'loan_not_late', this.at);
		loan.defaulted = true;
	}

	vote_waive({ member, amount }) {
		need(amount <= this.has('fine_due', 'loan', member), 'fine_too_much', this.at);
		this.move(amount, ['fine_income', 'loan'], ['fine_due', 'loan', member]);
	}

	vote_transfer({ amount, fund: giver }) {
		need(giver !== 'credit', 'not_a_choice', this.at);
		const taker = giver === 'loan' ? 'social' : 'loan';
		this.pay(amount, giver, ['transfer', giver]);
		this.receive(amount, taker, ['transfer', taker]);
	}

	vote_withdraw({ member, amount }) {
		need(amount % this.cycle.share === 0, 'withdraw_uneven', this.at);
		const rest = this.savings(member) - amount;
		need(rest >= 0 && rest * this.cycle.loan_multiple >= this.lent(member), 'withdraw_too_much', this.at);
		this.pay(amount, 'loan', ['savings', 'loan', member]);
	}

	// She takes her savings, less what she owes.
	vote_leave({ member }) {
		const own = ['savings', 'loan', member];
		need(this.debt(member) <= this.savings(member) && this.openOf(member, 'credit').length === 0, 'debt_first', this.at);
		need(this.savings(member) - this.debt(member) <= this.has('cash', 'loan'), 'fund_short', this.at);
		for (const kind of ['fine_due', 'carried_debt']) this.move(this.has(kind, 'loan', member), own, [kind, 'loan', member]);
		for (const loan of this.openOf(member, 'loan')) {
			this.move(this.charge(loan), own, ['charge_due', 'loan', loan.number]);
			this.move(this.left(loan), own, ['loan', 'loan', loan.number]);
		}
		this.pay(this.savings(member), 'loan', own);
	}

	// ---- bank ----

	bankSteps(call) {
		for (const fund of [...Object.keys(call.bank_in ?? {}), ...Object.keys(call.bank_out ?? {})]) need(FUNDS.includes(fund), 'not_a_choice');
		for (const fund of FUNDS) this.bankMove(fund, 'in', call.bank_in?.[fund] ?? 0);
		for (const fund of FUNDS) this.bankMove(fund, 'out', call.bank_out?.[fund] ?? 0);
	}

	bankMove(fund, way, rial) {
		const [from, to] = way === 'in' ? ['cash', 'bank_deposit'] : ['bank_deposit', 'cash'];
		need(this.has(from, fund) >= rial, 'fund_short');
		this.move(rial, [to, fund], [from, fund]);
	}

	// Of the bank that lends the group.
	creditSteps({ drawn = 0, repaid = 0, cost = 0 } = {}) {
		need(drawn === 0 || this.has('debt', 'credit') + drawn <= (this.cycle.credit_limit ?? 0), 'credit_limit');
		this.receive(drawn, 'credit', ['debt', 'credit']);
		need(repaid <= this.has('debt', 'credit'), 'owed_too_much');
		this.pay(repaid, 'credit', ['debt', 'credit']);
		this.pay(cost, 'credit', ['expense', 'credit']);
	}

	// Between meetings.
	bank(call) {
		need(this.cycle, 'cycle_missing');
		if (this.again(call)) return;
		this.bankMove(call.fund, call.way, call.amount);
	}

	// ---- the last meeting taken back ----

	reverse(call) {
		const meeting = this.meetings.find((one) => one.id === call.meeting);
		need(meeting, 'not_found');
		need(!meeting.reversed, 'already_void');
		need(meeting === this.last() && meeting.kind === 'meeting', 'not_last_meeting');
		this.codes(call.code);
		try {
			for (const { rial, debit, credit } of [...meeting.moved].reverse()) this.move(rial, credit, debit);
		} catch {
			need(false, 'reversal_short'); // what it brought is at the bank since
		}
		this.loans = structuredClone(meeting.loansWere);
		meeting.reversed = true;
	}

	// ---- the end of a cycle ----

	shareOut(call) {
		if (this.again(call)) return;
		this.inTurn(call);
		need(this.has('bank_deposit', 'loan') === 0, 'bank_not_empty');
		need(this.has('debt', 'credit') === 0 && !this.open().some((loan) => loan.fund === 'credit'), 'credit_open');
		const rows = this.division();
		need(rows.some((row) => row.shares > 0), 'nothing_to_share');
		need(call.votes_for + call.votes_against <= this.now().length, 'vote_too_many');
		need(call.votes_for > call.votes_against, 'vote_lost');
		need(call.paid === sum(rows.map((row) => row.paid)), 'figures_changed');
		this.codes(call.code);
		this.sharedOut = rows;
		this.emptyLoanFund(rows);
		this.cycle = null;
		this.keepMeeting(call, 'share_out');
	}

	// What a woman owes to the loan fund.
	debt(id) {
		return this.has('fine_due', 'loan', id) + this.has('carried_debt', 'loan', id)
			+ sum(this.openOf(id, 'loan').map((loan) => this.left(loan) + this.charge(loan)));
	}

	// Who gets what: [{id, shares, gross, debt, paid, owes}], of all who have or
	// owe something, members still or not. Whoever owes more than her part gets
	// nothing, and the others share without her; her part, at their price, is
	// taken from her debt.
	division() {
		const rows = this.members.map(({ id }) => ({ id, shares: this.shares(id), debt: this.debt(id), gross: 0 }));
		let solvent = rows.filter((row) => row.shares > 0);
		for (;;) {
			divide(this.has('cash', 'loan') + sum(solvent.map((row) => row.debt)), solvent);
			const stay = solvent.filter((row) => row.debt <= row.gross);
			if (stay.length === solvent.length) break;
			solvent = stay;
		}
		const whole = BigInt(this.has('cash', 'loan') + sum(solvent.map((row) => row.debt)));
		for (const row of rows) {
			if (!solvent.includes(row)) {
				const worth = row.shares > 0 ? Number(BigInt(row.shares) * whole / BigInt(sum(solvent.map((one) => one.shares)))) : 0;
				row.gross = Math.min(row.debt, worth);
			}
			row.paid = solvent.includes(row) ? row.gross - row.debt : 0;
			row.owes = row.debt - Math.min(row.debt, row.gross);
		}
		return rows;
	}

	// What the page before a share-out says would be handed out.
	shown() {
		return sum(this.division().map((row) => row.paid));
	}

	// Nothing stays in the fund but what was not paid.
	emptyLoanFund(rows) {
		for (const name of Object.keys(this.balances)) {
			if (name.split(' ')[1] === 'loan') this.balances[name] = 0;
		}
		for (const row of rows) this.balances[`carried_debt loan ${row.id}`] = row.owes;
		this.balances['carried loan'] = sum(rows.map((row) => row.owes));
	}
}

// What each kind of motion cannot do without.
const NEEDS = {
	loan: ['member', 'amount', 'days'], grant: ['member', 'amount', 'what'], expense: ['amount', 'what'],
	write_off: ['loan'], rollover: ['loan', 'days'], default: ['loan'], waive: ['member', 'amount'],
	transfer: ['amount', 'fund', 'what'], withdraw: ['member', 'amount'], leave: ['member'],
};

// Whole rials by shares; those that are left over go to the largest rests,
// and between equal rests to whoever joined first.
export function divide(whole, rows) {
	const all = BigInt(sum(rows.map((row) => row.shares)));
	let over = whole;
	for (const row of rows) {
		const exact = BigInt(row.shares) * BigInt(whole);
		row.gross = Number(exact / all);
		row.rest = exact % all;
		over -= row.gross;
	}
	const byRest = [...rows].sort((a, b) => (a.rest === b.rest ? a.id - b.id : a.rest > b.rest ? -1 : 1));
	for (const row of byRest.slice(0, over)) row.gross += 1;
}
