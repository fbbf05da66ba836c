-- The form to assess a member with, or without one her group, and the last
-- answers beside; what was typed already stands in it.
-- $1 group, $2 member, $3 round, $4 client_id, $5 answer
with own as materialized (
    select g.id, g.name, g.state, m.id as member, m.name as member_name,
        case when m.id is null then 'group' else 'member' end as kind
    from self_help_group g
    left join group_member m on m.id = $2::bigint and m.group_id = g.id
        and m.left_on is null and not m.pending
    where g.id = $1::bigint and g.state <> 'draft'
        and actor_clinic() is not null
        and sees_group(g.id, g.clinic_id, g.province_id)
        and ($2::bigint is null or m.id is not null)
), noted as materialized (
    select access_note('member', member) from own where member is not null
), form as materialized (
    select f.* from own o join assessment_form f
        on f.id = form_in_force(o.kind, current_date)
), taken as materialized (
    select a.* from assessment a join own o on o.id = a.group_id
        and a.member_id is not distinct from o.member
    where a.voided_at is null
), last as materialized (
    select * from taken order by taken_on desc, id desc limit 1
), step as (
    select value, answer_title(value) as title
    from generate_series(0, 4) value
), question as materialized (
    select q.*, l.value as last, $5::jsonb ->> q.code as typed
    from form f cross join lateral form_questions(f.axes) q
    left join lateral (select (answers ->> q.code)::integer as value
        from last) l on true
)
select json_build_object(
    'group', json_build_object('id', o.id, 'name', o.name),
    'member', case when o.member is not null then json_build_object(
        'id', o.member, 'name', o.member_name) end,
    'can_record', group_binds(o.state),
    'form_id', f.id, 'title', f.title, 'version', f.version,
    'today', current_date,
    'rounds', (select json_agg(json_build_object('round', r.round,
            'title', r.title, 'done', r.done,
            'chosen', r.round = coalesce($3::text, case when b.done
                then 'quarter' else 'baseline' end)) order by r.n)
        from (select exists (select from taken
            where round = 'baseline') as done) b
        cross join lateral (values (1, 'baseline', 'ارزیابی آغازین', b.done),
            (2, 'quarter', 'ارزیابی فصل، '
                || round_title(quarter_round(quarter_number(current_date))),
                exists (select from taken where round =
                    quarter_round(quarter_number(current_date)))))
            r (n, round, title, done)),
    'last', (select json_build_object('title', round_title(round),
        'taken_on', taken_on) from last),
    'axes', (select json_agg(json_build_object('key', a.axis,
            'title', a.title, 'questions', (select json_agg(
                json_build_object('code', q.code, 'n', q.n, 'text', q.says,
                    'wrong', $4::text is not null
                        and coalesce(q.typed, '') !~ '^[0-4]$',
                    'last', answer_title(q.last),
                    'choices', (select json_agg(json_build_object(
                        'value', s.value, 'title', s.title,
                        'chosen', coalesce(q.typed = s.value::text, false))
                        order by s.value) from step s)) order by q.n)
                from question q where q.axis = a.axis)) order by a.n)
        from (select axis, min(axis_title) as title, min(n) as n
            from question group by axis) a))
from own o cross join form f cross join (select count(*) from noted) n
