/*
 * Compiles Mustache into a flat list of ops. All decisions about white space
 * are taken here, so that rendering only copies and looks up.
 */
#include "template.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "template_private.h"
#include "template_scan.h"

#define FIRST_OPS      32
#define PIPE_BYTES_MAX 32

struct open_tag {
	uint32_t op;
	unsigned line;
	size_t dedent; /* to return to when it closes */
};

struct compiler {
	struct template *template;
	struct scanner scan;
	struct open_tag stack[TEMPLATE_NEST_MAX];
	size_t depth;
	size_t dedent;    /* blanks that lines of this argument lose */
	uint32_t barrier; /* text is not joined to ops before this one */
};

static struct op *add_op(struct compiler *, enum op_kind);
static bool add_text(struct compiler *, const char *, const char *);
static bool add_line_start(struct compiler *);
static size_t copy_text(struct compiler *, const char *, const char *, char *);
static bool add_part(struct compiler *, const char *, size_t);
static bool parse_name(struct compiler *, const char *, size_t, struct name *);
static bool parse_pipe(struct compiler *, const char *, size_t, struct op *);
static bool place(struct compiler *, const struct tag *, bool);
static void set_indent(struct compiler *, const char *, struct op *);
static bool push(struct compiler *, const struct op *);
static bool compile_tag(struct compiler *, const struct tag *);
static bool compile_value(struct compiler *, const struct tag *);
static bool compile_section(struct compiler *, const struct tag *);
static bool compile_partial(struct compiler *, const struct tag *);
static bool compile_parent(struct compiler *, const struct tag *);
static bool compile_argument(struct compiler *, const struct tag *);
static bool compile_block(struct compiler *, const struct tag *);
static bool compile_close(struct compiler *, const struct tag *);
static bool close_place(struct compiler *, const struct tag *, struct op *);
static bool in_parent(const struct compiler *, size_t);
static const char *content_start(const struct compiler *, const char *,
    const char *);
static bool compile(struct compiler *);

/* The new last op, zeroed but for its kind and end; NULL: out of memory. */
static struct op *
add_op(struct compiler *c, enum op_kind kind)
{
	struct template *t = c->template;
	struct op *ops, *op;
	uint32_t cap;

	if (t->ops_len == t->ops_cap) {
		cap = t->ops_cap > 0 ? t->ops_cap * 2 : FIRST_OPS;
		ops = reallocarray(t->ops, cap, sizeof(*ops));
		if (ops == NULL) {
			(void)scan_fail(&c->scan, c->scan.line,
			    "out of memory");
			return (NULL);
		}
		t->ops = ops;
		t->ops_cap = cap;
	}
	assert(t->ops != NULL);
	op = &t->ops[t->ops_len++];
	memset(op, 0, sizeof(*op));
	op->kind = kind;
	op->end = t->ops_len;
	return (op);
}

/* Copies source text, each line without the blanks it loses. */
static size_t
copy_text(struct compiler *c, const char *from, const char *to, char *out)
{
	const char *line_end;
	bool line_start;
	size_t skip, len;

	len = 0;
	line_start = from == c->template->source || from[-1] == '\n';
	while (from < to) {
		skip = line_start ? scan_blanks(from, to) : 0;
		from += skip < c->dedent ? skip : c->dedent;
		line_end = memchr(from, '\n', (size_t)(to - from));
		line_end = line_end != NULL ? line_end + 1 : to;
		memcpy(out + len, from, (size_t)(line_end - from));
		len += (size_t)(line_end - from);
		from = line_end;
		line_start = true;
	}
	return (len);
}

/* Adds literal text, joined to what is before it where that is the same. */
static bool
add_text(struct compiler *c, const char *from, const char *to)
{
	struct template *t = c->template;
	struct op *last;
	char *text;
	bool line_start, ends_line;
	size_t len;

	text = t->text + t->text_len;
	len = copy_text(c, from, to, text);
	if (len == 0)
		return (true);
	t->text_len += len;
	line_start = from == t->source || from[-1] == '\n';
	last = t->ops_len > c->barrier ? &t->ops[t->ops_len - 1] : NULL;
	if (last != NULL && last->kind == OP_TEXT) {
		ends_line = last->len > 0 && last->text[last->len - 1] == '\n';
		if (ends_line == line_start) {
			last->len += len;
			return (true);
		}
	}
	last = add_op(c, OP_TEXT);
	if (last == NULL)
		return (false);
	last->text = text;
	last->len = len;
	last->line_start = line_start;
	return (true);
}

