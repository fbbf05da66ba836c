-- The market's money, attacked from within: an officer who buys from her own
-- group, refunds without end of what was taken out, payouts beside a debt.
begin;
\ir fixture/shop.sql
insert into account (id, mobile, name) values
    (90010, '09120000010', 'مالی'), (90012, '09120000012', 'خزانه‌دار الف');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90010, 90010, 'finance', 'nation', null),
    (90012, 90012, 'treasurer', 'group', 90001);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from unnest(array[90010, 90012]) id;
insert into group_member (group_id, account_id, name, mobile, post) values
    (90001, 90012, 'خزانه‌دار الف', '09120000012', 'treasurer');
insert into group_bank (group_id, sheba, owner, verified_by, verified_at)
values (90001, 'IR' || repeat('1', 24), 'گروه الف', 90005, now());
insert into address (id, account_id, receiver, mobile, province_id, city_id,
    street, postal_code) overriding system value values
    (90003, 90003, 'عضو الف', '09120000003', 901, 90101, 'خیابان سوم',
        '1234567892');
update variant set stock = 99 where id = 90002;
create function pg_temp.stands(of_kind text) returns bigint
language sql security definer as $$
	select coalesce(sum(ledger_balance(id)), 0)::bigint
	from ledger_account where kind = of_kind
$$;
create function pg_temp.line_of(of_parcel bigint) returns bigint
language sql security definer as $$
	select id from order_line where parcel_id = of_parcel
$$;
-- The group's goods, paid for by one of those with an address: the parcel.
create function pg_temp.bought(buyer bigint, pieces integer)
returns bigint language plpgsql as $$
declare
	of_code text;
	pay bigint;
begin
	perform pg_temp.enter(buyer);
	perform cart_add(90002, pieces);
	of_code := order_place(buyer, '{"90001":"test_post"}', null, null)
	    ->> 'code';
	pay := (payment_start(of_code, 'zarinpal') ->> 'payment')::bigint;
	perform payment_requested(pay, 'A' || pay, '{}');
	perform payment_settle(pay, 'paid', 'R' || pay, null, null);
	return (select p.id from parcel p join shop_order o on o.id = p.order_id
	    where o.code = of_code);
end
$$;
create function pg_temp.went(of_parcel bigint, far text)
returns void language plpgsql security definer as $$
begin
	update parcel set state = 'accepted' where id = of_parcel;
	update parcel set state = 'shipped', shipped_at = now()
	where id = of_parcel;
	update parcel set state = 'delivered', delivered_at = now()
	where id = of_parcel;
	if far = 'completed' then
		update parcel set return_by = current_date - 2
		where id = of_parcel;
		perform parcel_complete(of_parcel);
	end if;
end
$$;
create function pg_temp.gives(of_parcel bigint, pieces integer)
returns text language sql as $$
	select pg_temp.code_of(format($f$ select parcel_refund(%s, '{"%s": %s}',
	    null, 'شکسته بود') $f$, of_parcel, pg_temp.line_of(of_parcel),
	    pieces))
$$;
select pg_temp.plan_for_all(15);
set local role hamyar_service;

-- ---- what an officer bought of her own group ----
select pg_temp.bought(90003, 1) as own \gset
select pg_temp.went(:own, 'delivered') is null as came \gset
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.gives(:own, 1), 'own_order',
    'she does not give her own money back');
select return_ask(:own, json_build_object(pg_temp.line_of(:own), 1), null)
    is null as asked \gset
select is(pg_temp.code_of(format($$ select return_take(%s, null, '{"%s": 1}')
    $$, :own, pg_temp.line_of(:own))), 'own_order',
    'nor takes her own goods back');
select pg_temp.enter(90012) is null as entered \gset
select is(pg_temp.code_of(format($$ select return_take(%s, null, '{"%s": 1}')
    $$, :own, pg_temp.line_of(:own))), 'fine', 'another officer does');

-- ---- a debt has an end ----
-- A buyer who is a friend pays 100,000,000; it is earned, taken out, and given
-- back: the market would pay twice.
select pg_temp.bought(90001, 20) as big \gset
select pg_temp.went(:big, 'completed') is null as earned \gset
select pg_temp.stands('payable') as had \gset
select pg_temp.enter(90003) is null as entered \gset
select (payout_ask(:had) ->> 'id')::bigint as out \gset
select pg_temp.enter(90012) is null as entered \gset
select payout_release(:out) is null as released \gset
select is(pg_temp.stands('payable'), 0::bigint, 'the group took all of it');
select is(pg_temp.gives(:big, 20), 'owes_too_much',
    'then it does not give back what is the market''s');
select is(pg_temp.gives(:big, 10), 'fine', 'beyond a little');
select is(pg_temp.stands('owed'), 50000000::bigint, 'that it owes');
select is(pg_temp.gives(:big, 1), 'owes_too_much', 'in all');

-- ---- a payout beside a debt ----
select pg_temp.enter(90003) is null as entered \gset
select payout_cancel(:out) is null as called \gset
select is(pg_temp.stands('payable'), :had::bigint - 50000000,
    'what comes back settles what is owed first');
select is(pg_temp.stands('owed'), 0::bigint, 'and nothing is owed');
select is(pg_temp.code_of(format('select payout_ask(%s)', :had)),
    'balance_short', 'so that it is not taken out twice');
select (payout_ask(:had - 50000000) ->> 'id')::bigint as next \gset
select is(pg_temp.gives(:big, 1), 'fine', 'of what it has it gives freely');
select is(pg_temp.stands('owed'), 0::bigint, 'and owes nothing');
reset role;
select is((select count(*) from ledger_faults(ledger_market())), 0::bigint,
    'the book agrees');
select ledger_seal(ledger_market(), 1000) is null as sealed \gset
select is((select count(*) from ledger_faults(ledger_market())), 0::bigint,
    'sealed too');

select * from finish();
rollback;
