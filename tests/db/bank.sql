-- The bank account of a group at work: a new one waits beside the one in use,
-- and takes its place when the clinic has looked at it.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'کارشناس کلینیک'),
    (90012, '09120000012', 'خزانه‌دار الف');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'clinic_officer', 'clinic', 901),
    (90012, 90012, 'treasurer', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from unnest(array[90007, 90012]) id;
insert into group_member (group_id, account_id, name, mobile, post) values
    (90001, 90012, 'خزانه‌دار الف', '09120000012', 'treasurer');
create function pg_temp.account(n integer) returns text language sql as $$
	select 'IR' || repeat(n::text, 24)
$$;
create function pg_temp.told() returns text language sql security definer
as $$
	with said as (
	    delete from message where kind like 'bank%'
	    returning kind, mobile
	)
	select string_agg(kind, ' ' order by mobile) from said
$$;
create function pg_temp.open_accounts() returns text language sql as $$
	select string_agg(substr(sheba, 3, 1) || case when verified_at is null
	    then ' waits' else ' in use' end, ', ' order by id)
	from group_bank where group_id = 90001 and ended_at is null
$$;
create function pg_temp.banked() returns text language sql security definer
as $$
	select met::text || coalesce(' ' || (data ->> 'waiting'), '')
	from group_conditions(90001) where key = 'banked'
$$;
select pg_temp.plan_for_all(14);
set local role hamyar_service;

select pg_temp.enter(90012) is null as entered \gset
select bank_save(pg_temp.account(1), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '1 waits', 'the first one waits');
select is(pg_temp.banked(), 'false true', 'as the gate says');
select is(pg_temp.told(), 'bank_added bank_added',
    'and leader and treasurer are told');
select pg_temp.enter(90007) is null as entered \gset
select bank_verify(90001, pg_temp.account(1), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '1 in use', 'the clinic looked at it');
select is(pg_temp.told(), 'bank_verified bank_verified', 'and they are told');
select pg_temp.enter(90012) is null as entered \gset
select bank_save(pg_temp.account(1), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '1 in use', 'the same again changes nothing');
select bank_save(pg_temp.account(2), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '1 in use, 2 waits',
    'a new one stands beside it');
select is(pg_temp.banked(), 'true true', 'and the gate stays open');
select is(pg_temp.told(), 'bank_changing bank_changing',
    'who answers for money is told');
select bank_save(pg_temp.account(3), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '1 in use, 3 waits', 'one waits at a time');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of(format($$ select bank_verify(90001, %L, 'گروه الف')
    $$, pg_temp.account(2))), 'conflict', 'what was taken back is not verified');
select is(pg_temp.open_accounts(), '1 in use, 3 waits', 'nor ends the old one');
select bank_verify(90001, pg_temp.account(3), 'گروه الف') is null as done \gset
select is(pg_temp.open_accounts(), '3 in use', 'the one looked at takes over');
select is(bank_verify(90001, pg_temp.account(3), 'گروه الف') ->> 'id', '90001',
    'once');

select * from finish();
rollback;
