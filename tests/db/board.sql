-- The boards: what they count, and that no figure, filter, list or difference
-- tells of fewer people than the least.
begin;
\ir fixture/shop.sql
\set board `cat db/queries/board/board_show.sql`
\set list `cat db/queries/board/office_groups_show.sql`
insert into province (id, name, slug) values
    (903, 'میانستان', 'miyanestan'), (904, 'تنهاستان', 'tanhastan');
insert into city (id, province_id, name) values
    (90301, 903, 'میان‌شهر'), (90401, 904, 'تنهاشهر');
insert into category (id, slug, title, position) values
    (9003, 'test-food', 'خوراک آزمون', 2), (9004, 'test-dress', 'پوشاک', 3);
insert into account (id, mobile, name) values
    (90009, '09120000009', 'کارشناس استان'),
    (90010, '09120000010', 'کارشناس کشور');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90009, 90009, 'officer', 'province', 902),
    (90010, 90010, 'officer', 'nation', null);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90009, 90010) id;

-- Groups by province, trade and stage, with how many women each has: the
-- small ones are of three, two and one.
delete from group_member;
create temp table made (id bigint, province bigint, trade bigint, state text,
    people integer);
insert into made values
    (91001, 901, 9001, 'active', 3), (91002, 901, 9003, 'active', 7),
    (91003, 901, 9004, 'active', 6), (91004, 901, 9004, 'active', 5),
    (91005, 902, 9001, 'active', 7), (91006, 902, 9003, 'active', 6),
    (91007, 902, 9003, 'paused', 2), (91008, 902, 9004, 'active', 9),
    (91009, 902, 9001, 'submitted', 5), (91010, 903, 9001, 'active', 6),
    (91011, 903, 9003, 'active', 5), (91012, 903, 9004, 'active', 8),
    (91013, 903, 9001, 'submitted', 7), (91014, 901, 9003, 'paused', 6),
    (91015, 903, 9003, 'paused', 7), (91016, 904, 9001, 'active', 1),
    (91017, 903, 9004, 'submitted', 6);
insert into self_help_group (id, slug, name, category_id, clinic_id,
    province_id, city_id, state, since, state_at)
select id, 'm' || id, 'گروه آزمون ' || id, trade, 901, province,
    province * 100 + 1, state, current_date - case when id in (91001, 91005)
        then 50 else 10 end, now() from made;
insert into group_member (group_id, name)
select id, 'بانو' from made, generate_series(1, people);
insert into group_member (group_id, name, left_on)
values (91001, 'رفته', current_date);
insert into group_member (group_id, name, pending)
select 91001, 'هنوز نیامده', true from generate_series(1, 3);
insert into meeting (group_id, client_id, held_on, minutes)
select id, 'meeting-' || id, current_date, 'صورت‌جلسه آزمون' from made
where id not in (91001, 91005);
select alerts_refresh() is null as done \gset
set local role hamyar_jobs;
select board_refresh() is null as done \gset
reset role;

prepare board (text) as :board;
prepare list (text, text, text, text, text, text, text, text, text) as :list;
create function pg_temp.board(place bigint default null)
returns jsonb language plpgsql as $$
declare answer json;
begin
	execute format('execute board (%L)', place) into answer;
	return answer;
end
$$;
create function pg_temp.list(state text default null,
    trade text default null, place bigint default null,
    risk text default null, month date default null, what text default null,
    words text default null)
returns jsonb language plpgsql as $$
declare answer json;
begin
	execute format('execute list (%L, %L, %L, %L, %L, %L, %L, null, null)',
	    state, trade, place, risk, month, what, words) into answer;
	return answer;
end
$$;

-- Everything the sums of lists tell a nation's officer, place by trade by
-- stage. solved() is how many of those not told follow from the others, added
-- and subtracted in any way: each sum is an equation, solved as at school.
create temp table told (p bigint, t text, s text, groups integer,
    primary key (p, t, s));
create function pg_temp.solved()
returns integer language plpgsql as $$
declare
	wide constant integer := (select count(*) from told
	    where groups is null);
	m double precision[];	-- a row an equation, a column an unknown
	high integer;
	top integer := 0;
	found_row integer;
	k double precision;
	alone integer := 0;
	one record;
