-- Assessment over time: who took a record back, and the grade of each group
-- at the end of each month.

alter table assessment add column voided_by bigint references account;
comment on column assessment.answers is
    'Points 0-4 by axis and question: {"social.voice": 3}';

create table group_grade_month (
	group_id bigint not null references self_help_group,
	month date not null,
	points integer not null check (points between 0 and 100),
	grade text not null check (grade = case when points > 85 then 'A'
	    when points >= 75 then 'B' else 'C' end),
	parts jsonb not null check (jsonb_typeof(parts) = 'array'),
	taken_at timestamptz not null default now(),
	primary key (group_id, month)
);
create index group_grade_month_month on group_grade_month (month, grade);
comment on table group_grade_month is
    'What a group''s grade was on the last day of a Jalali month; month is its first day';
comment on column group_grade_month.parts is
    'The criteria: [{key, points, facts}]';
