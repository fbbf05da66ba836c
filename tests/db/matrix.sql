-- The access matrix in row-level security alone: each role, entered as the
-- service enters it, against every private table, whatever C let through.
begin;
\ir fixture/shop.sql
-- Beside the fixture's people: the other roles, a second clinic, a province.
insert into account (id, mobile, name) values
    (90007, '09120000007', 'تسهیلگر'), (90008, '09120000008', 'کارمند دوم'),
    (90009, '09120000009', 'کارشناس استان'), (90010, '09120000010', 'مالی'),
    (90011, '09120000011', 'مدیر سامانه'), (90012, '09120000012', 'خزانه‌دار الف'),
    (90013, '09120000013', 'کارشناس کشور');
insert into role_grant (id, account_id, role, scope_kind, scope_id) values
    (90007, 90007, 'facilitator', 'clinic', 901),
    (90008, 90008, 'clinic_officer', 'clinic', 902),
    (90009, 90009, 'officer', 'province', 902),
    (90010, 90010, 'finance', 'nation', null),
    (90011, 90011, 'admin', 'service', null),
    (90012, 90012, 'treasurer', 'group', 90001),
    (90013, 90013, 'officer', 'nation', null);
insert into session (token_hash, account_id, role_grant_id, expires_at)
select repeat(to_hex(id - 90000), 64), id, id, now() + interval '1 day'
from generate_series(90007, 90013) id;
insert into api_token (account_id, name, token_hash)
select id, 'آزمون', repeat(to_hex(id - 90000), 64)
from generate_series(90001, 90004) id;
insert into cart (id, account_id) overriding system value
values (90001, 90001), (90002, 90002);
insert into cart_line (cart_id, variant_id, quantity)
values (90001, 90001, 1), (90002, 90003, 1);
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at) values
    (90001, 'TEST0001', 90001, 'خریدار یکم', '09120000001', 901, 90101,
        'خیابان', '1234567890', now() + interval '30 minutes'),
    (90002, 'TEST0002', 90002, 'خریدار دوم', '09120000002', 902, 90201,
        'خیابان', '1234567890', now() + interval '30 minutes');
insert into parcel (id, order_id, group_id, state, shipping_method,
    shipping_rial) values
    (90001, 90001, 90001, 'paid', 'test_post', 1000),
    (90002, 90002, 90002, 'paid', 'test_post', 1000);
insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    price_rial, quantity) values
    (90001, 90001, 90001, 90001, 'گلیمچه', 2000000, 1),
    (90002, 90002, 90003, 90002, 'مربا', 1000000, 1);
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at) values
    (90001, 90001, 'zarinpal', 'paid', 2001000, 'M1', now()),
    (90002, 90002, 'zarinpal', 'paid', 1001000, 'M2', now());
insert into refund (payment_id, amount_rial, reason, unique_key) values
    (90001, 1000, 'cancelled', 'm1'), (90002, 1000, 'cancelled', 'm2');
insert into refund_part (refund_id, parcel_id, group_id, quantity,
    amount_rial)
select r.id, r.payment_id, r.payment_id, 0, 1000 from refund r
where r.unique_key in ('m1', 'm2');
insert into parcel_return (id, parcel_id, group_id, asked_by)
overriding system value
select p, p, p, p from unnest(array[90001, 90002]) p;
insert into return_line (return_id, line_id, quantity)
select parcel_id, id, 1 from order_line where parcel_id in (90001, 90002);
-- A group's life, of the first group and of the second.
update group_member set id = 90001 where group_id = 90001;
update group_member set id = 90002 where group_id = 90002;
insert into group_statute (group_id, body)
select g, repeat('اساسنامه ', 20) from unnest(array[90001, 90002, 90003]) g;
insert into member_history (member_id, group_id, change, on_day)
select g, g, 'joined', current_date from unnest(array[90001, 90002]) g;
insert into consent (member_id, group_id, kind, version, mobile, own)
select id, group_id, 'membership', 1, mobile, true from group_member
where group_id in (90001, 90002);
insert into group_bank (group_id, sheba, owner)
select g, 'IR' || lpad(g::text, 24, '0'), 'گروه'
from unnest(array[90001, 90002]) g;
insert into meeting (id, group_id, client_id, held_on, minutes)
overriding system value
select g, g, 'meeting-' || g, current_date, 'صورت‌جلسه آزمون'
from unnest(array[90001, 90002]) g;
insert into meeting_attendance select g, g, 'present'
from unnest(array[90001, 90002]) g;
insert into meeting_decision select g, 1, 'تصمیم'
from unnest(array[90001, 90002]) g;
insert into meeting_election select g, 'leader', g
from unnest(array[90001, 90002]) g;
insert into training (id, group_id, client_id, module, held_on)
overriding system value
select g, g, 'training-' || g, 'teamwork', current_date
from unnest(array[90001, 90002]) g;
insert into training_attendance select g, g, 'present'
from unnest(array[90001, 90002]) g;
insert into visit (group_id, client_id, facilitator_id, planned_for)
select g, 'visit-' || g, 90007, current_date
from unnest(array[90001, 90002]) g;
insert into assessment (group_id, member_id, form_id, client_id, round,
    taken_on, answers, scores, total)
