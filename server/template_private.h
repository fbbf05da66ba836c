/*
 * The compiled form of a template, shared by what compiles it (template.c),
 * what keeps a folder of them (template_set.c) and what renders it.
 */
#ifndef SERVER_TEMPLATE_PRIVATE_H
#define SERVER_TEMPLATE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEMPLATE_BYTES_MAX (4 * 1024 * 1024) /* one template's text */
#define TEMPLATE_NEST_MAX  64                /* open tags within each other */

struct format_pipe;
struct template;
struct template_set;

enum op_kind {
	OP_TEXT,     /* text, as it is */
	OP_VALUE,    /* {{name}}, {{{name}}}, {{name|pipe}} */
	OP_SECTION,  /* {{#name}} up to end */
	OP_INVERTED, /* {{^name}} up to end */
	OP_PARTIAL,  /* {{>text}} */
	OP_PARENT,   /* {{<text}}; the blocks up to end are its arguments */
	OP_BLOCK     /* {{$text}}; up to end its default or its argument */
};

/* One word of a dotted name. */
struct name_part {
	const char *text;
	size_t len;
};

/* A run of parts of the template; no part at all is the name ".". */
struct name {
	uint32_t first;
	uint32_t len;
};

struct op {
	enum op_kind kind;
	uint32_t end;     /* the op after this one and all within it */
	const char *text; /* literal, or name of a partial or a block */
	size_t len;
	struct name name;     /* of the value or section */
	struct name argument; /* after the pipe's colon */
	const struct format_pipe *pipe;
	const struct template *target; /* of a partial, once its set is whole */
	const char *indent; /* blanks that its lines get, in the source */
	size_t indent_len;
	bool line_start; /* text: its first byte begins a line */
	bool raw;        /* value: not escaped */
	bool has_argument;
	bool standalone;   /* partial, parent, block: alone on its line */
	bool leads_line;   /* parent, block: only blanks stand before it */
	bool on_own_lines; /* block: its content begins on a new line */
};

struct template
{
	char *source; /* names and indents point into it */
	char *text;   /* literals point into it */
	size_t text_len;
	struct op *ops;
	uint32_t ops_len;
	uint32_t ops_cap;
	struct name_part *parts;
	uint32_t parts_len;
	uint32_t parts_cap;
};

/* As template_find(), of a name that no NUL ends. */
const struct template *template_find_bytes(const struct template_set *,
    const char *name, size_t len);

#endif
