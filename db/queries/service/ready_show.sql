-- Whether the database answers and a job runner was heard of lately: anyone.
select json_build_object(
	'database', true,
	'jobs', exists (select from runner
	    where seen_at > now() - interval '30 seconds'))