select g, g, (select id from assessment_form where kind = 'member'),
    'assessment-' || g, 'baseline', current_date, '{}', '{}', 50
from unnest(array[90001, 90002]) g;
insert into group_grade_month (group_id, month, points, grade, parts)
select g, '2026-03-21', 80, 'B', '[]' from unnest(array[90001, 90002]) g;
insert into sync_conflict (group_id, thing, existing_id, client_id, payload,
    account_id)
select g, 'meeting', g, 'conflict-' || g, '{}', 90007
from unnest(array[90001, 90002]) g;
insert into alert (group_id, kind, since)
select g, 'no_meeting', current_date from unnest(array[90001, 90002]) g;
insert into board_group (group_id, province_id, clinic_id, trade_id, state,
    state_at, people, band, products, sold_rial, risks, name_key)
select id, province_id, clinic_id, category_id, state, state_at, 1, 1, 0, 0,
    '{}', name from self_help_group where id in (90001, 90002);
insert into board_sale (month, group_id, province_id, sold_rial)
select current_date, id, province_id, 1000 from self_help_group
where id in (90001, 90002);
insert into export (account_id, role_grant_id, list, filters, format)
select a, a, 'clinic_groups', '{}', 'csv' from unnest(array[90005, 90009]) a;
insert into payout_batch (id, made_by) overriding system value
values (90001, 90010);
insert into payout (id, group_id, amount_rial, sheba, owner, state, asked_by,
    released_by, released_at, batch_id) overriding system value
select g, g, 100000, 'IR' || lpad(g::text, 24, '0'), 'گروه', 'sent', 90003,
    90012, now(), 90001 from unnest(array[90001, 90002]) g;
insert into savings_cycle (id, group_id, number, client_id, digest,
    starts_on, planned_end, every_days, share_rial, shares_min, shares_max,
    social_rial, charge, rate, loan_multiple, loan_days_max, reserve_rial,
    credit_limit_rial, agreed, opened_by, recorded_by)
overriding system value
select g, g, 1, 'cycle-' || g, '', current_date - 9, current_date + 300, 7,
    100000, 1, 5, 0, 'none', 0, 3, 90, 0, 0, '{}', array[g, g], 90003
from unnest(array[90001, 90002]) g;
insert into savings_fine values (90001, 1, 'دیرکرد', 1000),
    (90002, 1, 'دیرکرد', 1000);
insert into savings_meeting (id, group_id, cycle_id, number, client_id,
    digest, held_on, opened_by, recorded_by) overriding system value
select g, g, g, 1, 'saving-' || g, '', current_date, array[g, g], 90003
from unnest(array[90001, 90002]) g;
insert into savings_presence values (90001, 90001, 'present'),
    (90002, 90002, 'present');
insert into savings_motion (meeting_id, n, group_id, kind, votes_for,
    votes_against) values (90001, 1, 90001, 'default', 2, 1),
    (90002, 1, 90002, 'default', 2, 1);
insert into invoice (parcel_id, group_id, year, serial, issued_on, seller)
select g, g, 1405, 1, current_date, '{}' from unnest(array[90001, 90002]) g;
insert into settlement (id, gateway, made_by) overriding system value
values (90001, 'zibal', 90010);
insert into settlement_row (settlement_id, line, gateway, reference, of_what,
    amount_rial, fee_rial, settled_on, nth)
values (90001, 1, 'zibal', 'M', 'M', 1000, 0, '2026-01-01', 1);
insert into payout_share (payout_id, group_id, member_id, weight,
    material_rial, amount_rial)
select g, g, g, 1, 0, 100000 from unnest(array[90001, 90002]) g;
insert into alert_choice select a, 'no_meeting', true
from unnest(array[90001, 90002]) a;
insert into document (id, group_id, member_id, kind, state, width, height,
    added_by) overriding system value values
    (90001, 90001, null, 'statute', 'ready', 9, 9, 90003),
    (90002, 90002, null, 'statute', 'ready', 9, 9, 90004),
    (90003, 90003, null, 'statute', 'ready', 9, 9, 90002),
    (90004, 90001, 90001, 'identity', 'ready', 9, 9, 90003),
    (90005, 90002, 90002, 'identity', 'ready', 9, 9, 90004),
    (90006, 90001, null, 'bank', 'ready', 9, 9, 90003);
