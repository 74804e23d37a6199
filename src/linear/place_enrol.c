/* The enrollment: what is typed becomes an officer's decision, which the engine judges. */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/secret.h"
#include "counter/parked_words.h"
#include "linear/answer.h"
#include "linear/enrol_talk.h"
#include "linear/words.h"

bool enrol_talk_live(const struct enrol_talk *s)
{
	return s->runner != NULL && s->error.problem == PROBLEM_NONE;
}

bool enrol_talk_over(const struct enrol_talk *s)
{
	const enum enrol_state state = runner_view(s->runner)->enrol->state;

	return state == ENROL_SUCCESS || state == ENROL_ENDED || state == ENROL_STOPPED ||
	       state == ENROL_PARKED;
}

/* ---- coming and going ---- */

static void forget_told(struct enrol_talk *s)
{
	news_begin(&s->news);
	finger_talk_begin(&s->fingers, s->l, s->runner);
	secret_wipe(s->code, sizeof s->code);
	s->any = s->allowed = s->linkage_failed = s->alarm = s->ended = s->asks_picture = false;
	s->step = s->substep = s->warned = 0;
}

static void begin(struct enrol_talk *s, bool new_phone)
{
	s->cancel_when_known = false; /* it was of the one before */
	if (s->any && enrol_talk_live(s))
		parked_put(s->l, runner_view(s->runner));
	s->new_phone = new_phone;
	s->app = new_phone;
	forget_told(s);
	if (!runner_begin(s->runner, new_phone, &s->error))
		words_problem(s->l, &s->error);
}

/* The same proofing again; the card may still be in the reader. */
static void begin_new_phone(struct enrol_talk *s)
{
	begin(s, true);
	runner_officer(s->runner, ENROL_EV_RETRY, 0);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct enrol_talk *s = state;

	s->l = l;
	s->cancel_when_known = arg->cancel;
	s->runner = linear_runner(l, false, &s->error);
	if (s->runner == NULL) {
		words_problem(l, &s->error);
		return;
	}
	if (arg->id[0] == '\0') {
		begin(s, false);
		return;
	}
	forget_told(s);
	parked_take(l, arg->id);
	if (!(arg->take_over ? runner_take_over : runner_resume)(s->runner, arg->id, &s->error))
		words_problem(l, &s->error);
}

static void leave(struct linear *l, void *state)
{
	struct enrol_talk *s = state;

	if (enrol_talk_live(s))
		parked_put(l, runner_view(s->runner));
	runner_free(s->runner);
}

static void go_back(struct enrol_talk *s)
{
	const struct error *error = enrol_talk_live(s) ? &runner_view(s->runner)->error : &s->error;

	if (linear_session_ended(error))
		linear_log_out(s->l);
	else
		linear_go(s->l, &place_menu, NULL);
}

/* ---- the turn ---- */

/* After an end the next card is the next citizen. */
static void next_card(struct enrol_talk *s)
{
	const struct runner_view *view = runner_view(s->runner);
	const bool put_in =
	    view->card == RUNNER_CARD_PRESENT &&
	    (s->last_card == RUNNER_CARD_EMPTY || s->last_card == RUNNER_CARD_NO_READER);
	const bool next = put_in && s->ended && enrol_talk_over(s) && !s->gave_up;

	s->last_card = view->card;
	if (!next)
		return;
	say(s->l, "%s", _("A card was put in: the next citizen."));
	begin(s, false);
}

/* A refusal is still being told to the centre while it is busy. */
static void end_program(struct enrol_talk *s)
{
	if (s->gave_up && enrol_talk_over(s) && !runner_view(s->runner)->busy_centre)
		linear_over(s->l, enrol_talk_exit_code(s));
}

static void tell(struct linear *l, void *state)
{
	struct enrol_talk *s = state;

	(void)l;
	if (!enrol_talk_live(s))
		return;
	enrol_talk_tell(s);
	next_card(s);
	if (s->cancel_when_known && runner_view(s->runner)->enrolment != NULL &&
	    runner_officer(s->runner, ENROL_EV_CANCEL, 0))
		s->cancel_when_known = false;
	end_program(s);
}

static void tick(struct linear *l, void *state)
{
	(void)l;
	enrol_talk_tick(state);
}

static const struct moment *now(struct linear *l, void *state)
{
	(void)l;
	return enrol_talk_now(state);
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	(void)l;
	(void)m;
	enrol_talk_facts(state);
}

static void citizen(struct linear *l, void *state, const struct moment *m, struct wait_words *w)
{
	(void)l;
	if (enrol_talk_live(state))
		enrol_talk_citizen(state, m, w);
}

static int64_t usual(struct linear *l, void *state)
{
	(void)l;
	return enrol_talk_usual(state);
}

static void progress(struct linear *l, void *state, char *out, size_t size)
{
	const struct enrol_talk *s = state;
	const struct runner_view *view = enrol_talk_live(s) ? runner_view(s->runner) : NULL;

	(void)l;
	if (view != NULL && view->read_total > 0 && !view->enrol->read_done)
		snprintf(out, size, _("%d percent are read."),
		    (int)(100ULL * view->read_done / view->read_total));
}

/* ---- what is possible ---- */

