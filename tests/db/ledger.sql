-- The account book: balanced, in order, and never changed, whoever tries.
begin;
\ir fixture/shop.sql
create function pg_temp.account(kind text, of_group bigint default null)
returns bigint language sql as $$
	select ledger_account(ledger_market(), kind, of_group)
$$;
create function pg_temp.post(key text, debit bigint, credit bigint,
    rial bigint, at timestamptz default now()) returns bigint
language sql as $$
	select ledger_post(ledger_market(), 'test', key, at, 'test:1',
	    array[debit, credit], array[rial, -rial])
$$;
create function pg_temp.pay(key text, rial bigint,
    at timestamptz default now()) returns bigint language sql as $$
	select pg_temp.post(key, pg_temp.account('gateway'),
	    pg_temp.account('payable', 90001), rial, at)
$$;
create function pg_temp.take(key text, rial bigint) returns bigint
language sql as $$
	select pg_temp.post(key, pg_temp.account('payable', 90001),
	    pg_temp.account('bank'), rial)
$$;
create function pg_temp.kept(of_group bigint default 90001) returns bigint
language sql as $$
	select balance_rial from ledger_account where kind = 'payable'
	    and group_id = of_group
$$;
select pg_temp.plan_for_all(51);

-- ---- posting ----
select is(pg_temp.pay('one', 500) > 0, true, 'an entry is posted');
select is(pg_temp.kept(), 500::bigint, 'a balance follows');
select is(pg_temp.pay('one', 500), (select id from ledger_entry
    where idempotency_key = 'one'), 'the same again is the same');
select is(pg_temp.kept(), 500::bigint, 'once');
select is(pg_temp.code_of($$ select pg_temp.pay('one', 501) $$),
    'idempotency_mismatch', 'not with another content');
select is(pg_temp.code_of($$ select pg_temp.take('two', 501) $$),
    'balance_short', 'nothing goes below zero');
select is(pg_temp.take('two', 200) > 0, true, 'what is there goes');
select is(pg_temp.kept(), 300::bigint, 'and is gone');
select is((select version from ledger_account where kind = 'payable'
    and group_id = 90001), 2::bigint, 'a version for each');
select is((select balance_rial from ledger_account where kind = 'gateway'),
    0::bigint, 'nobody waits for a shared account');
select is(ledger_balance(pg_temp.account('gateway')), 500::bigint,
    'its balance is known all the same');
select is(ledger_balance(pg_temp.account('bank')), -200::bigint,
    'of the other too');
select is(pg_temp.code_of($$ select ledger_post(ledger_market(), 'test', 'bad',
    now(), 'test', array[pg_temp.account('gateway'),
        pg_temp.account('bank')], array[5, -4]);
    set constraints sum_check immediate $$), 'HM001', 'legs sum to zero');
select is(pg_temp.code_of($$ select ledger_post(ledger_market(), 'test', 'bad',
    now(), 'test', '{}', '{}'); set constraints sum_check immediate $$),
    'HM001', 'an entry has legs');
set local role hamyar_service;
select is(pg_temp.code_of($$ set constraints all immediate $$), 'fine',
    'whoever''s transaction it is');
set constraints all deferred;
reset role;
select is(pg_temp.code_of($$ select ledger_account(ledger_market(),
    'nothing') $$), 'P0001', 'no account of no kind');
select ledger_savings(90001) as savings \gset
select is(ledger_savings(90001)::text, :'savings', 'one book a group');
select is(pg_temp.code_of(format($$ select ledger_post(%s, 'test', 'bad',
    now(), 'test', array[pg_temp.account('gateway'),
        pg_temp.account('bank')], array[5, -5]) $$, :savings)), '23503',
    'a leg stays in its book');

-- ---- the chain ----
-- By the runner, in its own role.
set local role hamyar_jobs;
select is(ledger_seal(ledger_market(), 1), 1, 'sealed, as many as asked');
reset role;
select is((select balance_rial from ledger_account where kind = 'gateway'),
    500::bigint, 'what is sealed is summed');
select is(ledger_balance(pg_temp.account('bank')), -200::bigint,
    'what is not is added');
select is(ledger_seal(ledger_market(), 100), 1, 'then the rest');
select is(ledger_seal(ledger_market(), 100), 0, 'then nothing');
select is((select string_agg(s.entry_id::text, ' ' order by s.seq)
    from ledger_seal s), (select string_agg(id::text, ' ' order by id)
    from ledger_entry), 'in their order');
select is((select bool_and(hash = sha256(coalesce(before, '')
    || convert_to(ledger_content(e), 'UTF8')))
    from (select *, lag(hash) over (order by seq) as before
        from ledger_seal) s join ledger_entry e on e.id = s.entry_id), true,
    'each link holds the one before');
select is((select head_hash = hash from ledger_book b join ledger_seal s
    on s.book_id = b.id and s.seq = b.head where b.kind = 'market'), true,
    'and the book its last');
select is_empty($$ select * from ledger_faults(ledger_market()) $$,
    'all agrees');

