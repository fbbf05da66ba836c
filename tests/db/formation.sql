-- Formation: the gate, condition by condition, who moves a group and who may
-- not, and membership in time; as the service's own role.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'کارشناس کلینیک'),
    (90008, '09120000008', 'مدیر کلینیک دوم'),
    (90009, '09120000009', 'متقاضی'),
    (90010, '09120000010', 'کارشناس استان'),
    (90011, '09120000011', 'کارشناس استان دیگر'),
    (90012, '09120000012', 'تسهیلگر');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'clinic_officer', 'clinic', 901),
    (90008, 90008, 'clinic_manager', 'clinic', 902),
    (90010, 90010, 'officer', 'province', 901),
    (90011, 90011, 'officer', 'province', 902),
    (90012, 90012, 'facilitator', 'clinic', 901);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, g, now() + interval '1 day'
from (values (90007, 90007), (90008, 90008), (90009, null), (90010, 90010),
    (90011, 90011), (90012, 90012)) v (id, g);
insert into category (slug, title) values ('handicraft', 'صنایع دستی')
on conflict do nothing;
create temp table made (name text primary key, id bigint);
create function pg_temp.the(what text) returns bigint language sql as $$
	select id from made where name = what
$$;
create function pg_temp.sealed(n integer) returns json language sql as $$
	select json_build_object('hash', lpad(to_hex(n), 64, '0'),
	    'sealed', lpad(to_hex(n), 64, 'f'))
$$;
-- Everybody's yes, as if by their codes.
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
-- Time passes for a group: everything that happened to it is as much older.
create function pg_temp.pass(of_group bigint, days integer) returns void
language plpgsql security definer as $$
begin
	update self_help_group set forming_since = forming_since - days
	where id = of_group;
	update group_member set joined_on = joined_on - days
	where group_id = of_group;
	-- Far away first: two meetings never share a day on the way.
	update meeting set held_on = held_on - 10000 where group_id = of_group;
	update meeting set held_on = held_on + 10000 - days
	where group_id = of_group;
end
$$;
-- Meetings on the last days, in each of which so many members were there.
create function pg_temp.meet(of_group bigint, meetings integer, there integer)
returns void language sql security definer as $$
	with held as (
	    insert into meeting (group_id, client_id, held_on, minutes)
	    select of_group, 'meeting-' || of_group || '-' || n || '-' || there,
	        current_date - n, 'گفت‌وگو درباره کار گروه'
	    from generate_series(0, meetings - 1) n
	    returning id
	)
	insert into meeting_attendance (meeting_id, member_id, presence)
	select h.id, m.id, case when m.n <= there then 'present'
	    else 'absent' end
	from held h, (select id, row_number() over (order by id) as n
	    from group_member where group_id = of_group and left_on is null) m
$$;
create function pg_temp.open_keys(of_group bigint) returns text
language sql security definer as $$
	select string_agg(key, ' ' order by place)
	from group_conditions(of_group) where not met
$$;
create function pg_temp.apply(title text, first integer, place bigint)
returns bigint language plpgsql as $$
declare
	made_id bigint;
begin
	made_id := (application_save(null, 'گروه ' || title, 'hamyar',
	    'handicraft', place, 901, 'ما چهار بانو هستیم و کار می‌سازیم.')
	    ->> 'id')::bigint;
	insert into made values (title, made_id);
	perform application_member_save(made_id, null, 'بانوی ' || i,
	    pg_temp.sealed(first + i), '0990' || lpad((first + i)::text, 7,
	    '0'), (array['leader', 'secretary', 'treasurer', 'member'])[i + 1])
	from generate_series(0, 3) i;
	perform pg_temp.agree(made_id);
	perform application_submit(made_id);
	return made_id;
end
$$;
grant all on made to public;
select pg_temp.plan_for_all(70);
set local role hamyar_service;

select pg_temp.enter(90009) is null as entered \gset
select pg_temp.apply('one', 200, 90101) is null as done \gset
select pg_temp.enter(90007) is null as entered \gset
select is(group_decide(pg_temp.the('one'), null, 'forming', null) ->> 'state',
    'forming', 'formation begins');
