#include "batch/ndjson_request.h"

#include <string.h>

#include "person/person.h"

struct head {
	char key[REQUEST_KEY_SIZE];
	char kind[32];
};

static const struct field fields_key[] = {{FIELD(FIELD_ID, head, key)}, {0}};
static const struct field fields_kind[] = {{FIELD(FIELD_ID, head, kind)}, {0}};
static const struct shape shape_key = {fields_key, sizeof(struct head), PROBLEM_BATCH_LINE};
static const struct shape shape_kind = {fields_kind, sizeof(struct head), PROBLEM_BATCH_LINE};

static const struct request_kind *find_kind(const char *name)
{
	for (const struct request_kind *k = request_kinds; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

/* It is told again in results and messages, which no citizen number belongs into. */
static bool take_key(struct batch_request *r, const json_t *tree, struct error *err)
{
	struct citizen_number number;
	struct head head;

	if (!shape_take(&shape_key, &head, tree, err))
		return false;
	if (citizen_number_parse(&number, head.key))
		return error_set(err, PROBLEM_BATCH_LINE, "key: a citizen number");
	memcpy(r->key, head.key, sizeof r->key);
	return true;
}

static bool take_kind(struct batch_request *r, const json_t *tree, struct error *err)
{
	struct head head;

	if (!shape_take(&shape_kind, &head, tree, err))
		return false;
	r->kind = find_kind(head.kind);
	return r->kind != NULL || error_set(err, PROBLEM_BATCH_LINE, "kind: unknown");
}

static bool known(const struct request_kind *kind, const char *name)
{
	if (strcmp(name, "key") == 0 || strcmp(name, "kind") == 0)
		return true;
	for (const struct field *f = kind->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return true;
	return false;
}

/* A member that nobody reads may be one that was misspelt. */
static bool take_body(struct batch_request *r, json_t *tree, struct error *err)
{
	const struct shape shape = {r->kind->fields, r->kind->size, PROBLEM_BATCH_LINE};
	const char *name;
	json_t *value;

	json_object_foreach(tree, name, value)
	{
		if (!known(r->kind, name))
			return error_set(
			    err, PROBLEM_BATCH_LINE, "a member that the kind does not have");
	}
	return shape_take(&shape, r->body, tree, err);
}

static bool load_tree(json_t **tree, const struct line *line, struct error *err)
{
	if (line->too_long)
		return error_set(err, PROBLEM_BATCH_LINE, "too long");
	*tree = json_load_strict(line->text, line->len, PROBLEM_BATCH_LINE, err);
	return *tree != NULL ||
	       (line->cut && error_set(err, PROBLEM_BATCH_LINE, "the input ends within it"));
}

bool request_parse(struct batch_request *r, const struct line *line, struct error *err)
{
	json_t *tree = NULL;
	bool ok;

	*r = (struct batch_request){.kind = NULL};
	ok = load_tree(&tree, line, err) && take_key(r, tree, err) && take_kind(r, tree, err) &&
	     take_body(r, tree, err);
	json_decref(tree);
	return ok;
}

void request_canonical(const struct batch_request *r, struct buf *out)
{
	buf_str(out, r->kind->name);
	fields_write(out, r->kind->fields, r->body);
}
