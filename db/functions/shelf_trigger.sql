-- When the shelf is looked at again: statement triggers, so that a load of
-- many rows is one refresh, and a sale that changes nothing people see is
-- one comparison.

create or replace function shelf_on_product()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	ids bigint[];
begin
	if shelf_asleep() then
		return null;
	end if;
	if tg_op = 'INSERT' then
		ids := array(select id from new_rows where state = 'published');
	else
		ids := array(select n.id from new_rows n join old_rows o using (id)
		    where n is distinct from o
		        and 'published' in (n.state, o.state));
	end if;
	if cardinality(ids) > 0 then
		perform shelf_refresh(ids);
		-- A description is on the product's page though not on the shelf.
		perform cache_drop(ids, '{}');
	end if;
	return null;
end
$$;

create or replace function shelf_on_variant()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	ids bigint[];
begin
	if shelf_asleep() then
		return null;
	end if;
	if tg_op = 'INSERT' then
		ids := array(select distinct product_id from new_rows);
	elsif tg_op = 'DELETE' then
		ids := array(select distinct product_id from old_rows);
	else
		ids := array(select distinct n.product_id
		    from new_rows n join old_rows o using (id)
		    where (n.price_rial, n.title, n.position, n.retired_at,
		            n.stock is null, coalesce(n.stock, 0) > 0)
		        is distinct from
		        (o.price_rial, o.title, o.position, o.retired_at,
		            o.stock is null, coalesce(o.stock, 0) > 0));
	end if;
	if cardinality(ids) > 0 then
		perform shelf_refresh(ids);
		if tg_op = 'UPDATE' then
			perform cache_drop(array(select product_id from shelf
			    where product_id = any (ids)), '{}');
		end if;
	end if;
	return null;
end
$$;

create or replace function shelf_on_photo()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	ids bigint[];
begin
	if shelf_asleep() then
		return null;
	end if;
	if tg_op = 'INSERT' then
		ids := array(select distinct product_id from new_rows);
	elsif tg_op = 'DELETE' then
		ids := array(select distinct product_id from old_rows);
	else
		ids := array(select product_id from new_rows
		    union select product_id from old_rows);
	end if;
	if cardinality(ids) > 0 then
		perform shelf_refresh(ids);
		perform cache_drop(array(select product_id from shelf
		    where product_id = any (ids)), '{}');
	end if;
	return null;
end
$$;

create or replace function shelf_on_media()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if shelf_asleep() or new.state is not distinct from old.state then
		return null;
	end if;
	perform shelf_refresh(array(select product_id from product_photo
	    where media_id = new.id));
	perform cache_drop(array(select s.product_id from product_photo x
	    join shelf s using (product_id) where x.media_id = new.id), '{}');
	return null;
end
$$;

create or replace function shelf_on_group()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	seen bigint[];
	moved bigint[];
begin
	if shelf_asleep() then
		return null;
	end if;
	if tg_op = 'INSERT' then
		perform tally_add('group', array_agg(category_id),
		    array_agg(province_id), array_agg(1::bigint))
		from new_rows where state = 'active';
		return null;
	end if;
	select array_agg(n.id),
	    array_agg(n.id) filter (where (n.name, n.slug, n.state,
	        n.province_id, n.city_id) is distinct from (o.name, o.slug,
	        o.state, o.province_id, o.city_id))
	into seen, moved
	from new_rows n join old_rows o using (id)
	where n is distinct from o and 'active' in (n.state, o.state);
	if seen is null then
		return null;
	end if;
	perform tally_add('group', array_agg(d.category_id),
	    array_agg(d.province_id), array_agg(d.step))
	from (select category_id, province_id, 1::bigint as step from new_rows
	    where state = 'active'
	    union all
	    select category_id, province_id, -1 from old_rows
	    where state = 'active') d;
	perform cache_drop('{}', seen);
	if moved is not null then
		perform shelf_refresh(array(select id from product
		    where group_id = any (moved) and state = 'published'));
	end if;
	return null;
end
$$;

create or replace function tally_on_shelf()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if tg_op = 'INSERT' then
		perform tally_add('product', array_agg(category_id),
		    array_agg(province_id), array_agg(1::bigint)) from new_rows;
	elsif tg_op = 'DELETE' then
		perform tally_add('product', array_agg(category_id),
		    array_agg(province_id), array_agg(-1::bigint)) from old_rows;
	else
		perform tally_add('product', array_agg(d.category_id),
		    array_agg(d.province_id), array_agg(d.step))
		from (select category_id, province_id, 1::bigint as step
		    from new_rows
		    union all
		    select category_id, province_id, -1 from old_rows) d;
	end if;
	return null;
end
$$;

create or replace trigger shelf_insert after insert on product
    referencing new table as new_rows
    for each statement execute function shelf_on_product();
create or replace trigger shelf_update after update on product
    referencing old table as old_rows new table as new_rows
    for each statement execute function shelf_on_product();

create or replace trigger shelf_insert after insert on variant
    referencing new table as new_rows
    for each statement execute function shelf_on_variant();
create or replace trigger shelf_update after update on variant
    referencing old table as old_rows new table as new_rows
    for each statement execute function shelf_on_variant();
create or replace trigger shelf_delete after delete on variant
    referencing old table as old_rows
    for each statement execute function shelf_on_variant();

create or replace trigger shelf_insert after insert on product_photo
    referencing new table as new_rows
    for each statement execute function shelf_on_photo();
create or replace trigger shelf_update after update on product_photo
    referencing old table as old_rows new table as new_rows
    for each statement execute function shelf_on_photo();
create or replace trigger shelf_delete after delete on product_photo
    referencing old table as old_rows
    for each statement execute function shelf_on_photo();

create or replace trigger shelf_update after update of state on media
    for each row execute function shelf_on_media();

create or replace trigger shelf_insert after insert on self_help_group
    referencing new table as new_rows
    for each statement execute function shelf_on_group();
create or replace trigger shelf_update after update on self_help_group
    referencing old table as old_rows new table as new_rows
    for each statement execute function shelf_on_group();

create or replace trigger tally_insert after insert on shelf
    referencing new table as new_rows
    for each statement execute function tally_on_shelf();
create or replace trigger tally_update after update on shelf
    referencing old table as old_rows new table as new_rows
    for each statement execute function tally_on_shelf();
create or replace trigger tally_delete after delete on shelf
    referencing old table as old_rows
    for each statement execute function tally_on_shelf();
