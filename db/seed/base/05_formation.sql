-- What formation works with: consent texts, training modules and the first
-- assessment forms. A changed text is a new version, never an edit.
insert into consent_text (kind, version, title, body, valid_from) values
	('membership', 1, 'رضایت عضویت در گروه',
	'با خواست خودم عضو این گروه می‌شوم و اساسنامه آن را می‌پذیرم.
می‌دانم که کد ملی و شماره موبایل من برای تشکیل پرونده گروه نزد کلینیک مددکاری و سازمان بهزیستی نگهداری می‌شود، رمزنگاری‌شده می‌ماند و هر بار که کسی آن را ببیند ثبت می‌شود.
کد ملی و شماره من به خریداران نشان داده نمی‌شود.
هر زمان بخواهم می‌توانم از گروه جدا شوم.', '2026-01-01'),
	('publicity', 1, 'اجازه انتشار نام و عکس',
	'اجازه می‌دهم نام کوچک من و عکسی که خودم می‌فرستم کنار محصولات گروه در فروشگاه دیده شود.
این اجازه را هر زمان بخواهم پس می‌گیرم و عضویت من به آن بسته نیست.',
	'2026-01-01')
on conflict do nothing;

insert into training_module (slug, title, says, hours, required, position)
values
	('teamwork', 'کار گروهی و حل اختلاف',
	    'گفت‌وگو، تقسیم کار و تصمیم‌گیری با هم', 4, true, 1),
	('meeting', 'برگزاری جلسه و صورت‌جلسه',
	    'دستور جلسه، حضور و غیاب، نوشتن تصمیم‌ها', 3, true, 2),
	('saving', 'پس‌انداز و دفتر مالی',
	    'صندوق گروه، دفتر ساده، وام درون‌گروهی', 4, true, 3),
	('quality', 'کیفیت، بهداشت و بسته‌بندی',
	    'استاندارد محصول، پروانه، بسته‌بندی سالم', 4, true, 4),
	('market', 'قیمت‌گذاری و فروش اینترنتی',
	    'بهای تمام‌شده، عکس محصول، پاسخ به مشتری', 4, true, 5),
	('rights', 'حقوق و بیمه', 'بیمه اجتماعی، قرارداد، مالیات', 3, false, 6),
	('wellbeing', 'سلامت روان و مهارت‌های زندگی',
	    'مدیریت فشار روانی، فرزندپروری', 4, false, 7)
on conflict (slug) do update
set title = excluded.title, says = excluded.says, hours = excluded.hours,
    required = excluded.required, position = excluded.position;

-- Answers go from 0 (not at all) to 4 (fully).
insert into assessment_form (kind, version, title, axes, valid_from) values
('member', 1, 'ارزیابی توانمندی عضو', '[
	{"key": "biological", "title": "زیستی", "weight": 1, "questions": [
		{"key": "health", "text": "بیماری درمان‌نشده ندارد و به درمان دسترسی دارد.", "weight": 1},
		{"key": "food", "text": "خانواده هر روز خوراک کافی و سالم دارد.", "weight": 1},
		{"key": "home", "text": "سرپناه پایدار و سالم دارد.", "weight": 1},
		{"key": "work", "text": "توان جسمی کار روزانه گروه را دارد.", "weight": 1}]},
	{"key": "psychological", "title": "روانی", "weight": 1, "questions": [
		{"key": "hope", "text": "به آینده امید دارد و برای آن برنامه می‌ریزد.", "weight": 1},
		{"key": "self", "text": "به توانایی خود باور دارد.", "weight": 1},
		{"key": "calm", "text": "با نگرانی و خشم کنار می‌آید.", "weight": 1},
		{"key": "safety", "text": "از خشونت در خانه و محله در امان است.", "weight": 1}]},
	{"key": "social", "title": "اجتماعی", "weight": 1, "questions": [
		{"key": "ties", "text": "کسانی دارد که در سختی یاری‌اش کنند.", "weight": 1},
		{"key": "voice", "text": "در جلسه گروه نظر می‌دهد و شنیده می‌شود.", "weight": 1},
		{"key": "part", "text": "در کارهای محله و گروه مشارکت دارد.", "weight": 1},
		{"key": "services", "text": "خدماتی را که حق اوست می‌شناسد و می‌گیرد.", "weight": 1}]},
	{"key": "economic", "title": "اقتصادی", "weight": 1, "questions": [
		{"key": "income", "text": "درآمد ماهانه‌اش خرج ضروری خانه را می‌پوشاند.", "weight": 2},
		{"key": "skill", "text": "مهارت درآمدزای خود را به کار می‌گیرد.", "weight": 1},
		{"key": "saving", "text": "هر ماه چیزی پس‌انداز می‌کند.", "weight": 1},
		{"key": "debt", "text": "بدهی سنگین عقب‌افتاده ندارد.", "weight": 1}]}]',
	'2026-01-01'),
('group', 1, 'ارزیابی پنج اصل گروه', '[
	{"key": "meetings", "title": "جلسه منظم", "weight": 1, "questions": [
		{"key": "regular", "text": "جلسه‌ها در روز قرار و با دستور جلسه برگزار می‌شود.", "weight": 1},
		{"key": "voices", "text": "همه اعضا در تصمیم‌ها نظر می‌دهند.", "weight": 1}]},
	{"key": "saving", "title": "پس‌انداز منظم", "weight": 1, "questions": [
		{"key": "regular", "text": "همه اعضا در هر نوبت پس‌انداز می‌کنند.", "weight": 1}]},
	{"key": "lending", "title": "وام درون‌گروهی", "weight": 1, "questions": [
		{"key": "used", "text": "پس‌انداز گروه به اعضا وام داده می‌شود و بیکار نمی‌ماند.", "weight": 1}]},
	{"key": "repayment", "title": "بازپرداخت به‌موقع", "weight": 1, "questions": [
		{"key": "ontime", "text": "قسط‌ها در زمان خود پرداخت می‌شود.", "weight": 1}]},
	{"key": "books", "title": "دفتر درست", "weight": 1, "questions": [
		{"key": "written", "text": "دفترها به‌روز است و با صندوق می‌خواند.", "weight": 1},
		{"key": "known", "text": "هر عضو از حساب خود و گروه باخبر است.", "weight": 1}]}]',
	'2026-01-01')
on conflict do nothing;
