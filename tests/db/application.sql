-- An application from its first word to a group at work, and everybody who
-- tries to get round its rules, as the service's own role.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'کارشناس کلینیک'),
    (90008, '09120000008', 'مدیر کلینیک دوم'),
    (90009, '09120000009', 'متقاضی');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'clinic_officer', 'clinic', 901),
    (90008, 90008, 'clinic_manager', 'clinic', 902);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, g, now() + interval '1 day'
from (values (90007, 90007), (90008, 90008), (90009, null)) v (id, g);
insert into category (slug, title) values ('handicraft', 'صنایع دستی')
on conflict do nothing;
create temp table made (name text primary key, id bigint);
insert into made select 'foreign member', id from group_member
where group_id = 90001;
grant all on made to public;

-- As the engine seals: a hash and a ciphertext, both opaque here.
create function pg_temp.sealed(n integer) returns json language sql as $$
	select json_build_object('hash', lpad(to_hex(n), 64, '0'),
	    'sealed', lpad(to_hex(n), 64, 'f'))
$$;
create function pg_temp.the(what text) returns bigint language sql as $$
	select id from made where name = what
$$;
-- Everybody's yes and a statute, as if by their codes.
create function pg_temp.agree(of_group bigint) returns void
language sql security definer as $$
	insert into group_statute (group_id, body)
	select of_group, repeat('اساسنامه ', 20);
	insert into consent (member_id, group_id, kind, version,
	    national_id_hash, mobile, own)
	select id, group_id, 'membership', 1, national_id_hash, mobile, true
	from group_member where group_id = of_group and left_on is null
	    and not member_consented(id)
$$;
-- A whole application of 90009: four members numbered from first.
create function pg_temp.whole(title text, first integer)
returns bigint language plpgsql as $$
declare
	made_id bigint;
	i integer;
begin
	made_id := (application_save(null, 'گروه ' || title, 'hamyar', 'handicraft', 90101,
	    901, 'ما چهار بانو هستیم و کار دستی می‌سازیم.') ->> 'id')::bigint;
	insert into made values (title, made_id);
	for i in 0..3 loop
		perform application_member_save(made_id, null, 'بانوی ' || i,
		    pg_temp.sealed(first + i), '0990' || lpad((first + i)::text, 7, '0'),
		    (array['leader', 'secretary', 'treasurer', 'member'])[i + 1]);
	end loop;
	perform pg_temp.agree(made_id);
	return made_id;
end
$$;
select pg_temp.plan_for_all(72);
set local role hamyar_service;

-- ---- the applicant ----
select pg_temp.enter(null) is null as entered \gset
select is(pg_temp.code_of($$ select application_save(null, 'گروه', 'hamyar', 'handicraft',
    90101, null, 'داستان') $$), 'unauthenticated', 'a visitor cannot apply');

select pg_temp.enter(90009) is null as entered \gset
select is((application_save(null, 'گروه بی‌کلینیک', 'hamyar', 'handicraft', 90102, null,
    'داستان') ->> 'id') is not null, true, 'an account can');
select is((select clinic_id from self_help_group
    where name = 'گروه بی‌کلینیک'), 901::bigint,
    'the clinic of the province is proposed');
select is(pg_temp.code_of($$ select application_save(null, 'گروه', 'hamyar', 'nothing',
    90101, null, 'داستان') $$), 'not_a_choice', 'a trade that is not');
select is(pg_temp.code_of($$ select application_save(null, 'گروه', 'hamyar', 'handicraft',
    99999, null, 'داستان') $$), 'not_a_choice', 'a city that is not');
select is(pg_temp.code_of($$ select application_save(null, 'گروه', 'hamyar', 'handicraft',
    90101, 999, 'داستان') $$), 'not_a_choice', 'a clinic that is not');

insert into made select 'empty', id from self_help_group
where name = 'گروه بی‌کلینیک';
select is(pg_temp.code_of($$ select application_submit(pg_temp.the('empty'))
    $$), 'application_incomplete', 'it is not handed in without members');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('empty'), null, 'بانو', null, '09900000001', 'member') $$),
    'required', 'nor a member taken without a national id');

select pg_temp.whole('one', 100) is null as done \gset
insert into made select 'member', min(id) from group_member
where group_id = pg_temp.the('one');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('one'), null, 'بانو', pg_temp.sealed(100), '09900000009',
    'member') $$), 'member_twice', 'nor one woman twice');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('one'), null, 'بانو', pg_temp.sealed(109), '09900000100',
    'member') $$), 'mobile_twice', 'nor one telephone twice');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('one'), null, 'بانو', pg_temp.sealed(109), '09900000009',
    'leader') $$), 'post_taken', 'nor two leaders');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('one'), pg_temp.the('foreign member'), 'بانو', null, '09900000009', 'member') $$),
    'not_found', 'nor a member of another group changed');