/*
 * An empty text where a tag begins a line: it is where the indentation of a
 * partial goes, which belongs to the line and not to what the tag makes.
 */
static bool
add_line_start(struct compiler *c)
{
	struct op *op;

	op = add_op(c, OP_TEXT);
	if (op == NULL)
		return (false);
	op->text = c->template->text + c->template->text_len;
	op->line_start = true;
	return (true);
}

static bool
add_part(struct compiler *c, const char *text, size_t len)
{
	struct template *t = c->template;
	struct name_part *parts;
	uint32_t cap;

	if (t->parts_len == t->parts_cap) {
		cap = t->parts_cap > 0 ? t->parts_cap * 2 : FIRST_OPS;
		parts = reallocarray(t->parts, cap, sizeof(*parts));
		if (parts == NULL)
			return (
			    scan_fail(&c->scan, c->scan.line, "out of memory"));
		t->parts = parts;
		t->parts_cap = cap;
	}
	t->parts[t->parts_len].text = text;
	t->parts[t->parts_len++].len = len;
	return (true);
}

/* "a.b.c" into three parts, "." into none. */
static bool
parse_name(struct compiler *c, const char *text, size_t len, struct name *name)
{
	const char *dot, *end, *part;

	name->first = c->template->parts_len;
	name->len = 0;
	if (len == 1 && text[0] == '.')
		return (true);
	end = text + len;
	for (part = text; part <= end; part = dot + 1) {
		dot = memchr(part, '.', (size_t)(end - part));
		if (dot == NULL)
			dot = end;
		if (dot == part || scan_has_space(part, (size_t)(dot - part)))
			return (scan_fail(&c->scan, c->scan.line,
			    "\"%.*s\" is not a name", (int)len, text));
		if (!add_part(c, part, (size_t)(dot - part)))
			return (false);
		name->len++;
	}
	return (true);
}

/* "pipe" or "pipe:path", what follows the bar. */
static bool
parse_pipe(struct compiler *c, const char *text, size_t len, struct op *op)
{
	const char *colon, *path;
	char name[PIPE_BYTES_MAX];
	size_t name_len, path_len;

	colon = memchr(text, ':', len);
	name_len = colon != NULL ? (size_t)(colon - text) : len;
	if (colon != NULL) {
		path = colon + 1;
		path_len = len - name_len - 1;
		scan_trim(&path, &path_len);
		op->has_argument = true;
		if (!parse_name(c, path, path_len, &op->argument))
			return (false);
	}
	scan_trim(&text, &name_len);
	if (name_len < sizeof(name)) {
		memcpy(name, text, name_len);
		name[name_len] = '\0';
		op->pipe = format_pipe_find(name);
	}
	if (op->pipe == NULL)
		return (scan_fail(&c->scan, c->scan.line,
		    "there is no pipe \"%.*s\"", (int)name_len, text));
	return (true);
}

/*
 * The text before a tag, and going past the tag. A standalone tag takes its
 * whole line with it.
 */
static bool
place(struct compiler *c, const struct tag *tag, bool standalone)
{
	const char *from;

	from = c->scan.at;
	c->scan.at = standalone ? tag->next : tag->end;
	if (!add_text(c, from, standalone ? tag->line : tag->start))
		return (false);
	if (standalone || !tag->blank_before ||
	    (size_t)(tag->start - tag->line) > c->dedent)
		return (true);
	return (add_line_start(c));
}

/* The blanks before at, less what its lines lose anyway. */
static void
set_indent(struct compiler *c, const char *at, struct op *op)
{
	size_t len;

	for (len = 0; at - len > c->template->source; len++)
		if (!scan_is_blank(at[-1 - (ptrdiff_t)len]))
			break;
	op->indent_len = len > c->dedent ? len - c->dedent : 0;
	op->indent = at - op->indent_len;
}

/* The op, which must be the last, stays open until its closing tag. */
static bool
push(struct compiler *c, const struct op *op)
{
	struct open_tag *open;

	if (c->depth == TEMPLATE_NEST_MAX)
		return (scan_fail(&c->scan, c->scan.line,
		    "more than %d tags within each other", TEMPLATE_NEST_MAX));
	open = &c->stack[c->depth++];
	open->op = (uint32_t)(op - c->template->ops);
	open->line = c->scan.line;
	open->dedent = c->dedent;
	c->barrier = c->template->ops_len;
	return (true);
}

