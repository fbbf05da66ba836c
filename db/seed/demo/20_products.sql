-- Twenty products for each group that has worked, made from the kinds.
create temp table demo_product as
with mine as (
	select g.i, g.id as group_id, g.name as group_name, g.city_name,
	    s.state = 'active' or s.state = 'paused' as selling,
	    k.id as kind, row_number() over (partition by g.i
	        order by hashtextextended(g.i || 'kind' || k.id, 0)) - 1 as rank
	from demo_group g
	join self_help_group s on s.id = g.id
	join category c on c.parent_id = g.trade_id
	join demo_kind k on k.category = c.slug
	where s.state in ('active', 'paused', 'graduated')
), drawn as (
	-- A group's fourteen kinds; six of them in a second quality.
	select m.*, n, g.i || 'p' || n as seed
	from demo_group g
	cross join generate_series(0, 19) n
	join mine m on m.i = g.i and m.rank = n % 14
), chosen as (
	select d.*, k.category, k.picture, k.title as base, k.unit, k.lo, k.hi,
	    k.made, k.options, k.says,
	    q[1 + (pg_temp.pick(d.i || 'quality' || k.id, cardinality(q))
	        + d.n / 14) % cardinality(q)] as quality,
	    pg_temp.part(k.sizes, d.seed || 'size') as size
	from drawn d
	join demo_kind k on k.id = d.kind
	cross join string_to_array(k.qualities, '|') q
)
select row_number() over (order by i, n) as i, i as g, n, group_id, group_name,
	city_name, selling, seed, category, picture, unit, made, options, says,
	concat_ws(' ', base, quality, nullif(split_part(size, ':', 1), ''), case
	    when pg_temp.pick(seed || 'mark', 5) < 2 then null
	    when category in ('pickle', 'jam', 'sweets', 'spice', 'snack',
	        'pottery', 'wicker')
	        and quality !~ ('(شیرازی|همدانی|یزدی|قزوینی|کرمانشاهی|بندری|' ||
	        'جنوبی|شمالی|اردکان|قمصر|اصفهان|کردستان|فومن|لاهیجان|ساوه|' ||
	        'استهبان|لالجین|میناب|دزفول)$')
	    then 'سوغات ' || city_name
	    when category in ('women-wear', 'scarf', 'kids-wear', 'cloth-bag',
	        'knit', 'jewellery', 'doll', 'decor', 'kilim', 'leather-bag',
	        'leather-wallet', 'leather-shoe', 'leather-belt', 'leather-gift')
	        and base not in ('لباس محلی', 'گیوه')
	    then 'مدل ' || (select first from demo_word
	        where n = pg_temp.pick(seed || 'model', 18) + 42) end) as title,
	split_part(size, ':', 2)::int as weight_g,
	-- Whole five thousand toman, as people write prices.
	greatest(50000, round((lo + pg_temp.pick(seed || 'price', hi - lo + 1))
	    * split_part(size, ':', 3)::numeric / 5) * 50000)::bigint as price_rial,
	null::text as state, null::bigint as id
from chosen;

-- The demo group has some in every state; elsewhere a few rest.
update demo_product
set id = i + (select coalesce(max(id), 0) from product), state = case
	when g = 1 and n in (3, 9, 15) then 'proposed'
	when g = 1 and n = 6 then 'draft'
	when g = 1 and n = 12 then 'returned'
	when g = 1 and n = 18 then 'paused'
	when g > 1 and group_id in (select id from demo_group where clinic =
	    (select id from demo_clinic where i = 1)) and n = 19 then 'proposed'
	when g > 1 and pg_temp.pick(seed || 'state', 200) = 0 then 'paused'
	else 'published' end;
create unique index on demo_product (id);
analyze demo_product;

insert into product (id, group_id, category_id, title, description, unit,
    kind, ready_days, per_day, weight_g, withdrawal_exempt_reason, licence_no,
    licence_until, state, returned_reason, published_at, created_at)
