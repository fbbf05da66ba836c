-- The cities of a province, for anyone who fills a form.
-- $1 province
select json_build_object('province', json_build_object('id', r.id,
    'name', r.name), 'cities', (select json_agg(json_build_object('id', c.id,
    'name', c.name) order by c.name collate "fa-x-icu")
    from city c where c.province_id = r.id))
from province r where r.id = $1::bigint
