-- Papers of a group, the letters of its decisions, and who read a file: as the
-- service's own role, and as the runner's.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'مدیر کلینیک دوم'),
    (90009, '09120000009', 'کارشناس استان'), (90010, '09120000010', 'مالی'),
    (90011, '09120000011', 'بانوی دوم'), (90012, '09120000012', 'منشی الف');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'clinic_manager', 'clinic', 902),
    (90009, 90009, 'officer', 'province', 901),
    (90010, 90010, 'finance', 'nation', null),
    (90012, 90012, 'secretary', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, case when id <> 90011 then id end,
    now() + interval '1 day'
from generate_series(90007, 90012) id;
insert into group_member (id, group_id, account_id, name, mobile,
    national_id_hash, national_id_sealed) overriding system value values
    (90030, 90003, null, 'بانوی دوم', '09120000011', '\x01', '\x02'),
    (90031, 90001, 90012, 'منشی الف', '09120000012', null, null);
create temp table made (name text primary key, id bigint);
create function pg_temp.the(what text) returns bigint language sql as $$
	select id from made where name = what
$$;
create function pg_temp.add(what text, of_group bigint, kind text,
    member bigint default null) returns text language plpgsql as $$
declare
	answer json := document_add(of_group, kind, member, null, null,
	    '\xffd8ff00');
begin
	insert into made values (what, (answer ->> 'id')::bigint);
	return answer ->> 'state';
end
$$;
create function pg_temp.seen() returns text language sql as $$
	select string_agg(m.name, ' ' order by m.name)
	from document d join made m on m.id = d.id
	join document_body b on b.document_id = d.id
$$;
grant all on made to public;
select pg_temp.plan_for_all(65);
set local role hamyar_service;

-- ---- an applicant's papers ----
select pg_temp.enter(90002) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.add('x', 90003, 'statute') $$),
    'document_closed', 'what is handed in takes no paper from its applicant');
reset role;
update self_help_group set state = 'returned' where id = 90003;
set local role hamyar_service;
select pg_temp.enter(90002) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.add('x', 90003, 'identity') $$),
    'required', 'an identity paper is somebody''s');
select is(pg_temp.code_of($$ select pg_temp.add('x', 90003, 'identity', 90031)
    $$), 'not_a_choice', 'of this group');
select is(pg_temp.code_of($$ select pg_temp.add('x', 90003, 'other') $$),
    'required', 'another paper has a name');
select is(pg_temp.code_of($$ select document_add(90003, 'bank', null, null,
    null, '%PDF-1.4') $$), 'not_a_photo', 'a paper is a picture');
select is((select count(*)::integer from unnest(array['\x89504e470d0a1a0a',
    'RIFF....WEBPVP8 '::bytea, '....ftypheic', '....ftypavif'::bytea]) b
    where is_picture(b)), 4, 'of any phone');
select is(pg_temp.code_of($$ select pg_temp.add('x', 90001, 'statute') $$),
    'not_found', 'nobody adds to a group that is not hers');
select is(pg_temp.add('identity', 90003, 'identity', 90030), 'waiting',
    'she brings a member''s card');
select is(pg_temp.add('bank', 90003, 'bank'), 'waiting', 'the bank''s letter');
select is(pg_temp.add('statute', 90003, 'statute'), 'waiting', 'the statute');
select is(pg_temp.code_of($$ select runner_document(1) $$), '42501',
    'originals are for the runner alone');
select is(pg_temp.code_of($$ select from document_upload $$), '42501',
    'the table of originals too');

-- ---- the runner makes each picture, and may be asked twice ----
set local role hamyar_jobs;
select is(pg_temp.code_of($$ select from document_body $$), '42501',
    'the runner reads no paper of its own accord');
select is((select body from runner_document(pg_temp.the('identity'))),
    '\xffd8ff00'::bytea, 'it gets the one it is to work on');
select runner_document_ready(id, 10, 20, '\xff') from made
where name <> 'statute';
select runner_document_ready(id, 1, 1, '\x00') from made where name = 'bank';
select runner_document_failed(pg_temp.the('statute'), 'broken');
select is((select count(*) from runner_document(pg_temp.the('identity'))),
    0::bigint, 'the original is gone');
reset role;
select is((select body || width::text::bytea from document d
    join document_body b on b.document_id = d.id
    where d.id = pg_temp.the('bank')), '\xff'::bytea || '10',
    'a second run changes nothing');
