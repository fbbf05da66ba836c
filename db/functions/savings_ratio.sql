-- The ratios that savings groups are compared by everywhere (SAVIX, SEEP), each
-- with its formula and the numbers in it. They are told of one group and of any
-- sum of groups alike, from a document of the columns of savings_figure.

-- What a group is worth, in rial, by the balance sheet that SAVIX uses: debts
-- and equity are the assets. Charges and fines that were laid and not yet paid
-- are assets too, as the book has them for income; groups own no property here.
create or replace function savings_worth(s jsonb)
returns table (assets numeric, profit numeric, equity numeric)
language sql immutable parallel safe as $$
	select w.fund + f.other_rial, w.profit,
	    f.other_rial + f.savings_rial + w.profit
	from jsonb_to_record(s) f (cash_rial numeric, loans_rial numeric,
	    due_rial numeric, other_rial numeric, savings_rial numeric,
	    debt_rial numeric)
	cross join lateral (select f.cash_rial + f.loans_rial + f.due_rial
	        as fund, f.cash_rial + f.loans_rial + f.due_rial
	        - f.savings_rial - f.debt_rial as profit) w
$$;

-- A ratio is a row here, its words in the two functions below. unit: percent,
-- rial, number or weeks; rial: which of top and bottom are money; people:
-- whether it tells how many women there are; weeks: of a ratio for a year.
create or replace function savings_ratio_rows(s jsonb)
returns table (n integer, key text, unit text, top numeric, bottom numeric,
    top_rial boolean, bottom_rial boolean, people boolean, weeks numeric)
language sql immutable as $$
	with f as (
	    select x.*, w.*
	    from savings_worth(s) w, jsonb_to_record(s) x (groups numeric,
	        facilitators numeric, graduates numeric,
	        lost_graduates_rial numeric, members numeric,
	        members_start numeric, dropouts numeric, attended numeric,
	        asked numeric, borrowers numeric, loans numeric,
	        savings_rial numeric, loans_rial numeric, late_rial numeric,
	        cash_rial numeric, lost_rial numeric, days numeric,
	        cycle_days numeric)
	)
	select v.*
	from f cross join lateral (values
	    (1, 'attendance', 'percent', attended, asked, false, false, true,
	        null::numeric),
	    (2, 'dropout', 'percent', dropouts, members_start, false, false,
	        true, null),
	    (3, 'retention', 'percent', members_start - dropouts, members_start,
	        false, false, true, null),
	    (4, 'growth', 'percent', members - members_start, members_start,
	        false, false, true, null),
	    (5, 'women', 'percent', members, members, false, false, true, null),
	    (6, 'saved', 'rial', savings_rial, members, true, false, true,
	        null),
	    (7, 'borrowers', 'percent', borrowers, members, false, false, true,
	        null),
	    (8, 'loan', 'rial', loans_rial, loans, true, false, false, null),
	    (9, 'risk', 'percent', late_rial, loans_rial, true, true, false,
	        null),
	    (10, 'lost', 'rial', lost_rial, null, true, false, false, null),
	    (11, 'lost_graduate', 'rial', lost_graduates_rial, graduates, true,
	        false, false, null),
	    (12, 'use', 'percent', loans_rial, loans_rial + cash_rial, true,
	        true, false, null),
	    (13, 'loans_assets', 'percent', loans_rial, assets, true, true,
	        false, null),
	    (14, 'profit_member', 'rial', profit, members, true, false, true,
	        null),
	    (15, 'equity_member', 'rial', equity, members, true, false, true,
	        null),
	    (16, 'savings_return', 'percent', profit, savings_rial, true, true,
	        false, null),
	    (17, 'assets_return', 'percent', profit, assets, true, true, false,
	        null),
	    (18, 'year_return', 'percent', profit, assets, true, true, false,
	        round(cycle_days / 7 / nullif(groups, 0), 1)),
	    (19, 'age', 'weeks', round(days / 7, 1), groups, false, false,
	        false, null),
	    (20, 'graduates', 'percent', graduates, groups + graduates, false,
	        false, false, null),
	    (21, 'groups_each', 'number', groups, facilitators, false, false,
	        false, null),
	    (22, 'members_each', 'number', members, facilitators, false, false,
	        true, null)) v
	-- The last ones are of many groups.
	where s ? 'graduates' or v.column2 not in ('lost_graduate',
	    'graduates', 'groups_each', 'members_each')
