-- A new product: the pictures on the member's tray and what she can choose.
select json_build_object(
    'media', media_list(null),
    'kinds', kinds_json(),
    'categories', categories_json(),
    'form', json_build_object('kind', 'in_stock', 'stock', 1))
where actor_group() is not null
