-- Payment: once is once, late and double go back, nobody's word but our own
-- verify; and the queue that carries what comes later.
begin;
\ir fixture/shop.sql
set local role hamyar_service;
select pg_temp.enter(90001) is null as entered \gset
select cart_add(90003, 1) is null \g /dev/null
select order_place(90001, '{"90002":"test_post"}', null, null) ->> 'code'
    as code \gset
reset role;
select pg_temp.plan_for_all(45);
set local role hamyar_service;

select payment_start(:'code', 'zarinpal') as doc \gset
select (:'doc'::json ->> 'payment')::bigint as p1 \gset
select is((:'doc'::json ->> 'amount_rial')::bigint, 1500000::bigint,
    'the amount is ours');
select is(pg_temp.code_of(format('select payment_settle(%s, %L, null, null, '
    'null)', :p1, 'paid')), 'conflict', 'no success without an authority');
select is(pg_temp.code_of(format('select payment_requested(%s, %L, %L)',
    :p1, 'AUTH1', '{"code":100}')), 'fine', 'the gateway knows it');
select is(pg_temp.code_of(format('select payment_requested(%s, %L, %L)',
    :p1, 'AUTH2', '{}')), 'conflict', 'its authority never changes');
select (payment_start(:'code', 'zarinpal') ->> 'payment')::bigint as p2 \gset
select is(pg_temp.code_of(format('select payment_requested(%s, %L, %L)',
    :p2, 'AUTH1', '{}')), '23505', 'an authority is for one payment');
select payment_requested(:p2, 'AUTH2', null) is null \g /dev/null
select is(payment_find('zarinpal', 'AUTH1') ->> 'payment', :'p1',
    'found by authority');
select is(payment_find('zibal', 'AUTH1')::text, null, 'of its own gateway');
select is(payment_find('zarinpal', 'forged')::text, null, 'a forged one is nobody''s');

-- Paid, and paid again.
select payment_settle(:p1, 'paid', 'R1', '6037****1234', '{"code":100}')
    as doc \gset
select is(:'doc'::json ->> 'changed', 'true', 'paid');
select is(:'doc'::json ->> 'code', :'code', 'for its order');
select is(:'doc'::json ->> 'refunded', 'false', 'nothing goes back');
select is((select state from parcel p join shop_order o on o.id = p.order_id
    where o.code = :'code'), 'paid', 'the parcel moved with it');
select is(payment_settle(:p1, 'paid', 'R1', null, null) ->> 'changed',
    'false', 'a second callback changes nothing');
select is(payment_settle(:p1, 'failed', null, null, null) ->> 'state',
    'paid', 'nor does a late failure');
reset role;
select is((select count(*)::integer from message where kind = 'order_paid'
    and tokens ->> 'order' = :'code'), 1, 'the buyer hears of it once');
select is((select count(*)::integer from parcel_history h join parcel p
    on p.id = h.parcel_id join shop_order o on o.id = p.order_id
    where o.code = :'code' and h.to_state = 'paid'), 1,
    'the history has it once');
set local role hamyar_service;
select is(payment_settle(:p2, 'paid', 'R2', null, null) ->> 'refunded',
    'true', 'a second payment goes back');
select is((select reason from refund where payment_id = :p2), 'double',
    'as a double one');
select is((select amount_rial from refund where payment_id = :p2),
    1500000::bigint, 'in full');
select is(pg_temp.code_of(format('select payment_start(%L, %L)', :'code',
    'zibal')), 'order_paid', 'what is paid is not paid again');

-- Cancelled after paying twice: only the first payment's money is left.
select is(order_cancel(:'code') ->> 'refund_rial', '1500000',
    'cancelling gives the first back');
select is((select count(*)::integer from refund where payment_id = :p1), 1,
    'from the payment that counted');

-- Late.
select cart_add(90003, 2) is null \g /dev/null
select order_place(90001, '{"90002":"test_post"}', null, null) ->> 'code'
    as code \gset
select (payment_start(:'code', 'zibal') ->> 'payment')::bigint as p3 \gset
select payment_requested(:p3, 'T3', '{}') is null \g /dev/null
select order_cancel(:'code') is null \g /dev/null
select is(payment_settle(:p3, 'failed', null, null, null) ->> 'state',
    'failed', 'the gateway said no');
