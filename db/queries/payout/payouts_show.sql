-- What stands to the credit of the actor's group, and what it took out.
-- $1 after, $2 rule, $3 weight, $4 material (typed so far)
with page as materialized (
    select p.* from payout p
    where p.group_id = actor_group() and ($1::bigint is null or p.id < $1)
    order by p.id desc limit 31
)
select json_build_object(
    'balance', payout_balance(), 'owed', payout_owed(),
    'bank', (select json_build_object('sheba', b.sheba, 'owner', b.owner)
        from group_bank b where b.group_id = actor_group()
            and b.ended_at is null and b.verified_at is not null),
    'can_ask', payout_office() is not null and not exists (select from payout
        where group_id = actor_group() and state in ('asked', 'released')),
    'division', division_json($2::text, $3::json, $4::json, true),
    'any', exists (select from page),
    'payouts', (select coalesce(json_agg(payout_json(p) order by p.id desc),
        '[]') from (select * from page order by id desc limit 30) p),
    'next', (select case when count(*) > 30 then
        (array_agg(id order by id desc))[30] end from page))
where actor_group() is not null
