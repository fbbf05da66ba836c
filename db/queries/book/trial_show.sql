-- The trial balance of the market's book at the end of a day, for those who
-- read it.
-- $1 day
with asked as materialized (
    select least(coalesce($1::date, t.today), t.today) as day, t.today
    from (select (now() at time zone 'Asia/Tehran')::date as today) t
), rows as materialized (
    select t.* from asked, book_trial(asked.day) t
)
select json_build_object('day', day,
    'until', day < today, 'book', book_closed(),
    'can_close', actor_role() = 'finance'
        and exists (select from book_months()),
    'rows', (select coalesce(json_agg(json_build_object('kind', kind,
        'title', title, 'accounts', accounts, 'account', account,
        'debit', debit_rial, 'credit', credit_rial,
        'debit_stands', debit_stands, 'credit_stands', credit_stands)),
        '[]') from rows),
    'sums', (select json_build_object('debit', coalesce(sum(debit_rial), 0),
        'credit', coalesce(sum(credit_rial), 0),
        'debit_stands', coalesce(sum(debit_stands), 0),
        'credit_stands', coalesce(sum(credit_stands), 0)) from rows))
from asked where book_closed() is not null