select lives_ok($$ select application_member_save(pg_temp.the('one'), null,
    'بانوی ' || n, pg_temp.sealed(n), '0990' || lpad(n::text, 7, '0'),
    'member') from generate_series(110, 112) n $$, 'seven are a group');
select is(pg_temp.code_of($$ select application_member_save(
    pg_temp.the('one'), null, 'بانو', pg_temp.sealed(113), '09900000113',
    'member') $$), 'members_full', 'eight are not');
select is((select count(*)::integer from group_member
    where group_id = pg_temp.the('one') and in_force), 0,
    'a draft binds nobody');

select pg_temp.whole('two', 100) is null as done \gset
select is(pg_temp.code_of($$ select application_save(null, 'چهارم',
    'hamyar', 'handicraft', 90101, null, 'داستان') $$), 'application_limit',
    'three open applications are enough');

-- Around the functions.
select is(pg_temp.code_of($$ update self_help_group set state = 'active'
    where id = pg_temp.the('one') $$), '42501', 'no state by hand');
select is(pg_temp.code_of($$ insert into group_member (group_id, name)
    values (90001, 'مهمان') $$), '42501', 'no member by hand');
select is(pg_temp.code_of($$ select group_move(pg_temp.the('one'),
    'active', null) $$), '42501', 'no inner part of a decision');
select is(pg_temp.code_of($$ select members_welcome(pg_temp.the('one')) $$),
    '42501', 'no roles by oneself');
select is(pg_temp.code_of($$ select group_facts(90001) $$), '42501',
    'no facts of another group');
select is(group_gate(90002)::text, null, 'nor its gate');
select is(group_members_json(90002)::text, '[]', 'nor its members');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'),
    null, 'forming', null) $$), 'not_found', 'an applicant does not decide');
select is(pg_temp.code_of($$ select member_unmask(pg_temp.the('one'), 1,
    'کنجکاوی') $$), 'forbidden', 'nor unmask');

select is(pg_temp.code_of($$ select application_submit(pg_temp.the('one'))
    $$), 'application_incomplete', 'not before each of them has said yes');
select pg_temp.agree(pg_temp.the('one')) is null as agreed \gset
select is(application_submit(pg_temp.the('one')) ->> 'state', 'submitted',
    'a whole one is handed in');
select is(application_submit(pg_temp.the('two')) ->> 'state', 'submitted',
    'so is another with the same women, for now');
select is(pg_temp.code_of($$ select application_submit(pg_temp.the('one')) $$),
    'application_closed', 'once');
select is(pg_temp.code_of($$ select application_member_drop(
    pg_temp.the('one'), pg_temp.the('member')) $$), 'application_closed',
    'and is not changed behind the clinic''s back');

-- Another account.
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.code_of($$ select application_save(pg_temp.the('empty'),
    'ربوده', 'hamyar', 'handicraft', 90101, null, 'داستان') $$), 'not_found',
    'another account cannot change it');
select is(pg_temp.code_of($$ select application_withdraw(pg_temp.the('one'))
    $$), 'not_found', 'nor withdraw it');
select is((select count(*)::integer from group_member
    where group_id = pg_temp.the('one')), 0, 'nor see its members');
select is(group_history_json(pg_temp.the('one'))::text, '[]',
    'nor its history');

-- ---- the wrong deciders ----
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'),
    null, 'forming', null) $$), 'not_found', 'the manager of another clinic');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null, 'returned', 'دلیلی هست') $$), 'not_found', 'does not return it either');
select is(pg_temp.code_of($$ select member_unmask(pg_temp.the('one'),
    pg_temp.the('member'), 'دلیلی هست') $$), 'not_found',
    'nor unmask its members');
select is((select count(*)::integer from group_member
    where group_id = pg_temp.the('one')), 0, 'nor see them');

select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null, 'rejected', 'دلیلی هست') $$), 'forbidden', 'an officer does not reject');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('empty'), null, 'returned', 'دلیلی هست') $$), 'not_found', 'a draft is nobody''s business');
select is(pg_temp.code_of($$ select group_decide(90001, null, 'returned',
    'دلیلی هست') $$), 'already_decided', 'a group at work is not returned');

-- A member of the group, by her account or by her telephone.
reset role;
update group_member set mobile = '09120000005'
where group_id = pg_temp.the('one') and mobile = '09900000112';
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'),
    null, 'forming', null) $$), 'own_application', 'nobody decides on her own application');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null, 'rejected', 'دلیلی هست') $$), 'own_application', 'not even against it');
reset role;
update group_member set mobile = '09900000112'
where group_id = pg_temp.the('one') and mobile = '09120000005';
update self_help_group set applied_by = 90005 where id = pg_temp.the('two');
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('two'),
    null, 'forming', null) $$), 'own_application', 'whoever applied does not decide');
reset role;
update self_help_group set applied_by = 90009 where id = pg_temp.the('two');
set local role hamyar_service;

