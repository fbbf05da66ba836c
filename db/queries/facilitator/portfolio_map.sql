-- Where the groups of the actor's portfolio are, province by province and city
-- by city, and how they are going.
with own as materialized (
    select id, province_id, city_id from portfolio()
    where group_binds(state)
), place as (
    select o.province_id, o.city_id, count(*) as groups,
        count(*) filter (where l.light = 'red') as red,
        count(*) filter (where l.light = 'amber') as amber,
        count(*) filter (where l.light = 'green') as green
    from own o
    left join group_lights(array(select id from own)) l on l.group_id = o.id
    group by 1, 2
)
select json_build_object(
    'provinces', (select coalesce(json_agg(json_build_object('id', r.id,
            'name', r.name, 'slug', r.slug, 'count', coalesce(k.groups, 0),
            'red', coalesce(k.red, 0), 'here', k.groups is not null)
            order by r.name collate "fa-x-icu"), '[]')
        from province r
        left join (select province_id, sum(groups) as groups,
            sum(red) as red from place group by 1) k
            on k.province_id = r.id),
    'cities', (select coalesce(json_agg(json_build_object('id', n.id,
            'name', n.name, 'province', r.name, 'count', p.groups,
            'red', p.red, 'amber', p.amber, 'green', p.green)
            order by r.name collate "fa-x-icu", p.groups desc,
            n.name collate "fa-x-icu"), '[]')
        from place p join city n on n.id = p.city_id
        join province r on r.id = p.province_id),
    'several', (select count(distinct province_id) > 1 from place),
    'total', (select count(*) from own))
