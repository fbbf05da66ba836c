-- An inbox whose pages are full: applications like those of 150 groups, at the
-- demo clinic. Ten times the groups are ten times the clinics.
begin;
set local session_replication_role = replica;
with made as (
	insert into self_help_group (slug, name, category_id, clinic_id,
	    province_id, city_id, state, state_at, story, applied_by,
	    forming_since)
	select 'bench-' || g.id, g.name, g.category_id, k.id, k.province_id,
	    k.city_id, s.state, now() - g.id % 200 * interval '1 hour', g.story,
	    a.id, case when s.state <> 'submitted' then current_date - 80 end
	from (select *, row_number() over (order by id) as n
	    from self_help_group where state = 'active') g
	cross join lateral (select (array['submitted', 'in_review',
	    'forming'])[1 + g.n % 3] as state) s
	cross join (select c.* from clinic c order by c.id limit 1) k
	join account a on a.mobile = '09120000013'
	where g.n <= 150
	on conflict do nothing
	returning id
)
insert into group_member (group_id, name, post)
select m.id, 'متقاضی ' || o.n, case o.n when 1 then 'leader' else 'member' end
from made m cross join generate_series(1, 5) o (n);
commit;
analyze self_help_group, group_member;