$$;

create or replace function savings_ratio_title(key text)
returns text language sql immutable parallel safe as $$
	select case key
	    when 'attendance' then 'حضور در جلسه‌ها'
	    when 'dropout' then 'ترک گروه'
	    when 'retention' then 'ماندگاری اعضا'
	    when 'growth' then 'رشد شمار اعضا'
	    when 'women' then 'سهم زنان'
	    when 'saved' then 'پس‌انداز هر عضو'
	    when 'borrowers' then 'اعضای وام‌دار'
	    when 'loan' then 'میانگین مانده وام'
	    when 'risk' then 'سبد در خطر'
	    when 'lost' then 'وام بخشیده'
	    when 'lost_graduate' then 'وام بخشیده هر گروه مستقل'
	    when 'use' then 'به‌کارگیری صندوق وام'
	    when 'loans_assets' then 'سهم وام از دارایی'
	    when 'profit_member' then 'سود هر عضو'
	    when 'equity_member' then 'سرمایه هر عضو'
	    when 'savings_return' then 'بازده پس‌انداز'
	    when 'assets_return' then 'بازده دارایی'
	    when 'year_return' then 'بازده دارایی در یک سال'
	    when 'age' then 'سن گروه'
	    when 'graduates' then 'گروه‌های مستقل'
	    when 'groups_each' then 'گروه برای هر تسهیلگر'
	    when 'members_each' then 'عضو برای هر تسهیلگر' end
$$;

create or replace function savings_ratio_formula(key text)
returns text language sql immutable parallel safe as $$
	select case key
	    when 'attendance' then 'حاضران ÷ همه اعضا، در جلسه‌های این دوره'
	    when 'dropout' then 'رفتگان این دوره ÷ اعضای آغاز دوره'
	    when 'retention'
	        then '(اعضای آغاز دوره − رفتگان) ÷ اعضای آغاز دوره'
	    when 'growth'
	        then '(اعضای اکنون − اعضای آغاز دوره) ÷ اعضای آغاز دوره'
	    when 'women' then 'زنان ÷ اعضا'
	    when 'saved' then 'پس‌انداز این دوره ÷ اعضا'
	    when 'borrowers' then 'اعضایی که وام دارند ÷ اعضا'
	    when 'loan' then 'مانده وام‌ها ÷ شمار وام‌ها'
	    when 'risk' then 'مانده وام‌های معوق ÷ مانده همه وام‌ها'
	    when 'lost' then 'جمع وام‌هایی که در این دوره بخشیده شد'
	    when 'lost_graduate'
	        then 'وام بخشیده گروه‌های مستقل ÷ شمار آن‌ها'
	    when 'use' then 'مانده وام‌ها ÷ (مانده وام‌ها + موجودی صندوق وام)'
	    when 'loans_assets' then 'مانده وام‌ها ÷ همه دارایی'
	    when 'profit_member' then 'سود ÷ اعضا'
	    when 'equity_member'
	        then '(پس‌انداز + سود + صندوق همیاری) ÷ اعضا'
	    when 'savings_return' then 'سود ÷ پس‌انداز'
	    when 'assets_return' then 'سود ÷ همه دارایی'
	    when 'year_return'
	        then 'سود ÷ همه دارایی × ۵۲ ÷ هفته‌های دوره'
	    when 'age' then 'هفته‌های گذشته از آغاز گروه ÷ شمار گروه‌ها'
	    when 'graduates' then 'گروه‌های مستقل ÷ همه گروه‌ها'
	    when 'groups_each' then 'گروه‌ها ÷ تسهیلگران'
	    when 'members_each' then 'اعضا ÷ تسهیلگران' end
