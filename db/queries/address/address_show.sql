-- One address of the account that asks, for its form; or an empty form.
-- $1 id
select json_build_object(
    'id', a.id,
    'form', case when $1::bigint is not null then json_build_object(
        'title', a.title, 'receiver', a.receiver, 'mobile', a.mobile,
        'city', a.city_id, 'street', a.street, 'postal_code', a.postal_code)
        else json_build_object('receiver', me.name, 'mobile', me.mobile) end,
    'provinces', (select json_agg(json_build_object('id', r.id,
        'name', r.name, 'cities', (select json_agg(json_build_object(
            'id', c.id, 'name', c.name) order by c.name collate "fa-x-icu")
            from city c where c.province_id = r.id))
        order by r.name collate "fa-x-icu") from province r))
from account me
left join address a on a.id = $1::bigint and a.account_id = me.id
    and a.deleted_at is null
where me.id = actor_account() and ($1::bigint is null or a.id is not null)
