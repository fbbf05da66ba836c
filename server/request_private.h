/* What the files of a request's life share; private to request*.c, page.c. */
#ifndef SERVER_REQUEST_PRIVATE_H
#define SERVER_REQUEST_PRIVATE_H

#include "request.h"

/* request_input.c: what came in. Each sets r->error on refusal. */
void input_read_actor(struct request *);
bool input_read_form(struct request *);
bool input_check_origin(struct request *);
bool input_check_key(struct request *);
void input_add_engine_fields(struct request *);
bool input_add_captures(struct request *);
void input_csrf(const struct request *, char out[REQUEST_HASH_BYTES]);
void input_hash(const char *, char out[REQUEST_HASH_BYTES]);
void input_token(char out[REQUEST_TOKEN_BYTES]);

/* request_answer.c: what PostgreSQL said, into the request. */
void answer_take(struct request *, const struct db_answer *);

/* page_form.c: what was typed, as "form" of a page; the caller frees. */
void page_form_typed(const struct request *, struct cJSON *form);
struct cJSON *page_form_refused(struct request *);

/* page.c: what goes out to people. */
void page_reply(struct request *);
void page_reply_error(struct request *);

/* face_api.c: and to programs. */
void api_reply(struct request *);
void api_reply_error(struct request *);

/* request.c, request_hooks.c */
void request_send(struct request *, int statement, size_t n,
    const char *const *values, const int *lens, const int *formats);
void request_cache_key(const struct request *, char *out, size_t size);
/* Fills {name} in a pattern from captures, the answer and the form. */
bool request_fill(struct request *, const char *pattern, char *out,
    size_t size);
/* The same, true only for a path of this site. */
bool request_fill_path(struct request *, const char *pattern, char *out,
    size_t size);

#endif
