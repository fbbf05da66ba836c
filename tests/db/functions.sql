-- plpgsql_check reads every PL/pgSQL function of ours as its planner would;
-- and what all functions and statements read is there to be read.
begin;
select plan(2);
select is_empty($$
    select p.oid::regprocedure::text || ': ' || c.message
    from pg_proc p
    join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
    left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
    cross join lateral (select min(tgrelid) as rel, max(tgoldtable) as old,
            max(tgnewtable) as new
        from pg_trigger where tgfoid = p.oid) t
    cross join lateral plpgsql_check_function_tb(p.oid, coalesce(t.rel, 0),
        performance_warnings => false, oldtable => t.old,
        newtable => t.new) c
    where p.pronamespace = 'public'::regnamespace and d.objid is null
        and (p.prorettype <> 'trigger'::regtype or t.rel is not null)
        and c.level in ('error', 'warning')
$$, 'every function of ours reads well');

-- A number that stands only in the code is one that no office ever finds.
\set sources `cat db/functions/*.sql db/queries/*/*.sql`
select is_empty(format($$
    select m[1], m[2] from regexp_matches(%L,
        $re$setting_int\(\s*'([a-z_.]+)',\s*([0-9]+)\)$re$, 'g') m
    except select key, value #>> '{}' from setting
    where valid_from = '2000-01-01'
$$, :'sources'), 'every setting is laid with the number it falls back to');
select * from finish();
rollback;
