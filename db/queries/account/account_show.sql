-- My account: who I am, the roles I may act in, my latest orders.
select json_build_object(
    'name', a.name,
    'mobile_masked', mobile_mask(a.mobile),
    'works', exists (select from role_grant
        where account_id = a.id and ended_at is null),
    'roles', (select json_agg(json_build_object('id', r.id, 'role', r.role,
            'title', role_title(r.role),
            'scope_name', scope_name(r.scope_kind, r.scope_id),
            'active', r.role = actor_role() and r.scope_id
                is not distinct from actor_scope(),
            'home', role_home(r.role)) order by r.id)
        from (select id, role, scope_kind, scope_id from role_grant
            where account_id = a.id and ended_at is null
            union all select null, 'customer', null, null) r),
    'orders', (select coalesce(json_agg(json_build_object('code', o.code,
            'placed_at', o.placed_at, 'total', order_total(o.id),
            'state_title', parcel_title(order_state(o.id)))
            order by o.placed_at desc), '[]')
        from (select id, code, placed_at from shop_order
            where account_id = a.id
            order by placed_at desc limit 3) o),
    'progress', exists (select from group_member
        where account_id = a.id and not pending),
    'member', exists (select from own_memberships()),
    'coming', groups_coming_json(),
    'has_coming', json_array_length(groups_coming_json()) > 0,
    -- Keys of programs are for those whose work has programs.
    'tokens', exists (select from role_grant
        where account_id = a.id and ended_at is null and role in ('officer',
            'admin', 'finance', 'clinic_manager'))
        or exists (select from api_token
            where account_id = a.id and revoked_at is null),
    'invitations', json_array_length(invitations_json(false)),
    'addresses_count', (select count(*) from address
        where account_id = a.id and deleted_at is null))
from account a where a.id = actor_account()
