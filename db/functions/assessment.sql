-- Assessments: the questions of a form, what answers are worth, recording and
-- taking back. Never edited: a wrong one is voided and another taken.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The form that is asked on a day.
create or replace function form_in_force(of_kind text, on_day date)
returns bigint language sql stable as $$
	select id from assessment_form
	where kind = of_kind and valid_from <= on_day
	order by version desc limit 1
$$;

-- Its questions in their order; code is how an answer names one.
create or replace function form_questions(axes jsonb)
returns table (n integer, axis text, axis_title text, axis_weight numeric,
    code text, says text, weight numeric)
language sql immutable as $$
	select (row_number() over (order by x.n, y.n))::integer, a ->> 'key',
	    a ->> 'title', (a ->> 'weight')::numeric,
	    (a ->> 'key') || '.' || (q ->> 'key'), q ->> 'text',
	    (q ->> 'weight')::numeric
	from jsonb_array_elements(axes) with ordinality x (a, n)
	cross join lateral jsonb_array_elements(a -> 'questions')
	    with ordinality y (q, n)
$$;

-- What the points of an answer are called.
create or replace function answer_title(points integer)
returns text language sql immutable parallel safe as $$
	select (array['هیچ', 'کم', 'تا حدی', 'زیاد', 'کاملا'])[1 + points]
$$;

-- A form that cannot be asked or weighed must not come into force, and one
-- that did is never changed: answers were given to it.
create or replace function assessment_form_check()
returns trigger language plpgsql as $$
begin
	if tg_op <> 'INSERT' then
		raise exception 'a changed form is a new version'
		    using errcode = 'HY001';
	elsif not exists (select from form_questions(new.axes))
	    or exists (select from form_questions(new.axes)
	        where code !~ '^[a-z_]{1,24}\.[a-z_]{1,24}$' or says is null
	            or axis_title is null or coalesce(axis_weight, 0) <= 0
	            or coalesce(weight, 0) <= 0)
	    or (select count(distinct code) < count(*)
	        from form_questions(new.axes))
	    or jsonb_array_length(new.axes) <> (select count(distinct axis)
	        from form_questions(new.axes)) then
		raise exception 'a form has axes and questions, each with a key of '
		    'its own, words and a weight' using errcode = 'HY001';
	end if;
	return new;
end
$$;

create or replace trigger assessment_form_check
    before insert or update or delete on assessment_form
    for each row execute function assessment_form_check();

-- What answers {"social.voice": 3} are worth: percent by axis, and the
-- weighted mean of the axes. Every question is answered.
create or replace function assessment_scores(axes jsonb, answers jsonb)
returns table (scores jsonb, total numeric)
language sql immutable as $$
	select jsonb_object_agg(axis, round(percent, 2)),
	    round(sum(axis_weight * percent) / sum(axis_weight), 2)
	from (select axis, axis_weight, 25 * sum(weight
	            * (answers ->> code)::numeric) / sum(weight) as percent
	    from form_questions(axes)
	    group by axis, axis_weight) a
$$;

-- Only taking back changes a record.
create or replace function assessment_keep()
returns trigger language plpgsql as $$
begin
	if tg_op = 'UPDATE' and old.voided_at is null
	    and to_jsonb(new) - array['voided_at', 'voided_why', 'voided_by']
	    = to_jsonb(old) - array['voided_at', 'voided_why', 'voided_by'] then
		return new;
	end if;
	raise exception 'an assessment is voided, never changed'
	    using errcode = 'HY001';
end
$$;

create or replace trigger assessment_keep
    before update or delete on assessment
    for each row execute function assessment_keep();

-- Whom or what is assessed, and whether it could be on that day.
create or replace function assessment_check(own self_help_group,
    of_member bigint, taken date, of_form bigint)
returns void language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	woman group_member;
	since date := group_begins(own);
begin
	if of_member is not null then
		select * into woman from group_member
		where id = of_member and group_id = own.id and not pending;
		if woman.id is null then
			perform refuse('not_found');
		elsif woman.account_id = actor_account() then
			perform refuse('own_assessment');
		end if;
		since := woman.joined_on;
	end if;
	if not group_binds(own.state) then
		perform refuse('bad_move');
	elsif taken < since or taken > least(current_date,
	    coalesce(woman.left_on, current_date)) then
		perform refuse('day_out_of_range', 'taken_on');
	elsif (of_form in (select form_in_force(case when woman.id is null
	        then 'group' else 'member' end, d)
	    from unnest(array[taken, current_date]) d)) is not true then
		perform refuse('form_changed', 'form');
	end if;
end
$$;

-- Every question has its answer, and nothing else does.
create or replace function answers_check(of_form bigint, answers jsonb)
returns void language plpgsql stable as $$
declare
	missing text[];
