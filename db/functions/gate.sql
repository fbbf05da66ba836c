-- The gate: what a group must have before it is handed in, reviewed and
-- approved. Computed each time, never ticked; asked again by every move that
-- depends on it (state_move.gate).

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- How many women a group of a kind may have.
create or replace function members_least(kind text)
returns bigint language sql stable as $$
	select setting_int(kind || '.members_min',
	    case kind when 'khodyar' then 15 else 4 end)
$$;

create or replace function members_most(kind text)
returns bigint language sql stable as $$
	select setting_int(kind || '.members_max',
	    case kind when 'khodyar' then 25 else 7 end)
$$;

-- Both of each kind: for a set of groups, which asks a setting once and not for
-- each.
create or replace function members_bounds()
returns table (kind text, members_min bigint, members_max bigint)
language sql stable rows 2 as $$
	select k, members_least(k), members_most(k)
	from unnest(array['hamyar', 'khodyar']) k offset 0
$$;

-- Whether a group's life binds its members: it forms or works.
create or replace function group_binds(state text)
returns boolean language sql immutable parallel safe as $$
	select state in ('forming', 'in_review', 'confirmed', 'active', 'paused')
$$;

-- Of the meetings held since a group began to form: how many, and the share
-- of its members who came, in percent. A member counts from the day she
-- joined; who was excused was not there; NULL when there was no meeting.
create or replace function meetings_attended(of_group bigint)
returns table (meetings bigint, percent integer)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
	return query select count(distinct t.id),
	    (100 * count(*) filter (where a.presence = 'present')
	        / nullif(count(a.member_id), 0))::integer
	from self_help_group g
	join meeting t on t.group_id = g.id and t.voided_at is null
	    and t.held_on >= g.forming_since
	left join meeting_attendance a on a.meeting_id = t.id
	where g.id = of_group;
end
$$;

-- Every condition, met or not, with what is missing. at_application: asked
-- for before there is a group; the rest belongs to formation. In PL/pgSQL, so
-- that a connection plans its thirteen parts once, not at each call.
create or replace function group_conditions(of_group bigint)
returns table (place integer, key text, at_application boolean, met boolean,
    data json)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
	return query
	with own as (
	    select g.*, members_least(g.kind) as least,
	        members_most(g.kind) as most,
	        setting_int('forming.days', 90)::integer as days
	    from self_help_group g where g.id = of_group
	), member as (
	    select * from group_member
	    where group_id = of_group and left_on is null and not pending
	), said as (
	    select * from meetings_attended(of_group)
	), chosen as (
	    -- Who was elected last to each post.
	    select distinct on (e.post) e.post, e.member_id, t.held_on
	    from meeting t join meeting_election e on e.meeting_id = t.id
	    where t.group_id = of_group and t.voided_at is null
	    order by e.post, t.held_on desc, t.id desc
	)
	select 1, 'members', true, count(m.id) between o.least and o.most,
	    json_build_object('count', count(m.id), 'min', o.least,
	        'max', o.most)
	from own o left join member m on true group by o.least, o.most
	union all
	select 2, 'posts', true, count(p) = 0, json_build_object('missing',
	    string_agg(post_title(p), '، ' order by n))
	from unnest(array['leader', 'secretary', 'treasurer'])
	    with ordinality w (p, n)
	where not exists (select from member m where m.post = w.p)
	union all
	select 3, 'identified', true, bool_and(w.known) is true,
	    json_build_object('names', string_agg(w.name, '، '
	        order by w.id) filter (where not w.known))
	from (select id, name, national_id_hash is not null
	    and mobile is not null as known from member) w
	union all
	select 4, 'free', true, bool_and(w.free) is true,
	    json_build_object('names', string_agg(w.name, '، '
	        order by w.id) filter (where not w.free))
	from (select m.id, m.name, not exists (select from group_member o
	        where o.national_id_hash = m.national_id_hash and o.in_force
	            and o.group_kind = m.group_kind and o.group_id <> of_group) as free
	    from member m) w
	union all
	select 5, 'consented', true, bool_and(w.agreed) is true,
	    json_build_object('names', string_agg(w.name, '، '
	        order by w.id) filter (where not w.agreed))
	from (select m.id, m.name, member_consented(m.id) as agreed
	    from member m) w
	union all
	select 6, 'statute', true, count(s.id) > 0, json_build_object(
	    'at', max(s.at))
	from own o left join group_statute s on s.group_id = o.id
	union all
	select 7, 'elected', false, count(p) = 0, json_build_object('missing',
	    string_agg(post_title(p), '، ' order by n))
	from unnest(array['leader', 'secretary', 'treasurer'])
	    with ordinality w (p, n)
	where not exists (select from member m join chosen c
	    on c.member_id = m.id and c.post = m.post where m.post = w.p)
	union all
	select 8, 'trained', false, count(t.slug) = 0, json_build_object(
	    'missing', string_agg(t.title, '، ' order by t.position))
	from training_module t
	where t.required and not exists (select from training x
	    where x.group_id = of_group and x.module = t.slug
	        and x.voided_at is null)
	union all
	select 9, 'met', false, s.meetings >= setting_int('forming.meetings', 6),
	    json_build_object('count', s.meetings,
	        'min', setting_int('forming.meetings', 6))
	from said s
	union all
	select 10, 'attended', false, coalesce(s.percent
	    >= setting_int('forming.attendance_percent', 75), false),
	    json_build_object('percent', s.percent,
	        'min', setting_int('forming.attendance_percent', 75))
	from said s
	union all
	select 11, 'assessed', false, bool_and(w.known) is true,
	    json_build_object('names', string_agg(w.name, '، '
	        order by w.id) filter (where not w.known))
	from (select m.id, m.name, exists (select from assessment a
	        where a.member_id = m.id and a.round = 'baseline'
	            and a.voided_at is null) as known from member m) w
	union all
	select 12, 'banked', false, count(b.id) > 0, json_build_object(
	    'waiting', exists (select from group_bank w
	        where w.group_id = of_group and w.ended_at is null
	            and w.verified_at is null))
	from own o left join group_bank b on b.group_id = o.id
	    and b.ended_at is null and b.verified_at is not null
	union all
	select 13, 'lasted', false,
	    coalesce(current_date >= o.forming_since + o.days, false),
	    json_build_object('since', o.forming_since,
	        'days', current_date - o.forming_since, 'min', o.days,
	        'earliest', coalesce(o.forming_since, current_date) + o.days)
	from own o;
end
$$;

create or replace function gate_is_open(of_group bigint, of_gate text)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select bool_and(met) from group_conditions(of_group)
	where of_gate = 'review' or at_application
$$;

-- The gate as a document, whoever asks: for what is kept with a decision.
create or replace function gate_json(of_group bigint, of_gate text)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('open', bool_and(met),
	    'met', count(*) filter (where met), 'all', count(*),
	    'conditions', json_agg(json_build_object('key', key, 'met', met,
	        'data', data, 'is_' || key, true) order by place))
	from group_conditions(of_group)
	where of_gate = 'review' or at_application
$$;

-- The gate that stands before a group now, for those it concerns; NULL for
-- anyone else, and when none does.
create or replace function group_gate(of_group bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select gate_json(g.id, case when g.state in ('draft', 'submitted',
	    'returned') then 'application' else 'review' end)
	from self_help_group g
	where g.id = of_group and (sees_group_id(g.id)
	    or g.applied_by = actor_account())
	    and g.state in ('draft', 'submitted', 'returned', 'forming',
	        'in_review', 'confirmed')
$$;
