-- The shelf, its counts and its words, once for everything above.
select shelf_rebuild();
reset app.shelf;
-- Money that came and went with the orders, in the account book.
select market_move_over();
-- What was taken on has its invoice.
select invoices_move_over();
-- What the gateways have reported of it: all that is older than three days but
-- a payment now and then, less one in a hundred that they kept.
with made as (
    insert into settlement (gateway, made_by)
    select g, a.id from unnest(array['zarinpal', 'zibal']) g
    join account a on a.mobile = '09120000008' returning *
), read as (
    insert into settlement_row (settlement_id, line, gateway, reference,
        payment_id, of_what, amount_rial, fee_rial, settled_on, nth)
    select m.id, row_number() over (partition by m.id order by y.id, s.back),
        y.gateway, y.authority, y.id, 'payment:' || y.id, s.amount,
        case when s.back then 0 else s.amount / 100 end,
        (y.settled_at at time zone 'Asia/Tehran')::date + 1, 1
    from made m
    join payment y on y.gateway = m.gateway and y.settled_at < now() - interval '3 days'
        and y.state in ('paid', 'refunded') and y.id % 60 <> 7
    cross join lateral (select y.amount_rial, false union all
        select -sum(f.amount_rial)::bigint, true from refund f
        where f.payment_id = y.id and f.state = 'done'
        having count(*) > 0) s (amount, back)
    returning *
)
select count(*) from read;
select market_settled(r) from settlement_row r order by r.id;
select market_items(array(select payment_id from settlement_row));
select ledger_seal(ledger_market(), 1000000);
-- What wants looking at, as the runner would find it; the planner knows
-- nothing yet of what was just loaded.
analyze meeting, meeting_attendance, visit, group_member, parcel, shop_order;
select alerts_refresh();
-- And the figures of the boards, which are counted from all of it.
analyze self_help_group, group_history, product, order_line, alert;
select board_refresh();
select fund_figures_refresh();
