/*
 * Pours contexts into a compiled template. Nothing is allocated per tag; how
 * deep sections, partials and blocks may go is bounded.
 */
#include "template.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "buffer.h"
#include "format.h"
#include "template_private.h"

#define ROOTS_MAX        16
#define DEPTH_MAX        200 /* sections, partials and blocks in each other */
#define INDENT_BYTES_MAX 1024

/* The arguments that a parent tag gives. */
struct frame {
	const struct template *template;
	const struct op *parent;
	const struct frame *outer; /* the frames of where the tag stands */
};

/* Each line of the template's own text gets these blanks in front. */
struct indent {
	size_t from;
	size_t len;
};

struct render {
	const struct template_set *set;
	const cJSON *stack[ROOTS_MAX + DEPTH_MAX];
	size_t stack_len;
	size_t depth;
	char blanks[INDENT_BYTES_MAX];
	struct indent indent;
	bool indented; /* this line has its indentation: once, do not add */
	bool failed;
	const struct frame *frames;
	struct buffer *out;
};

static void run(struct render *, const struct template *, uint32_t, uint32_t);
static void run_text(struct render *, const struct op *);
static void run_value(struct render *, const struct template *,
    const struct op *);
static void run_section(struct render *, const struct template *, uint32_t);
static void run_with(struct render *, const struct template *, uint32_t,
    const cJSON *);
static void run_partial(struct render *, const struct op *);
static void run_parent(struct render *, const struct template *, uint32_t);
static void run_block(struct render *, const struct template *, uint32_t);
static void fill_block(struct render *, const struct op *, const struct frame *,
    uint32_t);
static uint32_t frame_find(const struct frame *, const struct op *);
static const struct template *target(const struct render *, const struct op *);
static struct indent indent_push(struct render *, const struct op *, bool);
static void add_indent(struct render *);
static const cJSON *lookup(const struct render *, const struct template *,
    struct name);
static const cJSON *member(const cJSON *, const struct name_part *);
static bool is_truthy(const cJSON *);
static void add_json(const cJSON *, struct buffer *);
static void add_piped(struct render *, const struct op *, const cJSON *,
    const cJSON *);
static void add_escaped(struct buffer *, const char *, size_t);
static size_t plain_bytes(const char *, size_t);

bool
template_render(const struct template_set *set, const struct template *t,
    const cJSON *const *contexts, size_t contexts_len, struct buffer *out)
{
	struct render r;
	size_t i;

	assert(contexts_len <= ROOTS_MAX);
	r.set = set;
	for (i = 0; i < contexts_len; i++)
		r.stack[i] = contexts[i];
	r.stack_len = contexts_len;
	r.depth = 0;
	r.indent.from = 0;
	r.indent.len = 0;
	r.indented = false;
	r.failed = false;
	r.frames = NULL;
	r.out = out;
	run(&r, t, 0, t->ops_len);
	return (!r.failed && !out->failed);
}

static void
run(struct render *r, const struct template *t, uint32_t at, uint32_t end)
{
	const struct op *op;

	if (r->depth == DEPTH_MAX || r->out->failed)
		r->failed = true;
	if (r->failed)
		return;
	r->depth++;
	for (; at < end; at = op->end) {
		op = &t->ops[at];
		switch (op->kind) {
		case OP_TEXT:
			run_text(r, op);
			break;
		case OP_VALUE:
			run_value(r, t, op);
			break;
		case OP_SECTION:
			run_section(r, t, at);
			break;
		case OP_INVERTED:
			if (!is_truthy(lookup(r, t, op->name)))
				run(r, t, at + 1, op->end);
			break;
		case OP_PARTIAL:
			run_partial(r, op);
			break;
		case OP_PARENT:
			run_parent(r, t, at);
			break;
		case OP_BLOCK:
			run_block(r, t, at);
			break;
		}
	}
	r->depth--;
}

static void
run_text(struct render *r, const struct op *op)
{
	const char *at, *end, *line_end;

	if (r->indent.len == 0) {
		r->indented = false;
		(void)buffer_add(r->out, op->text, op->len);
		return;
	}
	if (op->line_start)
		add_indent(r);
	at = op->text;
	end = at + op->len;
	while (at < end) {
		line_end = memchr(at, '\n', (size_t)(end - at));
		line_end = line_end != NULL ? line_end + 1 : end;
		(void)buffer_add(r->out, at, (size_t)(line_end - at));
		at = line_end;
		if (at < end)
			add_indent(r);
	}
}

