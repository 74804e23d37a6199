/* Questions of a conversation and the answers to them: one table, a row a question. */
#include <stdint.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/counter.h"

struct question_row {
	const char *name; /* of the question, and of the member that answers it */
	const char *text; /* msgid */
	void (*add)(const struct counter *c, json_t *line);   /* what one must know to answer */
	bool (*take)(struct counter *c, const json_t *value); /* false: no such answer */
};

static bool officer(struct counter *c, enum enrol_event event, int arg)
{
	return runner_officer(c->runner, event, arg);
}

/* ---- what one must know to answer ---- */

static void add_date(json_t *to, const char *name, struct date date)
{
	char iso[DATE_ISO_SIZE];

	date_to_iso(iso, date);
	json_object_set_new(to, name, json_string(iso));
}

static void add_name(json_t *to, const char *key, const struct name *name, bool thai)
{
	char text[4 * NAME_PART_SIZE];

	name_format(text, sizeof text, name, thai);
	json_object_set_new(to, key, json_string(text));
	secret_wipe(text, sizeof text);
}

static void add_face_reasons(json_t *line)
{
	json_t *reasons = json_object();

	for (size_t i = 0; i < FACE_REASONS; i++)
		json_object_set_new(reasons, problem_row(face_reasons[i].problem)->name,
		    json_string(_(face_reasons[i].words)));
	json_object_set_new(line, "reasons", reasons);
}

static void add_person(const struct counter *c, json_t *line)
{
	const struct card_text *card = runner_view(c->runner)->text;
	char address[ADDRESS_PARTS * ADDRESS_PART_SIZE];
	json_t *person = json_object();

	add_face_reasons(line);
	if (card == NULL) {
		json_decref(person);
		return;
	}
	json_object_set_new(person, "citizen_number", json_string(card->person.number.digits));
	add_name(person, "name_th", &card->person.thai, true);
	add_name(person, "name_en", &card->person.english, false);
	add_date(person, "birth", card->person.birth);
	address_format(address, sizeof address, &card->person.address);
	json_object_set_new(person, "address", json_string(address));
	add_date(person, "issued", card->issue.issued);
	add_date(person, "expires", card->issue.expires);
	json_object_set_new(line, "person", person);
	secret_wipe(address, sizeof address);
}

static void add_match_tries(const struct counter *c, json_t *line)
{
	const struct api_enrolment *e = runner_view(c->runner)->enrolment;

	if (e != NULL)
		json_object_set_new(line, "tries_left", json_integer(e->match_tries_left));
}

static void add_renewals(const struct counter *c, json_t *line)
{
	const struct api_enrolment *e = runner_view(c->runner)->enrolment;

	if (e != NULL)
		json_object_set_new(line, "renewals_left", json_integer(e->renewals_left));
}

/* ---- taking the answers ---- */

static bool begin(struct counter *c)
{
	struct error err;

	c->begun = true;
	if (runner_begin(c->runner, c->new_phone, &err))
		return true;
	counter_fail(c, &err);
	return true;
}

static bool take_app(struct counter *c, const json_t *value)
{
	if (!json_is_boolean(value))
		return false;
	begin(c);
	if (json_is_false(value))
		officer(c, ENROL_EV_NO_APP, 0);
	return true;
}

/* No is never said without its reason. */
static bool take_same_person(struct counter *c, const json_t *value)
{
	const char *reason = json_string_value(value);

	if (reason != NULL)
		return officer(c, ENROL_EV_NOT_SAME_PERSON, (int)problem_by_name(reason));
	return json_is_true(value) && officer(c, ENROL_EV_SAME_PERSON, 0);
}

static bool take_match_code(struct counter *c, const json_t *value)
{
	char digits[API_MATCH_DIGITS + 1];
	const char *text = json_string_value(value);

	if (text == NULL || strlen(text) != API_MATCH_DIGITS ||
	    strspn(text, "0123456789") != API_MATCH_DIGITS)
		return false;
	memcpy(digits, text, sizeof digits);
	return runner_match_code(c->runner, digits);
}

