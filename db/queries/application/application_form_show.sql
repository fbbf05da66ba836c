-- The form of an application: empty, or one of the account that asks that may
-- still be changed, with the clinics nearest to it.
-- $1 id
select json_build_object(
    'id', g.id,
    'form', json_build_object('name', g.name,
        'kind', coalesce(g.kind, 'hamyar'), 'trade', t.slug,
        'city', g.city_id, 'clinic', g.clinic_id, 'story', g.story),
    'kinds', (select json_agg(json_build_object('value', k,
        'title', group_kind_title(k), 'least', members_least(k),
        'most', members_most(k)) order by n)
        from unnest(array['hamyar', 'khodyar']) with ordinality w (k, n)),
    'trades', (select json_agg(json_build_object('slug', slug,
        'title', title) order by position, id)
        from category where parent_id is null),
    'provinces', (select json_agg(json_build_object('name', r.name,
        'cities', (select json_agg(json_build_object('id', c.id,
            'name', c.name) order by c.name collate "fa-x-icu")
            from city c where c.province_id = r.id))
        order by r.name collate "fa-x-icu") from province r),
    'clinics', (select json_agg(json_build_object('id', k.id,
        'name', k.name) order by k.province_id = g.province_id desc, k.id)
        from clinic k
        where k.province_id = g.province_id or k.id = g.clinic_id
            or k.province_id in (select neighbour_id
                from province_neighbour where province_id = g.province_id)))
from (values (1)) one
left join self_help_group g on g.id = $1::bigint
    and g.applied_by = actor_account() and g.state in ('draft', 'returned')
left join category t on t.id = g.category_id
where $1::bigint is null or g.id is not null