insert into made select 'member ' || row_number() over (order by id), id
from group_member where group_id = pg_temp.the('one');

-- ---- the gate, condition by condition ----
select is(pg_temp.open_keys(pg_temp.the('one')),
    'elected trained met attended assessed banked lasted',
    'what formation is for is missing');
select is(group_gate(pg_temp.the('one')) ->> 'open', 'false',
    'the gate is closed');
select is(group_gate(pg_temp.the('one')) -> 'conditions' -> 12 -> 'data'
    ->> 'earliest', (current_date + 90)::text,
    'and says the earliest day');
select is(pg_temp.code_of($$ select group_ask_review(pg_temp.the('one')) $$),
    'gate_closed', 'so nobody asks for the review');
reset role;
select pg_temp.pass(pg_temp.the('one'), 10) is null as done \gset
select pg_temp.meet(pg_temp.the('one'), 6, 2) is null as done \gset
select is(pg_temp.open_keys(pg_temp.the('one')),
    'elected trained attended assessed banked lasted',
    'six meetings are enough, two of four women are not');
update meeting_attendance set presence = 'excused'
where meeting_id in (select id from meeting
    where group_id = pg_temp.the('one')) and presence = 'absent';
select ok(pg_temp.open_keys(pg_temp.the('one')) like '%attended%',
    'an excuse is no presence');
update meeting_attendance set presence = 'present'
where member_id = pg_temp.the('member 3') and meeting_id in (select id
    from meeting where group_id = pg_temp.the('one'));
select ok(pg_temp.open_keys(pg_temp.the('one')) not like '%attended%',
    'three of four are: 75 percent');
insert into meeting_election
select max(t.id), m.post, m.id from meeting t, group_member m
where t.group_id = pg_temp.the('one') and m.group_id = t.group_id
    and m.post in ('leader', 'secretary') group by m.post, m.id;
select is((select data ->> 'missing' from group_conditions(
    pg_temp.the('one')) where key = 'elected'), 'خزانه‌دار',
    'each post is elected');
insert into meeting_election
select max(t.id), 'treasurer', m.id from meeting t, group_member m
where t.group_id = pg_temp.the('one') and m.group_id = t.group_id
    and m.post = 'treasurer' group by m.id;
insert into training (group_id, client_id, module, held_on)
select pg_temp.the('one'), 'training-' || slug, slug, current_date
from training_module where required and slug <> 'market';
select is((select data ->> 'missing' from group_conditions(
    pg_temp.the('one')) where key = 'trained'),
    'قیمت‌گذاری و فروش اینترنتی', 'each required module is held');
insert into training (group_id, client_id, module, held_on)
values (pg_temp.the('one'), 'training-market', 'market', current_date);
insert into assessment (group_id, member_id, form_id, client_id, round,
    taken_on, answers, scores, total)
select m.group_id, m.id, f.id, 'assessment-' || m.id, 'baseline',
    current_date, '{}', '{}', 50
from group_member m, assessment_form f
where m.group_id = pg_temp.the('one') and f.kind = 'member'
    and m.id <> pg_temp.the('member 4');
select is((select data ->> 'names' from group_conditions(
    pg_temp.the('one')) where key = 'assessed'), 'بانوی 3',
    'each member is assessed');
insert into assessment (group_id, member_id, form_id, client_id, round,
    taken_on, answers, scores, total)
select m.group_id, m.id, f.id, 'assessment-' || m.id, 'baseline',
    current_date, '{}', '{}', 50
from group_member m, assessment_form f
where m.id = pg_temp.the('member 4') and f.kind = 'member';
insert into role_grant (id, account_id, role, scope_kind, scope_id)
select 90020, account_id, 'leader', 'group', group_id from group_member
where id = pg_temp.the('member 1') on conflict do nothing;
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(90020 - 90000), 32), account_id, (select min(id)
    from role_grant r where r.account_id = m.account_id
        and ended_at is null), now() + interval '1 day'
from group_member m where id = pg_temp.the('member 1');
create function pg_temp.enter_leader() returns json language sql as $$
	select actor_enter(json_build_object('session',
	    repeat(to_hex(90020 - 90000), 32), 'who', '[]'::json,
	    'operation', 'test', 'writes', false, 'address', '192.0.2.1'))
