-- Persian text as the search compares it.

-- Heavy fold: one yeh, kaf and alef, no diacritics, no half-space, ASCII
-- digits, lower case. Used for what is kept and for what is asked.
create or replace function search_key(words text)
returns text language sql immutable strict parallel safe as $$
	select lower(regexp_replace(translate(normalize(words, NFKC),
	    'يىئكۀةأإآٱؤ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ـ',
	    'یییکههااااو01234567890123456789'),
	    '[\u064B-\u065F\u0670\u200B-\u200F\u202A-\u202E\u2066-\u2069\u00AD\uFEFF]',
	    '', 'g'))
$$;

-- The word of a month in which something was published, for the index.
create or replace function month_word(at timestamptz)
returns text language sql immutable strict parallel safe as $$
	select 'm:' || to_char(at at time zone 'UTC', 'YYYYMM')
$$;

-- The words of a text, folded; at most 64 letters each, as a lexeme's bytes
-- are limited.
create or replace function search_words(source text)
returns text[] language sql immutable strict parallel safe as $$
	select coalesce(array_agg(left(w, 64) order by n), '{}')
	from regexp_split_to_table(search_key(source), '[^[:alnum:]]+')
	    with ordinality as t (w, n)
	where w <> ''
$$;
