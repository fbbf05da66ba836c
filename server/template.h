/*
 * Mustache, compiled once, rendered into a bounded buffer. The core modules
 * of the specification and inheritance, plus pipes: {{price|toman}} and
 * {{id|selected:form.city}}. Escapes by default.
 */
#ifndef SERVER_TEMPLATE_H
#define SERVER_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;
struct cJSON;
struct template;
struct template_set;

/*
 * Every *.html below the folder, compiled; a template's name is its path
 * below the folder without ".html" ("shop/product"). NULL on failure, with a
 * sentence naming file and line in error. Free with template_set_free().
 */
struct template_set *template_set_load(const char *folder, char *error,
    size_t error_size);
void template_set_free(struct template_set *);

/* Borrowed from the set; NULL when there is none of that name. */
const struct template *template_find(const struct template_set *,
    const char *name);

/* One text of its own; partials are looked up in the set of the render. */
struct template *template_compile(const char *text, size_t len, char *error,
    size_t error_size);
void template_free(struct template *);

/*
 * Renders with a stack of contexts, the last being the innermost. set may be
 * NULL: then every partial is empty. False when the buffer is full or when
 * sections and partials go deeper than any page does: a partial in itself.
 */
bool template_render(const struct template_set *, const struct template *,
    const struct cJSON *const *contexts, size_t contexts_len, struct buffer *);

#endif