begin
	create temp table sign on commit drop as
	with open as (
	    select v.*, row_number() over (order by p, t, s)::integer as n
	    from told v where groups is null
	)
	select dense_rank() over (order by x.axis, x.line)::integer as i,
	    o.n as j, case when x.is_sum then -1 else 1 end as k
	from open o
	cross join lateral (values
	    ('p', o.t || ' ' || o.s, o.p = 0),
	    ('t', o.p || ' ' || o.s, o.t = ''),
	    ('s', o.p || ' ' || o.t, o.s = '')) x (axis, line, is_sum);
	select max(i) into high from sign;
	m := array_fill(0.0::double precision, array[high, wide]);
	for one in select * from sign loop
		m[one.i][one.j] := one.k;
	end loop;
	for j in 1 .. wide loop
		found_row := null;
		for i in top + 1 .. high loop
			if abs(m[i][j]) > 1e-9 then
				found_row := i;
				exit;
			end if;
		end loop;
		continue when found_row is null;
		top := top + 1;
		for c in 1 .. wide loop
			k := m[top][c];
			m[top][c] := m[found_row][c];
			m[found_row][c] := k;
		end loop;
		k := m[top][j];
		for c in 1 .. wide loop
			m[top][c] := m[top][c] / k;
		end loop;
		for i in 1 .. high loop
			k := m[i][j];
			continue when i = top or abs(k) < 1e-9;
			for c in 1 .. wide loop
				m[i][c] := m[i][c] - k * m[top][c];
			end loop;
		end loop;
	end loop;
	for i in 1 .. top loop
		found_row := 0;
		for c in 1 .. wide loop
			found_row := found_row + (abs(m[i][c]) > 1e-9)::integer;
		end loop;
		alone := alone + (found_row = 1)::integer;
	end loop;
	return alone;
end
$$;

select pg_temp.plan_for_all(52);

select is((select people from board_group where group_id = 91001), 3,
    'who left and who has not said yes are not counted');
select is((select count(*)::integer from board_cell
    where people between 1 and 4 and hidden is distinct from 'few'), 0,
    'every cell of fewer than five is hidden');
select is((select string_agg(hidden, ' ') from board_cell
    where province_id = 901 and trade_id = 9001 and state = 'active'), 'few',
    'such as the three of the first trade');

set local role hamyar_service;
select pg_temp.enter(90010) is null as entered \gset
select is(pg_temp.board() ->> 'nation', 'true', 'the board of the nation');
select ok(pg_temp.board() ->> 'counted_at' is not null, 'says when');
select is(pg_temp.board() #>> '{active,n}', '13',
    'groups that work, all provinces');
select is(pg_temp.board() #>> '{active,link}',
    '/office/groups?state=active', 'with the address of its rows');
select is(pg_temp.board(901) #>> '{place,name}', 'آزمونستان',
    'the board of a province');
select is((select x #>> '{cells,4}' from jsonb_array_elements(
    pg_temp.board(901) -> 'trades') x where x ->> 'slug' = 'test-craft'),
    '{"n": null, "few": true, "link": null, "some": false, "tied": false}',
    'three women: fewer than five, no number, no address');
