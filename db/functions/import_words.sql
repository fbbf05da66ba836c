-- What a file may hold, column by column, and the words about imports that
-- people read.

-- Our fields of a kind of import. words: names a column may have, choices:
-- what may stand in it, both compared by import_key(). needed: there must be
-- such a column; required: in every row it must be filled; once: it says
-- something about the group, so that one of the group's rows is enough.
create or replace function import_fields(of_kind text)
returns table (place integer, key text, title text, type text,
    needed boolean, required boolean, letters_min integer, letters_max integer,
    words text, choices text, hint text)
language sql immutable as $$
	select v.place, v.key, v.title, v.type, v.needed = 1, v.required = 1,
	    v.letters_min, v.letters_max, v.words, v.choices, v.hint
	from (values
	    ('groups', 1, 'registry_no', 'شماره ثبت گروه', 'code', 1, 1, 1, 30,
	        'شماره ثبت|کد گروه|شناسه گروه|شماره گروه|شماره پرونده گروه|registry no|registry number|group code|group id',
	        null, 'گروه با همین شماره شناخته می‌شود'),
	    ('groups', 2, 'group_name', 'نام گروه', 'text', 1, 0, 2, 80,
	        'نام گروه همیار|عنوان گروه|اسم گروه|گروه|group name|group', null,
	        null),
	    ('groups', 3, 'kind', 'نوع گروه', 'choice', 0, 0, 0, 0,
	        'نوع|kind|type', 'همیار=hamyar|گروه همیار=hamyar|hamyar=hamyar|خودیار=khodyar|گروه خودیار=khodyar|khodyar=khodyar',
	        'بدون آن: همیار'),
	    ('groups', 4, 'trade', 'رسته', 'text', 1, 0, 2, 80,
	        'رسته شغلی|رشته|حرفه|زمینه فعالیت|نوع فعالیت|trade|craft', null, null),
	    ('groups', 5, 'province', 'استان', 'text', 1, 0, 2, 60,
	        'نام استان|province', null, null),
	    ('groups', 6, 'city', 'شهر', 'text', 1, 0, 2, 60,
	        'شهرستان|نام شهر|محل فعالیت|city|county', null, null),
	    ('groups', 7, 'clinic', 'کلینیک', 'text', 1, 0, 2, 120,
	        'نام کلینیک|کلینیک مددکاری|کلینیک مددکاری اجتماعی|clinic', null, null),
	    ('groups', 8, 'state', 'وضعیت گروه', 'choice', 0, 0, 0, 0,
	        'وضعیت|state|status', 'فعال=active|در حال فعالیت=active|active=active|شکل‌گیری=forming|در حال شکل‌گیری=forming|در حال تشکیل=forming|forming=forming',
	        'فعال یا در حال شکل‌گیری؛ بدون آن: فعال'),
	    ('groups', 9, 'since', 'تاریخ تشکیل', 'date', 0, 0, 0, 0,
	        'تاریخ تشکیل گروه|تاریخ آغاز|تاریخ شروع|تاریخ تاسیس|since|forming since|start date',
	        null, null),
	    ('groups', 10, 'member_name', 'نام عضو', 'text', 1, 1, 3, 80,
	        'نام و نام خانوادگی|نام و نام خانوادگی عضو|نام خانوادگی و نام|نام اعضا|عضو|نام|member name|member|full name|name',
	        null, null),
	    ('groups', 11, 'national_id', 'کد ملی', 'national_id', 1, 1, 0, 0,
	        'کدملی|شماره ملی|کد ملی عضو|national id|national code', null,
	        'رمزشده نگهداری می‌شود'),
	    ('groups', 12, 'mobile', 'موبایل', 'mobile', 0, 0, 0, 0,
	        'شماره موبایل|تلفن همراه|شماره همراه|همراه|شماره تماس|تلفن|mobile|phone',
	        null, 'عضو با همین شماره وارد می‌شود'),
	    ('groups', 13, 'post', 'سمت', 'choice', 0, 0, 0, 0,
	        'سمت در گروه|نقش|مسئولیت|post|role', 'سرگروه=leader|مسئول گروه=leader|leader=leader|منشی=secretary|secretary=secretary|خزانه‌دار=treasurer|صندوقدار=treasurer|treasurer=treasurer|عضو=member|عضو عادی=member|member=member',
	        'سرگروه، منشی، خزانه‌دار یا عضو'),
	    ('groups', 14, 'joined_on', 'تاریخ عضویت', 'date', 0, 0, 0, 0,
	        'تاریخ پیوستن|تاریخ ورود|joined on|joined|join date', null, null),
	    ('clinics', 1, 'clinic', 'نام کلینیک', 'text', 1, 1, 3, 120,
	        'کلینیک|عنوان کلینیک|نام|clinic|name', null, null),
	    ('clinics', 2, 'province', 'استان', 'text', 1, 1, 2, 60,
	        'نام استان|province', null, null),
	    ('clinics', 3, 'city', 'شهر', 'text', 1, 1, 2, 60,
	        'شهرستان|نام شهر|city|county', null, null),
	    ('clinics', 4, 'phone', 'تلفن', 'text', 0, 0, 5, 30,
	        'شماره تلفن|شماره تماس|تلفن تماس|phone', null, null))
	    v (kind, place, key, title, type, needed, required, letters_min, letters_max,
	        words, choices, hint)
	where v.kind = of_kind
