-- The name and cart of whoever asks, fetched beside cached pages.
select json_build_object(
    'name', (select name from account where id = actor_account()),
    'mobile_masked', (select mobile_mask(mobile) from account
        where id = actor_account()),
    'logged_in', actor_account() is not null,
    'count', (select coalesce(sum(l.quantity), 0)
        from cart c join cart_line l on l.cart_id = c.id
        where c.id = actor_cart()),
    'actor_role', coalesce(actor_role(), 'visitor'))
