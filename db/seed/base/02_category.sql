-- Trades and what they make. The slug is in addresses of pages: never change
-- one that has been published. Icons are names of assets/icons.json.
with list (parent, slug, title, position) as (values
	(null, 'cooking', 'آشپزی و خوراک', 1),
	(null, 'sewing', 'خیاطی و پوشاک', 2),
	(null, 'handicraft', 'صنایع دستی', 3),
	(null, 'mushroom', 'قارچ', 4),
	(null, 'leather', 'چرم', 5),
	(null, 'service', 'خدمات', 6),
	('cooking', 'pickle', 'ترشی و شور', 1),
	('cooking', 'jam', 'مربا، عسل و رب', 2),
	('cooking', 'sweets', 'شیرینی و کیک', 3),
	('cooking', 'bread', 'نان محلی', 4),
	('cooking', 'spice', 'ادویه و سبزی خشک', 5),
	('cooking', 'drink', 'شربت و عرقیات', 6),
	('cooking', 'meal', 'غذای خانگی', 7),
	('cooking', 'snack', 'خشکبار و لواشک', 8),
	('sewing', 'women-wear', 'مانتو و لباس زنانه', 1),
	('sewing', 'scarf', 'شال و روسری', 2),
	('sewing', 'kids-wear', 'لباس کودک', 3),
	('sewing', 'home-textile', 'منسوجات خانه', 4),
	('sewing', 'cloth-bag', 'کیف پارچه‌ای', 5),
	('sewing', 'uniform', 'لباس کار و فرم', 6),
	('handicraft', 'kilim', 'گلیم، گبه و جاجیم', 1),
	('handicraft', 'needlework', 'سوزن‌دوزی و رودوزی', 2),
	('handicraft', 'pottery', 'سفال و سرامیک', 3),
	('handicraft', 'knit', 'بافتنی', 4),
	('handicraft', 'wicker', 'حصیر و سبد', 5),
	('handicraft', 'jewellery', 'زیورآلات', 6),
	('handicraft', 'doll', 'عروسک و اسباب‌بازی', 7),
	('handicraft', 'decor', 'تابلو و تزیینات', 8),
	('mushroom', 'mushroom-fresh', 'قارچ تازه', 1),
	('mushroom', 'mushroom-dried', 'قارچ خشک و پودر', 2),
	('mushroom', 'mushroom-food', 'فرآورده‌های قارچ', 3),
	('mushroom', 'mushroom-kit', 'بذر و بسته کشت', 4),
	('leather', 'leather-bag', 'کیف چرم', 1),
	('leather', 'leather-wallet', 'کیف پول و جاکارتی', 2),
	('leather', 'leather-shoe', 'کفش و صندل', 3),
	('leather', 'leather-belt', 'کمربند و بند', 4),
	('leather', 'leather-gift', 'هدیه و لوازم چرمی', 5),
	('service', 'tailoring', 'دوخت و تعمیر لباس', 1),
	('service', 'catering', 'پذیرایی و آشپزی', 2),
	('service', 'home-care', 'نظافت و امور خانه', 3),
	('service', 'care', 'مراقبت و همراهی', 4),
	('service', 'teaching', 'آموزش', 5),
	('service', 'office', 'کار اداری و بسته‌بندی', 6),
	('service', 'event', 'گل، هدیه و مراسم', 7)
), trade as (
	insert into category (slug, title, icon, position)
	select slug, title, slug, position from list where parent is null
	on conflict (slug) do update
	set title = excluded.title, icon = excluded.icon,
	    position = excluded.position
	returning id, slug
)
insert into category (parent_id, slug, title, icon, position)
select t.id, l.slug, l.title, t.slug, l.position
from list l join trade t on t.slug = l.parent
on conflict (slug) do update
set parent_id = excluded.parent_id, title = excluded.title,
    icon = excluded.icon, position = excluded.position;
