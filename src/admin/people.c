/* The sample registers of people and cards: loaded from CSV files, or filled with fictitious
 * people by the million. The audit knows how many, not who. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "admin/admin.h"
#include "admin/fiction.h"
#include "base/buf.h"
#include "centrald/linkage.h"
#include "centrald/load.h"

/* ---- files ---- */

static void complain(void *arg, const char *file, long line, const char *what)
{
	(void)arg;
	fprintf(stderr, "%s:%ld: %s\n", file, line, what);
}

static bool load(struct admin *a, const char *file, const char *act, struct error *err)
{
	const struct load_table *table = load_table_of(file);
	struct loader loader = {.store = a->store, .keys = a->keys, .complaints = stderr};
	struct csv_reader r = {.path = a->operands[0],
	    .columns = table->columns,
	    .optional = table->optional,
	    .row = table->row,
	    .complain = complain,
	    .arg = &loader};
	char rows[24];
	if (!admin_begin(a, err) || !csv_read(&r, err))
		return false;
	if (r.bad > 0)
		return error_set(err, PROBLEM_BAD_LINES, "%s: %ld", a->operands[0], r.bad);
	snprintf(rows, sizeof rows, "%ld", r.rows);
	return admin_record(a, act, "", rows, err) && admin_commit(a, err);
}

bool people_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return load(a, "people.csv", "people.load", err);
}

bool card_load(struct admin *a, int *status, struct error *err)
{
	(void)status;
	return load(a, "cards.csv", "card.load", err);
}

/* ---- fiction ---- */

#define BATCH	    50000 /* people in one transaction: others wait for it */
#define DEFAULT_DAY ((struct date){2026, 10, 1})

/* Where a fictitious person stands, and the key that the store has them by. */
struct entry {
	char citizen[HASH_HEX_SIZE];
	uint64_t index;
};

struct making {
	struct admin *admin;
	struct fiction fiction;
	uint64_t count;
	struct entry *batch; /* BATCH of them */
	long added, there;
};

static bool number_of(const char *text, uint64_t max, uint64_t *out)
{
	if (!*text || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return false;
	*out = strtoull(text, NULL, 10);
	return *out <= max;
}

static bool read_wish(struct making *m, struct error *err)
{
	const struct admin *a = m->admin;
	const char *seed = admin_text(a, OPT_SEED), *day = admin_text(a, OPT_DAY);
	m->fiction.day = DEFAULT_DAY;
	if (!number_of(a->operands[0], FICTION_MAX, &m->count))
		return error_set(err, PROBLEM_USAGE, "%s", a->operands[0]);
	if (*seed && !number_of(seed, UINT64_MAX, &m->fiction.seed))
		return error_set(err, PROBLEM_USAGE, "--seed %s", seed);
	if (*day && !(date_from_iso(&m->fiction.day, day) && date_is_known(m->fiction.day) &&
			m->fiction.day.year >= 1990 && m->fiction.day.year <= 2500))
		return error_set(err, PROBLEM_USAGE, "--day %s", day);
	return true;
}

static bool add_cards(
    struct making *m, const struct entry *e, const struct fiction_person *p, struct error *err)
{
	for (size_t i = 0; i < p->card_count; i++) {
		const struct fiction_card *c = &p->cards[i];
		if (!store_run(m->admin->store, SQL_CARD_ADD,
			SQL_PARAMS(sql_text(e->citizen), sql_text(c->request_number),
			    sql_text(c->issued), sql_text(c->expires), sql_int(c->cancelled)),
			NULL, err))
			return false;
	}
	return true;
}

static bool add_person(struct making *m, const struct entry *e, struct error *err)
{
	struct fiction_person p;
	long added = 0;
	fiction_person(&p, &m->fiction, e->index);
	if (!store_run(m->admin->store, SQL_PERSON_ADD,
		SQL_PARAMS(sql_text(e->citizen), sql_text(p.number), sql_text(p.name_th),
		    sql_text(p.name_en), sql_text(p.birth), sql_text(p.sex), sql_text(p.address),
		    sql_int(p.alive), sql_int(p.thai)),
		&added, err))
		return false;
	m->added += added;
	m->there += 1 - added;
	return added == 0 || add_cards(m, e, &p, err);
}

static int by_citizen(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->citizen, ((const struct entry *)b)->citizen);
}