insert into document_body select id, 'x' from document
where id between 90001 and 90006;
insert into access_log (account_id, role, operation, subject_kind, subject_id)
values (90005, 'clinic_manager', 'group_review_show', 'group', 90001),
    (90005, 'clinic_manager', 'member_unmask', 'member', 90001),
    (90008, 'clinic_officer', 'document_image', 'document', 90005);
insert into import (id, account_id, kind, state, columns, header)
overriding system value values
    (90001, 90011, 'clinics', 'checked', '{"clinic":0,"province":1,"city":2}',
        '["نام", "استان", "شهر"]'),
    (90002, 90013, 'clinics', 'checked', '{"clinic":0,"province":1,"city":2}',
        '["نام", "استان", "شهر"]');
insert into import_error (import_id, row_no, field, code)
select i, 2, 'city', 'required' from unnest(array[90001, 90002]) i;
insert into media (id, group_id, state) values
    ('aaaaaaaaaa', 90001, 'waiting'), ('bbbbbbbbbb', 90002, 'waiting');

-- Ids of a table that somebody sees, of those made above: 'a' is of the first
-- buyer or group, 'b' of the second, 'c' the application and what is not on
-- sale. One row a table and role; a private table without rows here fails.
create temp table probe (name text primary key, says text);
insert into probe values
    ('access_log', 'select case account_id when 90005 then ''a'' else ''b'' end from access_log where account_id in (90005, 90008)'),
    ('payout', 'select case group_id when 90001 then ''a'' else ''b'' end from payout where group_id in (90001, 90002)'),
    ('savings_cycle', 'select case group_id when 90001 then ''a'' else ''b'' end from savings_cycle where group_id in (90001, 90002)'),
    ('savings_fine', 'select case cycle_id when 90001 then ''a'' else ''b'' end from savings_fine where cycle_id in (90001, 90002)'),
    ('savings_meeting', 'select case group_id when 90001 then ''a'' else ''b'' end from savings_meeting where group_id in (90001, 90002)'),
    ('savings_presence', 'select case meeting_id when 90001 then ''a'' else ''b'' end from savings_presence where meeting_id in (90001, 90002)'),
    ('savings_motion', 'select case group_id when 90001 then ''a'' else ''b'' end from savings_motion where group_id in (90001, 90002)'),
    ('invoice', 'select case parcel_id when 90001 then ''a'' else ''b'' end from invoice where parcel_id in (90001, 90002)'),
    ('settlement', 'select ''a'' from settlement where id = 90001'),
    ('settlement_row', 'select ''a'' from settlement_row where settlement_id = 90001'),
    ('payout_share', 'select case group_id when 90001 then ''a'' else ''b'' end from payout_share where group_id in (90001, 90002)'),
    ('payout_batch', 'select ''a'' from payout_batch where id = 90001'),
    ('document', 'select substr(''abcijk'', (id - 90000)::int, 1) from document where id between 90001 and 90006'),
    ('document_body', 'select substr(''abcijk'', (document_id - 90000)::int, 1) from document_body where document_id between 90001 and 90006'),
    ('account', 'select case id when 90001 then ''a'' when 90002 then ''b'' end from account where id in (90001, 90002)'),
    ('address', 'select case account_id when 90001 then ''a'' else ''b'' end from address where account_id in (90001, 90002)'),
    ('api_token', 'select case account_id when 90001 then ''a'' when 90002 then ''b'' when 90003 then ''g'' else ''h'' end from api_token where account_id between 90001 and 90004'),
    ('cart', 'select case id when 90001 then ''a'' else ''b'' end from cart where id in (90001, 90002)'),
    ('cart_line', 'select case cart_id when 90001 then ''a'' else ''b'' end from cart_line where cart_id in (90001, 90002)'),
    ('group_member', 'select case group_id when 90001 then ''a'' else ''b'' end from group_member where group_id in (90001, 90002)'),
    ('group_history', 'select case group_id when 90001 then ''a'' when 90002 then ''b'' else ''c'' end from group_history where group_id in (90001, 90002, 90003)'),
    ('group_statute', 'select case group_id when 90001 then ''a'' when 90002 then ''b'' else ''c'' end from group_statute where group_id in (90001, 90002, 90003)'),
    ('assessment', 'select case group_id when 90001 then ''a'' else ''b'' end from assessment where group_id in (90001, 90002)'),
    ('consent', 'select case group_id when 90001 then ''a'' else ''b'' end from consent where group_id in (90001, 90002)'),
    ('group_bank', 'select case group_id when 90001 then ''a'' else ''b'' end from group_bank where group_id in (90001, 90002)'),
    ('group_grade_month', 'select case group_id when 90001 then ''a'' else ''b'' end from group_grade_month where group_id in (90001, 90002)'),
    ('meeting', 'select case group_id when 90001 then ''a'' else ''b'' end from meeting where group_id in (90001, 90002)'),
    ('member_history', 'select case group_id when 90001 then ''a'' else ''b'' end from member_history where group_id in (90001, 90002)'),
    ('sync_conflict', 'select case group_id when 90001 then ''a'' else ''b'' end from sync_conflict where group_id in (90001, 90002)'),
    ('training', 'select case group_id when 90001 then ''a'' else ''b'' end from training where group_id in (90001, 90002)'),
    ('visit', 'select case group_id when 90001 then ''a'' else ''b'' end from visit where group_id in (90001, 90002)'),
    ('meeting_attendance', 'select case meeting_id when 90001 then ''a'' else ''b'' end from meeting_attendance where meeting_id in (90001, 90002)'),
    ('meeting_decision', 'select case meeting_id when 90001 then ''a'' else ''b'' end from meeting_decision where meeting_id in (90001, 90002)'),
    ('meeting_election', 'select case meeting_id when 90001 then ''a'' else ''b'' end from meeting_election where meeting_id in (90001, 90002)'),
    ('training_attendance', 'select case training_id when 90001 then ''a'' else ''b'' end from training_attendance where training_id in (90001, 90002)'),
    ('alert', 'select case group_id when 90001 then ''a'' else ''b'' end from alert where group_id in (90001, 90002)'),
    ('alert_choice', 'select case account_id when 90001 then ''a'' else ''b'' end from alert_choice'),
    ('board_group', 'select case group_id when 90001 then ''a'' else ''b'' end from board_group where group_id in (90001, 90002)'),
    ('board_sale', 'select case group_id when 90001 then ''a'' else ''b'' end from board_sale where group_id in (90001, 90002)'),
    ('export', 'select case account_id when 90005 then ''a'' else ''b'' end from export'),
    ('import', 'select case id when 90001 then ''a'' else ''b'' end from import where id in (90001, 90002)'),
    ('import_error', 'select case import_id when 90001 then ''a'' else ''b'' end from import_error where import_id in (90001, 90002)'),
    ('media', 'select case group_id when 90001 then ''a'' else ''b'' end from media where group_id in (90001, 90002)'),
    ('order_line', 'select case parcel_id when 90001 then ''a'' else ''b'' end from order_line where parcel_id in (90001, 90002)'),
    ('parcel', 'select case id when 90001 then ''a'' else ''b'' end from parcel where id in (90001, 90002)'),
    ('parcel_history', 'select case parcel_id when 90001 then ''a'' else ''b'' end from parcel_history where parcel_id in (90001, 90002)'),
    ('payment', 'select case id when 90001 then ''a'' else ''b'' end from payment where id in (90001, 90002)'),
    ('product', 'select ''c'' from product where id = 90003'),
    ('refund', 'select case unique_key when ''m1'' then ''a'' else ''b'' end from refund where unique_key in (''m1'', ''m2'')'),
    ('refund_part', 'select case parcel_id when 90001 then ''a'' else ''b'' end from refund_part where parcel_id in (90001, 90002)'),
    ('parcel_return', 'select case parcel_id when 90001 then ''a'' else ''b'' end from parcel_return where parcel_id in (90001, 90002)'),
    ('return_line', 'select case return_id when 90001 then ''a'' else ''b'' end from return_line where return_id in (90001, 90002)'),
    ('role_grant', 'select case account_id when 90003 then ''g'' else ''h'' end from role_grant where account_id in (90003, 90004)'),
    ('self_help_group', 'select ''c'' from self_help_group where id = 90003'),
    ('session', 'select case account_id when 90001 then ''a'' when 90002 then ''b'' end from session where account_id in (90001, 90002)'),
    ('shop_order', 'select case id when 90001 then ''a'' else ''b'' end from shop_order where id in (90001, 90002)'),
    ('variant', 'select ''c'' from variant where id = 90004');

