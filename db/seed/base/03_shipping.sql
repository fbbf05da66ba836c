-- Ways to send a parcel, and what each costs by zone and weight. The prices
-- are placeholders with the structure of the post's own table: an office puts
-- the tariff in force in rows with a later valid_from.
insert into shipping_method (method, title, says, days_min, days_max,
    tracking_url, position) values
	('post', 'پست پیشتاز', 'به همه شهرها و روستاها؛ روستاها کمی دیرتر',
	    3, 5, 'https://tracking.post.ir', 1),
	('express', 'پست ویژه', 'میان مرکز استان‌ها، معمولا یک‌روزه',
	    1, 2, 'https://tracking.post.ir', 2),
	('courier', 'پیک شهری', 'تنها در همان شهر؛ برای غذا و کالای تازه',
	    0, 1, null, 3),
	('pickup', 'تحویل حضوری', 'از کارگاه گروه؛ نشانی پس از پرداخت پیدا است',
	    0, 7, null, 4)
on conflict (method) do update
set title = excluded.title, says = excluded.says,
    days_min = excluded.days_min, days_max = excluded.days_max,
    tracking_url = excluded.tracking_url, position = excluded.position;

insert into shipping_rate (method, zone, weight_to_g, price_rial,
    per_kg_rial, valid_from)
select method, zone, weight, round(base * factor, -4)::bigint,
    round(per_kg * factor, -4)::bigint, date '2026-03-21'
from (values
	('post', 'city', 1.0), ('post', 'province', 1.15),
	('post', 'neighbour', 1.35), ('post', 'far', 1.6),
	('express', 'city', 1.7), ('express', 'province', 2.0),
	('express', 'neighbour', 2.3), ('express', 'far', 2.7)
) as z (method, zone, factor)
cross join (values
	(250, 450000, 150000), (500, 520000, 150000), (1000, 620000, 150000),
	(2000, 780000, 150000)
) as w (weight, base, per_kg)
union all
values ('courier', 'city', 30000, 700000, 0, date '2026-03-21'),
	('pickup', 'city', 100000, 0, 0, date '2026-03-21'),
	('pickup', 'province', 100000, 0, 0, date '2026-03-21')
on conflict (method, zone, valid_from, weight_to_g) do update
set price_rial = excluded.price_rial, per_kg_rial = excluded.per_kg_rial
where (shipping_rate.price_rial, shipping_rate.per_kg_rial)
    <> (excluded.price_rial, excluded.per_kg_rial);
