-- Groups of the actor's province or of the nation, by the filters of a board.
-- A list that counts fewer people than the least has no rows.
-- $1 state, $2 trade, $3 province, $4 risk, $5 month, $6 of, $7 q, $8 sort,
-- $9 after
with asked as materialized (
    select f.filters, board_few(f.filters) as few,
        people_least() as least
    from (select board_filters($1::text, $2::text, $3::bigint, $4::text,
        $5::date, $6::text, $7::text, $8::text) as filters) f
), page as materialized (
    select case when few then '{}'::bigint[]
        else board_ids(filters, $9::bigint, 51) end as ids
    from asked
)
select json_build_object(
    'counted_at', board_counted_at(),
    'groups', (select coalesce(json_agg(json_build_object(
            'id', r.group_id, 'name', r.name, 'trade', r.trade,
            'province', r.province, 'city', r.city, 'clinic', r.clinic,
            'state', r.state, 'state_title', group_state_title(r.state),
            'state_at', r.state_at, 'began', r.began,
            'members', people_json(r.band, asked.least), 'products', r.products,
            'sold', r.sold_rial, 'risks', r.risks) order by r.place), '[]')
        from board_rows(page.ids[1:50]) r),
    'any_groups', cardinality(page.ids) > 0,
    'next', case when cardinality(page.ids) > 50
        then page.ids[50]::text end,
    'few', asked.few,
    'least', asked.least,
    'sums', case when not asked.few then board_sums(asked.filters) end,
    'filter', json_build_object('state', $1::text, 'trade', $2::text,
        'province', asked.filters -> 'province', 'risk', $4::text,
        'month', asked.filters ->> 'month', 'of', asked.filters ->> 'of',
        'of_began', coalesce(asked.filters ->> 'of' = 'began', false),
        'of_active', coalesce(asked.filters ->> 'of' = 'active', false),
        'of_sold', coalesce(asked.filters ->> 'of' = 'sold', false),
        'q', $7::text, 'sort', asked.filters ->> 'sort'),
    'may_nation', actor_scope_kind() = 'nation',
    'states', (select json_agg(json_build_object('state', s,
        'title', group_state_title(s)) order by n)
        from unnest(board_states()) with ordinality w (s, n)),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null),
    'provinces', provinces_json(),
    'risks', (select json_agg(json_build_object('kind', kind,
        'title', title) order by position)
        from (select 'any' as kind, 'هر هشداری' as title, -1 as position
            union all select kind, title, position from alert_kind) k),
    'sorts', json_build_array(
        json_build_object('sort', 'new', 'title', 'تازه‌ترین'),
        json_build_object('sort', 'wait', 'title', 'دیرترین تغییر وضعیت'),
        json_build_object('sort', 'sold', 'title', 'پرفروش‌ترین')))
from asked cross join page
where asked.filters is not null