select p.id, p.group_id, c.id, p.title,
    p.says || ' ' || pg_temp.part(case
        when p.made = 'v' then 'پیش از شروع، زمان و جزئیات را با شما ' ||
            'هماهنگ می‌کنیم.|قیمت نوشته‌شده پایه است و پس از گفت‌وگو روشن می‌شود.'
        when p.made = 'p' then 'در یخچال نگه دارید و زود مصرف کنید.|همان ' ||
            'روز آماده و فرستاده می‌شود.|برای تازه ماندن، نزدیک‌ترین شهرها را می‌پذیریم.'
        when p.made = 'm' or p.made like 'm:%' then 'پس از ثبت سفارش برای ' ||
            'شما آماده می‌شود.|اگر خواسته ویژه‌ای دارید در توضیح سفارش بنویسید.'
        when t.slug = 'cooking' then 'در جای خنک و خشک نگه دارید؛ پس از باز ' ||
            'کردن در یخچال بگذارید.|بی‌رنگ و بی‌نگهدارنده است.|تاریخ تولید روی ' ||
            'بسته نوشته شده است.|همان‌طور می‌پزیم که برای خانه خودمان می‌پزیم.'
        when t.slug = 'sewing' then 'با آب سرد و دور ملایم بشویید.|درزها ' ||
            'دو بار دوخته و بازبینی شده است.|پارچه پیش از برش شسته شده و آب نمی‌رود.'
        when t.slug = 'handicraft' then 'کار دست است و شاید اندکی با عکس ' ||
            'فرق داشته باشد.|رنگ‌ها ثابت است و با آفتاب کم نمی‌شود.|نام سازنده ' ||
            'روی برچسب آن نوشته شده است.'
        when t.slug = 'leather' then 'با دستمال نرم پاک کنید و سالی یک بار ' ||
            'واکس بی‌رنگ بزنید.|لبه‌ها با دست پرداخت و موم‌کاری شده است.|می‌توانیم ' ||
            'نام دلخواه شما را روی آن بزنیم.'
        else 'دستور پخت همراه بسته است.|از کشت بدون سم و کود شیمیایی است.|' ||
            'در پاکت کاغذی و یخچال نگه دارید.' end, p.seed || 'care') || ' ' ||
    pg_temp.part('این کار را بانوان تولیدکننده ' || p.group_name || ' در ' ||
        p.city_name || ' آماده می‌کنند.|ساخته دست بانوان ' || p.group_name ||
        ' از ' || p.city_name || '.|از کارگاه ' || p.group_name || ' در ' ||
        p.city_name || ' به دست شما می‌رسد.', p.seed || 'who'),
    p.unit,
    case left(p.made, 1) when 'm' then 'made_to_order'
        when 'p' then 'perishable' when 'v' then 'service'
        else 'in_stock' end,
    case left(p.made, 1) when 'm' then split_part(p.made, ':', 2)::int
        when 'p' then 1 end,
    case when left(p.made, 1) in ('m', 'p')
        then 3 + pg_temp.pick(p.seed || 'pace', 18) end,
    case when p.made <> 'v' then p.weight_g end,
    case when p.made = 'p' then 'perishable' when p.made = 'v' then 'service'
        when food then 'food'
        when p.category in ('women-wear', 'leather-shoe')
            and p.made like 'm:%' then 'made_to_measure' end,
    case when food then '50/' || (10000 + pg_temp.pick(p.g || 'licence',
        90000)) end,
    case when food then current_date + 200
        + pg_temp.pick(p.g || 'until', 700)::int end,
    p.state,
    case when p.state = 'returned' then 'عکس روشن‌تری بگذارید و وزن را در ' ||
        'عنوان بنویسید.' end,
    case when p.state in ('published', 'paused') then least(now(), now()
        - make_interval(mins => pg_temp.pick(p.seed || 'day', 500000)::int))
        end,
    now() - interval '348 days'
from demo_product p
join category c on c.slug = p.category
join category t on t.id = c.parent_id
cross join lateral (select t.slug in ('cooking', 'mushroom')
    and p.category <> 'mushroom-kit' as food) f
order by p.id;
select setval(pg_get_serial_sequence('product', 'id'),
    (select max(id) from product));

-- A size or colour each, where the kind has them; the last may cost more.
insert into variant (product_id, title, price_rial, stock, position)
select p.id, coalesce(o.title, ''),
    case when o.n = cardinality(string_to_array(p.options, '|'))
            and pg_temp.pick(p.seed || 'dear', 3) = 0
        then round(p.price_rial * 1.1 / 50000) * 50000
        else p.price_rial end,
    case when left(p.made, 1) in ('m', 'v') then null
        when pg_temp.pick(p.seed || 'gone', 25) = 0 then 0
        else pg_temp.pick(p.seed || 'stock' || coalesce(o.title, ''), 24) + 1
        end,
    coalesce(o.n, 1) - 1
from demo_product p
left join lateral unnest(string_to_array(p.options, '|'))
    with ordinality o (title, n) on true
order by p.id, o.n;

-- One picture each; a third have a second one.
insert into product_photo (product_id, media_id, position, alt)
select p.id, m.media_id, k.n, m.alt
from demo_product p
join (select base, count(*) as versions from demo_picture group by base) b
    on b.base = p.picture
cross join generate_series(0, 1) k (n)
join demo_picture m on m.base = p.picture
    and m.n = 1 + (pg_temp.pick(p.seed || 'photo', b.versions) + k.n)
        % b.versions
where k.n = 0 or (b.versions > 1 and pg_temp.pick(p.seed || 'more', 3) = 0)
order by p.id, k.n;
