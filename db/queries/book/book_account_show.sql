-- The statement of one account of the market's book, the newest first.
-- $1 account, $2 after
with page as materialized (
    select s.* from book_statement($1::bigint, cursor_time($2::text),
        coalesce(cursor_part($2::text, 2), 0), 51) s
), shown as materialized (
    select * from page order by happened_at desc, entry desc limit 50
)
select json_build_object('account', a.account,
    'any', exists (select from page),
    'rows', (select coalesce(json_agg(json_build_object('entry', entry,
        'title', book_entry_title(kind), 'at', happened_at,
        'reference', reference, 'reverses', reverses, 'debit', debit_rial,
        'credit', credit_rial, 'balance', balance_rial)
        order by happened_at desc, entry desc), '[]') from shown),
    'sums', (select json_build_object('debit', coalesce(sum(debit_rial), 0),
        'credit', coalesce(sum(credit_rial), 0)) from shown),
    'next', case when (select count(*) from page) > 50 then (select
        cursor_make(happened_at, entry) from shown
        order by happened_at, entry limit 1) end)
from (select book_account($1::bigint) as account) a
where a.account is not null
