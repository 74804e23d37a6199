/*
 * Match on Card without an enrollment: how the index fingers of a card stand in its chip,
 * matching one, storing and removing. Storing and removing want the officer's word that card
 * and holder belong together first.
 */
#include "base/lang.h"
#include "counter/parked_words.h"
#include "linear/finger_talk.h"
#include "linear/news.h"
#include "linear/place.h"
#include "linear/words.h"

#include <stdio.h>

enum {
	ACT_RIGHT = 1,
	ACT_LEFT,
	ACT_STORE,
	ACT_REMOVE_RIGHT,
	ACT_REMOVE_LEFT,
	ACT_SAME,
	ACT_NOT_SAME,
	ACT_REMOVE_SURE,
	ACT_READ,
	ACT_PHOTO,
	ACT_NUMBER,
	ACT_STOP,
	ACT_MENU
};

struct moc {
	struct linear *l;
	struct runner *runner;
	struct error error;
	struct finger_talk fingers;
	struct news news;
	int after_face;	    /* what the question about the face was asked for; 0: it is not asked */
	enum finger finger; /* to be removed */
	enum enrol_state state;
	bool over;
	enum runner_card last_card;
};

#define STOP_ROW                                                                                   \
	{                                                                                          \
		'c', ACT_STOP, N_("Cancel")                                                        \
	}
#define MENU_ROW                                                                                   \
	{                                                                                          \
		'b', ACT_MENU, N_("Menu")                                                          \
	}

static const struct choice to_card[] = {
    {'a', ACT_READ, N_("Read the card that is in the reader")}, MENU_ROW, {0}};
static const struct choice to_busy[] = {STOP_ROW, {0}};
static const struct choice to_desk[] = {
    {'1', ACT_RIGHT, N_("Match the right index finger")},
    {'2', ACT_LEFT, N_("Match the left index finger")},
    {'3', ACT_STORE, N_("Store fingers in the chip")},
    {'4', ACT_REMOVE_RIGHT, N_("Remove the right index finger")},
    {'5', ACT_REMOVE_LEFT, N_("Remove the left index finger")},
    {'v', ACT_NUMBER, N_("Tell all of the person (it stays in this terminal)")},
    MENU_ROW,
    {0},
};
static const struct choice to_face[] = {
    {'y', ACT_SAME, N_("Same person")},
    {'n', ACT_NOT_SAME, N_("Not / not sure")},
    {'p', ACT_PHOTO, N_("Show the photo in signs")},
    {'v', ACT_NUMBER, N_("Tell all of the person (it stays in this terminal)")},
    {0},
};

static const struct moment failed = {
    .text = N_("The reader cannot be used now."), .choices = to_card};
static const struct moment waiting = {.text = N_("Put a Thai national ID card into the reader"),
    .say = N_("Please hand me your latest ID card"),
    .waits = true,
    .choices = to_card};
static const struct moment over = {
    .text = N_("Put in the next card: it is read at once"), .waits = true, .choices = to_card};
static const struct moment reading = {.text = N_("Reading the chip"),
    .say = N_("Please leave the card in the reader"),
    .waits = true,
    .choices = to_busy};
static const struct moment matching = {.text = N_("Waiting for the finger"),
    .say = N_("Please place the finger on the reader"),
    .waits = true,
    .choices = to_busy};
static const struct moment writing = {
    .text = N_("The chip is asked what it holds now"), .waits = true};
static const struct moment desk = {
    .text = N_("What is to be done with this card?"), .choices = to_desk};
static const struct moment face = {
    .text = N_("Are the person at the counter and the holder of the card the same?"),
    .say = N_("Please take off mask and hat"),
    .choices = to_face};

static bool live(const struct moc *s)
{
	return s->runner != NULL && s->error.problem == PROBLEM_NONE;
}

static bool is_over(const struct moc *s)
{
	const enum enrol_state state = runner_view(s->runner)->enrol->state;

	return state == ENROL_STOPPED || state == ENROL_ENDED;
}

/* ---- coming and going ---- */

static void begin(struct moc *s)
{
	news_begin(&s->news);
	finger_talk_begin(&s->fingers, s->l, s->runner);
	s->after_face = 0;
	s->over = false;
	s->state = ENROL_WAIT_CARD;
	if (!runner_begin_desk(s->runner, &s->error))
		words_problem(s->l, &s->error);
}