select ok((select count(*) > 1 from jsonb_array_elements(
    pg_temp.board(901) -> 'trades') x
    where x #>> '{cells,4,few}' = 'true' or x #>> '{cells,4,tied}' = 'true'),
    'and not alone in its column');
select is(pg_temp.board(999), null, 'no board of a province that is not');

-- Subtraction.
insert into told
select p, t, s, (board_sums(board_filters(nullif(s, ''), nullif(t, ''),
    nullif(p, 0), null, null, null, null, null)) ->> 'groups')::integer
from unnest(array[0, 901, 902, 903, 904]) p,
    unnest(array['', 'test-craft', 'test-food', 'test-dress']) t,
    unnest(board_states() || ''::text) s;
select ok((select count(*) from told where groups is null) > 4,
    'some sums are not told');
select is((select groups from told where p = 0 and t = '' and s = ''), 20,
    'the sum of all is');
reset role;
select is(pg_temp.solved(), 0,
    'what is not told does not follow from what is');
update told set groups = 0 where (p, t, s) = (select p, t, s from told
    where groups is null and p > 0 and t > '' and s > '' limit 1);
drop table sign;
select isnt(pg_temp.solved(), 0, 'as it would if one more were told');
set local role hamyar_service;

-- Filters: no list of fewer than five, whatever narrowed it.
select is((pg_temp.list('active', 'test-craft', 901) ->> 'few')
    || ' ' || jsonb_array_length(pg_temp.list('active', 'test-craft', 901)
        -> 'groups'), 'true 0', 'no rows of three women');
select is(pg_temp.list('active', 'test-craft', 901) ->> 'sums', null,
    'and no sums');
select is(jsonb_array_length(pg_temp.list(words => '91001') -> 'groups'), 0,
    'nor by its name');
select is(jsonb_array_length(pg_temp.list('paused', place => 902, words =>
    'گروه') -> 'groups'), 0, 'nor by a word that all have');
select is(jsonb_array_length(pg_temp.list('active', 'test-craft', 901,
    what => 'began', month => current_date - 50) -> 'groups'), 0,
    'nor by the month it began in');
select is(jsonb_array_length(pg_temp.list(place => 904) -> 'groups'), 0,
    'nor by its province');
select is(jsonb_array_length(pg_temp.list(risk => 'no_meeting',
    trade => 'test-craft', place => 901) -> 'groups'), 0,
    'nor by what is wrong with it');
select is(pg_temp.list(words => 'گروه', state => 'active') ->> 'sums', null,
    'a search has no sum that another could be taken from');
select is(pg_temp.list('active', place => 901, risk => 'no_sale')
    ->> 'sums', null, 'nor has a list narrowed twice over');
select is(pg_temp.list('active', 'test-food', 901) #>> '{sums,hidden}',
    'true', 'the neighbour it is tied to has no sum either');
select ok(jsonb_array_length(pg_temp.list('active', 'test-food', 901)
    -> 'groups') > 0, 'but its rows');

-- Rows: spans of people, never a number.
select is((select string_agg(distinct x #>> '{members,from}' || '-'
        || (x #>> '{members,to}') || case when (x #>> '{members,few}')::boolean
        then ' few' else '' end, ', ')
    from jsonb_array_elements(pg_temp.list(place => 901) -> 'groups') x
    where x #>> '{members,none}' = 'false'), '1-4 few, 5-9', 'a group''s people are told in spans');
select ok(not exists (select from jsonb_array_elements(
    pg_temp.list() -> 'groups') x where x ->> 'members' ~ '"from" : [234]'),
    'of which none is smaller than the least');
select is(pg_temp.code_of('select people from board_group'), '42501',
    'the number itself is not to be read');
select is(pg_temp.code_of('select * from board_cell'), '42501',
    'nor are the sums');
select is(pg_temp.code_of('select board_refresh()'), '42501',
    'nor does the service count');
select is(people_json(0, 5) ->> 'none', 'true', 'nobody is no secret');

-- People by province.
select is(pg_temp.board(904) #>> '{people,few}', 'true',
    'one woman of a province');
select is(pg_temp.board() #>> '{people,n}', '78', 'the nation''s are told');
select is((select string_agg(r.slug, ' ' order by r.id) from (values
    (901, 'a'), (902, 'b'), (903, 'c'), (904, 'd')) r (id, slug)
    where pg_temp.board(r.id) #>> '{people,n}' is null), 'b d',
    'and two provinces'' are not, so that neither can be subtracted');

-- What is wrong, and months.
select is((select x #>> '{groups,n}' from jsonb_array_elements(
    pg_temp.board() -> 'risks') x where x ->> 'kind' = 'no_meeting'), '2',
    'groups with an alert');
select is((select string_agg(r.id::text, ' ') from unnest(
    array[901, 902, 903, 904]) r (id) cross join lateral
    jsonb_array_elements(pg_temp.board(r.id) -> 'risks') x
    where x ->> 'kind' = 'no_meeting' and x #>> '{groups,n}' is null),
    '901 902', 'one of three women, one of seven: neither is told');
select is(jsonb_array_length(pg_temp.list(risk => 'no_meeting') -> 'groups'),
    2, 'the rows of an alert');
select is(pg_temp.list(risk => 'no_meeting') #>> '{sums,groups}', '2',
    'and their sum');
select is(jsonb_array_length(pg_temp.board() -> 'months'), 12,
    'twelve months');
select is(pg_temp.board() #>> '{months,0,active,n}', '14',
    'groups that had begun and not ended');
select is(pg_temp.list(month => current_date, what => 'active')
    #>> '{sums,groups}', '14', 'and the rows of that');

-- An officer of a province.
select pg_temp.enter(90009) is null as entered \gset
select is(pg_temp.board() #>> '{place,id}', '902', 'her own province');
select is(pg_temp.board(901), null, 'no other');
select is(pg_temp.list(place => 901), null, 'nor its groups');
select is((select count(*)::integer from jsonb_array_elements(
    pg_temp.list() -> 'groups') x where x ->> 'province' <> 'دورستان'), 0,
    'her list is of her province');
select is((select count(*)::integer from board_group
    where province_id <> 902), 0, 'and so is the table');
select is(board_sums('{"province": 901}')::jsonb, null,
    'no sum of another, asked for by hand');
select ok(not board_few('{"province": 904, "q": "گروه"}'),
    'nor whether it is small');

-- Who has no board.
select pg_temp.enter(90005) is null as entered \gset
select is(pg_temp.board(), null, 'a clinic has no board');
select pg_temp.enter(90003) is null as entered \gset
select is((select count(*)::integer from board_group), 0,
    'a group reads none of it');
select pg_temp.enter(90010) is null as entered \gset

-- A setting moves the bar.
reset role;
insert into setting (key, valid_from, value)
values ('board.least_people', now() - interval '1 hour', '1');
select board_refresh() is null as done \gset
select is((select count(*)::integer from board_cell
    where hidden is not null), 0, 'with a least of one all is told');

select * from finish();
rollback;
