-- The accounts of groups of one kind and where they stood at the end of a day.
-- $1 kind, $2 day, $3 after
with asked as materialized (
    select least(coalesce($2::date, t.today), t.today) as day
    from (select (now() at time zone 'Asia/Tehran')::date as today) t
), page as materialized (
    select a.* from asked,
        book_accounts($1::text, asked.day, $3::bigint, 51) a
)
select json_build_object('kind', $1::text, 'title', sums ->> 'title',
    'day', day, 'sums', sums,
    'any', exists (select from page),
    'accounts', (select coalesce(json_agg(json_build_object('id', p.account,
        'group', p.title, 'balance', p.balance_rial) order by p.account),
        '[]') from (select * from page order by account limit 50) p),
    'next', (select case when count(*) > 50 then
        (array_agg(account order by account))[50] end from page))
from asked
cross join lateral book_accounts_sum($1::text, day) sums
where sums is not null
