#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/date.h"
#include "base/secret.h"
#include "centrald/hasher.h"
#include "centrald/ids.h"
#include "centrald/issuer.h"
#include "centrald/linkage.h"
#include "centrald/load.h"
#include "centrald/office.h"
#include "centrald/purge.h"
#include "centrald/quota.h"
#include "wire/api_booking.h"

#define REPEATED "repeated"

/* Adds a row; a key that stands there already is the line's fault, all else the store's. */
static const char *add(
    struct loader *l, enum sql q, const struct sql_param *params, struct error *err)
{
	long added = 0;
	if (!store_run(l->store, q, params, &added, err))
		return NULL;
	return added == 1 ? NULL : REPEATED;
}

static bool yes_no(const char *word, bool *out)
{
	*out = strcmp(word, "yes") == 0;
	return *out || strcmp(word, "no") == 0;
}

static bool one_of(const char *word, const char *yes, const char *no, bool *out)
{
	*out = strcmp(word, yes) == 0;
	return *out || strcmp(word, no) == 0;
}

static bool whole_date(const char *iso)
{
	struct date d;
	return date_from_iso(&d, iso) && date_is_known(d);
}

static bool is_count(const char *s)
{
	return *s && strlen(s) <= 9 && strspn(s, "0123456789") == strlen(s);
}

static bool is_yes_no(const char *word)
{
	bool ignored;
	return yes_no(word, &ignored);
}

static bool is_days(const char *s)
{
	return is_count(s) && strtol(s, NULL, 10) >= 1 &&
	       strtol(s, NULL, 10) <= CERTIFICATE_DAYS_MAX;
}

static bool is_keep(const char *s)
{
	return is_count(s) && strtol(s, NULL, 10) >= 1 && strtol(s, NULL, 10) <= PURGE_KEEP_MAX;
}

static bool is_life(const char *s)
{
	return is_count(s) && strtol(s, NULL, 10) >= 1 && strtol(s, NULL, 10) <= CODE_LIFE_MAX;
}

static const struct {
	const char *name;
	bool (*good)(const char *value);
	const char *complaint;
} settings[] = {
    {"opens", whole_date, "not a date"},
    {"closes", whole_date, "not a date"},
    {"hours", hours_valid, "not hours (08:30-16:30)"},
    {"approve_store", is_yes_no, "approve_store: not yes or no"},
    {"approve_remove", is_yes_no, "approve_remove: not yes or no"},
    {"keep_ended", is_keep, "keep_ended: not 1 to 36500 days"},
    {"keep_acts", is_keep, "keep_acts: not 1 to 36500 days"},
    {"keep_evidence", is_keep, "keep_evidence: not 1 to 36500 days"},
    {"exceptions", is_yes_no, "exceptions: not yes or no"},
    {"match_code", is_yes_no, "match_code: not yes or no"},
    {"code_life", is_life, "code_life: not 1 to 600"},
    {"listed_certificates", is_yes_no, "listed_certificates: not yes or no"},
    {"certificate_days", is_days, "certificate_days: not 1 to 397"},
};

static const char *load_setting(void *arg, char *const *f, struct error *err)
{
	struct loader *l = arg;
	if (strcmp(f[0], "quota") == 0)
		return is_count(f[1]) ? add(l, SQL_QUOTA_ADD,
					    SQL_PARAMS(sql_text(QUOTA_NATIONAL),
						sql_int(strtol(f[1], NULL, 10))),
					    err)
				      : "quota: not a number";
	size_t i = 0;
	while (i < sizeof settings / sizeof *settings && strcmp(settings[i].name, f[0]) != 0)
		i++;
	if (i == sizeof settings / sizeof *settings)
		return "no such setting";
	if (!settings[i].good(f[1]))
		return settings[i].complaint;
	return add(l, SQL_SETTING_PUT, SQL_PARAMS(sql_text(f[0]), sql_text(f[1])), err);
}

static const char *load_office(void *arg, char *const *f, struct error *err)
{
	enum office_type type;
	bool may;
	if (!office_code_valid(f[0]))
		return "code: not an office's";
	if (!office_type_parse(&type, f[1]))
		return "type: not district, local, joint or central";
	if (!*f[2] || !*f[3])
		return "name missing";
	if (!yes_no(f[4], &may))
		return "may_enroll: not yes or no";
	if (may && !office_type_may_enroll(type))
		return "may_enroll: not an office of this type";
	return add(arg, SQL_OFFICE_ADD,
	    SQL_PARAMS(
		sql_text(f[0]), sql_text(f[1]), sql_text(f[2]), sql_text(f[3]), sql_int(may)),
	    err);
}