static void
run_value(struct render *r, const struct template *t, const struct op *op)
{
	static const cJSON absent = { .type = cJSON_NULL };
	const cJSON *value, *argument;

	value = lookup(r, t, op->name);
	if (op->pipe != NULL) {
		argument = NULL;
		if (op->has_argument) {
			argument = lookup(r, t, op->argument);
			if (argument == NULL)
				argument = &absent;
		}
		add_piped(r, op, value, argument);
		return;
	}
	if (value == NULL)
		return;
	if (cJSON_IsString(value) && op->raw)
		(void)buffer_add_text(r->out, value->valuestring);
	else if (cJSON_IsString(value))
		add_escaped(r->out, value->valuestring,
		    strlen(value->valuestring));
	else if (cJSON_IsNumber(value))
		format_json_number(value->valuedouble, r->out);
	else
		add_piped(r, op, value, NULL);
}

static void
run_section(struct render *r, const struct template *t, uint32_t at)
{
	const cJSON *value, *item;

	value = lookup(r, t, t->ops[at].name);
	if (!is_truthy(value))
		return;
	if (!cJSON_IsArray(value)) {
		run_with(r, t, at, value);
		return;
	}
	for (item = value->child; item != NULL; item = item->next) {
		run_with(r, t, at, item);
		if (r->failed)
			return;
	}
}

/* What is in the section, with one more context. */
static void
run_with(struct render *r, const struct template *t, uint32_t at,
    const cJSON *context)
{
	/* A push is followed by run(), which bounds both. */
	assert(r->stack_len < sizeof(r->stack) / sizeof(r->stack[0]));
	r->stack[r->stack_len++] = context;
	run(r, t, at + 1, t->ops[at].end);
	r->stack_len--;
}

static void
run_partial(struct render *r, const struct op *op)
{
	const struct template *t;
	struct indent before;

	t = target(r, op);
	if (t == NULL)
		return;
	before = indent_push(r, op, op->standalone);
	run(r, t, 0, t->ops_len);
	r->indent = before;
}

static void
run_parent(struct render *r, const struct template *t, uint32_t at)
{
	const struct op *op = &t->ops[at];
	const struct template *parent;
	struct indent before;
	struct frame frame;

	if (op->leads_line && !op->standalone) {
		add_indent(r);
		(void)buffer_add(r->out, op->indent, op->indent_len);
	}
	parent = target(r, op);
	if (parent == NULL)
		return;
	frame.template = t;
	frame.parent = op;
	frame.outer = r->frames;
	r->frames = &frame;
	before = indent_push(r, op, op->standalone);
	run(r, parent, 0, parent->ops_len);
	r->indent = before;
	r->frames = frame.outer;
}

static void
run_block(struct render *r, const struct template *t, uint32_t at)
{
	const struct op *op = &t->ops[at];
	const struct frame *frame, *found;
	uint32_t argument, best;

	found = NULL;
	best = 0;
	/* The outermost argument wins: the page over what it inherits. */
	for (frame = r->frames; frame != NULL; frame = frame->outer) {
		argument = frame_find(frame, op);
		if (argument != 0) {
			found = frame;
			best = argument;
		}
	}
	if (found != NULL)
		fill_block(r, op, found, best);
	else
		run(r, t, at + 1, op->end);
}

/*
 * The argument in the block's place. Blocks in the argument are parameters of
 * the template it was written in, so only the frames around that one count.
 */
static void
fill_block(struct render *r, const struct op *block, const struct frame *frame,
    uint32_t at)
{
	const struct frame *frames;
	const struct op *argument;
	struct indent before;

	argument = &frame->template->ops[at];
	frames = r->frames;
	r->frames = frame->outer;
	before = indent_push(r, block, block->leads_line);
	if (!block->standalone)
		r->indented = argument->on_own_lines;
	else if (!argument->on_own_lines)
		add_indent(r);
	run(r, frame->template, at + 1, argument->end);
	r->indented = false;
	r->indent = before;
	r->frames = frames;
}

/* The frame's argument for a block; 0 (never an argument) when none. */
static uint32_t
frame_find(const struct frame *frame, const struct op *block)
{
	const struct op *ops = frame->template->ops;
	uint32_t at;

	at = (uint32_t)(frame->parent - ops) + 1;
	for (; at < frame->parent->end; at = ops[at].end) {
		if (ops[at].kind == OP_BLOCK && ops[at].len == block->len &&
		    memcmp(ops[at].text, block->text, block->len) == 0)
			return (at);
	}
	return (0);
}

static const struct template *
target(const struct render *r, const struct op *op)
{
	if (r->set == NULL)
		return (NULL);
	if (op->target != NULL)
		return (op->target);
	return (template_find_bytes(r->set, op->text, op->len));
}

/*
 * Lines get the op's blanks too from now on; none at all when the op stands
 * within a line. Returns what to go back to.
 */
