-- Savings of a group: a cycle by its rules, meetings whole or not at all,
-- loans and what they cost, votes, funds that stay apart.
begin;
\ir fixture/savings.sql
select pg_temp.plan_for_all(74);

-- ---- who opens ----
set local role hamyar_service;
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of($$ select savings_code_set('111111') $$),
    'code_too_easy', 'a code is not one digit');
select is(pg_temp.code_of($$ select savings_code_set('456789') $$),
    'code_too_easy', 'nor a run');
select is(pg_temp.code_of($$ select savings_code_set('270194') $$), 'fine',
    'the leader has one');
select is(pg_temp.code_of($$ select pg_temp.open_cycle('{}') $$),
    'code_unset', 'who has none opens nothing');
select pg_temp.enter(90012) is null as entered \gset
select savings_code_set('386215') is null as had \gset
select is(pg_temp.code_of($$ select pg_temp.open_cycle(
    '{"codes": {"90101": "270194"}}') $$), 'code_missing', 'one is not two');
select is(pg_temp.open_cycle('{"codes": {"90101": "270194",
    "90102": "000000"}}') -> 'refused' ->> 'code', 'code_wrong',
    'a wrong one opens nothing');
select is(pg_temp.open_cycle('{"codes": {"90101": "270194",
    "90102": "000001"}}') -> 'refused' -> 'data' ->> 'left', '3',
    'and is counted');
select pg_temp.enter(90013) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.open_cycle('{}') $$),
    'forbidden', 'no member opens a cycle');
select pg_temp.enter(90004) is null as entered \gset
select is(pg_temp.code_of($$ select pg_temp.open_cycle('{}') $$),
    'not_found', 'nor another group');

-- ---- a cycle ----
select pg_temp.enter(90003) is null as entered \gset
select is(pg_temp.code_of(format('select pg_temp.open_cycle(%L)', sent)),
    code, code || ': ' || sent)
from (values ('end_too_early', '{"planned": "2026-01-03"}'),
    ('shares_turned', '{"fewest": 3, "most": 2}'),
    ('rate_missing', '{"rate": 0}'),
    ('fine_missing', '{"fine_titles": ["دیرکرد", "غیبت"],
        "fine_amounts": [50000]}'),
    ('agreed_short', '{"agreed": [90101, 90102]}'),
    ('not_a_choice', '{"agreed": [90101, 90102, 90103, 90104, 1]}'),
    ('held_out_of_range', '{"starts": "2020-01-01"}')) v (code, sent);
select (pg_temp.open_cycle('{}') ->> 'id')::bigint as cycle \gset
select is((pg_temp.open_cycle('{}') ->> 'id')::bigint, :cycle::bigint,
    'twice is once');
select is(pg_temp.code_of($$ select pg_temp.open_cycle(
    '{"social": 1}') $$), 'idempotency_mismatch', 'another content is not');
select is(pg_temp.code_of($$ select pg_temp.open_cycle(
    '{"client": "cycle-002"}') $$), 'cycle_open', 'one at a time');

-- ---- a meeting ----
select is(pg_temp.code_of(format('select pg_temp.meet(%L)', sent)), code,
    code || ': ' || sent)
from (values ('held_out_of_range', '{"held": "2025-12-31"}'),
    ('meeting_moved', '{"previous": 7}'),
    ('attendance_missing', '{"presence": {"90101": "present"}}'),
    ('shares_many', '{"shares": {"90101": 6}}'),
    ('shares_few', '{"shares": {"90101": 0}}'),
    ('not_a_choice', '{"fine": {"90101.9": true}}'),
    ('not_a_choice', '{"social": {"1": 1000}}'),
    ('fine_too_much', '{"fine_paid": {"90103": 1000}}'),
    ('comment_missing', '{"counted": {"loan": 1000}}'),
    ('comment_missing', '{"closing": {"loan": 1}}'),
    ('not_a_choice', '{"repaid": {"5": 1000}}')) v (code, sent);
