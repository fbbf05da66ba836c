-- Quarters of the Jalali year, by which people are assessed: '1405-3' is the
-- autumn of 1405. Counted in a row (year * 4 + 0 … 3), so that one back is one
-- less. Leap years as in server/calendar.c.

-- The first of Farvardin of a year.
create or replace function jalali_year_start(year integer)
returns date language sql immutable parallel safe as $$
	select date '1970-01-01' - 492268 + 365 * (year - 1)
	    + (8 * year + 21) / 33
$$;

create or replace function quarter_number(day date)
returns integer language sql immutable parallel safe as $$
	select year * 4 + case when n < 93 then 0 when n < 186 then 1
	    when n < 276 then 2 else 3 end
	from (select 1 + (33 * (day - date '1970-01-01' + 492268) + 3) / 12053
	        as year) y
	cross join lateral (select day - jalali_year_start(year) as n) d
$$;

create or replace function quarter_start(number integer)
returns date language sql immutable parallel safe as $$
	select jalali_year_start(number / 4)
	    + (array[0, 93, 186, 276])[1 + number % 4]
$$;

create or replace function quarter_round(number integer)
returns text language sql immutable parallel safe as $$
	select (number / 4) || '-' || (1 + number % 4)
$$;

-- A round of assessments as people read it; a page makes its digits Persian.
create or replace function round_title(round text)
returns text language sql immutable parallel safe as $$
	select case when round = 'baseline' then 'آغازین'
	    else (array['بهار', 'تابستان', 'پاییز', 'زمستان'])
	        [right(round, 1)::integer] || ' ' || left(round, 4) end
$$;

-- The day of a Jalali date, as reports of others write it; NULL when there is
-- none. A thirtieth of Esfand is one in leap years alone.
create or replace function jalali_day(year integer, month integer,
    day integer)
returns date language sql immutable parallel safe as $$
	select d from (select case when year between 1300 and 1500
	        and month between 1 and 12 and day between 1 and 31
	    then jalali_year_start(year) + 31 * (month - 1)
	        - greatest(month - 7, 0) + day - 1 end) v (d)
	where d < case when month < 12 then jalali_year_start(year) + 31 * month
	    - greatest(month - 6, 0) else jalali_year_start(year + 1) end
$$;
