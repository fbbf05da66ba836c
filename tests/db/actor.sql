-- Who asks: sessions, roles, idempotency, rate limits.
begin;
\ir fixture/shop.sql
-- Inner parts, asked directly here.
grant execute on function rate_take(text, integer, interval)
    to hamyar_service;
select pg_temp.plan_for_all(28);
set local role hamyar_service;

select is(pg_temp.enter(90001) ->> 'role', 'customer', 'a buyer is a customer');
select is(actor_account(), 90001::bigint, 'her account is known');
select is(actor_group(), null, 'she has no group');
select is(pg_temp.enter(90003) #>> '{scope,name}', 'گروه الف',
    'a leader acts for her group');
select is(actor_group(), 90001::bigint, 'her group is known');
select is(actor_clinic(), null, 'and no clinic');
select is(pg_temp.enter(90001) #>> '{account,mobile_masked}',
    '0912•••0001', 'numbers are masked');

select is(pg_temp.code_of($$ select actor_enter('{"who":["account"]}') $$),
    'unauthenticated', 'a visitor may not enter where people must log in');
select is(pg_temp.code_of($$ select pg_temp.enter(90001, null, 'p',
    '["leader"]') $$), 'forbidden', 'a customer is not a leader');
select is(pg_temp.code_of($$ select pg_temp.enter(90003, null, 'p',
    '["clinic_manager"]') $$), 'forbidden', 'a leader is not a clinic');
select is(pg_temp.code_of($$ select pg_temp.enter(90003, null, 'p',
    '["account"]') $$), 'fine', 'account means any role');
select is(pg_temp.code_of($$ select actor_enter(json_build_object('bearer',
    repeat('9', 64), 'who', '[]'::json)) $$), 'unauthenticated',
    'an unknown token is refused even where everybody may enter');

select pg_temp.enter(90003) is not null as entered \gset
select actor_enter(json_build_object('session', repeat('e', 64), 'who',
    '[]'::json)) #>> '{account,id}' as nobody \gset
select is(actor_account(), null, 'an unknown cookie is nobody');
select is(actor_session(), null, 'reading makes no session');
select ok((actor_enter(json_build_object('session', repeat('e', 64), 'who',
    '[]'::json, 'writes', true, 'fresh', true)) ->> 'session') is not null,
    'writing makes one');

-- Ended roles and closed accounts.
reset role;
update role_grant set ended_at = now() where id = 90004;
update account set closed_at = now() where id = 90002;
set local role hamyar_service;
select is(pg_temp.enter(90004) ->> 'role', 'customer',
    'an ended role is worth nothing');
select is(pg_temp.enter(90002) ->> 'role', 'visitor',
    'a closed account is nobody');

-- Idempotency.
select pg_temp.enter(90001, 'key-0000001', 'print-1') is not null as entered \gset
select is(answer_keep('{"n":1}')::text, '{"n":1}', 'an answer is kept');
select is(pg_temp.code_of($$ select pg_temp.enter(90001, 'key-0000001',
    'print-1') $$), 'replay', 'the same call again is a replay');
select throws_ok($$ select pg_temp.enter(90001, 'key-0000001', 'print-1') $$,
    'HY200', 'replay', 'with its own SQLSTATE');
select is(pg_temp.code_of($$ select pg_temp.enter(90001, 'key-0000001',
    'print-2') $$), 'idempotency_mismatch', 'another call is refused');
select is(pg_temp.code_of($$ select pg_temp.enter(90003, 'key-0000001',
    'print-2') $$), 'fine', 'another person''s key is another key');
select pg_temp.enter(90001, 'key-0000002', 'print-1') is not null as entered \gset
select answer_keep(refused('otp_wrong')) is not null as kept \gset
select is(pg_temp.code_of($$ select pg_temp.enter(90001, 'key-0000002',
    'print-1') $$), 'fine', 'a refusal is not kept');

-- Rates.
select is(pg_temp.code_of($$ select rate_take('test', 2, '1 day'),
    rate_take('test', 2, '1 day') $$), 'fine', 'two are allowed');
select is(pg_temp.code_of($$ select rate_take('test', 2, '1 day') $$),
    'rate_limited', 'the third is not');
select is(pg_temp.code_of($$ select count(*) from rate_hit $$), '42501',
    'nobody reads the counters');

reset role;
insert into setting (key, valid_from, value)
values ('session.per_address', now() - interval '1 minute', '2');
create function pg_temp.visit(n integer)
returns json language sql as $$
	select actor_enter(json_build_object('session',
	    repeat('d', 63) || to_hex(n), 'who', '[]'::json, 'writes', true,
	    'address', '192.0.2.77'))
$$;
set local role hamyar_service;
select is(pg_temp.code_of('select pg_temp.visit(1), pg_temp.visit(2)'),
    'fine', 'visitors of one address each get a session');
select is(pg_temp.code_of('select pg_temp.visit(3)'), 'rate_limited',
    'but no flood of rows');

reset role;
select * from finish();
rollback;
