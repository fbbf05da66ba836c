-- A member's passbook: for herself, her group's officers, her facilitator and
-- her clinic.
-- $1 group (only for the path), $2 member (herself when absent), $3 cycle (the
-- last one when absent)
with own as (
    select m.id, m.group_id from group_member m
    where ($1::bigint is null or m.group_id = $1)
        and case when $2::bigint is null
            then m.account_id = actor_account()
                and m.group_id = coalesce(actor_group(), m.group_id)
                and not m.pending
            else m.id = $2 and (sees_savings(m.group_id)
                or m.account_id = actor_account()) end
    order by m.left_on nulls first, m.id limit 1
)
select savings_passbook_json(own.id, $3::bigint)
from own
left join lateral (select access_note('member', own.id)
    where actor_clinic() is not null) note on true
