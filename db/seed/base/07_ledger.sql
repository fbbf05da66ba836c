-- What was paid before there was an account book is written into it.
select market_move_over();
