-- What the demo group took out of its share so far, and how it was divided.
create temp table demo_payout as
select n, g.id as group_id, b.rial / 40000 * 10000 as amount,
    now() - make_interval(days => 95 - 30 * n) as at,
    (array['equal', 'pieces', 'later'])[n] as rule,
    l.account_id as asked_by, t.account_id as released_by
from demo_group g
cross join generate_series(1, 3) n
cross join lateral (select balance_rial from ledger_account
    where kind = 'payable' and group_id = g.id) b (rial)
join group_member l on l.group_id = g.id and l.post = 'leader'
join group_member t on t.group_id = g.id and t.post = 'treasurer'
where g.i = 1 and b.rial > 4000000;
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
select distinct p.group_id, 'IR062960000000100324200001',
    'فاطمه رضایی و اعظم جعفری', a.id, now() - interval '90 days'
from demo_payout p join account a on a.mobile = '09120000006'
where not exists (select from group_bank b where b.group_id = p.group_id
    and b.ended_at is null);
with made as (
	insert into payout_batch (made_by, made_at, answered_by, answered_at)
	select a.id, p.at, a.id, p.at + interval '1 day'
	from demo_payout p join account a on a.mobile = '09120000008'
	order by p.n returning id, made_at
)
insert into payout (group_id, amount_rial, sheba, owner, state, state_at,
    asked_by, asked_at, released_by, released_at, batch_id, trace, rule)
select p.group_id, p.amount, b.sheba, b.owner, 'paid',
    p.at + interval '1 day', p.asked_by, p.at - interval '2 days',
    p.released_by, p.at - interval '1 day', m.id, 'T' || 405000 + p.n,
    p.rule
from demo_payout p
join made m on m.made_at = p.at
join group_bank b on b.group_id = p.group_id and b.ended_at is null
order by p.n;
select share_lay(p, (select json_object_agg(m.id, 12 + m.id % 7)
    from group_member m where m.group_id = p.group_id and m.left_on is null),
    (select json_object_agg(m.id, p.amount_rial / 5000 * 1000)
    from group_member m where m.group_id = p.group_id
        and m.post = 'treasurer'))
from payout p where p.rule <> 'later' order by p.id;
select payout_move(p, 'payout', true) from payout p order by p.id;
update payout set divided_at = asked_at, divided_by = asked_by
where rule <> 'later';
select payout_post(p, 'payout_paid', 'payout_paid', array[
    market_account('payout'), market_account('bank')],
    array[p.amount_rial], true) from payout p order by p.id;
select ledger_seal(ledger_market(), 1000000);
