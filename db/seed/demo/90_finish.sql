-- The shelf, its counts and its words, once for everything above.
select shelf_rebuild();
reset app.shelf;