$$;

-- What the rows of a sample file say, field by field; a group's second member
-- repeats what is the group's.
create or replace function import_examples(of_kind text)
returns table (key text, words text[])
language sql immutable as $$
	select v.key, array[v.first, coalesce(v.second, v.first)]
	from (values
	    ('groups', 'registry_no', '۱۲۳۴', null),
	    ('groups', 'group_name', 'گروه همیار نمونه', null),
	    ('groups', 'kind', 'همیار', null),
	    ('groups', 'trade', 'خیاطی و پوشاک', null),
	    ('groups', 'province', 'اصفهان', null),
	    ('groups', 'city', 'اصفهان', null),
	    ('groups', 'clinic', 'نام کلینیک شما', null),
	    ('groups', 'state', 'فعال', null),
	    ('groups', 'since', '۱۴۰۲/۰۷/۱۵', null),
	    ('groups', 'member_name', 'نام و نام خانوادگی عضو یک',
	        'نام و نام خانوادگی عضو دو'),
	    ('groups', 'national_id', '1234567891', '0012345679'),
	    ('groups', 'mobile', '09120000000', ''),
	    ('groups', 'post', 'سرگروه', 'عضو'),
	    ('groups', 'joined_on', '۱۴۰۲/۰۷/۱۵', '۱۴۰۳/۰۲/۰۱'),
	    ('clinics', 'clinic', 'کلینیک مددکاری اجتماعی نمونه', 'نام کلینیک دوم'),
	    ('clinics', 'province', 'اصفهان', null),
	    ('clinics', 'city', 'اصفهان', 'کاشان'),
	    ('clinics', 'phone', '۰۳۱۱۲۳۴۵۶۷۸', ''))
	    v (kind, key, first, second)
	where v.kind = of_kind
$$;

-- Names as files write them: without spaces, half-spaces and other letters.
create or replace function import_key(words text)
returns text language sql immutable strict parallel safe as $$
	select translate(search_key(words), ' _-.()*:/', '')
$$;

create or replace function import_kind_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind when 'groups' then 'گروه‌ها و اعضا'
	    when 'clinics' then 'کلینیک‌ها' end
$$;

create or replace function import_state_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'waiting' then 'در حال خواندن'
	    when 'matching' then 'در انتظار انتخاب ستون‌ها'
	    when 'checking' then 'در حال بررسی'
	    when 'checked' then 'بررسی‌شده'
	    when 'writing' then 'در حال ثبت'
	    when 'done' then 'ثبت‌شده'
	    when 'failed' then 'خوانده نشد'
	    when 'dropped' then 'کنار گذاشته شد' end
$$;

-- Why a file could not be read, or a check has to be made again.
create or replace function import_why_title(why text)
returns text language sql immutable strict parallel safe as $$
	select case why
	    when 'not_a_table' then 'این فایل جدول نیست. فایل CSV یا XLSX بفرستید.'
	    when 'not_utf8' then 'نوشته‌های این فایل خوانده نشد. در Excel آن را با نوع «CSV UTF-8» یا XLSX ذخیره کنید و دوباره بفرستید.'
	    when 'old_excel' then 'این فایل با قالب قدیمی Excel یا با رمز ذخیره شده است. آن را بدون رمز و با نوع XLSX ذخیره کنید و دوباره بفرستید.'
	    when 'locked' then 'این فایل رمز دارد. رمز آن را بردارید و دوباره بفرستید.'
	    when 'dates_1904' then 'تاریخ‌های این فایل از سال 1904 شمرده شده است. در تنظیمات Excel آن را خاموش کنید و دوباره ذخیره کنید.'
	    when 'too_wide' then 'این فایل بیش از 64 ستون دارد. ستون‌های دیگر را حذف کنید.'
	    when 'too_many_rows' then 'این فایل بیش از 200000 ردیف دارد. آن را در چند فایل بفرستید.'
	    when 'quote_open' then 'در این فایل جایی نشانه " باز شده و بسته نشده است. آن را در Excel باز کنید و با نوع XLSX ذخیره کنید.'
	    when 'too_heavy' then 'باز کردن این فایل بیش از اندازه سنگین است. داده‌ها را در فایل تازه‌ای رونوشت کنید و آن را بفرستید.'
	    when 'empty' then 'این فایل خالی است.'
	    when 'no_rows' then 'در این فایل زیر نام ستون‌ها ردیفی نیست.'
	    when 'changed' then 'از زمان بررسی، چیزی در سامانه تغییر کرده است. دوباره بررسی کنید.'
	    when 'not_written' then 'به دلیل خطایی در سامانه، چیزی از این فایل ثبت نشد. کمی بعد دوباره آن را ثبت کنید.'
	    when 'staging_lost' then 'ردیف‌های بررسی‌شده دیگر در سامانه نیست. دوباره بررسی کنید.'
	    else 'این فایل خراب است یا کامل نرسیده است. آن را دوباره ذخیره کنید و بفرستید.' end
