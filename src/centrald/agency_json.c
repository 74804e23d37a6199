#include "centrald/agency_json.h"

#include <string.h>

#include "base/secret.h"
#include "wire/api.h"
#include "wire/json.h"

struct question {
	struct citizen_number number;
	char request_number[REGISTER_REQUEST_SIZE];
};

/* Secret memory. */
struct answer {
	bool found;
	bool has_person, has_latest, has_given;
	struct person person;
	bool alive, thai;
	struct api_register_card latest, given;
};

static const struct field fields_question[] = {
    {FIELD(FIELD_CITIZEN, question, number)},
    {FIELD(FIELD_ID, question, request_number), .optional = true},
    {0},
};

#define CHOICE(NAME, STRUCT, MEMBER, NAMES)                                                        \
	{                                                                                          \
		.name = (NAME), .type = FIELD_CHOICE, .offset = offsetof(struct STRUCT, MEMBER),   \
		.size = sizeof(bool), .names = &(NAMES)                                            \
	}

static const struct field fields_found[] = {
    {FIELD(FIELD_BOOL, answer, found)},
    {0},
};

#define CARD(NAME, MEMBER, HAS)                                                                    \
	{                                                                                          \
		.name = (NAME), .type = FIELD_OBJECT, .optional = true,                            \
		.offset = offsetof(struct answer, MEMBER),                                         \
		.size = sizeof(struct api_register_card), .aux = offsetof(struct answer, HAS),     \
		.fields = fields_register_card                                                     \
	}

static const struct field fields_answer[] = {
    {FIELD(FIELD_BOOL, answer, found)},
    {FIELD(FIELD_OBJECT, answer, person), .fields = fields_person},
    CHOICE("status", answer, alive, names_life),
    CHOICE("nationality", answer, thai, names_nationality),
    CARD("latest_card", latest, has_latest),
    CARD("card", given, has_given),
    {0},
};

static const struct shape shape_question = {
    fields_question, sizeof(struct question), PROBLEM_INTERNAL};
static const struct shape shape_found = {fields_found, sizeof(struct answer), PROBLEM_BAD_ANSWER};
static const struct shape shape_answer = {fields_answer, sizeof(struct answer), PROBLEM_BAD_ANSWER};

void agency_question_write(struct buf *out, const struct register_question *q)
{
	struct question body = {.number = q->number};
	memcpy(body.request_number, q->request_number, sizeof body.request_number);
	shape_write(out, &shape_question, &body);
	secret_wipe(&body, sizeof body);
}

static bool bad(struct error *err, const char *what)
{
	return error_set(err, PROBLEM_BAD_ANSWER, "%s", what);
}

static bool take_codes(struct register_answer *out, const json_t *tree, struct error *err)
{
	const json_t *codes = json_object_get(tree, "refusals");
	if (!codes)
		return true;
	if (!json_is_array(codes) || json_array_size(codes) > REGISTER_CODES_MAX)
		return bad(err, "refusals");
	for (size_t i = 0; i < json_array_size(codes); i++) {
		json_int_t code = json_integer_value(json_array_get(codes, i));
		if (code < 10000 || code > 99999)
			return bad(err, "refusals");
		out->codes[out->code_count++] = (long)code;
	}
	return true;
}

static bool take_card(
    struct register_card *out, const struct api_register_card *card, bool given, struct error *err)
{
	if (!given)
		return true;
	if (!date_is_known(card->issued) ||
	    (!date_is_known(card->expires) && !date_is_lifelong(card->expires)))
		return bad(err, "a card's dates");
	*out = (struct register_card){.found = true,
	    .issued = card->issued,
	    .expires = card->expires,
	    .cancelled = card->cancelled};
	memcpy(out->request_number, card->request_number, sizeof out->request_number);
	return true;
}

/* Whose data these are is the agency's to say, and they must be those that were asked for. */
static bool fits(const struct answer *a, const struct register_question *q, struct error *err)
{
	if (strcmp(a->person.number.digits, q->number.digits) != 0)
		return bad(err, "person: another one");
	if (a->has_given && strcmp(a->given.request_number, q->request_number) != 0)
		return bad(err, "card: another one");
	return !a->has_given || a->has_latest || bad(err, "card without latest_card");
}

static bool take_person(struct register_answer *out, const struct answer *a, struct error *err)
{
	out->person.found = true;
	out->person.alive = a->alive;
	out->person.thai = a->thai;
	out->person.person = a->person;
	return take_card(&out->latest, &a->latest, a->has_latest, err) &&
	       take_card(&out->given, &a->given, a->has_given, err);
}

static bool take(struct register_answer *out, struct answer *a, const struct register_question *q,
    const json_t *tree, struct error *err)
{
	if (!take_codes(out, tree, err) || !shape_take(&shape_found, a, tree, err))
		return false;
	if (!a->found)
		return (!json_object_get(tree, "person") && !json_object_get(tree, "card") &&
			   !json_object_get(tree, "latest_card")) ||
		       bad(err, "found: false, with data");
	return shape_take(&shape_answer, a, tree, err) && fits(a, q, err) &&
	       take_person(out, a, err);
}

bool agency_answer_read(struct register_answer *out, const struct register_question *q,
    const void *json, size_t len, struct error *err)
{
	memset(out, 0, sizeof *out);
	json_t *tree = json_load_strict(json, len, PROBLEM_BAD_ANSWER, err);
	if (!tree)
		return false;
	struct answer *a = secret_alloc(sizeof *a);
	bool ok = a ? take(out, a, q, tree, err) : error_set(err, PROBLEM_MEMORY, "answer");
	secret_free(a, sizeof *a);
	json_decref(tree);
	if (!ok)
		secret_wipe(out, sizeof *out);
	return ok;
}
