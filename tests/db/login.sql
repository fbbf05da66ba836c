-- Login: codes, their limits, what a right one does.
begin;
\ir fixture/shop.sql
select pg_temp.plan_for_all(25);

-- The visitor's browser, with something in its cart.
select actor_enter(json_build_object('session', repeat('d', 64), 'who',
    '[]'::json, 'writes', true, 'address', '192.0.2.9')) ->> 'session'
    as visit \gset
insert into cart (session_id) values (:visit);
insert into cart_line (cart_id, variant_id, quantity)
select id, 90003, 2 from cart where session_id = :visit;
insert into cart (account_id) values (90001);
insert into cart_line (cart_id, variant_id, quantity)
select id, 90003, 1 from cart where account_id = 90001;

set local role hamyar_service;
select is(login_request('09120000001')::jsonb - 'mobile',
    login_request('09129999999')::jsonb - 'mobile',
    'a known and an unknown number get the same answer');
select is(pg_temp.code_of($$ select login_request('09120000001') $$),
    'otp_wait', 'a second code must wait');
reset role;
select is((select count(*)::integer from message where kind = 'login_code'
    and mobile in ('09120000001', '09129999999')), 2,
    'each request is one message');
select is((select count(*)::integer from job j join message m
    on j.payload = jsonb_build_object('message', m.id)
    where j.kind = 'sms' and m.mobile = '09120000001'), 1,
    'and a job to send it');
select tokens ->> 'code' as code from message
where mobile = '09120000001' order by id desc limit 1 \gset
select ok(:'code' ~ '^[0-9]{6}$', 'a code has six digits');
select ok((select code_hash <> '' and position(:'code' in
    encode(code_hash, 'escape')) = 0 from login_code
    where mobile = '09120000001'), 'only its hash is kept');
select lpad(((:'code'::integer + 1) % 1000000)::text, 6, '0') as wrong \gset

set local role hamyar_service;
select is(pg_temp.code_of($$ select code_hash from login_code $$), '42501',
    'the service cannot read codes');
select is(login_confirm('09120000001', :'wrong', repeat('f', 64))
    #>> '{refused,code}', 'otp_wrong', 'a wrong code is refused');
reset role;
select is((select tries from login_code where mobile = '09120000001'), 1,
    'and counted: the transaction commits');
set local role hamyar_service;
select is(login_confirm('09129999999', :'code', repeat('f', 64))
    #>> '{refused,code}', 'otp_wrong', 'a code is for its own number');
select is(login_confirm('09120000001', :'code', repeat('f', 64))
    #>> '{account,id}', '90001', 'the right code logs in');
reset role;
select is((select token_hash from session where id = :visit),
    repeat('f', 64), 'the cookie is a new one');
select is((select account_id from session where id = :visit),
    90001::bigint, 'the session is hers');
select is((select quantity from cart_line l join cart c on c.id = l.cart_id
    where c.account_id = 90001 and variant_id = 90003), 3,
    'the two carts are one');
select is((select count(*)::integer from cart where session_id = :visit), 0,
    'the visitor''s is gone');
set local role hamyar_service;
select is(login_confirm('09120000001', :'code', repeat('b', 64))
    #>> '{refused,code}', 'otp_expired', 'a code is used once');

-- Five tries, then even the right one is worth nothing.
select login_confirm('09129999999', 'xxxxxx', repeat('b', 64))
from generate_series(1, 4) \g /dev/null
select is(login_confirm('09129999999', 'xxxxxx', repeat('b', 64))
    #>> '{refused,code}', 'otp_tries', 'the sixth try is not looked at');
reset role;
select tokens ->> 'code' as code from message
where mobile = '09129999999' order by id desc limit 1 \gset
set local role hamyar_service;
select is(login_confirm('09129999999', :'code', repeat('b', 64))
    #>> '{refused,code}', 'otp_tries', 'not even the right code helps');
reset role;
select is((select count(*)::integer from account
    where mobile = '09129999999'), 0, 'no account was made');

-- Two minutes.
update login_code set created_at = now() - interval '3 minutes',
    expires_at = now() - interval '1 minute' where mobile = '09129999999';
set local role hamyar_service;
select is(login_confirm('09129999999', :'code', repeat('b', 64))
    #>> '{refused,code}', 'otp_expired', 'a code dies in two minutes');

-- Per number and hour.
select is(pg_temp.code_of($$ select login_request('09129999999') $$), 'fine',
    'a new one can be asked for then');
reset role;
update rate_hit set hits = 6 where bucket = 'login:hour:09129999999:192.0.2.9';
update login_code set created_at = now() - interval '3 minutes'
where mobile = '09129999999';
set local role hamyar_service;
select is(pg_temp.code_of($$ select login_request('09129999999') $$),
    'rate_limited', 'but not without end');

-- A stranger's wrong tries are his own: another visit, another address.
reset role;
select login_request('09128888888') is null as asked \gset
select tokens ->> 'code' as code from message
where mobile = '09128888888' order by id desc limit 1 \gset
select actor_session() as hers \gset
set local role hamyar_service;
select actor_enter(json_build_object('session', repeat('c', 64), 'who',
    '[]'::json, 'writes', true, 'address', '192.0.2.10')) is null
    as entered \gset
select is(login_confirm('09128888888', :'code', repeat('a', 64))
    #>> '{refused,code}', 'otp_expired',
    'a code is for the visit that asked for it');
select login_confirm('09128888888', 'xxxxxx', repeat('a', 64))
from generate_series(1, 6) \g /dev/null
select is(pg_temp.code_of($$ select login_request('09128888888') $$), 'fine',
    'who asks from elsewhere gets a code of his own');
select set_config('app.session', :'hers', true) is null as back \gset
select is(login_confirm('09128888888', :'code', repeat('a', 64))
    ->> 'new', 'true', 'and hers goes on');

reset role;
select * from finish();
rollback;
