-- The board of the nation or of a province, for officers and auditors: the
-- figures as last counted, each with the address of the rows it counts.
-- $1 province
with own as materialized (
    select board_place($1::bigint) as place
)
select json_build_object(
    'counted_at', board_counted_at(),
    'place', (select json_build_object('id', r.id, 'name', r.name)
        from province r where r.id = own.place),
    'nation', own.place = 0,
    'may_nation', actor_scope_kind() = 'nation',
    'least', people_least(),
    'all', board_state_json(own.place, ''),
    'active', board_state_json(own.place, 'active'),
    'forming', board_state_json(own.place, 'forming'),
    'confirmed', board_state_json(own.place, 'confirmed'),
    'people', board_people_json(own.place),
    'risky', board_risky_json(own.place),
    'columns', (select json_agg(json_build_object('state', s,
        'title', case s when 'submitted' then 'درخواست'
            when 'forming' then 'شکل‌گیری' when 'in_review' then 'بررسی'
            when 'confirmed' then 'تأیید استان'
            else group_state_title(s) end) order by n)
        from unnest(board_columns()) with ordinality w (s, n)),
    'states', board_states_json(own.place),
    'trades', board_trades_json(own.place),
    'sums', board_row_json(own.place, null, null),
    'provinces', case when own.place = 0
        then board_provinces_json() end,
    'funnel', board_funnel_json(own.place),
    'risks', board_risks_json(own.place),
    'months', board_months_json(own.place))
from own
where own.place = 0 or exists (select from province r
    where r.id = own.place)