create temp table expected (who bigint, role text, sees jsonb);
insert into expected values
    (null, 'visitor', '{}'),
    (90001, 'customer', '{"account":"a","address":"a","alert_choice":"a","api_token":"a","cart":"a","cart_line":"a","invoice":"a","order_line":"a","parcel":"a","parcel_history":"a","parcel_return":"a","refund_part":"a","return_line":"a","payment":"a","refund":"a","session":"a","shop_order":"a"}'),
    (90002, 'another customer, who applied', '{"account":"b","address":"b","alert_choice":"b","api_token":"b","cart":"b","cart_line":"b","invoice":"b","document":"c","document_body":"c","group_statute":"c","order_line":"b","parcel":"b","parcel_history":"b","parcel_return":"b","refund_part":"b","return_line":"b","payment":"b","refund":"b","self_help_group":"c","session":"b","shop_order":"b"}'),
    (90003, 'leader', '{"invoice":"a","payout":"a","access_log":"a","alert":"a","api_token":"g","assessment":"a","consent":"a","document":"aik","document_body":"aik","group_bank":"a","group_grade_month":"a","group_history":"a","group_member":"a","group_statute":"a","media":"a","meeting":"a","meeting_attendance":"a","meeting_decision":"a","meeting_election":"a","member_history":"a","order_line":"a","parcel":"a","parcel_history":"a","parcel_return":"a","refund_part":"a","return_line":"a","product":"c","role_grant":"g","shop_order":"a","training":"a","training_attendance":"a","variant":"c","payout_share":"a"}'),
    (90012, 'treasurer', '{"invoice":"a","payout":"a","alert":"a","consent":"a","document":"ak","document_body":"ak","group_bank":"a","group_grade_month":"a","group_history":"a","group_member":"a","group_statute":"a","media":"a","meeting":"a","meeting_attendance":"a","meeting_decision":"a","meeting_election":"a","member_history":"a","order_line":"a","parcel":"a","parcel_history":"a","parcel_return":"a","refund_part":"a","return_line":"a","product":"c","shop_order":"a","training":"a","training_attendance":"a","variant":"c","payout_share":"a"}'),
    (90004, 'leader of another group', '{"invoice":"b","payout":"b","access_log":"b","alert":"b","api_token":"h","assessment":"b","consent":"b","document":"bj","document_body":"bj","group_bank":"b","group_grade_month":"b","group_history":"b","group_member":"b","group_statute":"b","media":"b","meeting":"b","meeting_attendance":"b","meeting_decision":"b","meeting_election":"b","member_history":"b","order_line":"b","parcel":"b","parcel_history":"b","parcel_return":"b","refund_part":"b","return_line":"b","role_grant":"h","shop_order":"b","training":"b","training_attendance":"b","payout_share":"b"}'),
    (90005, 'clinic manager', '{"export":"a","alert":"a","assessment":"a","consent":"a","document":"acik","document_body":"acik","group_bank":"a","group_grade_month":"a","group_history":"ac","group_member":"a","group_statute":"ac","media":"a","meeting":"a","meeting_attendance":"a","meeting_decision":"a","meeting_election":"a","member_history":"a","product":"c","self_help_group":"c","sync_conflict":"a","training":"a","training_attendance":"a","variant":"c","visit":"a"}'),
    (90007, 'facilitator', '{"alert":"a","assessment":"a","consent":"a","document":"ack","document_body":"ack","group_bank":"a","group_grade_month":"a","group_history":"ac","group_member":"a","group_statute":"ac","media":"a","meeting":"a","meeting_attendance":"a","meeting_decision":"a","meeting_election":"a","member_history":"a","product":"c","self_help_group":"c","sync_conflict":"a","training":"a","training_attendance":"a","variant":"c","visit":"a"}'),
    (90008, 'officer of another clinic', '{"alert":"b","assessment":"b","consent":"b","document":"bj","document_body":"bj","group_bank":"b","group_grade_month":"b","group_history":"b","group_member":"b","group_statute":"b","media":"b","meeting":"b","meeting_attendance":"b","meeting_decision":"b","meeting_election":"b","member_history":"b","sync_conflict":"b","training":"b","training_attendance":"b","visit":"b"}'),
    (90009, 'officer of the other province', '{"board_group":"b","board_sale":"b","export":"b","alert":"b","consent":"b","document":"b","document_body":"b","group_grade_month":"b","group_history":"b","group_member":"b","group_statute":"b","media":"b","meeting":"b","meeting_attendance":"b","meeting_decision":"b","meeting_election":"b","member_history":"b","training":"b","training_attendance":"b","visit":"b"}'),
    (90006, 'auditor of the nation', '{"payout":"ab","payout_batch":"a","settlement":"a","settlement_row":"a","alert":"ab","board_group":"ab","board_sale":"ab","consent":"ab","document":"abc","document_body":"abc","group_grade_month":"ab","group_history":"abc","group_member":"ab","group_statute":"abc","import":"ab","import_error":"ab","media":"ab","meeting":"ab","meeting_attendance":"ab","meeting_decision":"ab","meeting_election":"ab","member_history":"ab","product":"c","self_help_group":"c","training":"ab","training_attendance":"ab","variant":"c","visit":"ab"}'),
    (90010, 'finance', '{"payout":"ab","payout_batch":"a","settlement":"a","settlement_row":"a","alert":"ab","group_grade_month":"ab","group_history":"abc","group_statute":"abc","media":"ab","product":"c","self_help_group":"c","variant":"c"}'),
    (90011, 'admin', '{"import":"ab","import_error":"ab"}'),
    (90013, 'officer of the nation', '{"alert":"ab","board_group":"ab","board_sale":"ab","consent":"ab","document":"abc","document_body":"abc","group_grade_month":"ab","group_history":"abc","group_member":"ab","group_statute":"abc","import":"b","import_error":"b","media":"ab","meeting":"ab","meeting_attendance":"ab","meeting_decision":"ab","meeting_election":"ab","member_history":"ab","product":"c","self_help_group":"c","training":"ab","training_attendance":"ab","variant":"c","visit":"ab"}');
