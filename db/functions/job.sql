-- The queue, as the runner uses it. Each job may run twice without harm: a
-- runner that dies leaves it locked, and after a while it is taken again.

drop function if exists job_claim(text, integer, integer);
drop function if exists job_later(bigint, text, timestamptz);

-- job_done(id, runner): only by whoever still holds it.
create or replace function job_done(of_id bigint, by_runner text)
returns boolean language sql as $$
	with done as (
	    update job set state = 'done', done_at = now(), locked_until = null,
	        last_error = null
	    where id = of_id and state = 'running' and runner = by_runner
	    returning id
	)
	select exists (select from done)
$$;

-- job_fail(id, runner, error, for_good): again after 15 s, 30 s … 6 h, a
-- little apart from others; dead after tries_max, or at once when for good.
create or replace function job_fail(of_id bigint, by_runner text,
    error text, for_good boolean default false)
returns text language sql as $$
	update job
	set state = case when for_good or tries >= tries_max
	        then 'dead' else 'ready' end,
	    run_at = now() + least(interval '6 hours',
	        interval '15 seconds' * power(2, least(tries, 12) - 1))
	        * (0.9 + random() * 0.2),
	    last_error = left(error, 500), locked_until = null
	where id = of_id and state = 'running' and runner = by_runner
	returning state
$$;

-- job_revive(id): a dead job once more, by hand.
create or replace function job_revive(of_id bigint)
returns void language sql as $$
	update job set state = 'ready', tries = 0, run_at = now()
	where id = of_id and state = 'dead'
$$;

-- runner_due(kind): asks for a job that needs no more than its kind, unless
-- one waits or is at work.
create or replace function runner_due(of_kind text)
returns void language sql as $$
	select job_add(of_kind, '{}') where not exists (select from job
	    where kind = of_kind and state in ('ready', 'running'))
$$;

create or replace function runner_beat(of_name text, of_pid integer)
returns void language sql as $$
	insert into runner (name, pid) values (of_name, of_pid)
	on conflict (name) do update
	set seen_at = now(), pid = excluded.pid, started_at = case
	    when runner.pid = excluded.pid then runner.started_at
	    else now() end
$$;

-- message_sent(id, provider, provider_id): wipes the tokens, they may hold a
-- code.
create or replace function message_sent(of_id bigint, by_provider text,
    its_id text)
returns void language sql as $$
	update message set state = 'sent', provider = by_provider,
	    provider_id = its_id, sent_at = now(), tokens = null,
	    last_error = null
	where id = of_id
$$;

-- message_failed(id, error): for good; the tokens go too.
create or replace function message_failed(of_id bigint, error text)
returns void language sql as $$
	update message set state = 'failed', last_error = left(error, 300),
	    tokens = null
	where id = of_id and state = 'ready'
$$;

-- What nobody needs any more; a few times a day.
create or replace function job_sweep()
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	delete from job where state = 'done'
	    and done_at < now() - interval '7 days';
	delete from rate_hit where window_start < now() - interval '2 days';
	delete from idempotency where created_at < now() - interval '2 days';
	delete from login_code where expires_at < now() - interval '1 day';
	delete from session where expires_at < now() - interval '1 day';
	delete from cart where account_id is null
	    and (session_id is null or touched_at < now() - interval '60 days');
	delete from runner where seen_at < now() - interval '1 day';
	-- The file itself is dropped by the runner, by its age.
	delete from export where created_at < now() - interval '7 days';
	update message set tokens = null, state = 'failed',
	    last_error = 'too old'
	where state = 'ready' and created_at < now() - interval '1 day';
	perform imports_lapse();
	perform parcels_deliver();
	perform documents_forget();
end
$$;
