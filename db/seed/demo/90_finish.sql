-- The shelf, its counts and its words, once for everything above.
select shelf_rebuild();
reset app.shelf;
-- What wants looking at, as the runner would find it.
select alerts_refresh();