-- Who came, lent and voted is for those who see each woman's savings.
update expected e set sees = e.sees || (select jsonb_object_agg(t, w.letters)
    from unnest(case when w.people then array['savings_presence',
        'savings_motion'] else '{}' end || array['savings_cycle',
        'savings_fine', 'savings_meeting']) t)
from (values (90003, true, 'a'), (90012, true, 'a'), (90004, true, 'b'),
    (90005, true, 'a'), (90007, true, 'a'), (90008, true, 'b'),
    (90009, false, 'b'), (90006, false, 'ab'), (90010, false, 'ab'),
    (90013, false, 'ab')) w (who, people, letters)
where e.who = w.who;
grant select on probe, expected to public;

create function pg_temp.seen()
returns jsonb language plpgsql as $$
declare
	one record;
	letters text;
	found jsonb := '{}';
begin
	for one in select * from probe order by name loop
		execute format('select string_agg(distinct l, '''' order by l) '
		    'from (%s) t (l)', one.says) into letters;
		if letters is not null then
			found := found || jsonb_build_object(one.name, letters);
		end if;
	end loop;
	return found;
end
$$;

select pg_temp.plan_for_all((select count(*)::integer from expected) * 2 + 6);

-- What holds nobody's affairs, or cannot be read by the service at all.
select is((select string_agg(c.relname, ' ' order by c.relname)
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and c.relrowsecurity
        and has_any_column_privilege('hamyar_service', c.oid, 'select')
        and c.relname not in (select name from probe)
        and c.relname not in ('setting', 'runner', 'product_history',
            'product_photo')), null,
    'every private table that the service reads is in the matrix');
select is((select string_agg(c.relname || '.' || a.privilege, ' ')
    from pg_class c,
        unnest(array['insert', 'update', 'delete', 'truncate']) a (privilege)
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
        and has_table_privilege('hamyar_service', c.oid, a.privilege)), null,
    'the service has no right to write any table');
select is((select string_agg(c.relname, ' ') from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
        and not exists (select from pg_depend d where d.objid = c.oid
            and d.deptype = 'e')
        and not coalesce(c.reloptions @> array['security_invoker=true'],
            false)), null, 'no view looks past the policies');
select is((select string_agg(p.proname, ' ') from pg_proc p
    where p.pronamespace = 'public'::regnamespace
        and p.proname ~ '^(job_|runner_|payment_take|refund_|role_give|'
            'account_give|message_(add|sent|failed)|order_expire|group_facts)'
        and has_function_privilege('hamyar_service', p.oid, 'execute')), null,
    'what only the runner and the command line do is not for the service');
select is((select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
    from pg_roles where rolname = 'hamyar_service'), false,
    'the service''s role has no way around');

-- Every write that takes an id, asked by each whose it is not: the answer is
-- a refusal, never a success and never another error.
create temp table reach (says text, owners bigint[]);
insert into reach values
    ('order_cancel(''TEST0001'')', '{90001}'),
    ('payment_start(''TEST0001'', ''zarinpal'')', '{90001}'),
    ('parcel_receive(90001)', '{90001}'),
    ('work_again(1)', '{90011}'),
    ('address_delete(90001)', '{90001}'),
    (format('cart_set(%s, 1)', (select id from cart_line
        where cart_id = 90001)), '{90001}'),
    (format('token_revoke(%s)', (select id from api_token
        where account_id = 90001)), '{90001}'),
    ('role_switch(90003)', '{90003}'),
    ('product_pause(90001)', '{90003,90012}'),
    ('product_propose(90003)', '{90003,90012}'),
    ('product_recall(90003)', '{90003,90012}'),
    ('product_resume(90001)', '{90003,90012}'),
    ('product_archive(90001)', '{90003,90012}'),
    ('variant_set(90001, 100000, 1, null)', '{90003,90012}'),
    ('photo_remove(''aaaaaaaaaa'')', '{90003,90012}'),
    ('photo_move(''aaaaaaaaaa'', ''first'')', '{90003,90012}'),
    ('parcel_accept(90001)', '{90003,90012}'),
    ('parcel_prepare(90001)', '{90003,90012}'),
    ('parcel_ship(90001, ''tipax'', null)', '{90003,90012}'),
    ('parcel_cancel(90001, ''آزمون'')', '{90003,90012}'),
    ('return_ask(90001, ''{}'', null)', '{90001}'),
    ('return_take(90001, ''{}'', null)', '{90003,90012}'),
    ('return_refuse(90001, ''worn'', null)', '{90003,90012}'),
    ('parcel_refund(90001, ''{}'', null, ''آزمون'')', '{90003,90012}'),
    ('application_submit(90003)', '{90002}'),
    ('application_withdraw(90003)', '{90002}'),
    ('application_member_drop(90003, 1)', '{90002}'),
    ('group_decide(90003, null, ''forming'', null)', '{90005}'),
    ('group_decide(90003, null, ''returned'', ''آزمون آزمون'')', '{90005}'),
    ('alerts_choose(null)', '{90001,90002,90003,90004,90005,90006,90007,90008,90009,90010,90011,90012,90013}'),
    ('export_start(''office_groups'', ''csv'', null, null, null, null, null, '
        'null, null, null)', '{90006,90009,90013}'),
    ('export_start(''office_groups'', ''csv'', null, null, 901, null, null, '
        'null, null, null)', '{90006,90013}'),
    ('export_start(''clinic_groups'', ''csv'', null, null, null, null, null, '
        'null, null, null)', '{90005,90008}'),
    ('export_start(''savings_groups'', ''csv'', null, null, null, null, null, '
        'null, null, null)', '{90005,90006,90007,90008,90009,90013}'),
    ('group_ask_review(90003)', '{90002,90005,90006,90007,90010,90013}'),
    ('group_assign(90001, null)', '{90005}'),
    ('bank_save(''IR' || repeat('1', 24) || ''', ''نام'')',
        '{90003,90004,90012}'),
    ('bank_verify(90001, ''IR' || repeat('1', 24) || ''', ''گروه'')', '{90005}'),
    ('statute_save(90003, repeat(''ا'', 200))', '{90002}'),
    ('invitation_code(90001)', '{90003}'),
    ('invitation_accept(90001, ''123456'', false)', '{90003}'),
    ('invitation_decline(90001)', '{90003}'),
    ('publicity_withdraw(90001)', '{90003}'),
    ('member_invite(''نام'', null, ''09120000099'')', '{90003,90004}'),
    ('member_uninvite(90001)', '{}'),
    ('member_leave(90001, current_date, ''آزمون'')',
        '{90003,90005,90007}'),
    ('member_pause(90001, current_date, ''آزمون'')',
        '{90003,90005,90007}'),
    ('member_resume(90001)', '{90003,90005,90007}'),
    ('meeting_record(90001, ''reach-meeting'', current_date, null, '
        '''گفت‌وگو درباره کار'', null, null, null, null, null, null)',
        '{90003,90005,90007}'),
    ('meeting_void(90001, 90001, ''آزمون'')', '{90005,90007}'),
    ('training_record(90001, ''reach-training'', ''teamwork'', '
        'current_date, null, null, null)', '{90003,90005,90007}'),
    ('training_void(90001, 90001, ''آزمون'')', '{90005,90007}'),
    (format('conflict_resolve(%s, ''kept'')', (select id from sync_conflict
        where group_id = 90001)), '{90005,90007}'),
    ('visit_plan(90001, ''reach-visit'', current_date + 1, null, 1, 30)',
        '{90007}'),
    ('visit_report(90001, null, ''reach-report'', current_date, '
        '''گزارش آزمون'', null, null)', '{90007}'),
    (format('visit_cancel(%s, ''آزمون'')', (select id from visit
        where client_id = 'visit-90001')), '{90007}'),
    ('member_unmask(90001, 1, ''آزمون'')', '{90005}'),
    ('assessment_record(90001, 90001, ''matrix-1'', (select id '
        'from assessment_form where kind = ''member''), ''quarter'', '
        'current_date, ''{}'', null)', '{90005,90007}'),
    ('assessment_record(90001, null, ''matrix-2'', (select id '
        'from assessment_form where kind = ''group''), ''quarter'', '
        'current_date, ''{}'', null)', '{90005,90007}'),
    (format('assessment_void(90001, %s, ''آزمون'')', (select id from assessment
        where group_id = 90001)), '{90005,90007}'),
    ('document_add(90003, ''statute'', null, null, null, ''x'')',
        '{90002,90005,90007}'),
    ('document_add(90001, ''statute'', null, null, null, ''x'')',
        '{90003,90005,90007}'),
    ('document_remove(90004)', '{90003,90005}'),
    ('import_add(''clinics'', ''آزمون'', ''x'')', '{90011,90013}'),
    ('import_match(90001, ''[0,1,2,null]'')', '{90011}'),
    ('import_write(90001)', '{90011}'),
    ('payout_ask(100000)', '{90003,90004,90012}'),
    ('payout_release(90001)', '{90003,90012}'),
    ('payout_divide(90001, ''equal'', null, null)', '{90003,90012}'),
    ('payout_cancel(90001)', '{90003,90012}'),
    ('period_close(''2020-03-19'')', '{90010}'),
    ('settlement_read(''zibal'', ''X,1,0,2026-01-01'')', '{90010}'),
    ('payout_batch_answer(90001, ''90001,paid,T'')', '{90010}'),
    ('savings_code_set(''270194'')', '{90003,90004,90012}'),
    ('savings_bank_record(''matrix-1'', ''loan'', ''in'', 1)',
        '{90003,90004,90012}'),
    ('savings_cycle_open(90001, ''matrix-2'', current_date, current_date + 9, '
        '7, 10000, 1, 1, 0, ''none'', 0, 1, 30, 0, 0, null, null, null, null, '
        'null, null, null, null, null, null)', '{90003,90007,90012}'),
    ('savings_meeting_record(90001, ''matrix-3'', current_date, 90001, null, '
        'null, null, null, null, null, null, null, null, null, null, null, '
        'null, null, null, null, null, null, null, null, null, null, null, '
        'null, null, null)', '{90003,90007,90012}'),
    ('savings_meeting_reverse(90001, 90001, null, ''آزمون'')',
        '{90003,90007,90012}'),
    ('savings_share_out(90001, ''matrix-4'', current_date, 90001, null, 0, 1, '
        '0)', '{90003,90007,90012}'),
    ('import_drop(90001)', '{90011}'),
    ('product_publish(90003)', '{90005}'),
    ('product_return(90003, ''آزمون'')', '{90005}'),
    ('address_save(90001, null, ''دزد'', ''09120000099'', 901, 90101, '
        '''خیابان دیگر'', ''1234567890'')', '{90001}'),
    ('order_place(90001, ''[]'', null, null)', '{90001}'),
    ('token_make(''دزد'', 90003, 1, repeat(''d'', 64))', '{90003}'),
    ('photo_add(90001, ''x'')', '{90003,90012}'),
    ('product_save(90001, ''دزدیده'', null, 9002, ''in_stock'', null, null, '
        'null, null, null, null, null)', '{90003,90012}'),
    ('product_create(''["aaaaaaaaaa"]'', ''نام'', 100000, 1, ''in_stock'', '
        'null, 9002, null)', '{90003,90012}'),
    ('variants_save(90001, ''[null]'', ''["x"]'', ''[100000]'', ''[1]'', null, '
        'null)', '{90003,90012}'),
    ('application_save(90003, ''نام'', ''hamyar'', ''sewing'', 90101, null, '
        '''داستان'')',
        '{90002}'),
    ('application_member_save(90003, null, ''نام'', null, ''09120000099'', '
        '''member'')', '{90002}');