select is(pg_temp.head(), 0::bigint, 'what is refused leaves nothing');
select (pg_temp.meet('{"fine": {"90104.1": true}, "fine_paid":
    {"90104": 20000}, "closing": {"loan": 5020000, "social": 500000}}')
    ->> 'id')::bigint as first \gset
select is(pg_temp.stands('cash', 'loan'), 5020000::bigint,
    'ten shares and a fine in part');
select is(pg_temp.stands('cash', 'social'), 500000::bigint,
    'the social fund has its own box');
select is(pg_temp.stands('fine_due', 'loan'), 30000::bigint,
    'the rest of the fine is owed');
select is((pg_temp.meet('{"fine": {"90104.1": true}, "fine_paid":
    {"90104": 20000}, "closing": {"loan": 5020000, "social": 500000}}')
    ->> 'id')::bigint, :first::bigint, 'the same meeting sent again is one');
select is(pg_temp.code_of($$ select pg_temp.meet('{}') $$),
    'idempotency_mismatch', 'another under its name is none');
select is(pg_temp.code_of($$ select pg_temp.meet(
    '{"client": "meeting-02"}') $$), 'meeting_moved',
    'nor one that knows of none before it');
select is(pg_temp.present_in(:first), 5, 'its minutes count who came');

-- ---- loans: the limit, the term, the box ----
select is(pg_temp.code_of(format('select pg_temp.loan(%s, %L)', :first,
    sent)), code, code || ': ' || sent)
from (values ('loan_limit', '{"amount": 6000001}'),
    ('loan_term', '{"days": 91}'), ('vote_lost', '{"ayes": 2, "noes": 2}'),
    ('vote_too_many', '{"ayes": 5, "noes": 1}'),
    ('motion_incomplete', '{"days": null}'),
    ('not_a_choice', '{"member": 1}')) v (code, sent);
select pg_temp.loan(:first, '{"amount": 6000000}') ->> 'id' as second \gset
select is(pg_temp.stands('loan', 'loan'), 6000000::bigint,
    'three times her savings, and no more');
select is(pg_temp.stands('cash', 'loan'), 4020000::bigint,
    'taken from the box');
-- Reducing, 2 percent of each thirty days: 29 days cost nothing.
select (pg_temp.next(:second, '2026-02-14', '{}') ->> 'id')::bigint
    as third \gset
select is(pg_temp.stands('charge_due', 'loan'), 120000::bigint,
    'thirty days later: 2 percent of 6,000,000');
select (pg_temp.next(:third, '2026-03-16', format('{"repaid": {"%s":
    1000000}}', pg_temp.last_loan())::jsonb) ->> 'id')::bigint as fourth \gset
select is(pg_temp.stands('charge_due', 'loan'), 0::bigint,
    'another thirty: the charge is paid first');
select is(pg_temp.stands('loan', 'loan'), 5240000::bigint,
    '1,000,000 less 240,000 of charges');
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-03-20'', %L)',
    :fourth, format('{"repaid": {"%s": 5240001}}', pg_temp.last_loan()))),
    'repaid_too_much', 'more than is owed is not taken');
select (pg_temp.next(:fourth, '2026-04-15', '{}') ->> 'id')::bigint
    as fifth \gset
select is(pg_temp.stands('charge_due', 'loan'), 104800::bigint,
    'a reducing charge: 2 percent of 5,240,000');

-- ---- late: no new loan, a longer term, a mark, an end ----
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-04-20'', %L)',
    :fifth, '{"motions": ["loan"], "members": [90103], "amounts": [100000],
    "terms": [30], "ayes": [4]}')), 'debt_first',
    'who is late borrows nothing');
select (pg_temp.next(:fifth, '2026-04-20', format('{"motions": ["rollover"],
    "loans": [%s], "terms": [60], "ayes": [4]}', pg_temp.last_loan())::jsonb)
    ->> 'id')::bigint as sixth \gset
select is(pg_temp.stands('loan', 'loan'), 5344800::bigint,
    'rolled over: the charge becomes principal');
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-04-27'', %L)',
    :sixth, format('{"motions": ["default"], "loans": [%s], "ayes": [4]}',
    pg_temp.last_loan()))), 'loan_not_late', 'and is not late any more');
