-- The gateways beside the market's book: what stands open by its name, the
-- days of a month, and the differences themselves.
-- $1 kind, $2 month (any day of it), $3 after
with asked as materialized (
    select jalali_month(least($2::date, t.today)) as month, t.today,
        reconcile_balance() as balance
    from (select (now() at time zone 'Asia/Tehran')::date as today) t
), kinds as materialized (
    select k.kind, k.title, k.is_open, k.place, count(r.key) as count,
        coalesce(sum(r.ours_rial - r.theirs_rial), 0) as difference,
        coalesce(sum(r.open_rial), 0) as open
    from reconcile_kinds() k left join reconcile_rows() r on r.kind = k.kind
    group by 1, 2, 3, 4
), days as materialized (
    select d.* from asked, reconcile_days(asked.month,
        least(jalali_month(asked.month + 35) - 1, asked.today)) d
), list as materialized (
    select reconcile_json($1::text, $3::text, 50) as page
)
select json_build_object(
    'balance', balance, 'open', (select sum(open) from kinds),
    'other', balance - (select sum(open) from kinds),
    'days_most', setting_int('settlement.days', 4),
    'differences', (select sum(count) from kinds where not is_open),
    'kinds', (select json_agg(json_build_object('kind', kind,
        'title', title, 'on_its_way', is_open, 'count', count,
        'difference', difference, 'open', open,
        'chosen', kind = $1::text) order by place)
        from kinds where count > 0 or kind = $1::text),
    'chosen', (select title from kinds where kind = $1::text),
    'rows', page -> 'rows', 'any', json_array_length(page -> 'rows') > 0,
    'next', page ->> 'next',
    'month', month,
    'before', jalali_month(month - 1),
    'later', case when month < jalali_month(today)
        then jalali_month(month + 35) end,
    'any_days', exists (select from days),
    'days', (select coalesce(json_agg(json_build_object('day', day,
        'captured', captured_rial, 'refunded', refunded_rial,
        'settled', settled_rial, 'other', other_rial,
        'balance', balance_rial) order by day desc), '[]') from days),
    'sums', (select json_build_object('captured', sum(captured_rial),
        'refunded', sum(refunded_rial), 'settled', sum(settled_rial),
        'other', sum(other_rial)) from days))
from asked cross join list where balance is not null
