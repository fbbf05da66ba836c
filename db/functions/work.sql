-- What the runner could not do, for those who look after the service.

-- Dead jobs, and those that wait far too long; no payload, it may name people.
create or replace function work_document()
returns json language sql stable security definer
set search_path = public, pg_temp as $$
	select json_build_object(
	    'jobs', (select coalesce(json_agg(json_build_object('id', j.id,
	        'kind', j.kind, 'state', j.state, 'dead', j.state = 'dead',
	        'tries', j.tries, 'last_error', j.last_error,
	        'created_at', j.created_at, 'run_at', j.run_at) order by j.id
	        desc), '[]')
	        from (select * from job where state = 'dead'
	            or (state = 'ready' and run_at < now() - interval '10 minutes')
	            order by id desc limit 100) j),
	    'counts', (select json_build_object(
	        'ready', count(*) filter (where state = 'ready'),
	        'running', count(*) filter (where state = 'running'),
	        'dead', count(*) filter (where state = 'dead')) from job),
	    'runners', (select coalesce(json_agg(json_build_object('name', name,
	        'seen_at', seen_at) order by name), '[]') from runner
	        where seen_at > now() - interval '1 hour'))
	where actor_role() in ('admin', 'auditor')
$$;

-- work_again(id): a dead job gets all its tries anew.
create or replace function work_again(of_id bigint)
returns json language plpgsql security definer
set search_path = public, pg_temp as $$
begin
	if actor_role() is distinct from 'admin' then
		perform refuse('forbidden');
	elsif not exists (select from job where id = of_id
	    and state = 'dead') then
		perform refuse('not_found');
	end if;
	perform job_revive(of_id);
	return json_build_object('id', of_id, 'state', 'ready');
end
$$;
