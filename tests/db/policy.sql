-- Row-level security alone: what each role sees and cannot touch, whatever C
-- would have let through.
begin;
\ir fixture/shop.sql
insert into shop_order (id, code, account_id, receiver, mobile, province_id,
    city_id, street, postal_code, expires_at) values
    (90001, 'TEST0001', 90001, 'خریدار یکم', '09120000001', 901, 90101,
        'خیابان', '1234567890', now() + interval '30 minutes');
insert into parcel (id, order_id, group_id, state, shipping_method,
    shipping_rial) values
    (90001, 90001, 90001, 'paid', 'test_post', 1000),
    (90002, 90001, 90002, 'awaiting_payment', 'test_post', 1000);
insert into order_line (parcel_id, group_id, variant_id, product_id, title,
    price_rial, quantity) values
    (90001, 90001, 90001, 90001, 'گلیمچه', 2000000, 1),
    (90002, 90002, 90003, 90002, 'مربا', 1000000, 1);
insert into payment (id, order_id, gateway, state, amount_rial, authority,
    settled_at) values
    (90001, 90001, 'zarinpal', 'paid', 3002000, 'A1', now());
select pg_temp.plan_for_all(42);

-- The owner of the tables is not the service.
select is((select count(*)::integer from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and pg_get_userbyid(c.relowner) in ('hamyar_service', 'hamyar_jobs',
            'hamyar_definer')), 0, 'the working roles own no table');
select is((select string_agg(c.relname, ' ' order by c.relname)
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and not (c.relrowsecurity and c.relforcerowsecurity)
        and c.relname <> 'schema_migration'),
    'alert_kind assessment_form category city clinic consent_text holiday '
    'ledger_account_kind province province_neighbour shelf '
    'shipping_method shipping_rate state_move tally training_module word',
    'every table but the public ones forces row security');

-- A definer's function passes every policy by, so the service may call only
-- those that are operations or that its own statements are made of.
\set statements `cat db/queries/*/*.sql`
\set operations `grep -ohE '\.name = "[a-z_]+"' api/*.c | cut -d'"' -f2`
select is((select string_agg(p.proname, ' ' order by p.proname)
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and p.prorettype <> 'trigger'::regtype
        and has_function_privilege('hamyar_service', p.oid, 'execute')
        and p.proname <> all (string_to_array(:'operations', E'\n'))
        and p.proname not in ('actor_enter', 'answer_keep')
        and not exists (select from (
            select :'statements'
            union all select coalesce(qual, '') || coalesce(with_check, '')
            from pg_policies
            union all select definition from pg_views
            where schemaname = 'public'
            union all select prosrc from pg_proc i
            where i.pronamespace = 'public'::regnamespace
                and not i.prosecdef and has_function_privilege(
                    'hamyar_service', i.oid, 'execute')) caller (body)
            where body ~ ('\m' || p.proname || '\s*\('))), null,
    'no inner part is left open to the service');
select is((select string_agg(p.proname, ' ') from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and (pg_get_userbyid(p.proowner) <> 'hamyar_definer'
        or not exists (select from unnest(p.proconfig) c
            where c like 'search_path=%'))), null,
    'security definer functions are the definer''s, with a fixed path');
select is((select string_agg(c.relname || '.' || a.privilege_type, ' ')
    from pg_class c, aclexplode(c.relacl) a
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and a.grantee = 'hamyar_service'::regrole
        and a.privilege_type <> 'SELECT'), null,
    'the service writes no table by itself');
select is((select string_agg(p.proname, ' ') from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and has_function_privilege('public', p.oid, 'execute')), null,
    'security definer functions are not for everybody');

set local role hamyar_service;

-- A visitor.
select actor_enter('{"who":[]}') is null as entered \gset
select is((select count(*)::integer from account), 0, 'visitor: no account');
select is((select count(*)::integer from shop_order), 0, 'visitor: no order');
select is((select count(*)::integer from parcel), 0, 'visitor: no parcel');
select is((select count(*)::integer from order_line), 0, 'visitor: no line');
select is((select count(*)::integer from payment), 0, 'visitor: no payment');
select is((select count(*)::integer from address), 0, 'visitor: no address');
select is((select count(*)::integer from group_member), 0,
    'visitor: no member');
select is((select count(*)::integer from product where id = 90003), 0,
    'visitor: no draft');
select is((select count(*)::integer from variant where id = 90004), 0,
    'visitor: not even its price');
select is((select count(*)::integer from self_help_group where id = 90003),
    0, 'visitor: no application');
select is((select count(*)::integer from session), 0, 'visitor: no session');

-- The buyer and another.
select pg_temp.enter(90001) is null as entered \gset
select is((select count(*)::integer from shop_order where id = 90001), 1,
    'buyer: her order');
select is((select count(*)::integer from parcel where order_id = 90001), 2,
    'buyer: both parcels');
select is((select count(*)::integer from payment where id = 90001), 1,
    'buyer: her payment');
select is((select count(*)::integer from account), 1, 'buyer: only herself');
select pg_temp.enter(90002) is null as entered \gset
select is((select count(*)::integer from shop_order where id = 90001), 0,
    'another buyer: not that order');
select is((select count(*)::integer from order_line
    where parcel_id in (90001, 90002)), 0, 'another buyer: not its lines');
select is((select count(*)::integer from address where id = 90001), 0,
    'another buyer: not that address');
select is((select count(*)::integer from self_help_group where id = 90003),
    1, 'who applied sees her application');

-- The two groups.
select pg_temp.enter(90003) is null as entered \gset
select is((select array_agg(id) from parcel where order_id = 90001),
    array[90001::bigint], 'group: its own parcel');
select is((select count(*)::integer from shop_order where id = 90001), 1,
    'group: the address to send it to');
select is((select count(*)::integer from payment where id = 90001), 0,
    'group: not the payment');
select is((select count(*)::integer from product where id = 90003), 1,
    'group: its draft');
select is((select count(*)::integer from group_member
    where group_id = 90002), 0, 'group: not another''s members');
select pg_temp.enter(90004) is null as entered \gset
select is((select count(*)::integer from parcel where order_id = 90001), 0,
    'group: no parcel before it is paid');
select is((select count(*)::integer from shop_order where id = 90001), 0,
    'group: no address before it is paid');

-- The clinic, and one who watches the nation.
select pg_temp.enter(90005) is null as entered \gset
select is((select count(*)::integer from self_help_group where id = 90003),
    1, 'clinic: its applications');
select is((select count(*)::integer from group_member
    where group_id = 90002), 0, 'clinic: not another clinic''s members');
select is((select count(*)::integer from shop_order), 0,
    'clinic: no buyer''s address');
select pg_temp.enter(90006) is null as entered \gset
select is((select count(*)::integer from group_member
    where group_id in (90001, 90002)), 2, 'auditor: every group');

-- Writing around the functions.
select is(pg_temp.code_of($$ update variant set price_rial = 1000
    where id = 90001 $$), '42501', 'no price by hand');
select is(pg_temp.code_of($$ insert into role_grant (account_id, role,
    scope_kind) values (90006, 'admin', 'service') $$), '42501',
    'no role by hand');
select is(pg_temp.code_of($$ select role_give(90006, 'admin', 'service',
    null) $$), '42501', 'nor by the command line''s function');
select is(pg_temp.code_of($$ select token_hash from session $$), '42501',
    'no token can be read');
select is(pg_temp.code_of($$ select value from secret $$), '42501',
    'no secret can be read');
select is(pg_temp.code_of($$ select job_add('sms', '{}') $$), '42501',
    'no job by hand');

reset role;
select * from finish();
rollback;