select (pg_temp.next(:sixth, '2026-07-01', format('{"motions": ["default",
    "write_off"], "loans": [%1$s, %1$s], "ayes": [4, 5]}',
    pg_temp.last_loan())::jsonb) ->> 'id')::bigint as seventh \gset
select is(pg_temp.stands('loss', 'loan'), (5344800 + 2 * 106896)::bigint,
    'written off with two charges');
select is(pg_temp.stands('loan', 'loan') + pg_temp.stands('charge_due',
    'loan'), 0::bigint, 'nothing is left of it');

-- ---- funds stay apart ----
select is(pg_temp.code_of(format('select pg_temp.next(%s, ''2026-07-08'', %L)',
    :seventh, '{"motions": ["grant"], "members": [90104],
    "amounts": [99000000], "whats": ["بیماری"], "ayes": [5]}')), 'fund_short',
    'help comes from the social fund alone');
select (pg_temp.next(:seventh, '2026-07-08', '{"motions": ["grant",
    "transfer", "expense"], "members": [90104, null, null],
    "amounts": [300000, 200000, 150000], "whats": ["بیماری",
    "برای دفتر", "دفتر و خودکار"], "funds": [null, "social", "loan"],
    "ayes": [5, 5, 5]}') ->> 'id')::bigint as eighth \gset
select is(pg_temp.stands('transfer', 'loan'), 200000::bigint,
    'what crosses is said in both');
select is(pg_temp.stands('transfer', 'social'), -200000::bigint,
    'with opposite signs');
select is(pg_temp.fund_sums(), 0::numeric, 'each fund sums to zero');

-- ---- taking a meeting back ----
select is(pg_temp.code_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :seventh, pg_temp.codes())), 'not_last_meeting',
    'only the last is taken back');
select pg_temp.stands('cash', 'social') as had \gset
select is(pg_temp.code_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :eighth, pg_temp.codes())), 'fine', 'that one is');
select is(pg_temp.stands('cash', 'social'), (:had + 300000 + 200000 - 500000)
    ::bigint, 'its help, its crossing and its savings with it');
select is(pg_temp.code_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :eighth, pg_temp.codes())), 'already_void',
    'once');
select is(pg_temp.faults(), '', 'the book agrees with itself');

-- ---- leaving ----
select is(pg_temp.code_of($$ select member_leave(90104, current_date,
    'به شهر دیگری رفت') $$), 'savings_open', 'who has savings does not leave');
select (pg_temp.next(:seventh, '2026-07-09', '{"client": "meeting-leaves",
    "motions": ["leave"], "members": [90104], "ayes": [4]}') ->> 'id')
    ::bigint as ninth \gset
select is(pg_temp.code_of($$ select member_leave(90104, current_date,
    'به شهر دیگری رفت') $$), 'fine', 'before she took them out');

-- ---- taken to the bank since ----
select savings_bank_record('to-the-bank', 'social', 'in',
    pg_temp.stands('cash', 'social')) is null as o \gset
select is(pg_temp.code_of(format('select savings_meeting_reverse(90001, %s, '
    '%L, ''اشتباه بود'')', :ninth, pg_temp.codes())), 'reversal_short',
    'what a meeting brought must be there to be given back');

-- ---- nobody edits ----
reset role;
select throws_ok(statement, 'HM001', null, statement)
from (values ('update savings_meeting set held_on = held_on - 1'),
    ('update savings_cycle set rate = 0'),
    ('delete from savings_motion'),
    ('update savings_loan set principal_rial = 1'),
    ('update savings_presence set presence = ''absent'''),
    ('update savings_meeting set hash = ''\x00'' where reversed_at is null')
    ) v (statement);
select * from finish();
rollback;