select is((select count(*) from job where kind = 'document'
    and payload ->> 'document' in (select id::text from made)), 3::bigint,
    'a job for each');
set local role hamyar_service;
select pg_temp.enter(90002) is null as entered \gset
select is(documents_json(90003) -> 'items' -> 0 ->> 'why',
    media_why_title('broken'), 'one that failed says why');
reset role;
update self_help_group set state = 'submitted' where id = 90003;
set local role hamyar_service;
select is(documents_json(90003) -> 'items' -> 0 ->> 'can_remove', 'true',
    'which is no part of the file, also when it is handed in');
select is(document_remove(pg_temp.the('statute')) ->> 'group', '90003',
    'she takes it away');
reset role;
update self_help_group set state = 'returned' where id = 90003;
set local role hamyar_service;
select is(json_array_length(documents_json(90003) -> 'items'), 2,
    'and it is off the list');

-- ---- who looks at what ----
select is(pg_temp.seen(), 'bank identity', 'applicant: what she brought');
select pg_temp.enter(90001) is null as entered \gset
select is(pg_temp.seen(), null, 'a stranger: nothing');
select is(documents_json(90003) is null, true, 'not even that there are some');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.seen(), 'bank identity', 'her clinic: all');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.seen(), 'bank', 'facilitator: no whole national id');
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.seen(), null, 'province: no bank, no identity');
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.seen(), null, 'finance: nothing');
select pg_temp.enter(90008) is null as entered \gset
select is(pg_temp.seen(), null, 'another clinic: nothing');
select is(pg_temp.code_of($$ select document_remove(pg_temp.the('bank')) $$),
    'not_found', 'nor takes one away');

-- ---- what a decision is built on stays ----
reset role;
update self_help_group set state = 'submitted' where id = 90003;
update document set added_at = now() - interval '2 hours'
where id = pg_temp.the('bank');
set local role hamyar_service;
select pg_temp.enter(90002) is null as entered \gset
select is(pg_temp.code_of($$ select document_remove(pg_temp.the('bank')) $$),
    'document_kept', 'a paper that was handed in stays');
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.code_of($$ select document_remove(pg_temp.the('bank')) $$),
    'document_kept', 'the clinic takes away nothing of the applicant''s');
select is(pg_temp.add('clinic', 90003, 'licence'), 'waiting',
    'it adds what it was brought');
select is(document_remove(pg_temp.the('clinic')) ->> 'group', '90003',
    'and mends its own slip at once');
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.add('group', 90001, 'licence'), 'waiting',
    'a secretary adds to her group');
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.add('x', 90001, 'licence') $$),
    'forbidden', 'an office adds nothing');
select pg_temp.enter(90005) is null as entered \gset
select is(group_decide(90003, null, 'returned', 'کد ملی عضو دوم خوانا نیست.')
    ->> 'state', 'returned', 'the clinic returns it');
reset role;
insert into made select 'letter', max(id) from group_history
where group_id = 90003 and to_state = 'returned' and facts is not null;
select is((select string_agg(d ->> 'kind', ' ' order by d ->> 'kind')
    from group_history h, jsonb_array_elements(h.facts -> 'documents') d
    where h.id = pg_temp.the('letter')), 'bank identity',
    'a decision keeps which papers there were');

-- ---- its letter ----
set local role hamyar_service;
select is(letter_json(pg_temp.the('letter')) -> 'signer' ->> 'name',
    'مدیر کلینیک', 'a colleague sees who signed');
select pg_temp.enter(90002) is null as entered \gset
select is(letter_json(pg_temp.the('letter')) ->> 'why',
    'کد ملی عضو دوم خوانا نیست.', 'the applicant reads why');
select is(letter_json(pg_temp.the('letter')) -> 'signer' ->> 'name', null,
    'from the clinic, not from a name');
select is(letter_json(pg_temp.the('letter')) -> 'office' ->> 'name',
    'کلینیک یکم', 'on its head');
select pg_temp.enter(90001) is null as entered \gset
select is(letter_json(pg_temp.the('letter')) is null, true,
    'a stranger has no letter');
reset role;
update self_help_group set name = 'نام دیگر' where id = 90003;
set local role hamyar_service;
select pg_temp.enter(90002) is null as entered \gset
select is(letter_json(pg_temp.the('letter')) -> 'group' ->> 'name', 'گروه ج',
    'it says what was so on that day');
