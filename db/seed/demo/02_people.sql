-- Clinics, demo accounts for every role, and buyers.
create temp table demo_place (province bigint primary key, share int not null,
	cities text not null);
insert into demo_place values
	(1, 45, 'تبریز|تبریز|مراغه|مرند|اهر|میانه|شبستر'),
	(2, 38, 'ارومیه|ارومیه|بوکان|مهاباد|خوی|میاندوآب|تکاب'),
	(3, 26, 'اردبیل|اردبیل|خلخال|مشگین‌شهر|نمین'),
	(4, 85, 'اصفهان|اصفهان|اصفهان|کاشان|شاهین‌شهر|نطنز|گلپایگان|خوانسار|نائین'),
	(5, 30, 'کرج|کرج|طالقان|اشتهارد'),
	(6, 22, 'ایلام|ایلام|دهلران|آبدانان|ایوان'),
	(7, 24, 'بوشهر|بوشهر|برازجان|خورموج'),
	(8, 90, 'تهران|تهران|تهران|ری|دماوند|ورامین|پاکدشت'),
	(9, 28, 'شهرکرد|شهرکرد|بروجن|فارسان|لردگان'),
	(10, 32, 'بیرجند|بیرجند|قائن|فردوس|طبس'),
	(11, 88, 'مشهد|مشهد|مشهد|نیشابور|سبزوار|کاشمر|قوچان|گناباد'),
	(12, 24, 'بجنورد|بجنورد|شیروان|اسفراین'),
	(13, 66, 'اهواز|اهواز|دزفول|شوشتر|بهبهان|آبادان|ایذه'),
	(14, 24, 'زنجان|زنجان|ابهر|خرمدره'),
	(15, 22, 'سمنان|شاهرود|دامغان|گرمسار'),
	(16, 52, 'زاهدان|زاهدان|ایرانشهر|چابهار|زابل|سراوان|خاش'),
	(17, 82, 'شیراز|شیراز|شیراز|جهرم|فسا|استهبان|فیروزآباد|مرودشت'),
	(18, 26, 'قزوین|قزوین|تاکستان|آبیک'),
	(19, 22, 'قم|قم|کهک'),
	(20, 42, 'سنندج|سنندج|مریوان|سقز|بانه|بیجار'),
	(21, 62, 'کرمان|کرمان|رفسنجان|سیرجان|جیرفت|بم|بافت'),
	(22, 44, 'کرمانشاه|کرمانشاه|پاوه|سنقر|کنگاور|جوانرود'),
	(23, 24, 'یاسوج|یاسوج|دهدشت|سی‌سخت'),
	(24, 42, 'گرگان|گرگان|گنبدکاووس|بندرترکمن|علی‌آباد'),
	(25, 52, 'رشت|رشت|لاهیجان|فومن|ماسوله|رودسر|رودبار'),
	(26, 38, 'خرم‌آباد|خرم‌آباد|بروجرد|الیگودرز|دورود'),
	(27, 54, 'ساری|ساری|بابل|آمل|قائم‌شهر|بهشهر|نوشهر'),
	(28, 34, 'اراک|اراک|ساوه|خمین|محلات|تفرش'),
	(29, 36, 'بندرعباس|بندرعباس|میناب|قشم|بندرلنگه'),
	(30, 34, 'همدان|همدان|ملایر|لالجین|نهاوند|تویسرکان'),
	(31, 40, 'یزد|یزد|میبد|اردکان|تفت|ابرکوه');

-- Cities of the lists that exist, with how often each is named.
create temp table demo_city as
select p.province, c.id as city, c.name, row_number() over (
	partition by p.province order by t.n) - 1 as n
from demo_place p
cross join unnest(string_to_array(p.cities, '|')) with ordinality t (name, n)
join city c on c.province_id = p.province and c.name = t.name;
create index on demo_city (province, n);

-- With ten times the groups, ten times the clinics: a portfolio stays one.
create temp table demo_more as
select generate_series(0, coalesce(nullif(current_setting('demo.scale', true),
    ''), '1')::int - 1) as more;

insert into clinic (name, province_id, city_id, phone)
select 'کلینیک مددکاری اجتماعی ' || w.word || ' ' || c.name ||
    case when p.more > 0 then ' ' || p.more + 1 else '' end, c.province,
    c.city, null
from (
	select province, 0 as extra, more from demo_place, demo_more
	union all
	select province, 1, more from (select province from demo_place
	    order by share desc, province limit 9) big, demo_more
) p
join demo_city c on c.province = p.province and c.n = 0
cross join lateral (select pg_temp.part('مهر|امید|همدلی|آرامش|رویش|سپیده|' ||
	'یاری|نوید|توان|همراه', c.name || p.extra) as word) w
order by p.more, p.extra, p.province = 4 desc, p.province;

-- The clinic of the demo accounts is the first one, in Isfahan.
create temp table demo_clinic as
select id, province_id, row_number() over (order by id) as i,
    row_number() over (partition by province_id order by id) - 1 as n,
    count(*) over (partition by province_id) as many
from clinic;

create temp table demo_account (mobile text primary key, name text,
	role text, scope_kind text);
insert into demo_account values
	('09120000001', 'مریم کریمی', null, null),
	('09120000002', 'زهرا احمدی', 'member', 'group'),
	('09120000003', 'فاطمه رضایی', 'leader', 'group'),
	('09120000004', 'سارا محمدی', 'facilitator', 'clinic'),
	('09120000005', 'نرگس صادقی', 'clinic_officer', 'clinic'),
	('09120000006', 'الهام موسوی', 'clinic_manager', 'clinic'),
	('09120000007', 'لیلا نوری', 'officer', 'nation'),
	('09120000008', 'پروین شریفی', 'finance', 'nation'),
	('09120000009', 'مینا زارعی', 'auditor', 'nation'),
	('09120000010', 'شیرین بهرامی', 'admin', 'service'),
	('09120000011', 'سمیه مرادی', 'secretary', 'group'),
	('09120000012', 'اعظم جعفری', 'treasurer', 'group'),
	('09120000013', 'گلناز کاظمی', null, null);

insert into account (mobile, name, created_at)
select mobile, name, now() - interval '300 days' from demo_account
union all
select '0935' || lpad((7000000 + i)::text, 7, '0'),
    (select name from demo_first_name
        where n = pg_temp.pick('buyer' || i, 50)) || ' ' ||
    (select name from demo_last_name
        where n = pg_temp.pick('family' || i, 30)),
    now() - make_interval(days => (pg_temp.pick('since' || i, 400))::int)
from generate_series(1, 150
    * coalesce(nullif(current_setting('demo.scale', true), ''), '1')::int) i
on conflict (mobile) do nothing;
