-- The addresses of the account that asks, the last used first.
select json_build_object('addresses', coalesce(json_agg(address_json(a)
    order by a.used_at desc), '[]'))
from address a
where a.account_id = actor_account() and a.deleted_at is null
