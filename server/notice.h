/*
 * What a page says after something was done: a write leads to "…?saved=KEY",
 * and the page finds the sentence of the key in {{saved}}.
 */
#ifndef SERVER_NOTICE_H
#define SERVER_NOTICE_H

struct notice {
	const char *key;  /* "visit_planned"; NULL ends the table */
	const char *done; /* a Persian sentence: what has been done */
	const char *met;  /* of a record: that another of it was there */
};

/* Gives the table of a layer above; it must outlive the process. */
void notice_register(const struct notice *);

/* The row of a key; NULL when there is none. */
const struct notice *notice_find(const char *key);

#endif
