// Formation in a moment: what three months of meetings, training, assessment
// and a bank account leave behind, so that other tests may have a group.
import { sql } from './people.mjs';

// The clock goes on for one group: all that happened to it is as much older.
export function pass(group, days) {
	sql(`
begin;
set local session_replication_role = replica;
update self_help_group set forming_since = forming_since - ${days}, state_at = state_at - interval '${days} days' where id = ${group};
update group_member set joined_on = joined_on - ${days} where group_id = ${group};
update group_history set at = at - interval '${days} days' where group_id = ${group};
update member_history set on_day = on_day - ${days} where group_id = ${group};
update meeting set held_on = held_on - 10000 where group_id = ${group};
update meeting set held_on = held_on + 10000 - ${days} where group_id = ${group};
update training set held_on = held_on - ${days} where group_id = ${group};
update assessment set taken_on = taken_on - ${days} where group_id = ${group};
commit`);
}

// A national id with a right check digit, from its first nine digits.
export function nationalId(digits) {
	const sum = [...digits].reduce((all, digit, i) => all + digit * (10 - i), 0) % 11;
	return digits + (sum < 2 ? sum : 11 - sum);
}

// Everything the gate asks for, with formation begun so many days ago.
export function form(group, days) {
	sql(`
begin;
update self_help_group set forming_since = current_date - ${days} where id = ${group};
update group_member set joined_on = current_date - ${days} where group_id = ${group};
with held as (
	insert into meeting (group_id, client_id, held_on, minutes)
	select ${group}, 'form-' || ${group} || '-' || n, current_date - 7 * n, 'گفت‌وگو درباره کار گروه'
	from generate_series(1, 6) n on conflict do nothing returning id
), there as (
	insert into meeting_attendance (meeting_id, member_id, presence)
	select h.id, m.id, 'present' from held h, group_member m
	where m.group_id = ${group} and m.left_on is null
)
insert into meeting_election (meeting_id, post, member_id)
select (select max(id) from held), post, id from group_member
where group_id = ${group} and left_on is null and post <> 'member' and exists (select from held);
insert into training (group_id, client_id, module, held_on)
select ${group}, 'form-' || ${group} || '-' || slug, slug, current_date
from training_module where required on conflict do nothing;
insert into assessment (group_id, member_id, form_id, client_id, round, taken_on, answers, scores, total)
select m.group_id, m.id, f.id, 'form-member-' || m.id, 'baseline', current_date, '{}', '{}', 50
from group_member m, assessment_form f
where m.group_id = ${group} and m.left_on is null and f.kind = 'member' on conflict do nothing;
insert into group_bank (group_id, sheba, owner, verified_at, verified_by)
select ${group}, 'IR062960000000100324200001', 'سرگروه و خزانه‌دار', now(), (select min(id) from account)
where not exists (select from group_bank where group_id = ${group} and ended_at is null);
commit`);
}
