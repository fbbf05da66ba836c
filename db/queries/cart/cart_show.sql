-- The cart of whoever asks, by group: each line with what is wrong with it.
select cart_document()
