-- The shelf, its counts and its words, once for everything above.
select shelf_rebuild();
reset app.shelf;
-- Money that came and went with the orders, in the account book.
select market_move_over();
select ledger_seal(ledger_market(), 1000000);
-- What wants looking at, as the runner would find it; the planner knows
-- nothing yet of what was just loaded.
analyze meeting, meeting_attendance, visit, group_member, parcel, shop_order;
select alerts_refresh();
-- And the figures of the boards, which are counted from all of it.
analyze self_help_group, group_history, product, order_line, alert;
select board_refresh();