static void enter(struct linear *l, void *state, const struct resume *arg)
{
	struct moc *s = state;

	(void)arg;
	s->l = l;
	s->runner = linear_runner(l, true, &s->error);
	if (s->runner != NULL)
		begin(s);
	else
		words_problem(l, &s->error);
}

static void leave(struct linear *l, void *state)
{
	struct moc *s = state;

	(void)l;
	runner_free(s->runner);
}

/* ---- the turn ---- */

static void tell_match(struct moc *s, const struct runner_view *view)
{
	static const char *const matched[FINGER_COUNT] = {
	    N_("THE RIGHT INDEX FINGER MATCHES THE CARD"),
	    N_("THE LEFT INDEX FINGER MATCHES THE CARD")};
	const enum enrol_state state = view->enrol->state;

	if (state == ENROL_DESK && s->state == ENROL_MATCHING && view->desk_result.known &&
	    view->desk_result.matched)
		say(s->l, "%s", _(matched[view->desk_result.finger]));
	s->state = state;
}

static void tell_end(struct moc *s, const struct runner_view *view)
{
	const struct error error = news_trouble(view);

	if (is_over(s) && !s->over && error.problem != PROBLEM_NONE)
		words_problem(s->l, &error);
	s->over = is_over(s);
}

/* After an end the next card is read without an answer. */
static void next_card(struct moc *s, const struct runner_view *view)
{
	const bool put_in =
	    view->card == RUNNER_CARD_PRESENT &&
	    (s->last_card == RUNNER_CARD_EMPTY || s->last_card == RUNNER_CARD_NO_READER);

	s->last_card = view->card;
	if (put_in && s->over)
		begin(s);
}

static void tell(struct linear *l, void *state)
{
	struct moc *s = state;
	const struct runner_view *view;

	if (!live(s))
		return;
	view = runner_view(s->runner);
	finger_talk_look(&s->fingers);
	if (view->enrol->state != ENROL_DESK)
		s->after_face = 0;
	if (!is_over(s))
		news_tell(&s->news, l, view);
	tell_match(s, view);
	tell_end(s, view);
	next_card(s, view);
}

static const struct moment *now(struct linear *l, void *state)
{
	static const struct moment *const by_state[ENROL_STATE_COUNT] = {
	    [ENROL_WAIT_CARD] = &waiting,
	    [ENROL_READING] = &reading,
	    [ENROL_MATCHING] = &matching,
	    [ENROL_STORING] = &writing,
	    [ENROL_DESK] = &desk,
	    [ENROL_ENDED] = &over,
	    [ENROL_STOPPED] = &over,
	};
	const struct moc *s = state;
	const struct moment *m;

	(void)l;
	if (!live(s))
		return &failed;
	m = finger_talk_now(&s->fingers);
	if (m != NULL)
		return m;
	if (s->after_face != 0)
		return &face;
	m = by_state[runner_view(s->runner)->enrol->state];
	return m != NULL ? m : &reading;
}

static void facts(struct linear *l, void *state, const struct moment *m)
{
	const struct moc *s = state;
	const struct finger_states *fingers = live(s) ? runner_view(s->runner)->fingers : NULL;

	if (live(s) && finger_talk_now(&s->fingers) != NULL)
		finger_talk_facts(&s->fingers);
	else if (m == &desk && fingers != NULL && fingers->applet)
		words_fingers(l, fingers);
	else if (m == &desk && fingers != NULL)
		words_problem(l, &(struct error){.problem = PROBLEM_NO_MOC_APPLET});
}

static int64_t usual(struct linear *l, void *state)
{
	const struct moc *s = state;

	(void)l;
	return live(s) ? wait_usual(runner_view(s->runner)) : 0;
}

/* ---- what is possible ---- */

static enum decision decision_of(int action)
{
	static const struct {
		int action;
		enum decision decision;
	} decisions[] = {
	    {ACT_RIGHT, DECIDE_RIGHT},
	    {ACT_LEFT, DECIDE_LEFT},
	    {ACT_STORE, DECIDE_STORE},
	    {ACT_REMOVE_RIGHT, DECIDE_REMOVE_RIGHT},
	    {ACT_REMOVE_LEFT, DECIDE_REMOVE_LEFT},
	    {ACT_READ, DECIDE_READ},
	    {ACT_NUMBER, DECIDE_SEE_NUMBER},
	    {ACT_STOP, DECIDE_CANCEL},
	};

	for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
		if (decisions[i].action == action)
			return decisions[i].decision;
	return DECIDE_FREE;
}

