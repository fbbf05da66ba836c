/* What operations do beyond their statement, where SQL cannot. */
#ifndef API_HOOKS_H
#define API_HOOKS_H

struct request;

void token_reveal(struct request *);  /* after token_make */
void document_send(struct request *); /* after document_image, as a page */

void export_send(struct request *); /* after export_file */

/* seals.c */
void seals_mask(struct request *);  /* wherever an answer has "sealed" */
void seal_reveal(struct request *); /* after member_unmask */

/* payment.c */
void payment_begin_order(struct request *); /* after order_place */
void payment_begin(struct request *);       /* after payment_start */
void payment_finish(struct request *);      /* after payment_back */

#endif
