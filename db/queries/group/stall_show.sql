-- A group's stall for anyone: who they are and what they sell.
-- $1 slug, $2 after
with page as materialized (
    select shelf_newest(null, null, null, g.id, null, null, null,
        $2::text, 24) as doc
    from self_help_group g where g.slug = $1::text and g.state = 'active'
)
select json_build_object(
    'group', json_build_object('id', g.id, 'slug', g.slug, 'name', g.name,
        'trade', json_build_object('slug', t.slug, 'title', t.title),
        'city', n.name, 'province', r.name, 'story', g.story,
        'photo', photo_json(m.id, g.name, m.tint, m.width, m.height),
        'since', g.since, 'members', members_count(g.id),
        'products', (select count(*) from shelf where group_id = g.id)),
    'products', cards_in_sight(page.doc -> 'products'), 'next', page.doc -> 'next')
from page, self_help_group g
join category t on t.id = g.category_id
join province r on r.id = g.province_id
join city n on n.id = g.city_id
left join media m on m.id = g.cover_media and m.state = 'ready'
where g.slug = $1::text and g.state = 'active'
