-- Dated parameters the service begins with; an office lays later rows over
-- them. Days, percents and counts are whole numbers.
insert into setting (key, value)
select key, to_jsonb(value) from (values
    -- How many women a group may have, by its kind.
    ('hamyar.members_min', 4), ('hamyar.members_max', 7),
    ('khodyar.members_min', 15), ('khodyar.members_max', 25),
    -- Formation: its least length, meetings held, and who came to them.
    ('forming.days', 90), ('forming.meetings', 6),
    ('forming.attendance_percent', 75),
    -- Whether the province confirms what a clinic approved: 1 or 0.
    ('province.confirms', 1),
    -- When something wants looking at.
    ('alert.meeting_days', 30), ('alert.attendance_percent', 60),
    ('alert.visit_days', 45), ('alert.visit_late_days', 3),
    ('alert.sale_days', 60),
    ('alert.inbox_days', 7), ('alert.forming_days', 150),
    ('alert.product_days', 3),
    -- Papers: how many a group has, and how long those of an application that
    -- came to nothing are kept.
    ('document.most', 80), ('document.keep_days', 90),
    -- A count of fewer people than this is not shown to those far away.
    ('board.least_people', 5),
    -- Files that one person may send to be imported in an hour; and whether
    -- those who come by one get a text each, 1 or 0.
    ('import.per_hour', 60), ('import.sms', 0)) v (key, value)
on conflict (key, valid_from) do nothing;
