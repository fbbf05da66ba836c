-- State machines of groups, products and parcels: only the moves of
-- state_move, each written to a history that nobody can change.

-- tg_argv[0]: the thing. Rows laid by the owner (demo, imports) may begin
-- their life in any state; whatever runs for people may not.
create or replace function state_check()
returns trigger language plpgsql as $$
declare
	was text := case when tg_op = 'UPDATE' then old.state else '' end;
begin
	if tg_op = 'UPDATE' and new.state = old.state then
		return new;
	end if;
	if tg_op = 'INSERT' and current_user not in ('hamyar_service',
	    'hamyar_jobs', 'hamyar_definer') then
		return new;
	end if;
	if not exists (select from state_move where thing = tg_argv[0]
	    and from_state = was and to_state = new.state) then
		perform refuse('bad_move', data => json_build_object(
		    'thing', tg_argv[0], 'from', was, 'to', new.state));
	end if;
	new.state_at := now();
	return new;
end
$$;

create or replace function group_history_write()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if tg_op = 'UPDATE' and new.state = old.state then
		return null;
	end if;
	insert into group_history (group_id, account_id, role, from_state,
	    to_state, why, facts)
	values (new.id, actor_account(), actor_role(),
	    case when tg_op = 'UPDATE' then old.state end, new.state,
	    nullif(current_setting('app.why', true), ''),
	    -- Rows that the owner loads were decided elsewhere.
	    coalesce(nullif(current_setting('app.facts', true), '')::jsonb,
	        case when actor_account() is not null
	            then group_facts(new.id) end));
	return null;
end
$$;

create or replace function product_history_write()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if tg_op = 'UPDATE' and new.state = old.state then
		return null;
	end if;
	insert into product_history (product_id, group_id, account_id,
	    from_state, to_state, why)
	values (new.id, new.group_id, actor_account(),
	    case when tg_op = 'UPDATE' then old.state end, new.state,
	    nullif(current_setting('app.why', true), ''));
	return null;
end
$$;

create or replace function parcel_history_write()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if tg_op = 'UPDATE' and new.state = old.state then
		return null;
	end if;
	insert into parcel_history (parcel_id, group_id, account_id,
	    from_state, to_state, why)
	values (new.id, new.group_id, actor_account(),
	    case when tg_op = 'UPDATE' then old.state end, new.state,
	    nullif(current_setting('app.why', true), ''));
	return null;
end
$$;

create or replace function product_published_at()
returns trigger language plpgsql as $$
begin
	if new.state = 'published' and new.published_at is null then
		new.published_at := now();
	end if;
	return new;
end
$$;

-- Nobody needs to think of an address for a group; one can be given later.
create or replace function group_slug_default()
returns trigger language plpgsql as $$
begin
	if new.slug is null then
		new.slug := 'g' || new.id;
	end if;
	return new;
end
$$;

-- Never more goes back than came in: the payment is locked, so two refunds
-- of it are counted one after the other.
create or replace function refund_check()
returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	paid bigint;
	going_back bigint;
begin
	select amount_rial into paid from payment
	where id = new.payment_id and state in ('paid', 'refunded')
	for no key update;
	if paid is null then
		perform refuse('not_paid');
	end if;
	select coalesce(sum(amount_rial), 0) into going_back from refund
	where payment_id = new.payment_id and id <> new.id;
	if going_back + new.amount_rial > paid then
		perform refuse('refund_too_big',
		    data => json_build_object('left', paid - going_back));
	end if;
	return new;
end
$$;

create or replace trigger slug_default before insert on self_help_group
    for each row execute function group_slug_default();
create or replace trigger state_check
    before insert or update of state on self_help_group
    for each row execute function state_check('group');
create or replace trigger state_history
    after insert or update of state on self_help_group
    for each row execute function group_history_write();

create or replace trigger published_at
    before insert or update of state on product
    for each row execute function product_published_at();
create or replace trigger state_check
    before insert or update of state on product
    for each row execute function state_check('product');
create or replace trigger state_history
    after insert or update of state on product
    for each row execute function product_history_write();

create or replace trigger state_check
    before insert or update of state on parcel
    for each row execute function state_check('parcel');
create or replace trigger state_history
    after insert or update of state on parcel
    for each row execute function parcel_history_write();

create or replace trigger refund_check
    before insert or update of amount_rial, payment_id on refund
    for each row execute function refund_check();

do $$
declare
	kept text;
begin
	foreach kept in array array['group_history', 'product_history',
	    'parcel_history', 'member_history', 'group_statute',
	    'access_log'] loop
		execute format('create or replace trigger append_only '
		    'before update or delete or truncate on %I '
		    'for each statement execute function append_only()', kept);
	end loop;
end
$$;