$$;

-- What is wrong with a cell or a row, and how to mend it.
create or replace function import_error_says(code text, field text, data jsonb)
returns text language sql immutable parallel safe as $$
	select case code
	    when 'required' then 'این خانه را پر کنید.'
	    when 'too_short' then 'کوتاه است؛ دست‌کم ' || (data ->> 'min') || ' حرف بنویسید.'
	    when 'too_long' then 'بلند است؛ حداکثر ' || (data ->> 'max') || ' حرف بنویسید.'
	    when 'bad_code' then 'شماره ثبت از رقم، حرف انگلیسی، خط تیره و / ساخته می‌شود و حداکثر 30 نشانه دارد.'
	    when 'not_a_choice' then 'این نوشته شناخته نشد. بنویسید: ' || case field
	        when 'kind' then 'همیار یا خودیار.'
	        when 'state' then 'فعال یا در حال شکل‌گیری.'
	        else 'سرگروه، منشی، خزانه‌دار یا عضو.' end
	    when 'bad_mobile' then 'شماره موبایل باید 11 رقم باشد و با 09 شروع شود.'
	    when 'bad_national_id' then 'کد ملی درست نیست؛ رقم‌ها را با کارت ملی مقایسه کنید.'
	    when 'bad_date' then 'تاریخ را مانند 1402/05/16 بنویسید.'
	    when 'bad_utf8' then 'این نوشته خوانده نشد؛ آن را پاک کنید و دوباره بنویسید.'
	    when 'day_future' then 'این روز هنوز نیامده است؛ تاریخ را بررسی کنید.'
	    when 'unknown_province' then 'استانی با این نام نیست.'
	    when 'unknown_city' then 'شهری با این نام در این استان نیست.'
	    when 'unknown_trade' then 'رسته‌ای با این نام نیست؛ نام رسته‌های فروشگاه را بنویسید.'
	    when 'unknown_clinic' then 'کلینیکی با این نام ثبت نشده است. نخست فایل کلینیک‌ها را وارد کنید.'
	    when 'clinic_ambiguous' then 'چند کلینیک با این نام هست؛ نام کامل آن را بنویسید.'
	    when 'rows_contradict' then 'با ردیف‌های دیگر همین گروه نمی‌خواند؛ آنجا نوشته است: ' || (data ->> 'there')
	    when 'leader_missing' then 'این گروه سرگروه ندارد. سمت یکی از اعضا را «سرگروه» بنویسید.'
	    when 'leader_mobile' then 'سرگروه با شماره موبایل خود وارد می‌شود؛ آن را بنویسید.'
	    when 'post_twice' then 'این سمت در ردیف ' || (data ->> 'row') || ' به عضو دیگری از همین گروه داده شده است.'
	    when 'post_taken' then 'این سمت در سامانه با ' || (data ->> 'name') || ' است و با انتخاب گروه تغییر می‌کند. سمت این عضو را «عضو» بنویسید.'
	    when 'members_few' then 'این گروه ' || (data ->> 'count') || ' عضو دارد و دست‌کم ' || (data ->> 'min') || ' عضو می‌خواهد.'
	    when 'members_many' then 'این گروه ' || (data ->> 'count') || ' عضو دارد و حداکثر ' || (data ->> 'max') || ' عضو می‌پذیرد.'
	    when 'person_twice' then 'این کد ملی در ردیف ' || (data ->> 'row') || ' همین گروه هم آمده است.'
	    when 'person_two_groups' then 'این کد ملی در ردیف ' || (data ->> 'row') || ' برای گروه دیگری از همین نوع هم آمده است.'
	    when 'member_elsewhere' then 'این عضو اکنون در «' || (data ->> 'group') || '» عضو است. تا از آن جدا نشود، عضو این گروه نمی‌شود.'
	    when 'mobile_twice' then 'این شماره در ردیف ' || (data ->> 'row') || ' همین گروه هم آمده است. هر عضو شماره خودش را می‌خواهد.'
	    when 'mobile_shared' then 'این شماره در ردیف ' || (data ->> 'row') || ' برای کس دیگری آمده است. اگر مشترک است، برای یکی خالی بگذارید.'
	    when 'mobile_own' then 'این شماره خود شماست. عضویت خودتان را همکار دیگری وارد کند.'
	    when 'mobile_elsewhere' then 'این شماره در سامانه برای عضو دیگری ثبت است. آن را بررسی کنید یا خالی بگذارید.'
	    when 'group_closed' then 'این گروه در سامانه هست ولی اکنون ' || (data ->> 'state') || ' است؛ عضو تازه نمی‌پذیرد.'
	    when 'kind_differs' then 'نوع این گروه در سامانه چیز دیگری است و با فایل تغییر نمی‌کند.'
	    when 'clinic_twice' then 'این کلینیک در ردیف ' || (data ->> 'row') || ' هم آمده است.'
	end
$$;