$$;

-- To so many digits that a number of people does not follow from it.
create or replace function few_digits(value numeric, digits integer)
returns numeric language sql immutable parallel safe as $$
	select case when value = 0 then 0
	    else round(value, digits - 1 - floor(log(abs(value)))::integer) end
$$;

-- The ratios of a sum. Who is not near its people (exact: false) is told those
-- that tell how many they are of ten times board.least_people and more, in one
-- or two digits and without the numbers in them.
create or replace function savings_ratios_json(s jsonb, exact boolean)
returns json language sql stable as $$
	select json_agg(json_build_object('key', r.key,
	    'title', savings_ratio_title(r.key),
	    'formula', savings_ratio_formula(r.key),
	    'value', case when not w.hidden and w.numbers then w.value
	        when not w.hidden then few_digits(w.value,
	            case r.unit when 'number' then 1 else 2 end) end,
	    'told', not w.hidden and w.value is not null, 'hidden', w.hidden,
	    'unit', r.unit, 'is_' || r.unit, true,
	    'numbers', w.numbers and not w.hidden
	        and r.bottom is not null and w.value is not null,
	    'top', case when w.numbers then r.top end,
	    'bottom', case when w.numbers then r.bottom end,
	    'top_rial', r.top_rial, 'bottom_rial', r.bottom_rial,
	    'weeks', r.weeks, 'norm', case r.key when 'year_return'
	        then 33 end) order by r.n)
	from savings_ratio_rows(s) r
	cross join lateral (select exact or not r.people as numbers,
	    not exact and r.people and coalesce((s ->> 'members')::numeric, 0)
	        < 10 * (select people_least()) as hidden,
	    case when r.key = 'lost' then r.top
	        when r.unit = 'percent' then round(100 * r.top
	            / nullif(r.bottom, 0) * coalesce(52 / r.weeks, 1), 1)
	        -- Whole toman.
	        when r.unit = 'rial' then round(r.top / nullif(r.bottom, 0),
	            -1)
	        else round(r.top / nullif(r.bottom, 0), 1) end as value) w
$$;

-- Loans by how late they are, as bars of what is left of all.
create or replace function savings_ages_json(s jsonb)
returns json language sql immutable as $$
	select json_agg(json_build_object('key', n,
	    'title', (array['سررسید نشده', 'تا ۳۰ روز دیر', '۳۱ تا ۶۰ روز دیر',
	        '۶۱ تا ۹۰ روز دیر', 'بیش از ۹۰ روز دیر'])[n],
	    'loans', (s -> 'ages' ->> (n - 1)::integer)::bigint,
	    'rial', (s -> 'ages_rial' ->> (n - 1)::integer)::bigint,
	    'now', w.percent, 'x', 100 - w.percent) order by n)
	from generate_series(1, 5) n
	cross join lateral (select coalesce(round(100
	    * (s -> 'ages_rial' ->> (n - 1)::integer)::numeric
	    / nullif((s ->> 'loans_rial')::numeric, 0)), 0) as percent) w
$$;

-- The sums beside the ratios, in rial; late: whether any loan is.
create or replace function savings_sums_json(s jsonb)
returns json language sql immutable as $$
	select json_build_object('savings', f.savings_rial,
	    'loans', f.loans_rial, 'loans_n', f.loans, 'late', f.late_rial,
	    'late_n', f.late_loans, 'is_late', f.late_loans > 0,
	    'cash', f.cash_rial, 'due', f.due_rial, 'social', f.other_rial,
	    'debt', f.debt_rial, 'assets', w.assets, 'profit', w.profit,
	    'equity', w.equity, 'risk', round(100.0 * f.late_rial
	        / nullif(f.loans_rial, 0), 1))
	from jsonb_to_record(s) f (savings_rial bigint, loans_rial bigint,
	    loans bigint, late_rial bigint, late_loans bigint, cash_rial bigint,
	    due_rial bigint, other_rial bigint, debt_rial bigint)
	cross join savings_worth(s) w
$$;
