-- What the lists of a clinic's desk are made of. They check the clinic once
-- for all rows, where the policies would ask again for each.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

-- The products of the actor's clinic that wait to be checked.
drop function if exists clinic_products_waiting();
create or replace function clinic_products_waiting()
returns table (id bigint, group_id bigint, title text, category_id bigint,
    group_name text, state_at timestamptz, price_rial bigint, photos bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	select p.id, p.group_id, p.title, p.category_id, g.name, p.state_at,
	    (select min(v.price_rial) from variant v
	        where v.product_id = p.id and v.retired_at is null),
	    (select count(*) from product_photo x where x.product_id = p.id)
	from self_help_group g
	join product p on p.group_id = g.id and p.state = 'proposed'
	where g.clinic_id = actor_clinic()
$$;

create or replace function inbox_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'application' then 'درخواست تشکیل'
	    when 'review' then 'بررسی پایانی'
	    when 'product' then 'محصول'
	    when 'bank' then 'حساب بانکی'
	    when 'conflict' then 'ثبت دوگانه' end
$$;

-- Everything that waits for the actor's clinic, whatever it is: since when,
-- and whether that is too long. place tells apart what waits since the same
-- moment.
create or replace function clinic_inbox()
returns table (kind text, id bigint, group_id bigint, title text,
    says text, at timestamptz, late boolean, place bigint)
language sql stable security definer
set search_path = public, pg_temp as $$
	with own as materialized (
	    select g.*, t.title || '، ' || n.name as facts
	    from self_help_group g
	    join category t on t.id = g.category_id
	    join city n on n.id = g.city_id
	    where g.clinic_id = actor_clinic() and g.state <> 'draft'
	), waiting as (
	    select case o.state when 'submitted' then 'application'
	            else 'review' end as kind, o.id, o.id as group_id,
	        o.name as title, o.facts as says, o.state_at as at
	    from own o where o.state in ('submitted', 'in_review')
	    union all
	    select 'product', p.id, p.group_id, p.title, p.group_name,
	        p.state_at
	    from clinic_products_waiting() p
	    union all
	    select 'bank', b.id, o.id, o.name, o.facts, b.added_at
	    from own o join group_bank b on b.group_id = o.id
	        and b.ended_at is null and b.verified_at is null
	    where group_binds(o.state)
	    union all
	    select 'conflict', c.id, o.id, o.name, o.facts, c.at
	    from own o join sync_conflict c on c.group_id = o.id
	        and c.resolved_at is null
	)
	select w.kind, w.id, w.group_id, w.title, w.says, w.at,
	    w.at < now() - make_interval(days => case w.kind
	        when 'product' then (select setting_int('alert.product_days', 3))
	        else (select setting_int('alert.inbox_days', 7)) end::integer),
	    w.id * 8 + array_position(array['application', 'review',
	        'product', 'bank', 'conflict'], w.kind)
	from waiting w
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
	where r.role = 'facilitator' and r.scope_kind = 'clinic'
	    and r.scope_id = actor_clinic() and r.ended_at is null
$$;
