-- Buyers with full carts, for the order row: 5 lines over 3 groups each, and
-- a token "bench-<n>". Run again, it fills the carts again.
create sequence if not exists bench_turn;
insert into setting (key, valid_from, value)
select 'order.unpaid_max', now() - interval '1 minute', '1000000';
insert into account (mobile, name)
select '0900' || lpad(n::text, 7, '0'), 'bench' from generate_series(1, :buyers) n
on conflict (mobile) do nothing;

create temp table buyer as
select a.id, right(a.mobile, 7)::int as n from account a where a.mobile like '0900%' and a.name = 'bench';

insert into api_token (account_id, name, token_hash)
select id, 'bench', encode(sha256(('bench-' || n)::bytea), 'hex') from buyer
on conflict do nothing;
insert into address (account_id, receiver, mobile, province_id, city_id, street, postal_code)
select b.id, 'bench', '09000000000', c.province_id, c.id, 'street 12345', '1234567890'
from buyer b, (select * from city order by id limit 1) c
where not exists (select from address a where a.account_id = b.id);

-- Wares of many groups that never run out, so that rows are not fought over
-- more than in life.
create temp table ware as
select v.id, p.group_id, row_number() over (partition by p.group_id order by v.id) as nth,
    dense_rank() over (order by p.group_id) as g
from variant v join shelf s on s.product_id = v.product_id join product p on p.id = v.product_id
where v.stock is not null and p.kind = 'in_stock' and v.retired_at is null;
update variant set stock = 1000000 where id in (select id from ware where nth <= 2);
insert into cart (account_id) select id from buyer on conflict do nothing;
insert into cart_line (cart_id, variant_id, quantity)
select c.id, w.id, 1
from buyer b join cart c on c.account_id = b.id
join ware w on w.nth <= 2 and w.g in (b.n % 900 + 1, b.n % 900 + 2, b.n % 900 + 3)
    and not (w.nth = 2 and w.g = b.n % 900 + 3)
on conflict do nothing;
select setval('bench_turn', 1, false);
grant usage on sequence bench_turn to hamyar_service;

-- What the service does for one order: the actor, then the function.
create or replace function bench_place() returns json language plpgsql as $$
declare
	n bigint := nextval('bench_turn');
	who bigint;
begin
	perform actor_enter(json_build_object('bearer', encode(sha256(('bench-' || n)::bytea), 'hex'),
	    'who', json_build_array('account'), 'operation', 'order_place', 'writes', true));
	who := actor_account();
	return answer_keep(order_place((select id from address where account_id = who limit 1),
	    (select json_agg(distinct p.group_id || ':post') from cart c join cart_line l on l.cart_id = c.id
	        join variant v on v.id = l.variant_id join product p on p.id = v.product_id
	        where c.account_id = who), null, null));
end
$$;
grant execute on function bench_place() to hamyar_service;
