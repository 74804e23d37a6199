/*
 * The check by citizen number: the evening before, those who have booked are asked about, so
 * that they hear in time that their card must be renewed. The centre has the limits
 * (centrald/eligibility.h); a line that is refused is told, and the next one is asked, until
 * the centre says that it is enough for this hour.
 */
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/check.h"

#define LINE_MAX_BYTES 64

static const char *const columns[] = {"line", "number", "result", "reasons", NULL};

struct list {
	struct errand errand;
	struct api_eligibility_check *check; /* secret memory: the number that is asked about */
	long line;
	bool bad;   /* a line was no number */
	bool ended; /* of the input */
	struct buf out;
};

/* One line without its end, in secret memory. False at the end of the input. */
static bool read_line(char *text)
{
	size_t len = 0;
	char c = '\0';
	bool any = false;

	while (read(STDIN_FILENO, &c, 1) == 1) {
		any = true;
		if (c == '\n')
			break;
		if (len < LINE_MAX_BYTES - 1)
			text[len++] = c;
	}
	text[len] = '\0';
	return any;
}

/* ---- telling ---- */

static void put(
    struct list *l, const char *masked, const char *result, const struct api_eligibility *answer)
{
	json_t *row = json_pack(
	    "{s:I, s:s, s:s}", "line", (json_int_t)l->line, "number", masked, "result", result);

	if (l->errand.form == OUTPUT_JSON) {
		if (answer != NULL)
			json_object_set_new(
			    row, "reasons", check_reasons(answer->reasons, answer->reason_count));
		output_json(&l->out, json_incref(row));
	} else {
		if (answer != NULL && answer->reason_count > 0)
			json_object_set_new(
			    row, "reasons", json_string(problem_row(answer->reasons[0])->id));
		output_csv(&l->out, columns, row);
	}
	json_decref(row);
}

static void put_text(struct list *l, const char *masked, const struct api_eligibility *answer)
{
	buf_printf(&l->out, "%ld  %s  ", l->line, masked);
	if (answer == NULL)
		buf_printf(&l->out, "%s\n", _("is no citizen number"));
	else if (answer->reason_count == 0)
		buf_printf(&l->out, "%s\n", _("nothing is known against the card"));
	else
		buf_printf(&l->out, "%s %s\n", problem_row(answer->reasons[0])->id,
		    _(problem_row(answer->reasons[0])->what));
}

/* Line by line, as they come: false when nobody reads any more. */
static bool tell(struct list *l, const char *masked, const struct api_eligibility *answer)
{
	const char *result = answer == NULL		? "no-number"
			     : answer->reason_count > 0 ? "renew-card"
							: "nothing-known";
	int code;

	if (l->errand.form == OUTPUT_TEXT)
		put_text(l, masked, answer);
	else
		put(l, masked, result, answer);
	if (batch_write(STDOUT_FILENO, &l->out, &code)) {
		buf_clear(&l->out);
		return true;
	}
	errand_end(&l->errand, code);
	return false;
}

/* ---- asking ---- */

static void next(struct list *l);

static void on_answer(void *arg, const struct central_failure *failure, const void *answer)
{
	struct list *l = arg;
	char masked[CITIZEN_NUMBER_SHOWN];

	citizen_number_mask(masked, &l->check->number);
	if (failure != NULL)
		errand_fail(&l->errand, failure);
	else if (tell(l, masked, answer))
		next(l);
}

/* The next line that is a number is asked about; at the end the exit code says whether all
 * were. */
static void next(struct list *l)
{
	char *text = secret_alloc(LINE_MAX_BYTES);
	bool more = text != NULL, asked = false;

	while (more && !asked && (more = read_line(text))) {
		l->line++;
		if (text[strspn(text, " \t\r")] == '\0')
			continue;
		asked = citizen_number_parse(&l->check->number, text);
		l->bad = l->bad || !asked;
		if (!asked && !tell(l, "", NULL))
			break;
	}
	secret_free(text, LINE_MAX_BYTES);
	if (asked)
		central_check_number(l->errand.central, l->check, on_answer, l);
	else if (!more)
		errand_end(&l->errand, l->bad ? EX_DATAERR : EXIT_DONE);
}

static void begin(struct errand *e)
{
	struct list *l = (struct list *)e;

	if (e->form == OUTPUT_CSV)
		output_csv_head(&l->out, columns);
	next(l);
}

int check_numbers(const struct batch_context *context, int pin_fd, enum output_form form)
{
	struct list l = {
	    .errand = {.context = context, .begin = begin, .pin_fd = pin_fd, .form = form},
	    .check = secret_alloc(sizeof *l.check)};
	struct error err;
	int code;

	if (l.check != NULL)
		code = errand_run(&l.errand);
	else
		code = batch_tell((error_set(&err, PROBLEM_MEMORY, "check"), &err));
	secret_free(l.check, sizeof *l.check);
	buf_free(&l.out);
	return code;
}
