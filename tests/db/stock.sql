-- A form of stock changes it by the difference to what the form showed.
begin;
create extension if not exists pgtap;
select plan(8);

select is(variant_stock('in_stock', 7, 10, 10), 7,
    'what was sold since the form was drawn stays sold');
select is(variant_stock('in_stock', 7, 15, 10), 12, 'five more are five more');
select is(variant_stock('in_stock', 2, 5, 10), 0, 'never below nothing');
select is(variant_stock('in_stock', 7, null, null), 7, 'no number: as it is');
select is(variant_stock('in_stock', 7, 3, null), 3,
    'a program that saw nothing says how many there are');
select is(variant_stock('made_to_order', 4, null, 4), null,
    'emptied: made after each order');
select is(variant_stock('made_to_order', null, 6, null), 6,
    'a first number of what is made to order');
select is(variant_stock('service', null, 6, null), null,
    'a service has no stock');
select * from finish();
rollback;