$$;
set local role hamyar_service;
select is(pg_temp.enter_leader() ->> 'role', 'leader',
    'her telephone became an account with a role');
select is(bank_save('IR' || repeat('1', 24), 'سرگروه و خزانه‌دار')
    ->> 'sheba', 'IR' || repeat('1', 24), 'the leader writes the account');
select is((select data ->> 'waiting' from json_to_recordset(
    group_gate(pg_temp.the('one')) -> 'conditions')
    x (key text, data json) where key = 'banked'), 'true',
    'which waits for the clinic');
select is(pg_temp.code_of(format($$ select bank_verify(%s, %L,
    'سرگروه و خزانه‌دار') $$, pg_temp.the('one'), 'IR' || repeat('1', 24))), 'forbidden',
    'and is not verified by the group itself');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of(format($$ select bank_verify(%s, %L,
    'سرگروه و خزانه‌دار') $$, pg_temp.the('one'), 'IR' || repeat('1', 24))), 'not_found',
    'nor by another clinic');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of(format($$ select bank_verify(%s, %L,
    'سرگروه و خزانه‌دار') $$, pg_temp.the('one'), 'IR' || repeat('2', 24))), 'conflict',
    'nor a number that was not looked at');
select is(pg_temp.code_of(format($$ select bank_verify(%s, %L, 'دیگری') $$,
    pg_temp.the('one'), 'IR' || repeat('1', 24))), 'conflict',
    'nor in another''s name');
select is(bank_verify(pg_temp.the('one'), 'IR' || repeat('1', 24),
    'سرگروه و خزانه‌دار') ->> 'sheba', 'IR' || repeat('1', 24), 'its own clinic does');
reset role;
select is(pg_temp.open_keys(pg_temp.the('one')), 'lasted',
    'only time is missing');
select pg_temp.pass(pg_temp.the('one'), 32) is null as done \gset
select is((select data ->> 'days' from group_conditions(pg_temp.the('one'))
    where key = 'lasted'), '42', 'six weeks');
select pg_temp.pass(pg_temp.the('one'), 47) is null as done \gset
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_ask_review(pg_temp.the('one')) $$),
    'gate_closed', 'day 89 is not day 90');
reset role;
select pg_temp.pass(pg_temp.the('one'), 1) is null as done \gset
select is(pg_temp.open_keys(pg_temp.the('one')), null, 'day 90 is');

-- ---- who asks, who decides ----
set local role hamyar_service;
select pg_temp.enter(90004) is null as entered \gset
select is(pg_temp.code_of($$ select group_ask_review(pg_temp.the('one')) $$),
    'not_found', 'another group does not ask');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select group_ask_review(pg_temp.the('one')) $$),
    'forbidden', 'nor the province');
reset role;
update self_help_group set applied_by = null where id = pg_temp.the('one');
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_ask_review(pg_temp.the('one')) $$),
    'forbidden', 'even where nobody is known to have applied');
reset role;
update self_help_group set applied_by = 90009
where id = pg_temp.the('one');
set local role hamyar_service;
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'already_decided',
    'what was not asked is not approved');
select pg_temp.enter_leader() is null as entered \gset
select is(group_ask_review(pg_temp.the('one')) ->> 'state', 'in_review',
    'its leader asks');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'not_found', 'but does not decide');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'forbidden', 'an officer does not approve');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'forming', 'جلسه‌ها کم است') $$), 'forbidden', 'nor send back');
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'forbidden', 'nor does the facilitator');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'not_found', 'nor another clinic''s manager');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'forbidden', 'nor the province, not yet');

select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'forming', null) $$), 'why_missing', 'sending back owes a reason');
select is(group_decide(pg_temp.the('one'), null, 'forming',
    'یک صورت‌جلسه خوانا نیست.') ->> 'state', 'forming',
    'the manager sends back into formation');
select is((select forming_since from self_help_group
    where id = pg_temp.the('one')), current_date - 90,
    'whose days go on counting');
