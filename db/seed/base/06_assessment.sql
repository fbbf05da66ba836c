-- What assessment and the grade of groups are computed with; an office lays
-- later rows over these. Days, counts and rials are whole numbers.
insert into setting (key, value)
select key, to_jsonb(value) from (values
    -- Averages of fewer women than this say too much about one of them.
    ('progress.least_people', 4),
    -- How far the grade looks back, and what it expects in that time.
    ('grade.days', 180), ('grade.meeting_days', 30),
    -- Sales and sending: how far back, and the sales of a member (rial)
    -- that are worth all ten points.
    ('grade.sale_days', 90), ('grade.sale_rial', 30000000)) v (key, value)
on conflict (key, valid_from) do nothing;