static enum decision decision_of(int action)
{
	static const enum decision decisions[ACT_ENROL_END] = {
	    [ACT_NO_APP] = DECIDE_NO_APP,
	    [ACT_READ] = DECIDE_READ,
	    [ACT_SAME] = DECIDE_SAME_PERSON,
	    [ACT_NOT_SAME] = DECIDE_NOT_SAME_PERSON,
	    [ACT_RIGHT] = DECIDE_RIGHT,
	    [ACT_LEFT] = DECIDE_LEFT,
	    [ACT_EXCEPT] = DECIDE_EXCEPTION,
	    [ACT_CODE] = DECIDE_CODE,
	    [ACT_AGAIN] = DECIDE_RETRY,
	    [ACT_STOP] = DECIDE_CANCEL,
	    [ACT_CANCEL] = DECIDE_CANCEL,
	    [ACT_CANCEL_SURE] = DECIDE_CANCEL,
	    [ACT_CONTEST] = DECIDE_CONTEST,
	    [ACT_CONTEST_SURE] = DECIDE_CONTEST,
	    [ACT_LEAVE_OPEN] = DECIDE_LEAVE,
	    [ACT_NUMBER] = DECIDE_SEE_NUMBER,
	    [ACT_NEW_PHONE] = DECIDE_NEW_PHONE,
	    [ACT_MOC] = DECIDE_MOC,
	};

	return action < ACT_ENROL_END ? decisions[action] : DECIDE_FREE;
}

static bool can_live(const struct enrol_talk *s, int action, char why[WHY_SIZE])
{
	const struct runner_view *view = runner_view(s->runner);

	if (action == ACT_PICTURE)
		return enrol_talk_can_picture(s, why);
	if (action == ACT_PHOTO && view->face == NULL)
		snprintf(why, WHY_SIZE, "%s", _("The photo is not there yet: wait a moment."));
	if (action == ACT_PHOTO)
		return view->face != NULL;
	return finger_talk_may(&s->fingers, decision_of(action), why);
}

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct enrol_talk *s = state;

	(void)l;
	if (!enrol_talk_live(s))
		return true;
	return action > ACT_FINGER_TALK ? finger_talk_can(&s->fingers, action, why)
					: can_live(s, action, why);
}

/* ---- what an answer does ---- */

static void has_app(struct enrol_talk *s)
{
	s->app = true;
	if (runner_view(s->runner)->card == RUNNER_CARD_PRESENT)
		runner_officer(s->runner, ENROL_EV_RETRY, 0);
}

static void picture(struct enrol_talk *s, int action)
{
	s->asks_picture = action == ACT_PICTURE;
	if (action == ACT_PICTURE_LIGHT || action == ACT_PICTURE_DARK)
		enrol_talk_picture(s, action == ACT_PICTURE_LIGHT);
}

static void decide(struct enrol_talk *s, int action)
{
	const int arg = action == ACT_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;

	if (runner_officer(s->runner, enrol_talk_event(action), arg) && action == ACT_LEAVE_OPEN)
		go_back(s);
}

static void act_own(struct linear *l, struct enrol_talk *s, int action)
{
	switch (action) {
	case ACT_APP:
		has_app(s);
		break;
	case ACT_EXCEPT:
		finger_talk_act(&s->fingers, ACT_NO_FINGER);
		break;
	case ACT_NOT_SAME:
		s->fingers.question = QUESTION_FACE;
		break;
	case ACT_CANCEL:
		ask_first(l, N_("Cancel this enrollment?"), ACT_CANCEL_SURE);
		break;
	case ACT_CONTEST:
		ask_first(
		    l, N_("End this enrollment because of the second phone?"), ACT_CONTEST_SURE);
		break;
	case ACT_PHOTO:
		words_photo(l, runner_view(s->runner)->face);
		break;
	case ACT_NUMBER:
		words_person_whole(l, runner_view(s->runner)->text);
		break;
	case ACT_NEXT:
		begin(s, false);
		break;
	case ACT_NEW_PHONE:
		begin_new_phone(s);
		break;
	default:
		decide(s, action);
	}
}

static void act(struct linear *l, void *state, int action)
{
	struct enrol_talk *s = state;

	if (action == ACT_MENU)
		go_back(s);
	else if (action > ACT_FINGER_TALK)
		finger_talk_act(&s->fingers, action);
	else if (action == ACT_MOC)
		linear_go(l, &place_moc, NULL);
	else if (action >= ACT_PICTURE && action <= ACT_PICTURE_BACK)
		picture(s, action);
	else
		act_own(l, s, action);
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct enrol_talk *s = state;
	char digits[API_MATCH_DIGITS + 1];
	bool ok;

	(void)l;
	if (finger_talk_now(&s->fingers) != NULL)
		return finger_talk_type(&s->fingers, line);
	ok = answer_digits(digits, API_MATCH_DIGITS, line) && runner_match_code(s->runner, digits);
	secret_wipe(digits, sizeof digits);
	return ok;
}

static bool give_up(struct linear *l, void *state)
{
	struct enrol_talk *s = state;

	(void)l;
	if (!enrol_talk_live(s) || enrol_talk_over(s) ||
	    !runner_officer(s->runner, ENROL_EV_LEAVE, 0))
		return false;
	s->gave_up = true;
	return true;
}

static const char *at_risk(struct linear *l, void *state)
{
	const struct enrol_talk *s = state;

	(void)l;
	return enrol_talk_live(s) ? parked_risk(runner_view(s->runner)) : NULL;
}

static int mark(struct linear *l, void *state)
{
	const struct enrol_talk *s = state;

	(void)l;
	if (!enrol_talk_live(s))
		return 0;
	return (int)runner_view(s->runner)->enrol->state * 2 +
	       runner_view(s->runner)->enrol->second_phone;
}

const struct place place_enrol = {
    .title = N_("Enroll (read the card)"),
    .state_size = sizeof(struct enrol_talk),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .tick = tick,
    .now = now,
    .facts = facts,
    .progress = progress,
    .usual = usual,
    .citizen = citizen,
    .can = can,
    .act = act,
    .type = type,
    .give_up = give_up,
    .mark = mark,
    .at_risk = at_risk,
};
