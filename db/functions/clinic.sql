-- What the lists of a clinic's desk are made of. They check the clinic once
-- for all rows, where the policies would ask again for each.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The products of the actor's clinic that wait to be checked.
create or replace function clinic_products_waiting()
returns table (id bigint, title text, category_id bigint, group_name text,
    state_at timestamptz, price_rial bigint, photos bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select p.id, p.title, p.category_id, g.name, p.state_at,
	    (select min(v.price_rial) from variant v
	        where v.product_id = p.id and v.retired_at is null),
	    (select count(*) from product_photo x where x.product_id = p.id)
	from self_help_group g
	join product p on p.group_id = g.id and p.state = 'proposed'
	where g.clinic_id = actor_clinic()
$$;

-- Rows of the list of groups, in the order of ids.
create or replace function clinic_group_rows(ids bigint[])
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name,
	    'slug', g.slug, 'trade', t.title, 'city', n.name,
	    'state', g.state, 'state_title', group_state_title(g.state),
	    'since', g.since, 'on_sale', g.state = 'active',
	    'leader', (select m.name from group_member m
	        where m.group_id = g.id and m.post = 'leader'
	            and m.left_on is null),
	    'members', members_count(g.id),
	    'products', (select count(*) from product p
	        where p.group_id = g.id and p.state = 'published'))
	    order by w.place), '[]')
	from unnest(ids) with ordinality w (id, place)
	join self_help_group g on g.id = w.id and g.clinic_id = actor_clinic()
	join category t on t.id = g.category_id
	join city n on n.id = g.city_id
$$;

-- A facilitator's name, for who sees the group she goes with.
create or replace function facilitator_json(of_account bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('id', a.id, 'name', coalesce(a.name,
	    mobile_mask(a.mobile)))
	from account a where a.id = of_account
	    and actor_scope_kind() is not null
$$;

-- The facilitators of the actor's clinic and how many groups each has.
create or replace function facilitators_json()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('id', a.id,
	    'name', coalesce(a.name, mobile_mask(a.mobile)),
	    'groups', (select count(*) from self_help_group g
	        where g.facilitator_id = a.id and group_binds(g.state)))
	    order by a.name, a.id), '[]')
	from role_grant r join account a on a.id = r.account_id
	where r.role = 'facilitator' and r.scope_id = actor_clinic()
	    and r.ended_at is null and actor_clinic() is not null
$$;
