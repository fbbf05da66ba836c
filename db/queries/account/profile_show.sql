-- The account that asks: name, roles she can act in, sessions.
select json_build_object(
    'account', json_build_object('id', a.id, 'name', a.name,
        'mobile_masked', mobile_mask(a.mobile), 'since', a.created_at),
    'form', json_build_object('name', a.name),
    'role', actor_role(),
    'roles', (select coalesce(json_agg(json_build_object('id', g.id,
        'role', g.role, 'scope_kind', g.scope_kind,
        'scope_id', g.scope_id,
        'scope_name', scope_name(g.scope_kind, g.scope_id),
        'active', g.id::text = current_setting('app.grant', true))
        order by g.id), '[]')
        from role_grant g
        where g.account_id = a.id and g.ended_at is null),
    'sessions', (select coalesce(json_agg(json_build_object(
        'seen_at', s.seen_at, 'agent', s.agent,
        'this', s.id = actor_session()) order by s.seen_at desc), '[]')
        from session s where s.account_id = a.id and s.expires_at > now()))
from account a where a.id = actor_account()