select is(payment_settle(:p3, 'paid', 'R3', null, null) ->> 'refunded',
    'true', 'then yes, too late: it goes back');
select is((select reason from refund where payment_id = :p3), 'late',
    'as a late one');
reset role;
select is((select stock from variant where id = 90003), 10,
    'and no stock was sold');

-- The refund's own way.
select id as r3 from refund where payment_id = :p3 \gset
set local role hamyar_jobs;
select is(refund_settle(:r3, 'done', '{}') ->> 'state', 'done', 'sent back');
select is((select state from payment where id = :p3), 'refunded',
    'all of it: the payment says so');

-- The queue.
reset role;
update job set state = 'done', locked_until = null where state <> 'dead';
set local role hamyar_jobs;
select job_add('test', '{}', 'test:1') is null \g /dev/null
select is(job_add('test', '{}', 'test:1'), null, 'one job for one key');
select runner_due('due') is null \g /dev/null
select runner_due('due') is null \g /dev/null
select is((select count(*)::integer from job where kind = 'due'), 1,
    'what is due is asked for once');
select runner_claim('r1', '{due}', 300) is null \g /dev/null
select runner_due('due') is null \g /dev/null
select is((select string_agg(state, ' ') from job where kind = 'due'),
    'running', 'and not while it is at work');
select job_done(id, 'r1') is null from job where kind = 'due' \g /dev/null
select runner_due('due') is null \g /dev/null
select is((select string_agg(state, ' ' order by id) from job
    where kind = 'due'), 'done ready', 'but again after that');
update job set state = 'done' where kind = 'due';
select id as j from runner_claim('r1', '{test}', 300) \gset
select is((select count(*)::integer from runner_claim('r2', '{test}', 300)),
    0, 'a job is taken once');
select is(job_done(:j, 'r2'), false, 'only who holds it ends it');
select is(job_fail(:j, 'r1', 'no answer'), 'ready', 'it waits after failing');
select is((select run_at > now() + interval '10 seconds' from job
    where id = :j), true, 'for a while');
update job set run_at = now(), tries = tries_max - 1 where id = :j;
select runner_claim('r1', '{test}', 300) is null \g /dev/null
select is(job_fail(:j, 'r1', 'no answer'), 'dead', 'but not for ever');
select job_revive(:j);
select runner_claim('r1', '{test}', 0) is null \g /dev/null
update job set locked_until = now() - interval '1 second' where id = :j;
select is((select runner from runner_claim('r2', '{test}', 300)), 'r2',
    'a dead runner''s job is taken over');
select is(job_done(:j, 'r1'), false, 'the dead cannot end it');
select is(job_done(:j, 'r2'), true, 'the living can');
select job_revive(:j) is null \g /dev/null
select job_add('test', '{}', 'test:2') as k \gset
select runner_claim('r1', '{test}', 300) is null \g /dev/null
select runner_free('r1');
select is((select state from job where id = :k), 'ready',
    'what a lane held that is known to be dead is free at once');
update job set run_at = now(), tries = tries_max - 1 where id = :k;
select runner_claim('r1', '{test}', 300) is null \g /dev/null
update job set locked_until = now() - interval '1 second' where id = :k;
select is((select count(*)::integer from runner_claim('r2', '{test}', 300)),
    0, 'a job that kills whoever runs it is not run for ever');
select is((select state from job where id = :k), 'dead', 'but is looked at');

-- Forty payments left at the bank, asked about in turn, and one that is new.
reset role;
insert into payment (order_id, gateway, authority, amount_rial, created_at,
    checked_at)
select (select order_id from payment where id = :p1), 'zibal', 'left' || n,
    1500000, now() - interval '1 hour', now() - interval '10 minutes'
from generate_series(1, 40) n;
insert into payment (id, order_id, gateway, authority, amount_rial,
    created_at)
select 90099, order_id, 'zibal', 'new', 1500000, now() - interval '4 minutes'
from payment where id = :p1;
set local role hamyar_jobs;
select is((select count(*)::integer from payments_due(10) d
    where (d ->> 'payment')::bigint = 90099), 0, 'each in its turn');
select count(*) from payments_due(30) \g /dev/null
select is((select count(*)::integer from payments_due(10) d
    where (d ->> 'payment')::bigint = 90099), 1,
    'those left at the bank do not hold up who paid');

reset role;
select * from finish();
rollback;
