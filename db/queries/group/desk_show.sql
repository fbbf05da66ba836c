-- What needs doing today at the desk of the actor's group.
with own as materialized (
    select id, name, state from self_help_group where id = actor_group()
), met as materialized (
    select max(held_on) as last_on, max(next_on) as next_on from meeting
    where group_id = actor_group() and voided_at is null
), todo as materialized (
    select p, p.id, p.state, parcel_due(p) as due from parcel p
    where p.group_id = actor_group()
        and p.state in ('paid', 'accepted', 'preparing')
), back as materialized (
    select count(*) as parcels from parcel
    where group_id = actor_group() and state = 'return_requested'
), item as materialized (
    select p.id, p.state, coalesce((select bool_and(coalesce(v.stock = 0,
            false)) from variant v
        where v.product_id = p.id and v.retired_at is null), false) as sold_out
    from product p
    where p.group_id = actor_group() and p.state <> 'archived'
)
select json_build_object(
    'group', (select json_build_object('id', id, 'name', name,
        'active', state = 'active',
        'forming', state in ('forming', 'in_review', 'confirmed'),
        'members', members_count(id)) from own),
    'alerts', group_alerts_json(actor_group()),
    'meeting', (select json_build_object('last_on', last_on,
        'next_on', case when next_on > last_on then next_on end,
        'due', next_on > last_on and next_on <= current_date) from met),
    'to_accept', (select count(*) from todo where state = 'paid'),
    'to_send', (select count(*) from todo where state <> 'paid'),
    'late', (select count(*) from todo where due < now()),
    'to_take', (select parcels from back),
    'returned', (select count(*) from item where state = 'returned'),
    'drafts', (select count(*) from item where state = 'draft'),
    'waiting', (select count(*) from item where state = 'proposed'),
    'sold_out', (select count(*) from item
        where state = 'published' and sold_out),
    'products', (select count(*) from item),
    'quiet', not exists (select from todo)
        and (select parcels from back) = 0 and not exists (select from item
        where state = 'returned' or (state = 'published' and sold_out)),
    'month', jalali_month(now()),
    'earned', (select coalesce(sum(e.share), 0)
        from earning_lines(actor_group()) e
        where e.month = jalali_month(now())),
    'orders', (select coalesce(json_agg(parcel_row(t.p) order by t.due, t.id),
        '[]') from (select * from todo order by due, id limit 3) t))
from own