grant select on reach to public;

-- The engine's own, what is everybody's, and what the gateway's server said.
select is((select string_agg(p.proname, ' ' order by p.proname)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and p.provolatile = 'v' and p.pronargs > 0
        and p.prorettype = 'json'::regtype
        and has_function_privilege('hamyar_service', p.oid, 'execute')
        and p.proname not in ('actor_enter', 'answer_keep', 'login_request',
            'login_confirm', 'profile_save', 'cart_add', 'payment_failed',
            'payment_requested', 'payment_settle')
        and not exists (select from reach
            where says like p.proname || '(%')), null,
    'every write that takes somebody''s id is in the matrix');

create function pg_temp.check_all()
returns setof text language plpgsql as $$
declare
	one record;
	call record;
	code text;
	wrong text;
begin
	for one in select * from expected order by who nulls first loop
		perform pg_temp.enter(one.who);
		return next is(pg_temp.seen(), one.sees, one.role || ' sees');
		wrong := null;
		for call in select * from reach
		    where not coalesce(one.who = any (owners), false) loop
			code := pg_temp.code_of('select ' || call.says);
			if code not in ('not_found', 'forbidden', 'unauthenticated',
			    'cart_empty', 'address_missing') then
				wrong := concat_ws(' ', wrong, call.says, '→', code);
			end if;
		end loop;
		return next is(wrong, null, one.role || ' reaches nothing foreign');
	end loop;
end
$$;
set local role hamyar_service;
select pg_temp.check_all();

reset role;
select * from finish();
rollback;
