-- What closing a period would close: the months that are over, what differs
-- with the gateways, and what was closed before.
select json_build_object('book', book_closed(),
    'can_close', actor_role() = 'finance',
    'any', exists (select from book_months()),
    'months', (select coalesce(json_agg(json_build_object('month', month,
        'day', closes) order by month), '[]') from book_months()),
    'last', (select max(closes) from book_months()),
    'differences', s.differences, 'difference', s.difference_rial)
from reconcile_sum() s
where book_closed() is not null
