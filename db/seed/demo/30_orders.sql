-- Orders in every state, with payments and refunds that fit them.
create temp table demo_stock as
select v.id as variant_id, p.id as product_id, p.group_id, g.province_id,
    g.city_id, p.title, v.title as variant_title, p.unit, v.price_rial,
    p.weight_g, row_number() over (order by v.id) - 1 as n,
    row_number() over (partition by p.group_id order by v.id) - 1 as own_n
from product p
join self_help_group g on g.id = p.group_id and g.state = 'active'
join variant v on v.product_id = p.id
where p.state = 'published' and p.kind = 'in_stock' and v.stock > 4;
create index on demo_stock (n);
create index on demo_stock (group_id, own_n);
analyze demo_stock;

insert into address (account_id, title, receiver, mobile, province_id,
    city_id, street, postal_code)
select a.id, x.title, a.name, a.mobile, c.province_id, c.id, x.street, x.code
from account a
cross join (values
	('خانه', 'تهران', 'خیابان ولیعصر، کوچه نسترن، پلاک ۱۲، واحد ۳',
	    '1966745813'),
	('خانه مادر', 'اصفهان', 'خیابان چهارباغ بالا، کوچه گلستان، پلاک ۷',
	    '8163714589')) as x (title, city, street, code)
join city c on c.name = x.city
    and c.province_id in (4, 8)
where a.mobile = '09120000001';

-- The first two of each stage are of the demo customer.
create temp table demo_order as
with sizes as (
	select 400 * coalesce(nullif(current_setting('demo.scale', true), ''),
	    '1')::int as orders,
	    (select count(*) from demo_stock) as goods,
	    (select count(*) from account where mobile like '0935700%'
	        or mobile like '0935701%') as buyers
)
select i, 'order' || i as seed, (array['completed', 'delivered', 'shipped',
	    'preparing', 'accepted', 'paid', 'awaiting_payment', 'cancelled',
	    'return_requested', 'returned', 'refunded', 'completed',
	    'delivered', 'completed', 'shipped', 'paid'])[1 + i % 16] as stage,
	case when i < 32 then '09120000001'
	    else '0935' || 7000001 + pg_temp.pick('who' || i, 150) end as mobile,
	case when i < 32 or pg_temp.pick('far' || i, 3) > 0
	    then 1 + pg_temp.pick('goods' || i, 3) else 1 end as goods_count,
	goods
from sizes, generate_series(0, orders - 1) i;

alter table demo_order add age interval, add account_id bigint, add id bigint;
update demo_order o set account_id = a.id, age = make_interval(mins =>
	case stage when 'awaiting_payment' then 5
	    when 'paid' then 60 + pg_temp.pick(seed || 'age', 1200)::int
	    when 'accepted' then 1500 + pg_temp.pick(seed || 'age', 1200)::int
	    when 'preparing' then 2900 + pg_temp.pick(seed || 'age', 1200)::int
	    when 'shipped' then 4400 + pg_temp.pick(seed || 'age', 4000)::int
	    when 'delivered' then 8700 + pg_temp.pick(seed || 'age', 5000)::int
	    when 'return_requested'
	        then 11000 + pg_temp.pick(seed || 'age', 4000)::int
	    else 30000 + pg_temp.pick(seed || 'age', 250000)::int end)
from account a where a.mobile = o.mobile;

insert into shop_order (code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, placed_at, expires_at)
select translate(upper(substr(md5(o.seed), 1, 8)), '01', 'XY'), a.id, a.name,
    a.mobile, c.province, c.city, pg_temp.part('خیابان آزادی|خیابان گلها|' ||
        'بلوار بهار|خیابان سعدی|خیابان حافظ|بلوار دانشجو', o.seed || 'street')
    || '، کوچه ' || w.first || '، پلاک ' || translate(
        (1 + pg_temp.pick(o.seed || 'door', 98))::text, '0123456789',
        '۰۱۲۳۴۵۶۷۸۹'),
    (1100000000 + pg_temp.pick(o.seed || 'post', 8800000000))::text,
    now() - o.age, now() - o.age + case when o.stage = 'awaiting_payment'
        then interval '2 hours' else interval '30 minutes' end