-- ---- mistakes ----
select id as wrong from ledger_entry where idempotency_key = 'two' \gset
select is(ledger_reverse(:wrong, 'undo') > 0, true, 'a mistake is reversed');
select is(pg_temp.kept(), 500::bigint, 'as if it had not been');
select is(ledger_reverse(:wrong, 'undo'), (select id from ledger_entry
    where idempotency_key = 'undo'), 'the same again is the same');
select is(pg_temp.code_of(format($$ select ledger_reverse(%s, 'again') $$,
    :wrong)), 'already_reversed', 'once');
select is(pg_temp.code_of($$ select ledger_reverse((select id
    from ledger_entry where idempotency_key = 'undo'), 'undo undo') $$),
    'already_reversed', 'a reversal is not reversed');

-- ---- periods and moments ----
select is(pg_temp.pay('old', 40, now() - interval '10 days') > 0, true,
    'what was forgotten is still written');
select is(ledger_balance_at(pg_temp.account('payable', 90001),
    now() - interval '1 day'), 40::bigint, 'a balance of then');
select is((select string_agg(balance_rial::text, ' ')
    from ledger_statement(pg_temp.account('payable', 90001))),
    '540 340 540 40', 'a statement in the order of events');
select is((select sum(debit_rial) = sum(credit_rial) and sum(debit_rial) > 0
    from ledger_trial(ledger_market(), now())), true, 'a trial balance');
select ledger_close(ledger_market(), (now() - interval '5 days')::date) \gset
select is(pg_temp.code_of($$ select pg_temp.pay('late', 1,
    now() - interval '6 days') $$), 'period_closed',
    'a closed period takes nothing');
select is(pg_temp.pay('old', 40, now() - interval '10 days') > 0, true,
    'but knows what it has');
select ledger_close(ledger_market(), (now() - interval '9 days')::date) \gset
select is(pg_temp.code_of($$ select pg_temp.pay('late', 1,
    now() - interval '6 days') $$), 'period_closed', 'nor is it opened');
select is(pg_temp.code_of($$ select ledger_close(ledger_market(),
    current_date + 1) $$), 'period_open', 'a day is over before it is closed');
select is(pg_temp.code_of($$ select pg_temp.pay('soon', 1,
    now() + interval '1 hour') $$), '23514', 'nothing is written ahead');

-- ---- whoever tries ----
select is((select string_agg(distinct pg_temp.code_of(format(
    'set local role %I; %s', role, statement)), ' ')
    from unnest(array['hamyar_service', 'hamyar_jobs']) role, unnest(array[
        'select 1 from ledger_entry', 'delete from ledger_leg',
        'update ledger_account set balance_rial = 9',
        'insert into ledger_unsealed values (1, 1)']) statement), '42501',
    'the service and the runner touch no table of it');
select is(pg_temp.code_of($$ set local role hamyar_service;
    select ledger_post(1, 'x', 'x', now(), 'x', '{}', '{}') $$), '42501',
    'nor post');
select is((select string_agg(distinct pg_temp.code_of(
    'set local role hamyar_definer; ' || statement), ' ')
    from unnest(array['update ledger_entry set reference = ''x''',
        'delete from ledger_leg', 'update ledger_seal set seq = seq + 9',
        'delete from ledger_account', 'delete from ledger_book']) statement),
    '42501', 'functions only add');
select is((select string_agg(distinct pg_temp.code_of(statement), ' ')
    from unnest(array['update ledger_leg set amount_rial = 7',
        'delete from ledger_entry', 'truncate ledger_seal']) statement),
    'HM001', 'not even the superuser, while the triggers stand');
select is(pg_temp.code_of($$ insert into ledger_entry (book_id, kind,
    happened_at, reference, idempotency_key, digest, tx)
    values (ledger_market(), 'test', now(), 'x', 'other tx', '\x', '3');
    insert into ledger_leg select max(id), 1, ledger_market(),
        pg_temp.account('bank'), 5 from ledger_entry $$), 'HM001',
    'an entry of another transaction takes no leg');
set local role hamyar_jobs;
select is((select count(*) from job where kind = 'ledger_wrong'
    and ledger_prove() >= 0), 0::bigint, 'the runner proves: nothing is wrong');
select is(ledger_seal(ledger_market(), 1000) >= 0, true, 'and it seals');
reset role;
set local session_replication_role = replica;
update ledger_leg set amount_rial = amount_rial * 2
where position = 1 and entry_id = (select id from ledger_entry where idempotency_key = 'one');
update ledger_account set balance_rial = 3
where kind = 'payable' and group_id = 90001;
set local session_replication_role = origin;
select is((select string_agg(distinct fault, ' ' order by fault)
    from ledger_faults(ledger_market())), 'balance unbalanced',
    'what does not add up is found');
update ledger_book set proved_at = null;
set local role hamyar_jobs;
select is(ledger_prove(), 2::bigint, 'both books are proved within a day');
select is((select payload ->> 'book' from job where kind = 'ledger_wrong'),
    ledger_market()::text, 'for people to look at');

select * from finish();
rollback;
