/*
 * batch/queue.c - `ddopa queue list|slots|book|cancel`: who has booked which hour of the own
 * office (Queue Online), and an officer's booking and cancelling for a citizen, by the centre's
 * rules. A citizen number comes by a descriptor or from the card in the reader; what is told
 * of a booking is the number that is called out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "batch/card_number.h"
#include "batch/commands.h"
#include "batch/errand.h"
#include "counter/queue_words.h"

struct queue {
	struct errand errand; /* first: the errand's functions are given this */
	const struct action *action;
	struct date day; /* year 0: today, by the centre's clock */
	int hour;	 /* -1: not given */
	int number_fd;	 /* -1: not given */
	bool card;
	const char *id;			 /* of a booking */
	struct api_office_booking *wish; /* secret memory; NULL but to book */
};

struct action {
	const char *name;
	void (*begin)(struct errand *e);
	bool books;
	int operands;
};

static const struct option_row options[] = {
    ERRAND_JSON,
    ERRAND_CSV,
    ERRAND_PIN_FD,
    {"day", 0, "DAY", N_("of this day (YYYY-MM-DD); otherwise today")},
    {"hour", 0, "HOUR", N_("the hour to book: 9 is from 09:00 to 10:00")},
    {"number-fd", 0, "N", N_("for the citizen whose number is read from descriptor N")},
    {"card", 0, NULL, N_("for the holder of the card in the reader")},
    {0},
};

static bool take_hour(struct queue *q, const char *value)
{
	char *end;
	const long n = strtol(value, &end, 10);

	q->hour = (int)n;
	return *value != '\0' && *end == '\0' && n >= 0 && n <= 23;
}

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct queue *q = arg;
	bool taken, good = true;

	if (!errand_option(&q->errand, row, value, &taken, err))
		return false;
	if (strcmp(row->name, "number-fd") == 0)
		return batch_parse_fd(&q->number_fd, row, value, err);
	if (strcmp(row->name, "day") == 0)
		good = date_from_iso(&q->day, value) && date_is_known(q->day);
	else if (strcmp(row->name, "hour") == 0)
		good = take_hour(q, value);
	else if (strcmp(row->name, "card") == 0)
		q->card = true;
	return good || error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
}

/* ---- bookings ---- */

static const char *const booking_columns[] = {
    "id", "number", "office", "day", "hour", "state", "by_officer", NULL};

static json_t *booking_object(const struct api_booking *b)
{
	char day[DATE_ISO_SIZE];

	date_to_iso(day, b->day);
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:b}", "id", b->id, "number", b->number,
	    "office", b->office, "day", day, "hour", b->hour, "state",
	    queue_state_name(queue_state(b)), "by_officer", (int)b->by_officer);
}

static void booking_text(struct buf *out, const struct api_booking *b)
{
	char date[64];

	date_format(date, sizeof date, b->day, lang_get() == LANG_TH);
	buf_printf(out, "%s  %02d:00  %s  %s  %s  %s\n", date, b->hour, b->number,
	    queue_state_word(queue_state(b)),
	    b->by_officer ? _("an officer here") : _("the citizen"), b->id);
}

/* ---- hours ---- */

static const char *const slot_columns[] = {"day", "hour", "places", "free", "open", NULL};

static json_t *slot_object(const struct api_slots *s, const struct api_slot *slot)
{
	char day[DATE_ISO_SIZE];

	date_to_iso(day, s->day);
	return json_pack("{s:s, s:i, s:I, s:I, s:b}", "day", day, "hour", slot->hour, "places",
	    (json_int_t)slot->capacity, "free", (json_int_t)slot->free, "open", (int)s->open);
}

static void slot_text(struct buf *out, const struct api_slots *s, const struct api_slot *slot)
{
	buf_printf(
	    out, _("%02d:00: %ld of %ld places left"), slot->hour, slot->free, slot->capacity);
	buf_printf(out, "%s%s\n", s->open ? "" : "  ", s->open ? "" : _("closed"));
}

/* ---- telling ---- */

static void put(struct buf *out, enum output_form form, const char *const *columns, json_t *row)
{
	if (form == OUTPUT_CSV)
		output_csv(out, columns, row);
	else
		output_json(out, json_incref(row));
	json_decref(row);
}

static void put_booking(struct buf *out, enum output_form form, const struct api_booking *b)
{
	if (form == OUTPUT_TEXT)
		booking_text(out, b);
	else
		put(out, form, booking_columns, booking_object(b));
}

