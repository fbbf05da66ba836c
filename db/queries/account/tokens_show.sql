-- The tokens of the account that asks, for its programs.
select json_build_object('tokens', coalesce(json_agg(json_build_object(
    'id', t.id, 'name', t.name, 'role', coalesce(g.role, 'customer'),
    'scope_name', scope_name(g.scope_kind, g.scope_id),
    'created_at', t.created_at, 'expires_at', t.expires_at,
    'seen_at', t.seen_at, 'revoked', t.revoked_at is not null,
    'live', t.revoked_at is null and (t.expires_at is null
        or t.expires_at > now())) order by t.id desc), '[]'),
    'roles', (select coalesce(json_agg(json_build_object('id', r.id,
        'role', r.role, 'scope_name', scope_name(r.scope_kind,
            r.scope_id)) order by r.id), '[]')
        from role_grant r
        where r.account_id = actor_account() and r.ended_at is null))
from api_token t
left join role_grant g on g.id = t.role_grant_id
where t.account_id = actor_account()
