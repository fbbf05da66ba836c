-- The products of the actor's group in some states, newest first, each with
-- its price and stock to change on the spot.
-- $1 state (or sold_out, or NULL: all but archived), $2 after
with page as materialized (
    select p.* from product p
    where p.group_id = actor_group()
        and case when $1::text is null then p.state <> 'archived'
            when $1::text = 'sold_out' then p.state = 'published'
                and not exists (select from variant v
                    where v.product_id = p.id and v.retired_at is null
                        and (v.stock is null or v.stock > 0))
            else p.state = $1::text end
        and ($2::bigint is null or p.id < $2::bigint)
    order by p.id desc limit 25
), shown as (
    select * from page order by id desc limit 24
)
select json_build_object(
    'state', $1::text,
    'states', (select json_agg(json_build_object('state', s.state,
            'title', s.title, 'count', n.count,
            'chosen', s.state is not distinct from $1::text) order by s.place)
        from (values (null, 'همه', 1),
            ('published', product_state_title('published'), 2),
            ('proposed', product_state_title('proposed'), 3),
            ('returned', product_state_title('returned'), 4),
            ('draft', product_state_title('draft'), 5),
            ('paused', product_state_title('paused'), 6))
            s (state, title, place)
        cross join lateral (select count(*) from product p
            where p.group_id = actor_group() and p.state <> 'archived'
                and (s.state is null or p.state = s.state)) n
        where s.state is null or n.count > 0
            or s.state is not distinct from $1::text),
    'products', (select coalesce(json_agg(json_build_object('id', p.id,
            'title', p.title, 'state', p.state,
            'state_title', product_state_title(p.state),
            'is_' || p.state, true,
            'kind', p.kind, 'unit', p.unit,
            'photo', f.photo, 'waiting', f.photo is null and exists (
                select from product_photo x join media m on m.id = x.media_id
                where x.product_id = p.id and m.state = 'waiting'),
            'one_variant', v.count = 1, 'variant', v.first,
            'variants', v.count, 'price', v.price, 'price_toman', v.price / 10,
            'from_price', v.price < v.price_most, 'stock', v.stock,
            'counted', v.counted and v.count = 1,
            'sold_out', v.sold_out) order by p.id desc), '[]')
        from shown p
        cross join lateral (select count(*), min(id) as first,
            min(price_rial) as price, max(price_rial) as price_most,
            sum(stock) as stock, p.kind <> 'service' as counted,
            coalesce(bool_and(coalesce(stock = 0, false)), false) as sold_out
            from variant where product_id = p.id and retired_at is null) v
        left join lateral (select photo_json(m.id, p.title, m.tint, m.width,
                m.height) as photo
            from product_photo x join media m on m.id = x.media_id
                and m.state = 'ready'
            where x.product_id = p.id order by x.position, x.media_id
            limit 1) f on true),
    'next', case when (select count(*) from page) > 24
        then (select min(id) from shown) end)
where actor_group() is not null