static bool take_renew(struct counter *c, const json_t *value)
{
	if (!json_is_boolean(value))
		return false;
	if (json_is_true(value))
		return officer(c, ENROL_EV_CODE_ASKED, 0);
	c->renew_refused = true;
	return officer(c, ENROL_EV_CANCEL, 0);
}

static bool take_retry(struct counter *c, const json_t *value)
{
	return json_is_boolean(value) &&
	       officer(c, json_is_true(value) ? ENROL_EV_RETRY : ENROL_EV_CANCEL, 0);
}

static const struct question_row questions[] = {
    [ASK_APP] = {"app",
	N_("Does the citizen have the D.DOPA app? Then the card goes into the reader."), NULL,
	take_app},
    [ASK_SAME_PERSON] = {"same_person",
	N_("Are the person at the counter and the holder of the card the same? true, or the reason "
	   "why not."),
	add_person, take_same_person},
    [ASK_FINGER] = {"finger", N_("Which index finger is laid on the reader?"), counter_add_fingers,
	counter_take_finger},
    [ASK_LAST_TRY] = {"last_try",
	N_("This finger has one try left; a wrong finger locks it. To spend it, give "
	   "the last three digits of the citizen number; false goes back."),
	counter_add_last_try, counter_take_last_try},
    [ASK_FINGERS] = {"fingers",
	N_("Which index fingers are stored in the chip: \"both\", or one and why not the other?"),
	counter_add_fingers, counter_take_fingers},
    [ASK_SECOND_OFFICER] = {"second_officer",
	N_("A second officer has to approve: their number and PIN, or false."), NULL,
	counter_take_second_officer},
    [ASK_MATCH_CODE] = {"match_code", N_("Which four digits does the citizen's phone show?"),
	add_match_tries, take_match_code},
    [ASK_RENEW] = {"renew", N_("The code has run out. Make a new one?"), add_renewals, take_renew},
    [ASK_RETRY] = {"retry", N_("It did not work. Try the same again?"), NULL, take_retry},
};

/* ---- lines that are taken at any time ---- */

static bool take_cancel(struct counter *c, const json_t *value)
{
	struct error err;

	(void)value;
	if (c->begun)
		return officer(c, ENROL_EV_CANCEL, 0);
	error_set(&err, PROBLEM_CANCELLED_BY_OFFICER, "%s", "");
	counter_fail(c, &err);
	return true;
}

static bool take_contest(struct counter *c, const json_t *value)
{
	(void)value;
	return c->begun && officer(c, ENROL_EV_CONTEST, 0);
}

static bool take_new_code(struct counter *c, const json_t *value)
{
	(void)value;
	return c->begun && officer(c, ENROL_EV_CODE_ASKED, 0);
}

static const struct {
	const char *name;
	bool (*take)(struct counter *c, const json_t *value); /* false: not now */
} commands[] = {
    {"cancel", take_cancel},
    {"contest", take_contest},
    {"renew", take_new_code},
    {"exception", counter_take_exception},
};

static bool take_command(struct counter *c, const char *name, const json_t *value)
{
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].take(c, value);
	return false;
}

/* ---- the order of it ---- */

/* It has run out; or there is none to show, where another program had it (--resume). */
static bool no_good_code(const struct counter *c)
{
	const struct runner_view *view = runner_view(c->runner);

	return c->code_dead || (view->code == NULL && view->enrol->code == ENROL_CALL_IDLE);
}

static enum question wanted_of_writing(const struct writing *w)
{
	if (w == NULL)
		return ASK_NOTHING;
	if (writing_accepts(w, WRITING_EV_AGAIN))
		return ASK_RETRY;
	if (writing_accepts(w, WRITING_EV_APPROVE))
		return ASK_SECOND_OFFICER;
	return writing_accepts(w, WRITING_EV_FINGERS) ? ASK_FINGERS : ASK_NOTHING;
}

static enum question wanted(const struct counter *c)
{
	static const struct {
		enum enrol_event event;
		enum question question;
	} by_event[] = {
	    {ENROL_EV_SAME_PERSON, ASK_SAME_PERSON},
	    {ENROL_EV_LAST_TRY_TYPED, ASK_LAST_TRY},
	    {ENROL_EV_APPROVE, ASK_SECOND_OFFICER},
	    {ENROL_EV_FINGER_CHOSEN, ASK_FINGER},
	    {ENROL_EV_MATCH_CODE_TYPED, ASK_MATCH_CODE},
	};
	const struct enrol *e;

