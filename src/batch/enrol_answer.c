/* Questions and answers of `ddopa enrol`: one table, a row a question. */
#include <stdint.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "batch/enrol.h"

struct question_row {
	const char *name; /* of the question, and of the member that answers it */
	const char *text; /* msgid */
	void (*add)(const struct enrol_run *run, json_t *line);	  /* what one must know to answer */
	bool (*take)(struct enrol_run *run, const json_t *value); /* false: no such answer */
};

static bool officer(struct enrol_run *run, enum enrol_event event, int arg)
{
	return runner_officer(run->runner, event, arg);
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

static void add_person(const struct enrol_run *run, json_t *line)
{
	const struct card_text *card = runner_view(run->runner)->text;
	char address[ADDRESS_PARTS * ADDRESS_PART_SIZE];
	json_t *person = json_object();

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

static void add_tries(const struct enrol_run *run, json_t *line)
{
	const struct finger_states *fingers = runner_view(run->runner)->fingers;
	json_t *tries = json_object();

	for (int f = 0; fingers != NULL && f < FINGER_COUNT; f++)
		if (fingers->finger[f].stored)
			json_object_set_new(tries, finger_name((enum finger)f),
			    json_integer(
				fingers->finger[f].locked ? 0 : fingers->finger[f].tries_left));
	json_object_set_new(line, "tries_left", tries);
}

static void add_match_tries(const struct enrol_run *run, json_t *line)
{
	const struct api_enrolment *e = runner_view(run->runner)->enrolment;

	if (e != NULL)
		json_object_set_new(line, "tries_left", json_integer(e->match_tries_left));
}

static void add_renewals(const struct enrol_run *run, json_t *line)
{
	const struct api_enrolment *e = runner_view(run->runner)->enrolment;

	if (e != NULL)
		json_object_set_new(line, "renewals_left", json_integer(e->renewals_left));
}

/* ---- taking the answers ---- */

static bool begin(struct enrol_run *run)
{
	struct error err;

	run->app = true;
	if (runner_begin(run->runner, run->new_phone, &err))
		return true;
	enrol_fail(run, &err);
	return true;
}

static bool take_app(struct enrol_run *run, const json_t *value)
{
	if (!json_is_boolean(value))
		return false;
	begin(run);
	if (json_is_false(value))
		officer(run, ENROL_EV_NO_APP, 0);
	return true;
}

static bool take_same_person(struct enrol_run *run, const json_t *value)
{
	return json_is_boolean(value) &&
	       officer(
		   run, json_is_true(value) ? ENROL_EV_SAME_PERSON : ENROL_EV_NOT_SAME_PERSON, 0);
}

/* Why the card cannot compare that finger, or none. */
static enum problem finger_trouble(const struct enrol_run *run, enum finger finger)
{
	const struct finger_states *fingers = runner_view(run->runner)->fingers;

	if (fingers == NULL)
		return PROBLEM_NONE;
	if (!fingers->finger[finger].stored)
		return PROBLEM_NO_FINGER_ON_CARD;
	return fingers->finger[finger].locked ? PROBLEM_FINGER_LOCKED : PROBLEM_NONE;
}

static bool take_finger(struct enrol_run *run, const json_t *value)
{
	enum finger finger;
	enum problem trouble;

	if (!json_is_string(value) || !finger_parse(&finger, json_string_value(value)))
		return false;
	trouble = finger_trouble(run, finger);
	if (trouble != PROBLEM_NONE)
		run->refusal = trouble;
	return officer(run, ENROL_EV_FINGER_CHOSEN, (int)finger);
}

static bool take_match_code(struct enrol_run *run, const json_t *value)
{
	char digits[API_MATCH_DIGITS + 1];
	const char *text = json_string_value(value);

	if (text == NULL || strlen(text) != API_MATCH_DIGITS ||
	    strspn(text, "0123456789") != API_MATCH_DIGITS)
		return false;
	memcpy(digits, text, sizeof digits);
	return runner_match_code(run->runner, digits);
}

static bool take_renew(struct enrol_run *run, const json_t *value)
{
	if (!json_is_boolean(value))
		return false;
	if (json_is_true(value))
		return officer(run, ENROL_EV_CODE_ASKED, 0);
	run->renew_refused = true;
	return officer(run, ENROL_EV_CANCEL, 0);
}

static bool take_retry(struct enrol_run *run, const json_t *value)
{
	return json_is_boolean(value) &&
	       officer(run, json_is_true(value) ? ENROL_EV_RETRY : ENROL_EV_CANCEL, 0);
}

static const struct question_row questions[] = {
    [ASK_APP] = {"app",
	N_("Does the citizen have the D.DOPA app? Then the card goes into the reader."), NULL,
	take_app},
    [ASK_SAME_PERSON] = {"same_person",
	N_("Are the person at the counter and the holder of the card the same?"), add_person,
	take_same_person},
    [ASK_FINGER] = {"finger", N_("Which index finger is laid on the reader?"), add_tries,
	take_finger},
    [ASK_MATCH_CODE] = {"match_code", N_("Which four digits does the citizen's phone show?"),
	add_match_tries, take_match_code},
    [ASK_RENEW] = {"renew", N_("The code has run out. Make a new one?"), add_renewals, take_renew},
    [ASK_RETRY] = {"retry", N_("It did not work. Try the same again?"), NULL, take_retry},
};

/* ---- lines that are taken at any time ---- */

struct command_row {
	const char *name;
	enum enrol_event event;
};

static const struct command_row commands[] = {
    {"cancel", ENROL_EV_CANCEL},
    {"contest", ENROL_EV_CONTEST},
    {"renew", ENROL_EV_CODE_ASKED},
};

static bool take_command(struct enrol_run *run, const char *name)
{
	struct error err;

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		if (strcmp(commands[i].name, name) != 0)
			continue;
		if (run->app)
			return officer(run, commands[i].event, 0);
		error_set(&err, PROBLEM_CANCELLED_BY_OFFICER, "%s", "");
		enrol_fail(run, &err);
		return true;
	}
	return false;
}

/* ---- the order of it ---- */

/* It has run out; or there is none to show, where another program had it (--resume). */
static bool no_good_code(const struct enrol_run *run)
{
	const struct runner_view *view = runner_view(run->runner);

	return run->code_dead || (view->code == NULL && view->enrol->code == ENROL_CALL_IDLE);
}

static enum question wanted(const struct enrol_run *run)
{
	static const struct {
		enum enrol_event event;
		enum question question;
	} by_event[] = {
	    {ENROL_EV_SAME_PERSON, ASK_SAME_PERSON},
	    {ENROL_EV_FINGER_CHOSEN, ASK_FINGER},
	    {ENROL_EV_MATCH_CODE_TYPED, ASK_MATCH_CODE},
	};
	const struct enrol *e;

	if (!run->app)
		return ASK_APP;
	e = runner_view(run->runner)->enrol;
	for (size_t i = 0; i < sizeof by_event / sizeof by_event[0]; i++)
		if (enrol_accepts(e, by_event[i].event))
			return by_event[i].question;
	if (e->state != ENROL_WAIT_CARD && e->problem != PROBLEM_NONE &&
	    enrol_accepts(e, ENROL_EV_RETRY))
		return ASK_RETRY;
	return e->state == ENROL_QR_CREATED && no_good_code(run) ? ASK_RENEW : ASK_NOTHING;
}

static void refuse_line(struct enrol_run *run)
{
	json_t *line = talk_line(run->talk);

	talk_problem(
	    line, run->refusal, run->asked == ASK_NOTHING ? "" : questions[run->asked].name);
	talk_say(run->talk, line);
}

/* One line in; false when it has to wait for its question. */
static bool take_line(struct enrol_run *run, const json_t *line)
{
	const char *name = json_object_iter_key(json_object_iter((json_t *)(uintptr_t)line));
	const json_t *value = name == NULL ? NULL : json_object_get(line, name);
	enum question asked = run->asked;

	run->refusal = PROBLEM_BAD_ANSWER;
	if (asked != ASK_NOTHING && name != NULL && strcmp(name, questions[asked].name) == 0) {
		run->asked = ASK_NOTHING; /* taking it may open the next question at once */
		if (!questions[asked].take(run, value)) {
			run->asked = asked;
			refuse_line(run);
		}
		return true;
	}
	if (name != NULL && take_command(run, name))
		return true;
	if (asked == ASK_NOTHING && name != NULL)
		return false;
	refuse_line(run);
	return true;
}

static void say_question(struct enrol_run *run)
{
	const struct question_row *row = &questions[run->asked];
	json_t *line = talk_line(run->talk);

	json_object_set_new(line, "ask", json_string(row->name));
	json_object_set_new(line, "message", json_string(_(row->text)));
	if (row->add != NULL)
		row->add(run, line);
	talk_say(run->talk, line);
}

/* Nobody is left to answer. The machine knows what that means: before QR_CREATED leaving
 * ends it, after that it stays open, to be gone on with. */
static void input_ended(struct enrol_run *run)
{
	struct error err;

	if (!run->app) {
		error_set(&err, PROBLEM_INPUT_ENDED, "%s", questions[ASK_APP].name);
		enrol_fail(run, &err);
		return;
	}
	run->input_ended = true;
	officer(run, ENROL_EV_LEAVE, 0);
}

/* Whether somebody still has to answer something before SUCCESS. While the register is
 * being asked that is open: it may refuse by itself. */
static bool needs_somebody(const struct enrol_run *run)
{
	const struct enrol *e = run->app ? runner_view(run->runner)->enrol : NULL;
	enum enrol_state state = e != NULL ? e->state : ENROL_WAIT_CARD;

	if (e != NULL && state == ENROL_FACE && e->linkage == ENROL_CALL_RUNNING)
		return false;
	return run->asked != ASK_NOTHING || state == ENROL_QR_CREATED || state == ENROL_SCANNED ||
	       state == ENROL_LAST_TRY || state == ENROL_STORING || state == ENROL_EXCEPTION;
}

void enrol_ask(struct enrol_run *run)
{
	const json_t *line;

	for (;;) {
		enum question want = run->over ? ASK_NOTHING : wanted(run);

		if (want != run->asked) {
			run->asked = want;
			if (want != ASK_NOTHING)
				say_question(run);
		}
		line = run->over ? NULL : talk_peek(run->talk);
		if (line == NULL || !take_line(run, line))
			break;
		talk_drop(run->talk);
	}
	if (!run->over && talk_ended(run->talk) && needs_somebody(run))
		input_ended(run);
}
