-- How I go on in each group that I am or was a member of; before the first,
-- the groups that are on their way.
select json_build_object('groups', coalesce(json_agg(json_build_object(
    'id', g.id, 'name', g.name, 'progress', member_progress_json(m.id))
    order by m.left_on is not null, m.id desc), '[]'),
    'coming', groups_coming_json(),
    'has_coming', json_array_length(groups_coming_json()) > 0,
    'any', count(*) > 0)
from group_member m
cross join lateral (select m.group_id as id,
    scope_name('group', m.group_id) as name) g
where m.account_id = actor_account() and not m.pending
