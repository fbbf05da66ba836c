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
	    when 'confirmed' then 'تأیید استان'
	    when 'active' then 'فعال'
	    when 'paused' then 'متوقف'
	    when 'graduated' then 'مستقل'
	    when 'dissolved' then 'منحل'
	end
$$;
