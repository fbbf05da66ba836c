-- The form of a member of an application that may still be changed: empty, or
-- hers. Her national id is not in it: the service masks "sealed".
-- $1 id, $2 member
select json_build_object(
    'id', g.id, 'name', g.name, 'member', m.id,
    'sealed', applicant_sealed(m.id),
    'form', json_build_object('name', m.name, 'mobile', m.mobile,
        'post', coalesce(m.post, 'member')),
    'posts', (select json_agg(json_build_object('value', p,
        'title', post_title(p)) order by n)
        from unnest(array['member', 'leader', 'secretary', 'treasurer'])
            with ordinality w (p, n)
        where p = 'member' or not exists (select from group_member o
            where o.group_id = g.id and o.left_on is null and o.post = p
                and o.id is distinct from m.id)))
from self_help_group g
left join group_member m on m.id = $2::bigint and m.group_id = g.id
    and m.left_on is null
where g.id = $1::bigint and g.applied_by = actor_account()
    and g.state in ('draft', 'returned')
    and ($2::bigint is null or m.id is not null)
