-- What was paid before there was an account book is written into it.
select market_move_over();
-- And what stood at the gateways before that was kept.
select market_items(array(select y.id from payment y
    where y.state in ('paid', 'refunded') and not exists (select
        from gateway_item i where i.payment_id = y.id) order by y.id));