select is((select count(*)::integer from group_member
    where group_id = pg_temp.the('one') and in_force), 4,
    'and whose members stay members');
select group_ask_review(pg_temp.the('one')) is null as asked \gset
-- Something is undone after the review was asked for.
reset role;
update training set voided_at = now(), voided_why = 'آزمون'
where client_id = 'training-market';
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'gate_closed',
    'the gate is asked again at the approval');
reset role;
update training set voided_at = null, voided_why = null
where client_id = 'training-market';
update group_member set mobile = '09120000005'
where id = pg_temp.the('member 4');
update consent set mobile = '09120000005'
where member_id = pg_temp.the('member 4');
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'confirmed', null) $$), 'own_application',
    'a manager who is a member does not approve');
reset role;
update group_member set mobile = '09900000203'
where id = pg_temp.the('member 4');
update consent set mobile = '09900000203'
where member_id = pg_temp.the('member 4');
set local role hamyar_service;
select is(group_decide(pg_temp.the('one'), null, 'confirmed', null)
    ->> 'state', 'confirmed', 'the manager approves');
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'active', null) $$), 'forbidden', 'but does not confirm herself');
select pg_temp.enter(90011) is null as entered \gset
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('one'), null,
    'active', null) $$), 'not_found', 'nor does the wrong province');
select pg_temp.enter(90010) is null as entered \gset
select is(group_decide(pg_temp.the('one'), null, 'in_review',
    'نام صاحب حساب را بررسی کنید.') ->> 'state', 'in_review',
    'the province may give it back to the clinic');
select pg_temp.enter(90005) is null as entered \gset
select group_decide(pg_temp.the('one'), null, 'confirmed', null) is null
    as decided \gset
select pg_temp.enter(90010) is null as entered \gset
select is(group_decide(pg_temp.the('one'), null, 'active', null)
    ->> 'state', 'active', 'and confirms');
select is((select since from self_help_group where id = pg_temp.the('one')),
    current_date, 'it works from this day');
reset role;
select is((select string_agg(to_state, ' ' order by id) from group_history
    where group_id = pg_temp.the('one')), 'draft submitted forming in_review '
    'forming in_review confirmed in_review confirmed active',
    'every move is in its history');
select is((select facts #>> '{gate,open}' from group_history
    where group_id = pg_temp.the('one') order by id desc limit 1), 'true',
    'with the gate as it was');
select is((select facts #>> '{gate,open}' from group_history
    where group_id = pg_temp.the('one') and to_state = 'forming'
    order by id limit 1), 'false', 'also where it was still closed');

-- Without the province, the clinic's approval is the last word.
insert into setting (key, valid_from, value)
values ('province.confirms', now() - interval '1 minute', '0');
set local role hamyar_service;
select pg_temp.enter(90009) is null as entered \gset
select pg_temp.apply('two', 300, 90101) is null as done \gset
reset role;
insert into setting (key, valid_from, value) values
    ('forming.days', now() - interval '1 minute', '0'),
    ('forming.meetings', now() - interval '1 minute', '1');
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select group_decide(pg_temp.the('two'), null, 'forming', null) is null
    as decided \gset
reset role;
select pg_temp.meet(pg_temp.the('two'), 1, 4) is null as done \gset
insert into meeting_election
select t.id, m.post, m.id from meeting t join group_member m
    on m.group_id = t.group_id and m.post <> 'member'
where t.group_id = pg_temp.the('two');
insert into training (group_id, client_id, module, held_on)
select pg_temp.the('two'), 'training-two-' || slug, slug, current_date
from training_module where required;
insert into assessment (group_id, member_id, form_id, client_id, round,
    taken_on, answers, scores, total)
select m.group_id, m.id, f.id, 'assessment-' || m.id, 'baseline',
    current_date, '{}', '{}', 50
from group_member m, assessment_form f
where m.group_id = pg_temp.the('two') and f.kind = 'member';
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
values (pg_temp.the('two'), 'IR' || repeat('3', 24), 'گروه', 90007, now());
set local role hamyar_service;
select group_ask_review(pg_temp.the('two')) is null as asked \gset
select is(group_decide(pg_temp.the('two'), null, 'confirmed', null)
    ->> 'state', 'active', 'with the setting off no province is asked');
