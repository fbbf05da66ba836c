-- Goods that come back: a buyer asks, the group takes them or says why not.
-- And pieces that a group cannot send, or gives back of its own accord.

-- Bodies name functions of files that come later.
set local check_function_bodies = off;

create or replace function return_reason_title(reason text)
returns text language sql immutable parallel safe as $$
	select case reason
	    when 'not_back' then 'کالا به دست گروه نرسیده است'
	    when 'worn' then 'کالا استفاده شده یا آسیب دیده است'
	    when 'incomplete' then 'همه آنچه باید، برنگشته است'
	    when 'other' then 'دلیل دیگر' end
$$;

-- Whether a buyer may ask now.
create or replace function parcel_returns(p parcel)
returns boolean language sql stable security definer
set search_path = public, pg_temp as $$
	select p.state = 'delivered'
	    and p.return_by >= (now() at time zone 'Asia/Tehran')::date
	    and exists (select from order_line l
	        join product d on d.id = l.product_id
	        where l.parcel_id = p.id and d.withdrawal_exempt_reason is null
	            and line_left(l.id, l.quantity) > 0)
$$;

-- Tells the group's officers; buyers are told by parcel_tell().
create or replace function return_tell(of_parcel bigint, what text,
    rial bigint default null)
returns void language sql security definer
set search_path = public, pg_temp as $$
	select message_add(what, m.mobile, jsonb_build_object('order', o.code,
	    'group', g.name, 'amount', rial), m.account_id)
	from parcel p
	join shop_order o on o.id = p.order_id
	join self_help_group g on g.id = p.group_id
	join group_member m on m.group_id = g.id and m.left_on is null
	    and m.post <> 'member' and m.mobile is not null
	where p.id = of_parcel
$$;

-- Pieces of the lines of a parcel as a form names them, {"line": pieces}.
create or replace function pieces_read(of_parcel bigint, named json,
    field text)
returns table (line_id bigint, pieces integer)
language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	one record;
begin
	for one in select k, v::integer as n from json_each_text(named) t (k, v)
	    where v::integer > 0 order by k loop
		select l.id into line_id from order_line l
		where l.parcel_id = of_parcel and l.id::text = one.k;
		if line_id is null then
			perform refuse('not_a_choice', field);
		end if;
		pieces := one.n;
		return next;
	end loop;
end
$$;