static void on_listed(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_bookings *list = answer;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, booking_columns);
	for (size_t i = 0; i < list->count; i++)
		put_booking(&out, e->form, &list->rows[i]);
	errand_print(e, &out);
}

static void on_slots(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_slots *s = answer;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, slot_columns);
	for (size_t i = 0; i < s->count; i++) {
		if (e->form == OUTPUT_TEXT)
			slot_text(&out, s, &s->rows[i]);
		else
			put(&out, e->form, slot_columns, slot_object(s, &s->rows[i]));
	}
	errand_print(e, &out);
}

static void on_booked(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	struct buf out = BUF_INIT;

	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, booking_columns);
	put_booking(&out, e->form, answer);
	errand_print(e, &out);
}

static void on_cancelled(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct queue *q = arg;
	static const char *const columns[] = {"id", "cancelled", NULL};
	struct buf out = BUF_INIT;

	(void)answer;
	if (failure != NULL) {
		errand_fail(e, failure);
		return;
	}
	if (e->form == OUTPUT_CSV)
		output_csv_head(&out, columns);
	if (e->form == OUTPUT_TEXT)
		buf_printf(&out, "%s\n", _("The booking is cancelled"));
	else
		put(&out, e->form, columns, json_pack("{s:s, s:b}", "id", q->id, "cancelled", 1));
	errand_print(e, &out);
}

/* ---- asking ---- */

static void begin_list(struct errand *e)
{
	central_bookings(e->central, ((struct queue *)e)->day, on_listed, e);
}

static void begin_slots(struct errand *e)
{
	central_slots(e->central, ((struct queue *)e)->day, on_slots, e);
}

static void begin_book(struct errand *e)
{
	central_book(e->central, ((struct queue *)e)->wish, "", on_booked, e);
}

static void begin_cancel(struct errand *e)
{
	central_cancel_booking(e->central, ((struct queue *)e)->id, "", on_cancelled, e);
}

static const struct action actions[] = {
    {"list", begin_list, false, 0},
    {"slots", begin_slots, false, 0},
    {"book", begin_book, true, 0},
    {"cancel", begin_cancel, false, 1},
};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof actions / sizeof *actions; i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

/* ---- the command line ---- */

static bool read_wish(struct queue *q, struct error *err)
{
	q->wish = secret_alloc(sizeof *q->wish);
	if (q->wish == NULL)
		return error_set(err, PROBLEM_MEMORY, "queue");
	q->wish->day = q->day;
	q->wish->hour = q->hour;
	return q->card ? batch_card_number(&q->wish->number, q->errand.context, err)
		       : batch_read_number(&q->wish->number, q->number_fd, err);
}

static bool parse(struct queue *q, int argc, char **argv)
{
	if (!errand_operands(&q->errand, argc, argv, take_option, q->action->operands, &q->id))
		return false;
	if (q->action->operands == 1 && q->id == NULL)
		return errand_missing(&q->errand, "cancel ID");
	if (q->action->books && (q->day.year == 0 || q->hour < 0))
		return errand_missing(&q->errand, "book --day DAY --hour HOUR");
	if (q->action->books && q->card == (q->number_fd >= 0))
		return errand_missing(&q->errand, "book --number-fd N | --card");
	return true;
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct queue q = {.errand = {.context = context}, .hour = -1, .number_fd = -1};
	struct error err;
	int code;

	q.action = find_action(argc > 1 ? argv[1] : NULL);
	if (q.action == NULL) {
		error_set(&err, PROBLEM_USAGE, "queue list|slots|book|cancel");
		return batch_tell(&err);
	}
	q.errand.begin = q.action->begin;
	/* The action is the word after the command; options follow it. */
	if (!parse(&q, argc - 1, argv + 1))
		return q.errand.code;
	if (q.action->books && !read_wish(&q, &err))
		code = batch_tell(&err);
	else
		code = errand_run(&q.errand);
	secret_free(q.wish, sizeof *q.wish);
	return code;
}

const struct batch_command batch_queue = {
    .name = "queue",
    .usage = "list|slots|book|cancel [--json | --csv] [--day DAY] [--hour HOUR] [--number-fd N] "
	     "[--card] --pin-fd N [ID]",
    .words = "list|slots|book|cancel",
    .summary = N_("List, book and cancel hours of this office (Queue Online)."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = true,
    .run = run,
};
