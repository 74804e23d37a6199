/*
 * batch/read_json.c - a card's data for programs: one JSON object. Dates are ISO 8601 (CE),
 * with unknown parts left out, and beside them the Thai text in BE; fields are only ever
 * added.
 */
#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "batch/read_print.h"

/* jansson keeps copies of what it is given: wiped when it lets go of them. */
static void wiping_free(void *p)
{
	if (p != NULL)
		secret_wipe(p, malloc_usable_size(p));
	free(p);
}

static void put(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, json_string(value));
}

static void put_or_null(json_t *object, const char *key, const char *value)
{
	json_object_set_new(object, key, value[0] != '\0' ? json_string(value) : json_null());
}

static void put_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

static void put_number(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key, json_integer(value));
}

/* KEY in ISO and KEY_be as a Thai reads it; null where the card has none. */
static void put_date(json_t *object, const char *key, const char *key_be, struct date d)
{
	char iso[DATE_ISO_SIZE], be[64];

	date_to_iso(iso, d);
	date_format(be, sizeof be, d, true);
	put_or_null(object, key, iso);
	put_or_null(object, key_be, iso[0] != '\0' ? be : "");
}

static json_t *name_object(const struct name *name, bool thai)
{
	json_t *object = json_object();
	char whole[4 * NAME_PART_SIZE + 4];

	name_format(whole, sizeof whole, name, thai);
	put(object, "prefix", name->prefix);
	put(object, "first", name->first);
	put(object, "middle", name->middle);
	put(object, "last", name->last);
	put(object, "text", whole);
	secret_wipe(whole, sizeof whole);
	return object;
}

static json_t *address_object(const struct address *address)
{
	static const char *const keys[ADDRESS_PARTS] = {
	    [ADDRESS_HOUSE] = "house",
	    [ADDRESS_MOO] = "moo",
	    [ADDRESS_TROK] = "trok",
	    [ADDRESS_SOI] = "soi",
	    [ADDRESS_ROAD] = "road",
	    [ADDRESS_TAMBON] = "tambon",
	    [ADDRESS_AMPHOE] = "amphoe",
	    [ADDRESS_PROVINCE] = "province",
	};
	json_t *object = json_object();
	char whole[ADDRESS_PARTS * ADDRESS_PART_SIZE];

	for (size_t i = 0; i < ADDRESS_PARTS; i++)
		put(object, keys[i], address->part[i]);
	address_format(whole, sizeof whole, address);
	put(object, "text", whole);
	secret_wipe(whole, sizeof whole);
	return object;
}

static void put_person(json_t *root, const struct person *p)
{
	static const char *const sexes[] = {
	    [SEX_UNKNOWN] = "", [SEX_MALE] = "male", [SEX_FEMALE] = "female"};

	put(root, "citizen_number", p->number.digits);
	json_object_set_new(root, "thai_name", name_object(&p->thai, true));
	json_object_set_new(root, "english_name", name_object(&p->english, false));
	put_date(root, "birth", "birth_be", p->birth);
	put_or_null(root, "sex", sexes[p->sex]);
	json_object_set_new(root, "address", address_object(&p->address));
}

static void put_issue(json_t *root, const struct card_issue *issue)
{
	put(root, "request_number", issue->request_number);
	put(root, "issuing_office", issue->issuing_office);
	put(root, "issuer_code", issue->issuer_code);
	put_date(root, "issued", "issued_be", issue->issued);
	put_date(root, "expires", "expires_be", issue->expires);
	put_bool(root, "lifelong", date_is_lifelong(issue->expires));
	put(root, "card_type", issue->card_type);
	put(root, "photo_number", issue->photo_number);
}

static json_t *photo_object(const struct read_result *r)
{
	json_t *object = json_object();
	uint8_t digest[SHA256_SIZE];
	struct buf hex = BUF_INIT;

	if (r->photo_error.problem != PROBLEM_NONE) {
		put(object, "problem", problem_row(r->photo_error.problem)->id);
		return object;
	}
	put_number(object, "bytes", (int64_t)r->photo_len);
	if (sha256(digest, r->photo, r->photo_len)) {
		hex_encode(&hex, digest, sizeof digest);
		put(object, "sha256", buf_ok(&hex) ? (const char *)hex.data : "");
	}
	buf_free(&hex);
	return object;
}

bool read_print_json(struct buf *out, const struct read_result *r)
{
	char when[RFC3339_SIZE];
	json_t *root;
	char *line;

	json_set_alloc_funcs(malloc, wiping_free);
	root = json_object();
	rfc3339_format(when, r->read_at);
	put(root, "read_at", when);
	put(root, "reader", r->reader);
	put_number(root, "read_ms", r->read_ms);
	put_person(root, &r->text.person);
	put_issue(root, &r->text.issue);
	put_bool(root, "expired", read_expired(r));
	json_object_set_new(root, "photo", photo_object(r));
	line = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	if (line == NULL)
		return false;
	buf_puts(out, line);
	buf_puts(out, "\n");
	wiping_free(line);
	return buf_ok(out);
}