	if (!c->begun)
		return ASK_APP;
	e = runner_view(c->runner)->enrol;
	if (e->state == ENROL_DESK)
		return c->kind->at_desk(c);
	if (e->state == ENROL_STORING)
		return wanted_of_writing(runner_view(c->runner)->writing);
	for (size_t i = 0; i < sizeof by_event / sizeof by_event[0]; i++)
		if (enrol_accepts(e, by_event[i].event))
			return by_event[i].question;
	if (e->state != ENROL_WAIT_CARD && e->problem != PROBLEM_NONE &&
	    enrol_accepts(e, ENROL_EV_RETRY))
		return ASK_RETRY;
	return e->state == ENROL_QR_CREATED && no_good_code(c) ? ASK_RENEW : ASK_NOTHING;
}

static void refuse_line(struct counter *c)
{
	json_t *line = talk_line(c->talk);

	talk_problem(line, c->refusal, c->asked == ASK_NOTHING ? "" : questions[c->asked].name);
	talk_say(c->talk, line);
}

/* One line in; false when it has to wait for its question. */
static bool take_line(struct counter *c, const json_t *line)
{
	const char *name = json_object_iter_key(json_object_iter((json_t *)(uintptr_t)line));
	const json_t *value = name == NULL ? NULL : json_object_get(line, name);
	enum question asked = c->asked;

	c->refusal = PROBLEM_BAD_ANSWER;
	if (asked != ASK_NOTHING && name != NULL && strcmp(name, questions[asked].name) == 0) {
		c->asked = ASK_NOTHING; /* taking it may open the next question at once */
		if (!questions[asked].take(c, value)) {
			c->asked = asked;
			refuse_line(c);
		}
		return true;
	}
	if (name != NULL && take_command(c, name, value))
		return true;
	if (asked == ASK_NOTHING && name != NULL)
		return false;
	refuse_line(c);
	return true;
}

static void say_question(struct counter *c)
{
	const struct question_row *row = &questions[c->asked];
	json_t *line = talk_line(c->talk);

	json_object_set_new(line, "ask", json_string(row->name));
	json_object_set_new(line, "message", json_string(_(row->text)));
	if (row->add != NULL)
		row->add(c, line);
	talk_say(c->talk, line);
}

/* Nobody is left to answer. The machine knows what that means: before QR_CREATED leaving
 * ends it, after that it stays open, to be gone on with. */
static void input_ended(struct counter *c)
{
	struct error err;

	if (!c->begun) {
		error_set(&err, PROBLEM_INPUT_ENDED, "%s", questions[ASK_APP].name);
		counter_fail(c, &err);
		return;
	}
	c->input_ended = true;
	officer(c, ENROL_EV_LEAVE, 0);
}

/* Whether somebody still has to answer something before SUCCESS. While the register is
 * being asked that is open: it may refuse by itself. */
static bool needs_somebody(const struct counter *c)
{
	const struct enrol *e = c->begun ? runner_view(c->runner)->enrol : NULL;
	enum enrol_state state = e != NULL ? e->state : ENROL_WAIT_CARD;

	if (e != NULL && state == ENROL_FACE && e->linkage == ENROL_CALL_RUNNING)
		return false;
	return c->asked != ASK_NOTHING || state == ENROL_QR_CREATED || state == ENROL_SCANNED;
}

void counter_ask(struct counter *c)
{
	const json_t *line;

	for (;;) {
		enum question want = c->over ? ASK_NOTHING : wanted(c);

		if (want != c->asked) {
			c->asked = want;
			if (want != ASK_NOTHING)
				say_question(c);
		}
		line = c->over ? NULL : talk_peek(c->talk);
		if (line == NULL || !take_line(c, line))
			break;
		talk_drop(c->talk);
	}
	if (!c->over && talk_ended(c->talk) && needs_somebody(c))
		input_ended(c);
}
