-- What is watched in groups. Thresholds are settings: alert.*.
insert into alert_kind (kind, title, level, for_group, position) values
	('late_orders', 'سفارش دیرشده', 'red', true, 1),
	('no_meeting', 'بی‌جلسه مانده', 'red', true, 2),
	('low_attendance', 'حضور کم در جلسه‌ها', 'amber', true, 3),
	('visit_late', 'بازدید عقب‌افتاده', 'red', false, 4),
	('no_visit', 'بی‌بازدید مانده', 'amber', false, 5),
	('no_sale', 'بی‌فروش مانده', 'amber', true, 6),
	('few_members', 'عضو کمتر از اندازه', 'red', true, 7),
	('post_vacant', 'سمت خالی', 'amber', true, 8),
	('forming_long', 'شکل‌گیری طولانی', 'amber', false, 9),
	('loans_late', 'وام معوق', 'red', true, 10),
	('cash_difference', 'اختلاف صندوق', 'amber', true, 11)
on conflict (kind) do update
set title = excluded.title, level = excluded.level,
    for_group = excluded.for_group, position = excluded.position;
