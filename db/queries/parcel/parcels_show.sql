-- The parcels of the actor's group under a tab: what is to be done oldest
-- first, what is over newest first.
-- $1 tab, $2 after
with page as materialized (
    select p from parcel p
    where p.group_id = actor_group() and p.state = any (parcel_tab($1::text))
        and ($2::bigint is null or case when $1::text in ('new', 'work', 'back')
            then p.id > $2::bigint else p.id < $2::bigint end)
    order by case when $1::text in ('new', 'work', 'back') then p.id end,
        p.id desc limit 21
), shown as materialized (
    select p, row_number() over () as n from page limit 20
)
select json_build_object(
    'tab', $1::text,
    'tabs', (select json_agg(json_build_object('tab', t.tab,
            'title', t.title, 'chosen', t.tab = $1::text, 'count',
            case when t.counted then (select nullif(count(*), 0) from parcel q
                where q.group_id = actor_group()
                    and q.state = any (parcel_tab(t.tab))) end)
            order by t.place)
        from (values ('new', 'تازه', true, 1), ('work', 'برای ارسال', true, 2),
            ('back', 'بازگشتی', true, 3), ('sent', 'در مسیر', true, 4),
            ('done', 'تحویل‌شده', false, 5),
            ('gone', 'لغو و بازگشت', false, 6)) t (tab, title, counted, place)),
    'orders', (select coalesce(json_agg(parcel_row(s.p) order by s.n), '[]')
        from shown s),
    'next', case when (select count(*) from page) > 20
        then (select (s.p).id from shown s order by s.n desc limit 1) end)
where actor_group() is not null