begin
	select array_agg(q.code order by q.n) into missing
	from assessment_form f
	cross join lateral form_questions(f.axes) q
	where f.id = of_form and coalesce(answers ->> q.code, '') !~ '^[0-4]$';
	if missing is not null then
		perform refuse('answer_missing', 'answer.' || missing[1],
		    json_build_object('count', cardinality(missing),
		        'missing', missing));
	elsif exists (select from jsonb_object_keys(answers) k
	    where k not in (select q.code from assessment_form f
	        cross join lateral form_questions(f.axes) q
	        where f.id = of_form)) then
		perform refuse('form_changed', 'form');
	end if;
end
$$;

-- assessment_record(group, member, client_id, form, round, taken_on, answer,
-- note): one of a member, or without one of the group itself.
create or replace function assessment_record(of_group bigint,
    of_member bigint, client text, of_form bigint, of_round text,
    taken date, answer jsonb, note text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own self_help_group := record_group(of_group);
	said json := record_seen('assessment', own.id, client);
begin
	if actor_clinic() is null then
		perform refuse('forbidden');
	elsif said is null then
		perform assessment_check(own, of_member, taken, of_form);
		perform answers_check(of_form, coalesce(answer, '{}'));
		said := record_keep('assessment', jsonb_build_object(
		    'group', own.id, 'client_id', client,
		    'account', actor_account(), 'member', of_member,
		    'form', of_form, 'round', case of_round
		        when 'baseline' then of_round
		        else quarter_round(quarter_number(taken)) end,
		    'taken_on', taken, 'answers', answer, 'note', note));
	end if;
	return said;
end
$$;

create or replace function assessment_put(sent jsonb)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	made bigint;
begin
	insert into assessment (group_id, member_id, form_id, client_id, round,
	    taken_on, answers, scores, total, note, recorded_by)
	select (sent ->> 'group')::bigint, (sent ->> 'member')::bigint, f.id,
	    sent ->> 'client_id', sent ->> 'round', (sent ->> 'taken_on')::date,
	    sent -> 'answers', s.scores, s.total, sent ->> 'note',
	    (sent ->> 'account')::bigint
	from assessment_form f
	cross join lateral assessment_scores(f.axes, sent -> 'answers') s
	where f.id = (sent ->> 'form')::bigint
	on conflict do nothing
	returning id into made;
	return made;
end
$$;

create or replace function assessment_met(sent jsonb)
returns bigint language sql stable security definer
set search_path = public, pg_temp as $$
	select id from assessment
	where group_id = (sent ->> 'group')::bigint
	    and member_id is not distinct from (sent ->> 'member')::bigint
	    and round = sent ->> 'round' and voided_at is null
$$;

create or replace function assessment_payload(of_assessment bigint)
returns jsonb language sql stable security definer
set search_path = public, pg_temp as $$
	select jsonb_build_object('group', group_id, 'client_id', client_id,
	    'account', recorded_by, 'member', member_id, 'form', form_id,
	    'round', round, 'taken_on', taken_on, 'answers', answers,
	    'note', note)
	from assessment where id = of_assessment
$$;

create or replace function assessment_lines(sent jsonb)
returns table (place integer, title text, words text, day date)
language sql stable security definer
set search_path = public, pg_temp as $$
	select 1, 'عضو', coalesce((select m.name from group_member m
	    where m.id = (sent ->> 'member')::bigint), 'کل گروه'), null::date
	union all select 2, 'روز ارزیابی', null, (sent ->> 'taken_on')::date
	union all select 3, 'نویسنده', (select a.name from account a
	    where a.id = (sent ->> 'account')::bigint), null
	union all (select 3 + min(q.n), q.axis_title, string_agg(answer_title(
	        (sent -> 'answers' ->> q.code)::integer) || ': ' || q.says,
	        E'\n' order by q.n), null
	    from assessment_form f
	    cross join lateral form_questions(f.axes) q
	    where f.id = (sent ->> 'form')::bigint
	    group by q.axis, q.axis_title)
	union all select 1000, 'یادداشت', sent ->> 'note', null
$$;

-- assessment_void(group, assessment, why): a wrong record stops counting; it
-- stays to be seen, and another may be taken in its place. A refusal at the
-- end takes back what came before it.
create or replace function assessment_void(of_group bigint,
    of_assessment bigint, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	answer json;
begin
	if actor_clinic() is null then
		perform refuse('not_found');
	end if;
	answer := record_void('assessment', of_group, of_assessment, why);
	if exists (select from assessment t
	    join group_member m on m.id = t.member_id
	    where t.id = of_assessment and m.account_id = actor_account()) then
		perform refuse('own_assessment');
	end if;
	return answer;
end
$$;