from demo_order o
join account a on a.id = o.account_id
join demo_place p on p.province = 1 + pg_temp.pick(a.mobile || 'home', 31)
join demo_city c on c.province = p.province and c.n = 0
join demo_word w on w.n = pg_temp.pick(o.seed || 'lane', 60)
order by o.i;
update demo_order o set id = s.id from shop_order s
where s.code = translate(upper(substr(md5(o.seed), 1, 8)), '01', 'XY');

-- What is in each; every fourth order has something of the demo group.
create temp table demo_line as
select distinct on (o.id, s.variant_id) o.id as order_id, o.stage, o.seed,
    o.age, s.*, 1 + pg_temp.pick(o.seed || 'many' || k, 2) as quantity
from demo_order o
cross join generate_series(1, o.goods_count) k
join demo_stock s on s.n = case when k = 1
        and pg_temp.pick(o.seed || 'ours', 4) = 0 then
        (select d.n from demo_stock d
        where d.group_id = (select id from demo_group where i = 1)
            and d.own_n = pg_temp.pick(o.seed || 'demo', 8))
    else pg_temp.pick(o.seed || 'what' || k, o.goods) end
order by o.id, s.variant_id, k;

insert into parcel (order_id, group_id, state, state_at, shipping_method,
    shipping_rial, weight_g, carrier, tracking_code, shipped_at, delivered_at)
select l.order_id, l.group_id, l.stage, now() - l.age * .2, 'post', f.price,
    l.grams,
    case when sent then 'پست پیشتاز' end,
    case when sent then '2405' || lpad(pg_temp.pick(l.seed || l.group_id,
        100000000000000)::text, 20, '0') end,
    case when sent then now() - l.age * .7 end,
    case when got then now() - l.age * .4 end
from (
	select d.order_id, d.group_id, d.stage, d.seed, d.age,
	    d.province_id, d.city_id, sum(d.weight_g * d.quantity)::int as grams,
	    d.stage in ('shipped', 'delivered', 'completed', 'return_requested',
	        'returned', 'refunded') as sent,
	    d.stage in ('delivered', 'completed', 'return_requested', 'returned',
	        'refunded') as got
	from demo_line d
	group by 1, 2, 3, 4, 5, 6, 7
) l
join shop_order o on o.id = l.order_id
join lateral (select price from shipping_offer(l.province_id, l.city_id,
    o.province_id, o.city_id, l.grams) where method = 'post') f on true
order by l.order_id, l.group_id;

insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    variant_title, unit, price_rial, quantity)
select p.id, l.group_id, l.variant_id, l.product_id, l.title, l.variant_title,
    l.unit, l.price_rial, l.quantity
from demo_line l
join parcel p on p.order_id = l.order_id and p.group_id = l.group_id
order by p.id, l.variant_id;

-- Unpaid orders hold their stock and give it back when their time is over.
update variant v set stock = stock - l.quantity
from (select variant_id, sum(quantity) as quantity from demo_line
    where stage = 'awaiting_payment' group by variant_id) l
where v.id = l.variant_id and v.stock >= l.quantity;
select job_add('order_expire', jsonb_build_object('order', o.id),
    'order_expire:' || o.id, s.expires_at)
from demo_order o join shop_order s on s.id = o.id
where o.stage = 'awaiting_payment';

-- One payment each; half of the cancelled ones were never paid, as half of
-- the unpaid ones were tried once.
insert into payment (order_id, gateway, state, amount_rial, authority, ref_id,
    card_mask, why, created_at, checked_at, settled_at)