static struct indent
indent_push(struct render *r, const struct op *op, bool leads_line)
{
	struct indent before;
	size_t end;

	before = r->indent;
	end = before.from + before.len;
	if (!leads_line) {
		r->indent.from = end;
		r->indent.len = 0;
	} else if (op->indent_len <= sizeof(r->blanks) - end) {
		memcpy(r->blanks + end, op->indent, op->indent_len);
		r->indent.len += op->indent_len;
	} else
		r->failed = true;
	return (before);
}

static void
add_indent(struct render *r)
{
	if (!r->indented)
		(void)buffer_add(r->out, r->blanks + r->indent.from,
		    r->indent.len);
	r->indented = false;
}

static const cJSON *
lookup(const struct render *r, const struct template *t, struct name name)
{
	const struct name_part *part;
	const cJSON *found;
	size_t i;

	if (r->stack_len == 0)
		return (NULL);
	if (name.len == 0)
		return (r->stack[r->stack_len - 1]);
	part = &t->parts[name.first];
	found = NULL;
	for (i = r->stack_len; i > 0 && found == NULL; i--)
		found = member(r->stack[i - 1], part);
	for (i = 1; i < name.len && found != NULL; i++)
		found = member(found, part + i);
	return (found);
}

/* cJSON's own lookup ignores case; keys and names here are exact. */
static const cJSON *
member(const cJSON *object, const struct name_part *part)
{
	const cJSON *child;

	if (!cJSON_IsObject(object))
		return (NULL);
	for (child = object->child; child != NULL; child = child->next) {
		if (child->string[0] == part->text[0] &&
		    strncmp(child->string, part->text, part->len) == 0 &&
		    child->string[part->len] == '\0')
			return (child);
	}
	return (NULL);
}

/* As in JavaScript, but an empty list is false. */
static bool
is_truthy(const cJSON *value)
{
	if (value == NULL || cJSON_IsFalse(value) || cJSON_IsNull(value))
		return (false);
	if (cJSON_IsArray(value))
		return (value->child != NULL);
	if (cJSON_IsString(value))
		return (value->valuestring[0] != '\0');
	if (cJSON_IsNumber(value))
		return (value->valuedouble < 0 || value->valuedouble > 0);
	return (true);
}

/* A list or an object as JSON text, for a script to read from an attribute. */
static void
add_json(const cJSON *value, struct buffer *out)
{
	char *json;

	if (cJSON_IsBool(value)) {
		(void)buffer_add_text(out,
		    cJSON_IsTrue(value) ? "true" : "false");
	} else if (!cJSON_IsNull(value)) {
		json = cJSON_PrintUnformatted(value);
		if (json != NULL)
			(void)buffer_add_text(out, json);
		cJSON_free(json);
	}
}

/* Writes first and escapes after, because almost nothing needs it. */
static void
add_piped(struct render *r, const struct op *op, const cJSON *value,
    const cJSON *argument)
{
	struct buffer *out = r->out;
	size_t start, len;
	char *copy;

	start = out->len;
	if (op->pipe != NULL)
		op->pipe->write(value, argument, out);
	else
		add_json(value, out);
	if (op->raw || (op->pipe != NULL && op->pipe->markup) || out->failed)
		return;
	len = out->len - start;
	if (len == 0 || plain_bytes(out->data + start, len) == len)
		return;
	copy = malloc(len);
	if (copy == NULL) {
		r->failed = true;
		return;
	}
	memcpy(copy, out->data + start, len);
	out->len = start;
	add_escaped(out, copy, len);
	free(copy);
}

static void
add_escaped(struct buffer *out, const char *text, size_t len)
{
	const char *entity;
	size_t plain;

	for (;;) {
		plain = plain_bytes(text, len);
		if (plain > 0)
			(void)buffer_add(out, text, plain);
		if (plain == len)
			return;
		switch (text[plain]) {
		case '&':
			entity = "&amp;";
			break;
		case '<':
			entity = "&lt;";
			break;
		case '>':
			entity = "&gt;";
			break;
		case '"':
			entity = "&quot;";
			break;
		default:
			entity = "&#39;";
			break;
		}
		(void)buffer_add_text(out, entity);
		text += plain + 1;
		len -= plain + 1;
	}
}

/* How many bytes there are before one that HTML gives a meaning. */
static size_t
plain_bytes(const char *text, size_t len)
{
	static const bool special[256] = {
		['&'] = true,
		['<'] = true,
		['>'] = true,
		['"'] = true,
		['\''] = true,
	};
	size_t i;

	for (i = 0; i < len; i++)
		if (special[(unsigned char)text[i]])
			break;
	return (i);
}
