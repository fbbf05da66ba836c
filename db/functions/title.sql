-- Words that people read for words of the tables.

create or replace function role_title(role text)
returns text language sql immutable parallel safe as $$
	select case role
	    when 'customer' then 'مشتری'
	    when 'member' then 'عضو گروه'
	    when 'leader' then 'سرگروه'
	    when 'secretary' then 'منشی گروه'
	    when 'treasurer' then 'خزانه‌دار گروه'
	    when 'facilitator' then 'تسهیلگر'
	    when 'clinic_officer' then 'کارشناس کلینیک'
	    when 'clinic_manager' then 'مدیر کلینیک'
	    when 'officer' then 'کارشناس بهزیستی'
	    when 'finance' then 'امور مالی'
	    when 'auditor' then 'بازرس'
	    when 'admin' then 'مدیر سامانه'
	end
$$;

-- The page a role starts its day on.
create or replace function role_home(role text)
returns text language sql immutable parallel safe as $$
	select case
	    when role in ('member', 'leader', 'secretary', 'treasurer')
	        then '/group'
	    when role in ('clinic_officer', 'clinic_manager') then '/clinic'
	    when role = 'facilitator' then '/facilitator'
	    when role in ('officer', 'auditor') then '/office'
	    when role = 'finance' then '/office/payouts'
	    when role = 'admin' then '/office/jobs'
	    else '/account' end
$$;

create or replace function post_title(post text)
returns text language sql immutable parallel safe as $$
	select case post
	    when 'leader' then 'سرگروه'
	    when 'secretary' then 'منشی'
	    when 'treasurer' then 'خزانه‌دار'
	    when 'member' then 'عضو'
	end
$$;

create or replace function group_kind_title(kind text)
returns text language sql immutable parallel safe as $$
	select case kind
	    when 'hamyar' then 'گروه همیار'
	    when 'khodyar' then 'گروه خودیار' end
$$;

-- A group in a sentence: its kind is said once, whether its name says it or not.
create or replace function group_called(kind text, name text)
returns text language sql immutable parallel safe as $$
	select case when starts_with(name, group_kind_title(kind)) then name
	    else group_kind_title(kind) || ' «' || name || '»' end
$$;

drop function if exists member_change_title(text);
-- What became of a member: of a post, which one she got, or which one she had
-- when she has none now.
create or replace function member_change_title(change text,
    post text default null, was text default null)
returns text language sql immutable parallel safe as $$
	select case change
	    when 'joined' then 'عضو شد'
	    when 'left' then 'جدا شد'
	    when 'paused' then 'عضویتش موقتا متوقف شد'
	    when 'resumed' then 'بازگشت'
	    when 'post' then case
	        when post <> 'member' then post_title(post) || ' شد'
	        when was <> 'member' then 'دیگر ' || post_title(was) || ' نیست'
	        when post = 'member' then 'دیگر سمتی ندارد'
	        else 'سمت گرفت' end end
$$;

create or replace function group_state_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'draft' then 'پیش‌نویس'
	    when 'submitted' then 'در انتظار بررسی کلینیک'
	    when 'returned' then 'بازگشته برای تکمیل'
	    when 'rejected' then 'پذیرفته نشد'
	    when 'withdrawn' then 'پس گرفته شد'
	    when 'forming' then 'در حال شکل‌گیری'
	    when 'in_review' then 'در بررسی پایانی'
	    when 'confirmed' then 'در انتظار تأیید استان'
	    when 'active' then 'فعال'
	    when 'paused' then 'متوقف'
	    when 'graduated' then 'مستقل'
	    when 'dissolved' then 'منحل'
	end
$$;

-- How far a parcel or an order is, as its buyer reads it.
create or replace function parcel_title(state text)
returns text language sql immutable parallel safe as $$
	select case state
	    when 'awaiting_payment' then 'در انتظار پرداخت'
	    when 'paid' then 'پرداخت‌شده'
	    when 'accepted' then 'پذیرفته‌شده'
	    when 'preparing' then 'در حال آماده‌سازی'
	    when 'shipped' then 'تحویل پست'
	    when 'delivered' then 'تحویل‌شده'
	    when 'completed' then 'پایان‌یافته'
	    when 'cancelled' then 'لغوشده'
	    when 'return_requested' then 'درخواست بازگشت'
	    when 'returned' then 'بازگشت‌خورده'
	    when 'refunded' then 'وجه بازگردانده شد'
	end
$$;

-- The way of a parcel, step by step: what is behind it and what ahead.
create or replace function parcel_steps(of_parcel bigint)
returns json language sql stable as $$
	with parcel_now as (
	    select state from parcel where id = of_parcel
	), way as (
	    select * from (values (1, 'paid'), (2, 'accepted'),
	        (3, 'preparing'), (4, 'shipped'), (5, 'delivered'))
	        w (place, state)
	), was as (
	    select to_state as state, case when to_state = 'delivered'
	        then min(at) else max(at) end as at,
	        (array_agg(why order by id desc))[1] as why
	    from parcel_history where parcel_id = of_parcel
	    group by to_state
	), step as (
	    select w.place, w.state, was.at, was.why from way w
	    left join was on was.state = w.state
	    where (select state from parcel_now) not in ('cancelled',
	        'return_requested', 'returned', 'refunded')
	        or was.at is not null
	    union all
	    select 9, was.state, was.at, was.why from was
	    where was.state in ('cancelled', 'return_requested', 'returned',
	        'refunded')
	)
	select json_agg(json_build_object('title', parcel_title(s.state),
	    'at', s.at, 'why', s.why, 'done', s.at is not null,
	    'now', s.state = (select state from parcel_now))
	    order by s.place, s.at)
	from step s
$$;