static bool
compile_tag(struct compiler *c, const struct tag *tag)
{
	switch (tag->sigil) {
	case '!':
		return (place(c, tag, tag->blank_before && tag->blank_after));
	case '=':
		if (!scan_delimiters(&c->scan, tag))
			return (scan_fail(&c->scan, c->scan.line,
			    "delimiters are two words without ="));
		return (place(c, tag, tag->blank_before && tag->blank_after));
	case '#':
	case '^':
		return (compile_section(c, tag));
	case '/':
		return (compile_close(c, tag));
	case '>':
		return (compile_partial(c, tag));
	case '<':
		return (compile_parent(c, tag));
	case '$':
		if (in_parent(c, c->depth))
			return (compile_argument(c, tag));
		return (compile_block(c, tag));
	default:
		return (compile_value(c, tag));
	}
}

static bool
compile_value(struct compiler *c, const struct tag *tag)
{
	const char *name, *bar;
	struct op *op;
	size_t len;

	if (!place(c, tag, false))
		return (false);
	op = add_op(c, OP_VALUE);
	if (op == NULL)
		return (false);
	op->raw = tag->sigil == '&' || tag->sigil == '{';
	name = tag->body;
	len = tag->len;
	bar = memchr(name, '|', len);
	if (bar != NULL) {
		len = (size_t)(bar - name);
		if (!parse_pipe(c, bar + 1, tag->len - len - 1, op))
			return (false);
		scan_trim(&name, &len);
	}
	return (parse_name(c, name, len, &op->name));
}

static bool
compile_section(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	if (!place(c, tag, tag->blank_before && tag->blank_after))
		return (false);
	op = add_op(c, tag->sigil == '#' ? OP_SECTION : OP_INVERTED);
	if (op == NULL)
		return (false);
	op->text = tag->body;
	op->len = tag->len;
	if (!parse_name(c, tag->body, tag->len, &op->name))
		return (false);
	return (push(c, op));
}

static bool
compile_partial(struct compiler *c, const struct tag *tag)
{
	struct op *op;
	bool standalone;

	standalone = tag->blank_before && tag->blank_after;
	if (!place(c, tag, standalone))
		return (false);
	op = add_op(c, OP_PARTIAL);
	if (op == NULL)
		return (false);
	op->text = tag->body;
	op->len = tag->len;
	op->standalone = standalone;
	if (standalone)
		set_indent(c, tag->start, op);
	return (true);
}

/*
 * Whether a parent is standalone is only known at its closing tag, so the
 * blanks before it are kept apart and the renderer decides what they are.
 */
static bool
compile_parent(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	if (!add_text(c, c->scan.at,
		tag->blank_before ? tag->line : tag->start))
		return (false);
	c->scan.at = tag->end;
	op = add_op(c, OP_PARENT);
	if (op == NULL)
		return (false);
	op->text = tag->body;
	op->len = tag->len;
	op->leads_line = tag->blank_before;
	if (tag->blank_before)
		set_indent(c, tag->start, op);
	return (push(c, op));
}

/* A block directly in a parent: it fills the block of that name there. */
static bool
compile_argument(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	op = add_op(c, OP_BLOCK);
	if (op == NULL)
		return (false);
	op->text = tag->body;
	op->len = tag->len;
	op->on_own_lines = tag->blank_after;
	if (!push(c, op))
		return (false);
	c->dedent = 0;
	c->scan.at = tag->end;
	if (tag->blank_after) {
		c->scan.at = tag->next;
		set_indent(c, content_start(c, tag->next, tag->next), op);
		c->dedent = op->indent_len;
	}
	return (true);
}

/* A block anywhere else: a place that can be filled, with a default. */
static bool
compile_block(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	if (!place(c, tag, tag->blank_before && tag->blank_after))
		return (false);
	op = add_op(c, OP_BLOCK);
	if (op == NULL)
		return (false);
	op->text = tag->body;
	op->len = tag->len;
	op->leads_line = tag->blank_before;
	op->standalone = tag->blank_before && tag->blank_after;
	if (op->standalone)
		set_indent(c, content_start(c, tag->next, tag->start), op);
	else if (op->leads_line)
		set_indent(c, tag->start, op);
	return (push(c, op));
}

/*
 * After the blanks of the first line of a block's content: that line says how
 * far the block is indented. Blank lines say nothing; none is where there is
 * no line before the closing tag.
 */