reset role;
select is((select kind from message order by id desc limit 1), 'group_active',
    'and none is spoken of');
set local role hamyar_service;
select is(pg_temp.code_of($$ select group_decide(pg_temp.the('two'), null,
    'paused', null) $$), 'why_missing', 'pausing owes a reason');
select is(group_decide(pg_temp.the('two'), null, 'paused',
    'سه عضو بیمارند و کار نمی‌کنند.') ->> 'state', 'paused', 'it pauses');
select is(group_decide(pg_temp.the('two'), null, 'active', null)
    ->> 'state', 'active', 'and goes on');

-- ---- membership ----
insert into made select 'other ' || row_number() over (order by id), id
from group_member where group_id = pg_temp.the('two');
select pg_temp.enter_leader() is null as entered \gset
select is(pg_temp.code_of($$ select member_leave(pg_temp.the('other 1'),
    current_date, 'آزمون') $$), 'not_found', 'not another group''s member');
select is(pg_temp.code_of($$ select member_pause(pg_temp.the('member 2'),
    current_date + 1, 'آزمون') $$), 'day_out_of_range', 'not tomorrow');
select is(member_pause(pg_temp.the('member 2'), current_date, 'بیماری')
    ->> 'member', pg_temp.the('member 2')::text, 'a member is away');
select is(member_resume(pg_temp.the('member 2')) ->> 'member',
    pg_temp.the('member 2')::text, 'and back');
select is(member_leave(pg_temp.the('member 4'), current_date, 'کوچ')
    ->> 'member', pg_temp.the('member 4')::text, 'one leaves');
select (member_invite('بانوی تازه', pg_temp.sealed(300), '09900000399')
    ->> 'member')::bigint as asked \gset
insert into made values ('asked', :asked);
select is((select in_force from group_member where id = pg_temp.the('asked')),
    false, 'who is asked is no member yet');
reset role;
select is((select count(*)::integer from role_grant r join group_member m
    on m.account_id = r.account_id where m.id = pg_temp.the('member 4')
        and r.scope_id = m.group_id and r.ended_at is null), 0,
    'who left has no role there');
select is((select string_agg(change, ' ' order by id) from member_history
    where group_id = pg_temp.the('one') and change <> 'joined'),
    'paused resumed left', 'all of it is kept');
-- What the page of members says of a post that goes from one to another.
select is(member_change_title('post', 'treasurer', 'member'),
    'خزانه‌دار شد', 'who got a post');
select is(member_change_title('post', 'member', 'treasurer'),
    'دیگر خزانه‌دار نیست', 'who has it no more');
select is(member_change_title('paused'), 'عضویتش موقتا متوقف شد',
    'who is away');
-- Her code, as if it had come; she is in the other group already.
insert into login_code (mobile, purpose, session_id, code_hash, expires_at)
values ('09900000399', 'member:' || :asked, actor_session(), '',
    now() + interval '5 minutes');
update login_code set code_hash = login_hash(id, mobile, '123456')
where purpose = 'member:' || :asked;
set local role hamyar_service;
select is(invitation_accept(:asked, '111111', false) #>> '{refused,code}',
    'otp_wrong', 'a wrong code is no yes');
select is(pg_temp.code_of(format($$ select invitation_accept(%s, '123456',
    false) $$, :asked)), 'member_elsewhere',
    'nobody is in two groups of a kind at once');
reset role;
update group_member set left_on = current_date, left_why = 'آزمون'
where id = pg_temp.the('other 1');
set local role hamyar_service;
select is((invitation_accept(:asked, '123456', true) ->> 'group')::bigint,
    pg_temp.the('one'), 'once she has left it, she is in');
reset role;
select is((select in_force::text || pending::text || joined_on
    from group_member where id = :asked), 'truefalse' || current_date,
    'from this day on');
select is((select string_agg(kind, ' ' order by kind) from consent
    where member_id = :asked and withdrawn_at is null),
    'membership publicity', 'with both of her consents');

select * from finish();
rollback;