select o.id, case when o.i % 3 = 0 then 'zibal' else 'zarinpal' end, t.state,
    t.total,
    case when o.i % 3 = 0 then (3700000000 + o.i)::text
        else 'S' || substr(md5(o.seed) || md5('more' || o.seed), 1, 35) end,
    case when t.state = 'paid' then (100000000 + o.i)::text end,
    case when t.state = 'paid' then '603799******' || lpad((o.i % 10000)::text,
        4, '0') end,
    case when t.state = 'failed' then 'not_paid' end,
    s.placed_at + interval '1 minute', s.placed_at + interval '3 minutes',
    s.placed_at + interval '3 minutes'
from demo_order o
join shop_order s on s.id = o.id
cross join lateral (select
    case when o.stage = 'awaiting_payment'
        or o.stage = 'cancelled' and o.i % 32 < 16 then 'failed'
        else 'paid' end as state,
    (select sum(p.shipping_rial + l.sum) from parcel p
        cross join lateral (select sum(price_rial * quantity) from order_line
            where parcel_id = p.id) l (sum)
        where p.order_id = o.id)::bigint as total) t
where o.stage <> 'awaiting_payment' or o.i % 32 < 16
order by o.id;

-- Wishes to send something back, and what was answered.
insert into parcel_return (parcel_id, group_id, state, why, asked_by,
    asked_at)
select p.id, p.group_id, 'asked', pg_temp.part(case when exists (select
    from order_line l join product d on d.id = l.product_id
        and d.withdrawal_exempt_reason is not null where l.parcel_id = p.id)
    then 'بسته‌بندی آن باز شده رسید.|یکی از آن‌ها شکسته بود.'
    else 'رنگ آن با عکس فرق دارد.|اندازه آن به کارم نیامد.|پشیمان شدم.' end,
    o.seed || 'back'), o.account_id, p.state_at
from demo_order o join parcel p on p.order_id = o.id
where p.state = 'return_requested';
insert into return_line (return_id, line_id, quantity)
select r.id, l.id, l.quantity from parcel_return r
join order_line l on l.parcel_id = r.parcel_id;

-- What was cancelled after payment, or came back, went back to the buyer.
insert into refund (payment_id, parcel_id, amount_rial, reason, state,
    unique_key, created_at, done_at)
select y.id, p.id, p.shipping_rial + l.sum,
    case p.state when 'cancelled' then 'cancelled' else 'returned' end,
    case p.state when 'returned' then 'failed' else 'done' end,
    'parcel:' || p.id, p.state_at, case when p.state <> 'returned'
        then p.state_at + interval '1 hour' end
from demo_order o
join payment y on y.order_id = o.id and y.state = 'paid'
join parcel p on p.order_id = o.id
    and p.state in ('cancelled', 'returned', 'refunded')
cross join lateral (select sum(price_rial * quantity)::bigint from order_line
    where parcel_id = p.id) l (sum)
order by p.id;
insert into refund_part (refund_id, parcel_id, group_id, line_id, quantity,
    restocked, amount_rial)
select r.id, p.id, p.group_id, l.id, coalesce(l.quantity, 0),
    case r.reason when 'cancelled' then coalesce(l.quantity, 0) else 0 end,
    coalesce(l.price_rial * l.quantity, p.shipping_rial)
from refund r join parcel p on p.id = r.parcel_id
cross join lateral (select x.id, x.quantity, x.price_rial from order_line x
    where x.parcel_id = p.id
    union all
    select null, null, null where p.shipping_rial > 0) l;
insert into parcel_return (parcel_id, group_id, state, asked_by, asked_at,
    answered_by, answered_at, refund_id)
select p.id, p.group_id, 'taken', o.account_id, p.state_at - interval '5 days',
    m.account_id, p.state_at, r.id
from refund r
join parcel p on p.id = r.parcel_id
join shop_order o on o.id = p.order_id
left join lateral (select account_id from group_member
    where group_id = p.group_id and post = 'leader' and left_on is null
    limit 1) m on true
where r.reason = 'returned';
insert into return_line (return_id, line_id, quantity)
select a.id, l.id, l.quantity from parcel_return a
join order_line l on l.parcel_id = a.parcel_id where a.state = 'taken';
