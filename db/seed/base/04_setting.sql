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
    -- A loan this many days late, money too much or too little in a box.
    ('alert.loan_late_days', 7), ('alert.cash_difference_rial', 100000),
    -- How many of its members agree to the rules of a cycle of savings.
    ('savings.agree_percent', 67),
    -- Papers: how many a group has, and how long those of an application that
    -- came to nothing are kept; and pictures of a visit.
    ('document.most', 80), ('document.keep_days', 90),
    ('document.photos_most', 8),
    -- A count of fewer people than this is not shown to those far away.
    ('board.least_people', 5),
    -- Files that one person may send to be imported in an hour; and whether
    -- those who come by one get a text each, 1 or 0. Lists that one person may
    -- ask to take along in an hour.
    ('import.per_hour', 60), ('import.sms', 0), ('export.per_hour', 60),
    -- A code sent to a telephone: how long one for logging in, and one for
    -- anything else, is good; before another may be asked for. Seconds.
    ('login.code_s', 120), ('code.life_s', 600), ('login.resend_s', 60),
    -- How many codes: to a number in a day, to a number from one address in an
    -- hour, from an address in ten minutes, to everybody in an hour. And tries
    -- of codes from an address in ten minutes.
    ('login.per_number_day', 40), ('login.per_number_hour', 6),
    ('login.per_address', 30), ('login.per_hour', 20000),
    ('login.tries_per_address', 60),
    -- Days that a visitor is remembered after she was last here, and new
    -- visitors from an address in an hour: many share one.
    ('session.days', 60), ('session.per_address', 3000),
    -- Orders: minutes to pay for one, how many of a buyer may wait for that,
    -- and seconds after which the gateway is asked what became of a payment.
    ('order.pay_minutes', 30), ('order.unpaid_max', 3),
    ('payment.check_s', 180),
    -- Parcels: hours to accept one; days to send it, beyond what its products
    -- need; days after which one that nobody spoke of has come; working days
    -- in which its buyer may send it back.
    ('parcel.accept_hours', 24), ('parcel.ship_days', 3),
    ('parcel.deliver_days', 14), ('parcel.return_days', 7),
    -- Reports of gateways: days after which a payment that none has named is a
    -- difference, and lines of one file.
    ('settlement.days', 4), ('settlement.lines_most', 1000),
    -- Rial that a group may come to owe by giving back what it took out.
    ('refund.owed_most', 50000000)) v (key, value)
on conflict (key, valid_from) do nothing;