static const char *
content_start(const struct compiler *c, const char *line, const char *none)
{
	const char *p, *q;

	while (line < c->scan.end) {
		p = line + scan_blanks(line, c->scan.end);
		q = p < c->scan.end && *p == '\r' ? p + 1 : p;
		if (q < c->scan.end && *q == '\n') {
			line = q + 1;
			continue;
		}
		if ((size_t)(c->scan.end - p) > c->scan.open.len &&
		    memcmp(p, c->scan.open.text, c->scan.open.len) == 0 &&
		    p[c->scan.open.len] == '/')
			return (none);
		return (p);
	}
	return (none);
}

/* Whether what would be opened at this depth is directly in a parent. */
static bool
in_parent(const struct compiler *c, size_t depth)
{
	if (depth == 0)
		return (false);
	return (c->template->ops[c->stack[depth - 1].op].kind == OP_PARENT);
}

static bool
compile_close(struct compiler *c, const struct tag *tag)
{
	struct open_tag *open;
	struct op *op;

	if (c->depth == 0)
		return (scan_fail(&c->scan, c->scan.line,
		    "{{/%.*s}} closes nothing", (int)tag->len, tag->body));
	open = &c->stack[c->depth - 1];
	op = &c->template->ops[open->op];
	if (op->len != tag->len || memcmp(op->text, tag->body, op->len) != 0)
		return (scan_fail(&c->scan, c->scan.line,
		    "{{/%.*s}} where {{/%.*s}} of line %u is due",
		    (int)tag->len, tag->body, (int)op->len, op->text,
		    open->line));
	if (!close_place(c, tag, op))
		return (false);
	/* The op may have moved: the text before the tag was added. */
	op = &c->template->ops[open->op];
	op->end = c->template->ops_len;
	c->dedent = open->dedent;
	c->barrier = c->template->ops_len;
	c->depth--;
	return (true);
}

static bool
close_place(struct compiler *c, const struct tag *tag, struct op *op)
{
	const char *text_end;

	if (op->kind == OP_PARENT) {
		op->standalone = op->leads_line && tag->blank_after;
		c->scan.at = op->standalone ? tag->next : tag->end;
		return (true);
	}
	if (op->kind == OP_BLOCK && in_parent(c, c->depth - 1)) {
		/* What follows is ignored text of the parent. */
		text_end = tag->blank_before ? tag->line : tag->start;
		if (!add_text(c, c->scan.at, text_end))
			return (false);
		c->scan.at = tag->end;
		return (true);
	}
	return (place(c, tag, tag->blank_before && tag->blank_after));
}

static bool
compile(struct compiler *c)
{
	struct open_tag *open;
	struct tag tag;
	struct op *op;

	for (;;) {
		if (!scan_tag(&c->scan, &tag))
			return (false);
		if (tag.start == NULL)
			break;
		if (!compile_tag(c, &tag))
			return (false);
	}
	if (c->depth > 0) {
		open = &c->stack[c->depth - 1];
		op = &c->template->ops[open->op];
		return (scan_fail(&c->scan, open->line,
		    "\"%.*s\" is opened, not closed", (int)op->len, op->text));
	}
	return (add_text(c, c->scan.at, c->scan.end));
}

struct template *
template_compile(const char *text, size_t len, char *error, size_t error_size)
{
	struct compiler c;
	struct template *t;

	memset(&c, 0, sizeof(c));
	scan_init(&c.scan, text, len, error, error_size);
	if (len > TEMPLATE_BYTES_MAX) {
		(void)scan_fail(&c.scan, 1, "longer than %d bytes",
		    TEMPLATE_BYTES_MAX);
		return (NULL);
	}
	t = calloc(1, sizeof(*t));
	if (t != NULL) {
		t->source = malloc(len + 1);
		t->text = malloc(len + 1);
	}
	if (t == NULL || t->source == NULL || t->text == NULL) {
		(void)scan_fail(&c.scan, 1, "out of memory");
		template_free(t);
		return (NULL);
	}
	if (len > 0)
		memcpy(t->source, text, len);
	t->source[len] = '\0';
	c.template = t;
	scan_init(&c.scan, t->source, len, error, error_size);
	if (!compile(&c)) {
		template_free(t);
		return (NULL);
	}
	assert(t->text_len <= len);
	return (t);
}

void
template_free(struct template *t)
{
	if (t == NULL)
		return;
	free(t->source);
	free(t->text);
	free(t->ops);
	free(t->parts);
	free(t);
}
