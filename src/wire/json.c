#include "wire/json.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "wire/api.h"

static void wiping_free(void *p)
{
	if (p) {
		OPENSSL_cleanse(p, malloc_usable_size(p));
		free(p);
	}
}

/* Before the parser sees anything: its own limit is 2,048 levels, on our stack. */
static bool depth_ok(const char *text, size_t len)
{
	int depth = 0;
	bool quoted = false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];
		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAX)
				return false;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return true;
}

static const char *load_reason(const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_duplicate_key:
		return "a member twice";
	case json_error_invalid_utf8:
		return "not UTF-8";
	case json_error_end_of_input_expected:
		return "more after the end";
	case json_error_numeric_overflow:
		return "a number out of range";
	default:
		return "not JSON";
	}
}

json_t *json_load_strict(const void *json, size_t len, enum problem problem, struct error *err)
{
	if (len > API_BODY_MAX) {
		error_set(err, problem, "too long");
		return NULL;
	}
	if (!depth_ok(json, len)) {
		error_set(err, problem, "too deep");
		return NULL;
	}
	/* Persons and PINs pass through the tree. Allocations made by plain malloc may be
	 * freed by this pair too, so setting it late or again is harmless. */
	json_set_alloc_funcs(malloc, wiping_free);
	json_error_t e;
	json_t *tree = json_loadb(json ? json : "", len, JSON_REJECT_DUPLICATES, &e);
	if (!tree) {
		error_set(err, problem, "%s", load_reason(&e));
		return NULL;
	}
	if (!json_is_object(tree)) {
		json_decref(tree);
		error_set(err, problem, "not an object");
		return NULL;
	}
	return tree;
}

void json_write_string(struct buf *out, const char *s)
{
	buf_u8(out, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c == '"' || c == '\\') {
			buf_u8(out, '\\');
			buf_u8(out, c);
		} else if (c == '\n') {
			buf_puts(out, "\\n");
		} else if (c < 0x20) {
			buf_printf(out, "\\u%04x", c);
		} else {
			buf_u8(out, c);
		}
	}
	buf_u8(out, '"');
}

void shape_write(struct buf *out, const struct shape *shape, const void *s)
{
	buf_u8(out, '{');
	fields_write(out, shape->fields, s);
	buf_u8(out, '}');
}

bool shape_read(const struct shape *shape, void *s, const void *json, size_t len, struct error *err)
{
	json_t *tree = json_load_strict(json, len, shape->problem, err);
	if (!tree) {
		memset(s, 0, shape->size);
		return false;
	}
	bool ok = shape_take(shape, s, tree, err);
	json_decref(tree);
	return ok;
}
