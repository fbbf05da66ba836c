// What the program's face shows of a group, beside the paper: its funds, loans,
// last meeting, passbooks, and what a share-out would give.
import assert from 'node:assert/strict';
import { FUNDS } from './paper.mjs';

const sum = (list) => list.reduce((all, one) => all + one, 0);

async function shown(group, path) {
	const answer = await group.sure(path, () => group.clients[0].api('GET', path));
	assert.equal(answer.status, 200, `${path} ${answer.text}`);
	return answer.json;
}

export async function lookAtFace(group) {
	if (!group.book.cycle) return;
	const path = `/groups/${group.id}/savings`;
	lookAtGroup(group, await shown(group, path));
	lookAtShareOut(group, await shown(group, `${path}/share-out`));
	const last = group.book.last();
	if (last?.kind === 'meeting') lookAtMeeting(last, await shown(group, `${path}/meetings/${last.id}`));
	const { id } = group.book.now().at(-1);
	lookAtPassbook(group.book, id, await shown(group, `/passbook?member=${id}`));
}

function lookAtGroup({ book }, { funds, members, loans }) {
	for (const one of funds) {
		assert.deepEqual([one.cash, one.bank], [book.has('cash', one.fund), book.has('bank_deposit', one.fund)], one.fund);
	}
	for (const one of members) assert.equal(one.savings, book.savings(one.id));
	// A loan is shown with what would fall due today.
	const wanted = book.open().map((one) => [one.number, book.left(one), book.charge(one) + book.charging(one, book.today)]);
	assert.deepEqual(loans.map((one) => [one.number, one.left, one.charge]).sort((a, b) => a[0] - b[0]), wanted);
}

function lookAtShareOut({ book }, { rows, paid }) {
	const wanted = book.division().filter((one) => one.shares > 0 || one.debt > 0);
	assert.deepEqual(rows.map((one) => [one.id, one.shares, one.gross, one.paid, one.owes]),
		wanted.map((one) => [one.id, one.shares, one.gross, one.paid, one.owes]).sort((a, b) => a[0] - b[0]));
	assert.equal(paid, sum(wanted.map((one) => one.paid)));
}

// Each fund's cash from its opening to its closing, and who paid what.
function lookAtMeeting(meeting, { funds, rows, motions }) {
	for (const fund of FUNDS) {
		const found = funds.find((one) => one.fund === fund);
		if (!found) continue;
		const { before, after } = meeting.cash[fund];
		assert.deepEqual([found.opening, found.closing], [before, after], `${fund} of meeting ${meeting.id}`);
		assert.equal(found.opening + found.in - found.out, found.closing, `${fund} of meeting ${meeting.id}`);
	}
	const { call } = meeting;
	for (const row of rows) {
		const of = (list) => list?.[row.id] ?? 0;
		assert.deepEqual([row.shares, row.social, row.fine_paid], [of(call.shares), of(call.social), of(call.fine_paid)], `meeting ${meeting.id}`);
	}
	assert.equal(sum(rows.map((row) => row.repaid)), sum(Object.values({ ...call.repaid })) + sum(Object.values({ ...call.owed_paid })));
	assert.deepEqual(motions.map((one) => one.kind), call.motion ?? []);
}

function lookAtPassbook(book, id, { member, rows }) {
	assert.equal(member.savings, book.savings(id));
	assert.equal(member.fines, book.has('fine_due', 'loan', id));
	const held = book.meetings.filter((one) => !one.reversed && one.cycle === book.cycles);
	assert.deepEqual(rows.map((row) => row.meeting).sort((a, b) => a - b), held.map((one) => one.id));
	assert.equal(sum(rows.map((row) => row.shares)), sum(held.map((one) => one.call.shares?.[id] ?? 0)));
}
