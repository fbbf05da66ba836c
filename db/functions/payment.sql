-- Payments. The functions after payment_start are called by the engine with
-- what the gateway's own server said, never with what a visitor sent.

create or replace function gateway_known(gateway text)
returns boolean language sql immutable as $$
	select gateway in ('zarinpal', 'zibal')
$$;

-- How long a buyer's browser has before we ask the gateway by ourselves.
create or replace function payment_patience()
returns interval language sql stable as $$
	select make_interval(secs => setting_int('payment.check_s', 180))
$$;

-- payment_start(code, gateway): a row before anybody is asked for money. The
-- amount is ours, the reference new.
create or replace function payment_start(of_code text, by_gateway text)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own shop_order;
	made payment;
	state_now text;
begin
	select * into own from shop_order
	where code = of_code and account_id = actor_account() for no key update;
	if own.id is null then
		perform refuse('not_found');
	elsif not gateway_known(by_gateway) then
		perform refuse('not_a_choice', 'gateway');
	end if;
	state_now := order_state(own.id);
	if state_now = 'cancelled' then
		perform refuse(case when own.expires_at <= now()
		    then 'order_expired' else 'order_cancelled' end);
	elsif state_now <> 'awaiting_payment' then
		perform refuse('order_paid');
	elsif own.expires_at <= now() then
		perform refuse('order_expired');
	elsif (select count(*) from payment where order_id = own.id
	    and created_at > now() - interval '30 minutes') >= 10 then
		perform refuse('payment_pending_limit');
	end if;
	insert into payment (order_id, gateway, amount_rial)
	values (own.id, by_gateway, order_total(own.id))
	returning * into made;
	perform job_add('payment_check', jsonb_build_object('payment', made.id),
	    'payment_check:' || made.id, now() + payment_patience());
	return json_build_object('payment', made.id,
	    'reference', made.reference, 'gateway', made.gateway,
	    'amount_rial', made.amount_rial, 'code', own.code,
	    'mobile', own.mobile, 'description', 'سفارش ' || own.code);
end
$$;

-- What whoever starts to pay is told, with the order it is for: a program
-- that just placed it learns its code here, whether the gateway is up or not.
create or replace function payment_told(of_id bigint)
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object('payment', p.id, 'code', o.code,
	    'total', p.amount_rial, 'expires_at', o.expires_at)
	from payment p join shop_order o on o.id = p.order_id
	where p.id = of_id
$$;