static bool can(struct linear *l, void *state, int action, char why[WHY_SIZE])
{
	const struct moc *s = state;

	(void)l;
	if (!live(s))
		return action == ACT_MENU;
	if (action > ACT_FINGER_TALK)
		return finger_talk_can(&s->fingers, action, why);
	if (action == ACT_PHOTO && runner_view(s->runner)->face == NULL)
		snprintf(why, WHY_SIZE, "%s", _("The photo is not there yet: wait a moment."));
	if (action == ACT_PHOTO)
		return runner_view(s->runner)->face != NULL;
	return finger_talk_may(&s->fingers, decision_of(action), why);
}

/* ---- what an answer does ---- */

/* The verdict is given; on to what it was asked for. */
static void go_on(struct moc *s, int action)
{
	s->after_face = 0;
	if (action == ACT_STORE) {
		s->fingers.question = QUESTION_FINGERS;
		return;
	}
	s->finger = action == ACT_REMOVE_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;
	ask_first(s->l,
	    s->finger == FINGER_RIGHT_INDEX ? N_("Remove the right index finger from the chip?")
					    : N_("Remove the left index finger from the chip?"),
	    ACT_REMOVE_SURE);
}

static void write_asked(struct moc *s, int action)
{
	if (runner_view(s->runner)->enrol->verdict_given)
		go_on(s, action);
	else
		s->after_face = action;
}

static void same_person(struct moc *s)
{
	const int after = s->after_face;

	s->after_face = 0;
	if (runner_officer(s->runner, ENROL_EV_SAME_PERSON, 0))
		go_on(s, after);
	else
		words_problem(s->l, &(struct error){.problem = PROBLEM_PHOTO_UNREADABLE});
}

static void read_card(struct moc *s)
{
	if (is_over(s))
		begin(s);
	runner_officer(s->runner, ENROL_EV_RETRY, 0);
}

static void go_back(struct moc *s)
{
	const struct error *error = live(s) ? &runner_view(s->runner)->error : &s->error;

	if (linear_session_ended(error))
		linear_log_out(s->l);
	else
		linear_go(s->l, &place_menu, NULL);
}

static void remove_finger(struct moc *s)
{
	if (!runner_remove(s->runner, s->finger) &&
	    runner_view(s->runner)->error.problem != PROBLEM_NONE)
		words_problem(s->l, &runner_view(s->runner)->error);
}

static void act_live(struct moc *s, int action)
{
	if (action == ACT_RIGHT || action == ACT_LEFT)
		runner_officer(s->runner, ENROL_EV_FINGER_CHOSEN,
		    action == ACT_LEFT ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX);
	else if (action >= ACT_STORE && action <= ACT_REMOVE_LEFT)
		write_asked(s, action);
	else if (action == ACT_SAME)
		same_person(s);
	else if (action == ACT_NOT_SAME)
		s->fingers.question = QUESTION_FACE;
	else if (action == ACT_REMOVE_SURE)
		remove_finger(s);
	else if (action == ACT_READ)
		read_card(s);
	else if (action == ACT_PHOTO)
		words_photo(s->l, runner_view(s->runner)->face);
	else if (action == ACT_NUMBER)
		words_person_whole(s->l, runner_view(s->runner)->text);
	else
		runner_officer(s->runner, ENROL_EV_CANCEL, 0);
}

static void act(struct linear *l, void *state, int action)
{
	struct moc *s = state;

	(void)l;
	if (action == ACT_MENU)
		go_back(s);
	else if (action > ACT_FINGER_TALK)
		finger_talk_act(&s->fingers, action);
	else
		act_live(s, action);
}

static bool type(struct linear *l, void *state, const char *line)
{
	struct moc *s = state;

	(void)l;
	return finger_talk_type(&s->fingers, line);
}

static const char *at_risk(struct linear *l, void *state)
{
	const struct moc *s = state;

	(void)l;
	return s->runner != NULL && s->error.problem == PROBLEM_NONE
		   ? parked_risk(runner_view(s->runner))
		   : NULL;
}

const struct place place_moc = {
    .title = N_("Index fingers on the card (Match on Card)"),
    .state_size = sizeof(struct moc),
    .enter = enter,
    .leave = leave,
    .tell = tell,
    .now = now,
    .facts = facts,
    .usual = usual,
    .can = can,
    .act = act,
    .type = type,
    .at_risk = at_risk,
};