static const char *need_office(struct loader *l, const char *code, struct error *err)
{
	struct api_office office;
	bool found = false;
	if (!office_find(l->store, code, &office, &found, err))
		return NULL;
	return found ? NULL : "office: not in offices.csv";
}

static const char *load_terminal(void *arg, char *const *f, struct error *err)
{
	const char *wrong = need_office(arg, f[0], err);
	if (wrong || err->problem != PROBLEM_NONE)
		return wrong;
	if (!id_valid(f[1]) || strlen(f[1]) >= sizeof(((struct peer *)0)->counter))
		return "counter: not 1 to 15 letters or digits";
	return add(
	    arg, SQL_TERMINAL_ADD, SQL_PARAMS(sql_text(f[0]), sql_text(f[1]), sql_int(1)), err);
}

static const char *load_hashed_officer(
    struct loader *l, char *const *f, bool may, bool must_change, struct error *err)
{
	uint8_t salt[PIN_SALT_SIZE];
	uint8_t hash[PIN_HASH_SIZE];
	char salt_hex[2 * PIN_SALT_SIZE + 1];
	char hash_hex_text[2 * PIN_HASH_SIZE + 1];
	char citizen[HASH_HEX_SIZE];
	struct citizen_number number;
	if (!random_bytes(salt, sizeof salt) || !pin_scrypt(hash, f[2], salt)) {
		error_set(err, PROBLEM_MEMORY, "scrypt");
		return NULL;
	}
	hex_text(salt_hex, salt, sizeof salt);
	hex_text(hash_hex_text, hash, sizeof hash);
	citizen_number_parse(&number, f[1]);
	citizen_hash(citizen, l->keys, &number);
	return add(l, SQL_OFFICER_ADD,
	    SQL_PARAMS(sql_text(f[0]), sql_text(citizen), sql_text(f[3]), sql_text(f[4]),
		sql_int(may), sql_text(salt_hex), sql_text(hash_hex_text), sql_int(must_change)),
	    err);
}

static const char *load_officer(void *arg, char *const *f, struct error *err)
{
	bool may;
	bool must_change = false;
	if (!id_valid(f[0]))
		return "id: not 1 to 39 letters or digits";
	if (!citizen_number_valid(f[1]))
		return "citizen_number: not valid";
	if (strlen(f[2]) != API_PIN_DIGITS || strspn(f[2], "0123456789") != API_PIN_DIGITS)
		return "pin: not eight digits";
	if (!*f[3] || strlen(f[3]) >= API_NAME_SIZE)
		return "name missing or too long";
	if (!yes_no(f[5], &may))
		return "may_enroll: not yes or no";
	if (*f[6] && !yes_no(f[6], &must_change))
		return "must_change: not yes or no";
	const char *wrong = need_office(arg, f[4], err);
	if (wrong || err->problem != PROBLEM_NONE)
		return wrong;
	return load_hashed_officer(arg, f, may, must_change, err);
}

static bool name_fits(const char *text)
{
	struct name n;
	bool ok = name_split(&n, text) && *n.first;
	secret_wipe(&n, sizeof n);
	return ok;
}

static bool sex_known(const char *word)
{
	return strcmp(word, "male") == 0 || strcmp(word, "female") == 0 || !*word;
}

static const char *check_person(char *const *f, bool *alive, bool *thai)
{
	struct date birth;
	struct address address;
	if (!citizen_number_valid(f[0]))
		return "citizen_number: not valid";
	if (!name_fits(f[1]))
		return "name_th: not prefix#first#middle#last";
	if (!name_fits(f[2]))
		return "name_en: not prefix#first#middle#last";
	if (!date_from_iso(&birth, f[3]))
		return "birth: not a date (1977-02-28, 1977-02, 1977)";
	if (!sex_known(f[4]))
		return "sex: not male or female";
	if (!address_split(&address, f[5]))
		return "address: more than eight parts";
	secret_wipe(&address, sizeof address);
	if (!one_of(f[6], "alive", "deceased", alive))
		return "status: not alive or deceased";
	return one_of(f[7], "thai", "other", thai) ? NULL : "nationality: not thai or other";
}

