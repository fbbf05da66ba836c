-- My live tokens for programs, and the roles a new one may act in.
select json_build_object(
    'tokens', (select coalesce(json_agg(json_build_object(
            'id', t.id, 'name', t.name,
            'role_title', role_title(coalesce(g.role, 'customer')),
            'scope_name', scope_name(g.scope_kind, g.scope_id),
            'created_at', t.created_at, 'expires_at', t.expires_at,
            'seen_at', t.seen_at) order by t.id desc), '[]')
        from api_token t left join role_grant g on g.id = t.role_grant_id
        where t.account_id = actor_account() and t.revoked_at is null),
    'roles', (select coalesce(json_agg(json_build_object('id', g.id,
            'title', role_title(g.role),
            'scope_name', scope_name(g.scope_kind, g.scope_id))
            order by g.id), '[]')
        from role_grant g
        where g.account_id = actor_account() and g.ended_at is null))