-- return_ask(id, pieces, why): within the days of the law, of what is not
-- exempt; why need not be said.
create or replace function return_ask(of_id bigint, pieces json, why text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
	one record;
	made bigint;
	own_code text;
begin
	select code into own_code from shop_order where account_id
	    = actor_account() and id = (select order_id from parcel
	        where id = of_id) for no key update;
	if own_code is null then
		perform refuse('not_found');
	end if;
	select * into own from parcel where id = of_id for no key update;
	if own.state <> 'delivered' then
		perform refuse('bad_move');
	elsif own.return_by < (now() at time zone 'Asia/Tehran')::date then
		perform refuse('return_too_late', '',
		    json_build_object('day', own.return_by));
	end if;
	insert into parcel_return (parcel_id, group_id, why, asked_by)
	values (own.id, own.group_id, why, actor_account())
	returning id into made;
	for one in select r.*, l.title, d.withdrawal_exempt_reason as exempt,
	        line_left(l.id, l.quantity) as has
	    from pieces_read(own.id, pieces, 'pieces') r
	    join order_line l on l.id = r.line_id
	    join product d on d.id = l.product_id loop
		if one.pieces > one.has then
			perform refuse('too_many_pieces', 'pieces', json_build_object(
			    'title', one.title, 'left', one.has));
		elsif one.exempt is not null then
			perform refuse('return_exempt', 'pieces',
			    json_build_object('title', one.title));
		end if;
		insert into return_line values (made, one.line_id, one.pieces);
	end loop;
	if not exists (select from return_line where return_id = made) then
		perform refuse('pieces_missing', 'pieces');
	end if;
	perform move_note(why);
	update parcel set state = 'return_requested' where id = own.id;
	perform move_note('');
	perform return_tell(own.id, 'return_asked');
	return json_build_object('id', own.id, 'state', 'return_requested',
	    'code', own_code);
end
$$;

-- ---- the group ----

-- One of its parcels, for its three officers: they answer for its money. What
-- one of them bought herself is another's to answer for.
create or replace function parcel_office(of_id bigint)
returns parcel language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel;
begin
	if payout_office() is null then
		perform refuse('forbidden');
	end if;
	own := parcel_own(of_id);
	if exists (select from shop_order where id = own.order_id
	    and account_id = actor_account()) then
		perform refuse('own_order');
	end if;
	return own;
end
$$;

-- What goes back of each line and how many of it are on sale again. Of food
-- that was out of the house nothing is.
create or replace function takes_read(own parcel, restock json, scrap json)
returns jsonb language plpgsql stable security definer
set search_path = public, pg_temp as $$
declare
	takes jsonb := jsonb '[]';
	one record;
begin
	for one in select l.id, l.title, line_left(l.id, l.quantity) as has,
	        coalesce(r.pieces, 0) as restocked, coalesce(r.pieces, 0)
	        + coalesce(s.pieces, 0) as pieces,
	        category_is_food(d.category_id) as food
	    from order_line l
	    join product d on d.id = l.product_id
	    left join pieces_read(own.id, restock, 'restock') r
	        on r.line_id = l.id
	    left join pieces_read(own.id, scrap, 'scrap') s on s.line_id = l.id
	    where l.parcel_id = own.id
	        and coalesce(r.pieces, s.pieces) is not null order by l.id loop
		if one.pieces > one.has then
			perform refuse('too_many_pieces', 'scrap', json_build_object(
			    'title', one.title, 'left', one.has));
		elsif one.restocked > 0 and one.food
		    and own.shipped_at is not null then
			perform refuse('food_is_scrapped', 'scrap',
			    json_build_object('title', one.title));
		end if;
		takes := takes || jsonb_build_object('line', one.id,
		    'pieces', one.pieces, 'restocked', one.restocked);
	end loop;
	if takes = jsonb '[]' then
		perform refuse('pieces_missing', 'scrap');
	end if;
	return takes;
end
$$;

-- Gives pieces of a parcel back: the money to its buyer, the goods to stock.
-- Answers the refund's id.
create or replace function parcel_give_back(own parcel, takes jsonb,
    why text, key text)
returns bigint language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	paid payment := parcel_payment(own.id);
	rial bigint;
	made bigint;
begin
	if paid.id is null then
		perform refuse('not_paid');
	end if;
	-- The shipping goes with the last of the goods.
	select sum(l.price_rial * t.pieces) + case when
	    (select sum(line_left(x.id, x.quantity)) from order_line x
	        where x.parcel_id = own.id) = sum(t.pieces)
	    then parcel_shipping_left(own.id, own.shipping_rial) else 0 end
	into rial
	from jsonb_to_recordset(takes) t (line bigint, pieces integer)
	join order_line l on l.id = t.line;
	made := refund_open(paid.id, own.id, rial, why, key);
	perform refund_take(made, own, takes);
	perform refund_go(made);
	perform from variant where id in (select variant_id from order_line
	    where parcel_id = own.id) order by id for no key update;
	update variant v set stock = v.stock + t.restocked
	from jsonb_to_recordset(takes) t (line bigint, restocked integer)
	join order_line l on l.id = t.line
	where v.id = l.variant_id and v.stock is not null and t.restocked > 0;
	return made;
end
$$;

-- return_take(id, restock, scrap): what of it came back, piece by piece.
create or replace function return_take(of_id bigint, restock json, scrap json)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_office(of_id);
	asked parcel_return;
	takes jsonb;
	made bigint;
	rial bigint;
begin
	select * into asked from parcel_return
	where parcel_id = own.id and state = 'asked' for no key update;
	if asked.id is null then
		perform refuse('bad_move');
	end if;
	takes := takes_read(own, restock, scrap);
	perform refuse('not_asked_back', 'scrap', json_build_object(
	    'title', l.title, 'asked', coalesce(r.quantity, 0)))
	from jsonb_to_recordset(takes) t (line bigint, pieces integer)
	join order_line l on l.id = t.line
	left join return_line r on r.return_id = asked.id and r.line_id = t.line
	where t.pieces > coalesce(r.quantity, 0);
	made := parcel_give_back(own, takes, 'returned', 'return:' || asked.id);
	update parcel_return set state = 'taken', refund_id = made,
	    answered_by = actor_account(), answered_at = now()
	where id = asked.id;
	update parcel set state = 'returned' where id = own.id;
	if jsonb_array_length(parcel_rest(own.id)) > 0 then
		update parcel set state = 'delivered' where id = own.id;
	end if;
	select amount_rial into rial from refund where id = made;
	perform parcel_tell(own.id, 'return_taken', rial);
	perform return_tell(own.id, 'group_refund', rial);
	return json_build_object('id', own.id, 'refund_rial', rial);
end
$$;

-- return_refuse(id, reason, note): the goods did not come, or not as they
-- were; the buyer reads why and may complain.
create or replace function return_refuse(of_id bigint, of_reason text,
    note text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_office(of_id);
begin
	if of_reason = 'other' and note is null then
		perform refuse('required', 'note');
	end if;
	update parcel_return r set state = 'refused', reason = of_reason,
	    note = return_refuse.note, answered_by = actor_account(),
	    answered_at = now()
	where r.parcel_id = own.id and r.state = 'asked';
	if not found then
		perform refuse('bad_move');
	end if;
	perform move_note(concat_ws(': ', return_reason_title(of_reason), note));
	update parcel set state = 'delivered' where id = own.id;
	perform move_note('');
	perform parcel_tell(own.id, 'return_refused');
	return json_build_object('id', own.id, 'state', 'delivered');
end
$$;

-- parcel_refund(id, restock, scrap, reason): pieces that the group cannot
-- send, or gives back of its own accord when they came.
create or replace function parcel_refund(of_id bigint, restock json,
    scrap json, reason text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own parcel := parcel_office(of_id);
	made bigint;
	rial bigint;
begin
	if own.state not in ('paid', 'accepted', 'preparing', 'delivered',
	    'completed') then
		perform refuse('bad_move');
	end if;
	made := parcel_give_back(own, takes_read(own, restock, scrap),
	    case when own.shipped_at is null then 'cancelled' else 'returned' end,
	    'lines:' || own.id || ':' || (select count(distinct refund_id)
	        from refund_part where parcel_id = own.id));
	if own.shipped_at is null
	    and jsonb_array_length(parcel_rest(own.id)) = 0 then
		perform move_note(reason);
		update parcel set state = 'cancelled' where id = own.id
		returning * into own;
		perform move_note('');
	end if;
	select amount_rial into rial from refund where id = made;
	perform parcel_tell(own.id, 'lines_refunded', rial, reason);
	perform return_tell(own.id, 'group_refund', rial);
	return json_build_object('id', own.id, 'state', own.state,
	    'refund_rial', rial);
end
$$;

-- A parcel of which nothing is left, when the last of its money has gone.
create or replace function parcel_over(of_parcel bigint)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update parcel set state = 'refunded'
	where id = of_parcel and state in ('returned', 'delivered', 'completed')
	    and jsonb_array_length(parcel_rest(of_parcel)) = 0
	    and not exists (select from refund_part x
	        join refund r on r.id = x.refund_id and r.state <> 'done'
	        where x.parcel_id = of_parcel)
$$;

-- ---- pages ----

-- The numbers up to one, for a choice, with what was chosen.
create or replace function count_choices(most integer, typed text)
returns json language sql immutable parallel safe as $$
	select json_agg(json_build_object('n', n,
	    'chosen', n::text = coalesce(typed, '0')) order by n)
	from generate_series(0, most) n
$$;

-- The lines of a parcel of which something is left, with how much of each may
-- go back: sent is what a form says, {"restock": {"line": pieces}, …}.
create or replace function return_lines(of_parcel bigint, sent json)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('line', l.id,
	    'title', l.title, 'variant_title', nullif(l.variant_title, ''),
	    'unit', l.unit, 'price', l.price_rial, 'left', k.pieces,
	    'photo', product_photo_json(l.product_id),
	    'exempt', d.withdrawal_exempt_reason is not null,
	    'no_restock', category_is_food(d.category_id)
	        and p.shipped_at is not null, 'asked', r.quantity,
	    'pieces', count_choices(k.pieces, sent -> 'pieces' ->> l.id::text),
	    'restock', count_choices(coalesce(r.quantity, k.pieces),
	        sent -> 'restock' ->> l.id::text),
	    'scrap', count_choices(coalesce(r.quantity, k.pieces),
	        sent -> 'scrap' ->> l.id::text)) order by l.id), '[]')
	from order_line l
	join product d on d.id = l.product_id
	join parcel p on p.id = l.parcel_id
	cross join lateral (select line_left(l.id, l.quantity)) k (pieces)
	left join (return_line r join parcel_return a on a.id = r.return_id
	    and a.state = 'asked') on r.line_id = l.id
	where l.parcel_id = of_parcel and k.pieces > 0
	    and (p.state <> 'return_requested' or r.quantity is not null)
	    and (owns_order(p.order_id) or p.group_id = actor_group())
$$;

-- The last wish to send pieces of a parcel back, and what became of it.
create or replace function return_json(of_parcel bigint)
returns json language sql stable as $$
	select json_build_object('asked_at', r.asked_at, 'why', r.why,
	    'asked', r.state = 'asked', 'taken', r.state = 'taken',
	    'refused', r.state = 'refused', 'answered_at', r.answered_at,
	    'reason_title', return_reason_title(r.reason), 'note', r.note,
	    'lines', (select json_agg(json_build_object('title', l.title,
	        'variant_title', nullif(l.variant_title, ''), 'unit', l.unit,
	        'quantity', x.quantity) order by l.id)
	        from return_line x join order_line l on l.id = x.line_id
	        where x.return_id = r.id))
	from parcel_return r where r.parcel_id = of_parcel
	order by r.id desc limit 1
$$;

-- What was given back of a parcel, refund by refund.
create or replace function parcel_refunds(of_parcel bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select coalesce(json_agg(json_build_object('amount', x.rial,
	    'shipping', x.shipping, 'at', f.created_at, 'done', f.state = 'done',
	    'done_at', f.done_at, 'lines', x.lines) order by f.id), '[]')
	from (select a.refund_id, sum(a.amount_rial) as rial,
	        coalesce(sum(a.amount_rial) filter (where a.line_id is null), 0)
	            as shipping,
	        coalesce(json_agg(json_build_object('title', l.title,
	            'variant_title', nullif(l.variant_title, ''),
	            'unit', l.unit, 'quantity', a.quantity,
	            'restocked', a.restocked, 'scrapped', a.quantity
	                - a.restocked, 'amount', a.amount_rial)
	            order by l.id) filter (where l.id is not null), '[]') as lines
	    from refund_part a left join order_line l on l.id = a.line_id
	    where a.parcel_id = of_parcel
	        and (owns_order((select order_id from parcel
	            where id = of_parcel)) or a.group_id = actor_group())
	    group by a.refund_id) x
	join refund f on f.id = x.refund_id
$$;