-- payment_requested(id, authority, raw): the gateway knows it under this.
create or replace function payment_requested(of_id bigint,
    new_authority text, answer jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update payment set authority = new_authority,
	    raw = raw || coalesce(answer, '[]')
	where id = of_id and state = 'pending' and authority is null;
	if not found then
		perform refuse('conflict');
	end if;
	return payment_told(of_id);
end
$$;

-- payment_failed(id, why, raw): the request never became a payment.
create or replace function payment_failed(of_id bigint, reason text,
    answer jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	update payment
	set state = 'failed', why = reason, settled_at = now(),
	    raw = raw || coalesce(answer, '[]')
	where id = of_id and state = 'pending';
	return payment_told(of_id);
end
$$;

-- payment_find(gateway, authority): what to verify, and the amount to verify
-- it with. NULL when the authority is nobody's.
create or replace function payment_find(by_gateway text, of_authority text)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_build_object('payment', p.id, 'state', p.state,
	    'gateway', p.gateway, 'authority', p.authority,
	    'reference', p.reference, 'amount_rial', p.amount_rial,
	    'ref_id', p.ref_id, 'code', o.code)
	from payment p join shop_order o on o.id = p.order_id
	where p.gateway = by_gateway and p.authority = of_authority);
end
$$;

-- The same by id, for the runner.
create or replace function payment_get(of_id bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_build_object('payment', p.id, 'state', p.state,
	    'gateway', p.gateway, 'authority', p.authority,
	    'reference', p.reference, 'amount_rial', p.amount_rial,
	    'ref_id', p.ref_id, 'code', o.code, 'created_at', p.created_at)
	from payment p join shop_order o on o.id = p.order_id
	where p.id = of_id);
end
$$;

-- Money came. In one statement the payment is paid and the parcels move;
-- money for what is cancelled or already paid goes back.
create or replace function payment_take(own payment, ref text, card text,
    answer jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	moved integer;
	twice boolean := exists (select from payment
	    where order_id = own.order_id and id <> own.id and state = 'paid');
	due bigint := order_total(own.order_id);
begin
	with settled as (
	    update payment
	    set state = 'paid', ref_id = ref, card_mask = card,
	        settled_at = now(), checked_at = now(), why = null,
	        raw = raw || coalesce(answer, '[]')
	    where id = own.id and state in ('pending', 'failed')
	    returning order_id
	), gone as (
	    update parcel p set state = 'paid' from settled s
	    where p.order_id = s.order_id and p.state = 'awaiting_payment'
	        and not twice and due = own.amount_rial
	    returning p.id
	)
	select count(*) into moved from gone;
	perform market_capture(y) from payment y where y.id = own.id;
	if moved = 0 then
		perform refund_add(own.id, null, own.amount_rial,
		    case when twice then 'double' else 'late' end,
		    'payment:' || own.id);
	else
		perform message_add('order_paid', o.mobile,
		    jsonb_build_object('order', o.code), o.account_id)
		from shop_order o where o.id = own.order_id;
		perform job_add('parcel_new', jsonb_build_object('parcel', p.id),
		    'parcel_new:' || p.id)
		from parcel p where p.order_id = own.order_id
		    and p.state = 'paid';
	end if;
	return json_build_object('payment', own.id, 'state', 'paid',
	    'changed', true, 'refunded', moved = 0);
end
$$;

-- payment_settle(id, outcome, ref_id, card_mask, raw): what our own verify
-- said, 'paid' or 'failed'. Twice is the same as once.
create or replace function payment_settle(of_id bigint, outcome text,
    ref text, card text, answer jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own payment;
	code text;
	answer_now json;
begin
	select o.code into code from shop_order o
	where o.id = (select order_id from payment where id = of_id)
	for no key update;
	select * into own from payment where id = of_id for no key update;
	if own.id is null then
		perform refuse('not_found');
	elsif outcome not in ('paid', 'failed') then
		perform refuse('bad_request');
	end if;
	-- A late "paid" after a "failed" is still money that came.
	if outcome = 'paid' and own.state in ('pending', 'failed') then
		if own.authority is null then
			perform refuse('conflict');
		end if;
		answer_now := payment_take(own, ref, card, answer);
	elsif outcome = 'failed' and own.state = 'pending' then
		update payment
		set state = 'failed', settled_at = now(), checked_at = now(),
		    raw = raw || coalesce(answer, '[]')
		where id = own.id;
		answer_now := json_build_object('payment', own.id,
		    'state', 'failed', 'changed', true, 'refunded', false);
	else
		answer_now := json_build_object('payment', own.id,
		    'state', own.state, 'changed', false, 'refunded', exists (
		        select from refund r where r.payment_id = own.id
		            and r.reason in ('late', 'double')));
	end if;
	return (answer_now::jsonb || jsonb_build_object('code', code))::json;
end
$$;

-- payments_due(most): payments the sweeper should ask the gateway about: the
-- pending ones, and for two hours the failed, as a bank may say yes too late. The longer one hangs the rarer it is asked, and who waited longest
-- is asked first: payments left at the bank must not hold up those who pay.
create or replace function payments_due(most integer)
returns setof json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	return query
	with due as (
	    select id from payment
	    where (state = 'pending' or (state = 'failed'
	            and authority is not null
	            and created_at > now() - interval '2 hours'))
	        and created_at < now() - (select payment_patience())
	        and coalesce(checked_at, '-infinity') < now()
	            - greatest((select payment_patience()),
	                (now() - created_at) / 8)
	    order by coalesce(checked_at, created_at), id
	    for no key update skip locked limit most
	), asked as (
	    update payment p set checked_at = now() from due
	    where p.id = due.id returning p.id
	)
	select payment_get(id) from asked order by id;
end
$$;

-- refund_get(id), refund_settle(id, outcome, raw): for the runner; outcome
-- sent, done or failed.
create or replace function refund_get(of_id bigint)
returns json language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
	return (select json_build_object('refund', r.id, 'state', r.state,
	    'amount_rial', r.amount_rial, 'reason', r.reason,
	    'gateway', p.gateway, 'authority', p.authority,
	    'ref_id', p.ref_id, 'paid_rial', p.amount_rial)
	from refund r join payment p on p.id = r.payment_id
	where r.id = of_id);
end
$$;

create or replace function refund_settle(of_id bigint, outcome text,
    answer jsonb)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
declare
	own refund;
begin
	-- Two refunds of one payment end one after the other.
	perform from shop_order where id = (select y.order_id from refund r
	    join payment y on y.id = r.payment_id where r.id = of_id)
	for no key update;
	perform from payment where id = (select payment_id from refund
	    where id = of_id) for no key update;
	update refund
	set state = outcome, raw = raw || coalesce(answer, '[]'),
	    done_at = case when outcome = 'done' then now() end
	where id = of_id and state <> 'done'
	returning * into own;
	if own.state = 'done' then
		perform market_refunded(own);
		perform parcel_over(p.id) from (select distinct parcel_id
		    from refund_part where refund_id = own.id) x
		join parcel p on p.id = x.parcel_id;
		perform message_add('refund_done', o.mobile, jsonb_build_object(
		    'order', o.code, 'amount_rial', own.amount_rial), o.account_id)
		from payment y join shop_order o on o.id = y.order_id
		where y.id = own.payment_id;
	end if;
	-- All of it went back: the payment itself says so.
	update payment p set state = 'refunded'
	where p.id = own.payment_id and p.state = 'paid'
	    and p.amount_rial = (select sum(amount_rial) from refund
	        where payment_id = p.id and state = 'done');
	return json_build_object('refund', of_id, 'state', outcome);
end
$$;