select is(pg_temp.code_of($$ select facts from group_history $$), '42501',
    'facts leave the database in letters alone');
select is(pg_temp.code_of($$ select national_id_hash from group_member $$),
    '42501', 'as national ids do in their functions');

-- ---- who read a file ----
select pg_temp.enter(90005) is null as entered \gset
select document_note(pg_temp.the('identity')), access_note('group', 90003),
    member_unmask(90003, 90030, 'تطبیق با شناسنامه') is null as done \gset
select document_note(pg_temp.the('bank')) \gset
select is((select count(*) from access_log), 0::bigint,
    'who reads does not read the log');
select pg_temp.enter(90011) is null as entered \gset
select is(json_array_length(access_json(null) -> 'lines'), 3,
    'a woman sees each reading of her file');
select is(access_json(null) -> 'lines' -> 0 ->> 'of', 'کلینیک یکم',
    'and from where');
select is((select string_agg(l ->> 'why', '') from json_array_elements(
    access_json(null) -> 'lines') l), 'تطبیق با شناسنامه',
    'what for, where it was asked');
select is(access_json(null)::text like '%مدیر کلینیک"%'
    and access_json(null)::text not like '%90005%', true,
    'a role, not a person');
select pg_temp.enter(90012) is null as entered \gset
select is(json_array_length(access_json(null) -> 'lines'), 0,
    'another woman sees none of it');
reset role;
insert into sync_conflict (id, group_id, thing, existing_id, client_id,
    payload, account_id) overriding system value values
    (90001, 90003, 'assessment', 1, 'conflict-1', '{"member": 90030}', 90007),
    (90002, 90003, 'meeting', 1, 'conflict-2', '{}', 90007);
set local role hamyar_service;
select pg_temp.enter(90005) is null as entered \gset
select conflicts_note('{"conflicts":[{"id":90001},{"id":90002}]}') \gset
select pg_temp.enter(90011) is null as entered \gset
select is(json_array_length(access_json(null) -> 'lines'), 4,
    'answers that two devices sent are a reading too');

-- ---- pictures of a visit ----
reset role;
insert into visit (id, group_id, client_id, facilitator_id, planned_for,
    state, done_on, report, recorded_by) overriding system value
select 90000 + n, 90000 + n, 'visit-0000-0000-' || n, 90007, current_date, 'done',
    current_date, 'کار گروه را دیدم.', 90007 from generate_series(1, 2) n;
create function pg_temp.snap(of_group bigint, of_visit bigint) returns text
language sql as $$
	select document_add(of_group, 'photo', null, 'کارگاه', of_visit, '\xffd8ff00')
	    ->> 'state'
$$;
set local role hamyar_service;
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.snap(90001, 90001) $$),
    'not_found', 'a group adds none');
select pg_temp.enter(90007) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.snap(90001, null) $$),
    'not_found', 'a picture is of a visit');
select is(pg_temp.code_of($$ select pg_temp.snap(90001, 90002) $$),
    'not_found', 'of this group');
select is(count(pg_temp.snap(90001, 90001))::text, '8', 'the facilitator adds')
from generate_series(1, 8);
select is(pg_temp.code_of($$ select pg_temp.snap(90001, 90001) $$),
    'too_many_documents', 'some');
select is((select count(*) from document where visit_id = 90001), 8::bigint,
    'her clinic sees them');
select is(position('photo' in documents_json(90001)::text), 0,
    'with the visit, not among the papers');
select pg_temp.enter(90012) is null as entered \gset
select is((select count(*) from document where visit_id is not null),
    0::bigint, 'the group does not');

-- ---- and nothing is kept for ever ----
reset role;
update self_help_group set state = 'rejected' where id = 90003;
update self_help_group set state_at = now() - interval '91 days',
    forming_since = current_date where id = 90003;
set local role hamyar_service;
select pg_temp.enter(90002) is null as entered \gset
select is(pg_temp.seen(), null,
    'what has begun to form is not its applicant''s any more');
select is(group_members_json(90003)::text, '[]', 'nor are its people');
reset role;
select documents_forget() \gset
select is((select count(*) from document_body where document_id in (
    select id from document where group_id = 90003)), 0::bigint,
    'papers of what came to nothing go after a while');
select is((select count(*) from document where group_id = 90003
    and removed_at is null), 0::bigint, 'all of them');

select * from finish();
rollback;