-- ---- the officer returns, the applicant mends ----
select pg_temp.enter(90007) is null as entered \gset
select is(group_decide(pg_temp.the('one'), null, 'returned',
    'شماره عضو چهارم را درست کنید.') ->> 'state', 'returned',
    'an officer returns');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null, 'returned', 'باز هم') $$), 'already_decided', 'once');
reset role;
select is((select why || '/' || (facts ->> 'name') from group_history
    where group_id = pg_temp.the('one') order by id desc limit 1),
    'شماره عضو چهارم را درست کنید./گروه one',
    'the reason and the facts are kept');
select ok((select facts::text not like '%09900000100%' from group_history
    where group_id = pg_temp.the('one') order by id desc limit 1),
    'without whole telephone numbers');
select is((select array_agg(kind || ' ' || mobile order by mobile)
    from message where tokens ->> 'group' = 'گروه one'),
    array['group_returned 09120000009', 'group_returned 09900000100'],
    'the applicant and the leader are told');
set local role hamyar_service;
select pg_temp.enter(90009) is null as entered \gset
select is(group_history_json(pg_temp.the('one')) -> 0 ->> 'who', 'کلینیک',
    'the applicant is told which side decided, not who');
select is(application_submit(pg_temp.the('one')) ->> 'state', 'submitted',
    'and hands it in again');

-- ---- the clinic accepts ----
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'),
    (select min(id) from group_history
        where group_id = pg_temp.the('one')), 'forming', null) $$),
    'conflict', 'not on a page that is out of date');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'active', null) $$), 'already_decided', 'no application goes to work');
select is(group_decide(pg_temp.the('one'), (select max(id)
    from group_history where group_id = pg_temp.the('one')), 'forming',
    null) ->> 'state', 'forming', 'an officer accepts it into formation');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'forming', null) $$), 'already_decided', 'not twice');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'rejected', 'پشیمان شدم') $$), 'already_decided', 'and not back again');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('two'), null,
    'forming', null) $$), 'application_incomplete',
    'the same women are not in a second group');
reset role;
select is((select array_agg(r.role order by r.role) from role_grant r
    join group_member m on m.account_id = r.account_id
        and m.group_id = pg_temp.the('one') and m.post <> 'member'
    where r.scope_id = pg_temp.the('one') and r.given_by = 90007),
    array['leader', 'secretary', 'treasurer'],
    'each got the role of her post');
select is((select count(*)::integer from group_member
    where group_id = pg_temp.the('one') and in_force
        and account_id is not null), 7, 'all are members in force');
select is((select count(*)::integer from message where kind = 'role_given'
    and tokens ->> 'scope' = 'گروه one'), 7, 'and told so');
select is((select forming_since from self_help_group
    where id = pg_temp.the('one')), current_date,
    'formation counts from this day');
select is(pg_temp.code_of($$ update group_member set in_force = true
    where group_id = pg_temp.the('two') $$), '23505',
    'even by hand nobody is in two groups');
select is(pg_temp.code_of($$ update group_history set why = ''
    where group_id = pg_temp.the('one') $$), 'HY001',
    'history is not rewritten');
select is(pg_temp.code_of($$ update self_help_group set state = 'submitted'
    where id = pg_temp.the('one') $$), 'bad_move',
    'a group at work does not become an application');
update group_member set left_on = current_date
where group_id = pg_temp.the('one');
set local role hamyar_service;
select is(group_decide(pg_temp.the('two'), null, 'forming', null)
    ->> 'state', 'forming', 'once they have left, they may form another');

-- ---- who read what ----
select pg_temp.enter(90007) is null as entered \gset
select is(member_unmask(pg_temp.the('one'), pg_temp.the('member'),
    'تطبیق با شناسنامه') ->> 'name', 'بانوی 0', 'an officer unmasks');
reset role;
select is((select account_id || ' ' || why from access_log
    where subject_kind = 'member' order by id desc limit 1),
    '90007 تطبیق با شناسنامه', 'who and why is noted');

-- ---- products ----
update product set state = 'proposed' where id = 90003;
set local role hamyar_service;
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of($$ select product_publish(90003) $$), 'not_found',
    'a foreign clinic publishes nothing');
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select product_publish(90003) $$), 'forbidden',
    'nor does the group itself');
select pg_temp.enter(90007) is null as entered \gset
select is(product_return(90003, 'عکس روشن‌تر') ->> 'state'
    || pg_temp.code_of($$ select product_publish(90003) $$),
    'returnedalready_decided', 'returned is not published');

-- The statute to begin with says how many women a group may have.
reset role;
select ok(statute_default('مهر', 'khodyar') like '%شمار اعضا ۱۵ تا ۲۵ نفر است.%',
    'a statute in Persian digits');
insert into setting (key, valid_from, value)
values ('hamyar.members_max', now() - interval '1 minute', '10');
select ok(statute_default('مهر', 'hamyar') like '%شمار اعضا ۴ تا ۱۰ نفر است.%',
    'as the settings have it');
select * from finish();
rollback;