static const char *load_person(void *arg, char *const *f, struct error *err)
{
	struct loader *l = arg;
	struct citizen_number number;
	char citizen[HASH_HEX_SIZE];
	bool alive = false;
	bool thai = false;
	const char *wrong = check_person(f, &alive, &thai);
	if (wrong)
		return wrong;
	citizen_number_parse(&number, f[0]);
	citizen_hash(citizen, l->keys, &number);
	return add(l, SQL_PERSON_ADD,
	    SQL_PARAMS(sql_text(citizen), sql_text(f[0]), sql_text(f[1]), sql_text(f[2]),
		sql_text(f[3]), sql_text(f[4]), sql_text(f[5]), sql_int(alive), sql_int(thai)),
	    err);
}

static const char *need_person(struct loader *l, const char *citizen, struct error *err)
{
	struct register_person *p = secret_alloc(sizeof *p);
	if (!p)
		error_set(err, PROBLEM_MEMORY, "person");
	bool found = p && register_person(l->store, citizen, p, err) && p->found;
	secret_free(p, sizeof *p);
	return found ? NULL : "citizen_number: not in people.csv";
}

static const char *load_card(void *arg, char *const *f, struct error *err)
{
	struct loader *l = arg;
	struct citizen_number number;
	char citizen[HASH_HEX_SIZE];
	bool valid;
	if (!citizen_number_parse(&number, f[0]))
		return "citizen_number: not valid";
	if (!*f[1] || strlen(f[1]) >= sizeof(((struct register_card *)0)->request_number))
		return "request_number: missing or too long";
	if (!whole_date(f[2]) || !whole_date(f[3]))
		return "issued or expires: not a date";
	if (!one_of(f[4], "valid", "cancelled", &valid))
		return "status: not valid or cancelled";
	citizen_hash(citizen, l->keys, &number);
	const char *wrong = need_person(l, citizen, err);
	if (wrong || err->problem != PROBLEM_NONE)
		return wrong;
	return add(l, SQL_CARD_ADD,
	    SQL_PARAMS(
		sql_text(citizen), sql_text(f[1]), sql_text(f[2]), sql_text(f[3]), sql_int(!valid)),
	    err);
}

static bool is_hour(const char *s)
{
	return is_count(s) && strlen(s) <= 2 && strtol(s, NULL, 10) <= 23;
}

/* What an office can show of one day's bookings is all there may be. */
static const char *check_day(struct loader *l, const char *office, struct error *err)
{
	int64_t sum = 0;
	if (!store_number(l->store, SQL_SLOT_SUM, SQL_PARAMS(sql_text(office)), &sum, err))
		return NULL;
	return sum <= API_BOOKINGS_MAX ? NULL : "places: more than 256 in a day of this office";
}

/* In place of what was said of that hour before. */
static const char *load_slot(void *arg, char *const *f, struct error *err)
{
	struct loader *l = arg;
	const char *wrong = need_office(l, f[0], err);
	if (wrong || err->problem != PROBLEM_NONE)
		return wrong;
	if (!is_hour(f[1]))
		return "hour: not 0 to 23";
	if (!is_count(f[2]))
		return "places: not a number";
	wrong = add(l, SQL_SLOT_SET,
	    SQL_PARAMS(
		sql_text(f[0]), sql_int(strtol(f[1], NULL, 10)), sql_int(strtol(f[2], NULL, 10))),
	    err);
	return wrong || err->problem != PROBLEM_NONE ? wrong : check_day(l, f[0], err);
}

const struct load_table load_tables[] = {
    {.file = "settings.csv", .columns = {"name", "value"}, .row = load_setting},
    {.file = "offices.csv",
	.columns = {"code", "type", "name_th", "name_en", "may_enroll"},
	.row = load_office},
    {.file = "terminals.csv", .columns = {"office", "counter"}, .row = load_terminal},
    {.file = "officers.csv",
	.columns = {"id", "citizen_number", "pin", "name", "office", "may_enroll", "must_change"},
	.row = load_officer,
	.optional = 1},
    {.file = "people.csv",
	.columns = {"citizen_number", "name_th", "name_en", "birth", "sex", "address", "status",
	    "nationality"},
	.row = load_person},
    {.file = "cards.csv",
	.columns = {"citizen_number", "request_number", "issued", "expires", "status"},
	.row = load_card},
    {.file = "slots.csv",
	.columns = {"office", "hour", "places"},
	.row = load_slot,
	.dispensable = true},
    {.file = NULL},
};

const struct load_table *load_table_of(const char *file)
{
	const struct load_table *t = load_tables;
	while (t->file && strcmp(t->file, file) != 0)
		t++;
	return t->file ? t : NULL;
}