/* In the order of the tables' keys: a database fills its pages one after the other then. */
static size_t make_batch(struct making *m, uint64_t first)
{
	size_t n = m->count - first < BATCH ? (size_t)(m->count - first) : BATCH;
	for (size_t i = 0; i < n; i++) {
		struct entry *e = &m->batch[i];
		struct fiction_person p;
		struct citizen_number number;
		e->index = first + i;
		fiction_person(&p, &m->fiction, e->index);
		citizen_number_parse(&number, p.number);
		citizen_hash(e->citizen, m->admin->keys, &number);
	}
	qsort(m->batch, n, sizeof *m->batch, by_citizen);
	return n;
}

/* Each batch is a transaction of its own, with one record that tells how many it was. */
static bool add_batch(struct making *m, uint64_t first, struct error *err)
{
	char about[24];
	size_t n = make_batch(m, first);
	snprintf(about, sizeof about, "%zu", n);
	for (size_t i = 0; i < n; i++)
		if (!add_person(m, &m->batch[i], err))
			return false;
	return admin_record(m->admin, "people.generate", "", about, err);
}

static bool fill_store(struct making *m, struct error *err)
{
	static const char *const columns[] = {"added", "there", NULL};
	struct table t;
	bool ok = admin_begin(m->admin, err);
	for (uint64_t first = 0; ok && first < m->count; first += BATCH)
		ok = add_batch(m, first, err) &&
		     (first + BATCH >= m->count ||
			 (store_commit(m->admin->store, err) && store_begin(m->admin->store, err)));
	if (!ok || !admin_commit(m->admin, err) || !admin_table(m->admin, &t, columns, err))
		return false;
	table_row(&t, (const struct cell[]){CELL_NUMBER(m->added), CELL_NUMBER(m->there)});
	return table_end(&t, err);
}

static bool generate_rows(struct making *m, struct error *err)
{
	m->batch = calloc(BATCH, sizeof *m->batch);
	if (!m->batch)
		return error_set(err, PROBLEM_MEMORY, "people generate");
	bool ok = fill_store(m, err);
	free(m->batch);
	return ok;
}

/* ---- the same as files ---- */

static void write_person(FILE *people, FILE *cards, const struct fiction_person *p)
{
	fprintf(people, "%s,%s,%s,%s,%s,%s,%s,%s\n", p->number, p->name_th, p->name_en, p->birth,
	    p->sex, p->address, p->alive ? "alive" : "deceased", p->thai ? "thai" : "other");
	for (size_t i = 0; i < p->card_count; i++)
		fprintf(cards, "%s,%s,%s,%s,%s\n", p->number, p->cards[i].request_number,
		    p->cards[i].issued, p->cards[i].expires,
		    p->cards[i].cancelled ? "cancelled" : "valid");
}

/* Never over a file that is there. */
static FILE *make_file(const char *directory, const char *name, struct error *err)
{
	struct buf path = BUF_INIT;
	FILE *f = NULL;
	buf_printf(&path, "%s/%s", directory, name);
	if (!buf_ok(&path))
		error_set(err, PROBLEM_MEMORY, "%s", name);
	else if (!(f = fopen((const char *)path.data, "wxe")))
		error_errno(err, PROBLEM_CANNOT_CREATE, errno, (const char *)path.data);
	else
		for (const char *const *c = load_table_of(name)->columns; *c; c++)
			fprintf(f, "%s%c", *c, c[1] ? ',' : '\n');
	buf_free(&path);
	return f;
}

static bool close_file(FILE *f, const char *name, struct error *err)
{
	if (!f)
		return false;
	bool whole = fflush(f) == 0 && !ferror(f);
	return (fclose(f) == 0 && whole) || error_errno(err, PROBLEM_IO, errno, name);
}

static bool write_files(struct making *m, const char *directory, struct error *err)
{
	struct error ignored;
	struct fiction_person p;
	FILE *people = make_file(directory, "people.csv", err);
	FILE *cards = people ? make_file(directory, "cards.csv", err) : NULL;
	for (uint64_t i = 0; cards && i < m->count; i++) {
		fiction_person(&p, &m->fiction, i);
		write_person(people, cards, &p);
	}
	bool made = cards != NULL;
	bool ok = close_file(people, "people.csv", made ? err : &ignored);
	return close_file(cards, "cards.csv", made && ok ? err : &ignored) && ok;
}

bool people_generate(struct admin *a, int *status, struct error *err)
{
	struct making m = {.admin = a};
	(void)status;
	if (!read_wish(&m, err))
		return false;
	return a->value[OPT_INTO] ? write_files(&m, a->value[OPT_INTO], err)
				  : generate_rows(&m, err);
}
