-- What the job runner calls beside the queue of job.sql, and nobody else:
-- the service may not call what is named runner_….

-- runner_claim(name, kinds, seconds): one ready job of these kinds, or one
-- whose runner died. A job that has killed its runner too often is dead.
create or replace function runner_claim(by_runner text, of_kinds text[],
    seconds integer)
returns setof job language sql as $$
	update job set state = 'dead', locked_until = null,
	    last_error = 'its runner died'
	where state = 'running' and locked_until < now()
	    and tries >= tries_max;
	update job set state = 'running', runner = by_runner, tries = tries + 1,
	    locked_until = now() + make_interval(secs => seconds)
	where id = (select id from job
	    where kind = any (of_kinds)
	        and ((state = 'ready' and run_at <= now())
	            or (state = 'running' and locked_until < now()))
	    order by run_at, id for no key update skip locked limit 1)
	returning *
$$;

-- runner_free(name): a lane that is known to be dead; what it held need not
-- wait for the end of its lease.
create or replace function runner_free(of_runner text)
returns void language plpgsql as $$
begin
	perform job_fail(id, of_runner, 'its runner died') from job
	where state = 'running' and runner = of_runner;
	delete from runner where name = of_runner;
end
$$;

-- runner_message(id): what to send. NULL when it went already, or when it is
-- a code nobody waits for any more; that one is given up.
create or replace function runner_message(of_id bigint)
returns json language plpgsql as $$
begin
	update message set state = 'failed', tokens = null,
	    last_error = 'too late'
	where id = of_id and state = 'ready' and kind = 'login_code'
	    and created_at < now() - interval '5 minutes';
	return (select json_build_object('kind', m.kind, 'mobile', m.mobile,
	    'tokens', m.tokens)
	from message m where m.id = of_id and m.state = 'ready');
end
$$;

-- runner_photo(id): the original of a picture that still waits.
create or replace function runner_photo(of_id text)
returns table (body bytea) language sql stable as $$
	select u.body from upload u join media m on m.id = u.media_id
	where m.id = of_id and m.state = 'waiting'
$$;

-- runner_photo_ready(id, width, height, tint): its sizes are there, the
-- original goes.
create or replace function runner_photo_ready(of_id text, px_wide integer,
    px_high integer, colour text)
returns void language sql as $$
	update media set state = 'ready', width = px_wide, height = px_high,
	    tint = colour, why = null
	where id = of_id and state = 'waiting';
	delete from upload where media_id = of_id;
$$;

-- runner_photo_failed(id, why): it cannot be shown; why is an error's code.
create or replace function runner_photo_failed(of_id text, reason text)
returns void language sql as $$
	update media set state = 'failed', why = reason
	where id = of_id and state = 'waiting';
	delete from upload where media_id = of_id;
$$;

-- runner_document(id): the original of a paper that still waits. Only through
-- these functions: the runner reads no papers of its own accord.
create or replace function runner_document(of_id bigint)
returns table (body bytea) language sql stable security definer
set search_path = public, pg_temp as $$
	select u.body from document_upload u
	join document d on d.id = u.document_id
	where d.id = of_id and d.state = 'waiting' and d.removed_at is null
$$;

-- runner_document_ready(id, width, height, picture): the original goes.
create or replace function runner_document_ready(of_id bigint,
    px_wide integer, px_high integer, picture bytea)
returns void language sql security definer
set search_path = public, pg_temp as $$
	with made as (
	    update document set state = 'ready', width = px_wide,
	        height = px_high, why = null
	    where id = of_id and state = 'waiting' and removed_at is null
	    returning id
	)
	insert into document_body (document_id, body)
	select id, picture from made;
	delete from document_upload where document_id = of_id;
$$;

-- runner_document_failed(id, why): it cannot be shown; why is an error's code.
create or replace function runner_document_failed(of_id bigint, reason text)
returns void language sql security definer
set search_path = public, pg_temp as $$
	update document set state = 'failed', why = reason
	where id = of_id and state = 'waiting';
	delete from document_upload where document_id = of_id;
$$;

-- runner_refund_mark(id): true once, just before the gateway is asked for a
-- refund, which must never be asked twice.
create or replace function runner_refund_mark(of_id bigint)
returns boolean language sql as $$
	with marked as (
	    update refund set state = 'sent'
	    where id = of_id and state = 'waiting' returning id
	)
	select exists (select from marked)
$$;

-- runner_parcel_new(parcel, job, name): tells the group's officers of a new
-- order, and ends the job with it, so that nobody is told twice.
create or replace function runner_parcel_new(of_parcel bigint,
    of_job bigint, by_runner text)
returns void language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if not job_done(of_job, by_runner) then
		return;
	end if;
	perform message_add('group_order', a.mobile, jsonb_build_object(
	    'order', o.code, 'group', g.name), a.id)
	from parcel p
	join shop_order o on o.id = p.order_id
	join self_help_group g on g.id = p.group_id
	join (select distinct r.account_id, r.scope_id from role_grant r
	    where r.scope_kind = 'group' and r.ended_at is null
	        and r.role in ('leader', 'secretary')) r on r.scope_id = g.id
	join account a on a.id = r.account_id and a.closed_at is null
	where p.id = of_parcel and p.state = 'paid';
end
$$;
