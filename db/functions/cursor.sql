-- Where a page of a list ended, for whoever asks for the next.

-- A cursor is two whole numbers, "a.b"; what is not one means the first page.
-- Seventeen digits of microseconds stay within what a moment can be.
create or replace function cursor_part(cursor_text text, part integer)
returns bigint language sql immutable parallel safe as $$
	select case when cursor_text ~ '^-?[0-9]{1,17}\.[0-9]{1,18}$'
	    then split_part(cursor_text, '.', part)::bigint end
$$;

-- A cursor whose first part is a moment. first is where the list begins: a
-- list of the newest at infinity, one of the oldest at -infinity; nothing is
-- as old or as new, so the other part is not asked then.
drop function if exists cursor_time(text);
create or replace function cursor_time(cursor_text text,
    first timestamptz default 'infinity')
returns timestamptz language sql immutable parallel safe as $$
	select coalesce(timestamptz 'epoch' + cursor_part(cursor_text, 1)
	    * interval '1 microsecond', first)
$$;

create or replace function cursor_make(at timestamptz, id bigint)
returns text language sql immutable parallel safe as $$
	select (extract(epoch from at) * 1000000)::bigint || '.' || id
$$;
