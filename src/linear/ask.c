/* Moments: told, told again, answered. */
#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "linear/answer.h"
#include "linear/place.h"
#include "linear/words.h"

enum { ACT_YES = 1, ACT_NO };

static const struct choice yes_or_no[] = {{'1', ACT_YES, N_("Yes")}, {'2', ACT_NO, N_("No")}, {0}};

static const struct moment *moment_of(struct linear *l)
{
	const struct moment *m = l->place->now(l, l->state);

	if (l->confirm == NULL)
		return m;
	/* What it was about is over: there is nothing left to confirm. */
	if (l->confirm_action != ACT_LEAVE_PROGRAM && m != l->confirm_of) {
		l->confirm = NULL;
		return m;
	}
	return &l->confirming;
}

void ask_first(struct linear *l, const char *msgid, int action)
{
	l->confirm = msgid;
	l->confirm_action = action;
	l->confirm_of = l->place->now(l, l->state);
	l->confirming = (struct moment){.text = msgid, .choices = yes_or_no};
	l->again = true;
}

/* ---- telling ---- */

static bool can(struct linear *l, const struct moment *m, int action, char why[WHY_SIZE])
{
	why[0] = '\0';
	if (m == &l->confirming || l->place->can == NULL)
		return true;
	return l->place->can(l, l->state, action, why);
}

/* Numbers answer the question, and where one cannot be taken it is told why not. Letters are
 * what can be done besides: who types one that cannot be done is told then. */
static bool stands_for_answer(const struct choice *c)
{
	return c->key >= '0' && c->key <= '9';
}

static void tell_choices(struct linear *l, const struct moment *m)
{
	char why[WHY_SIZE];

	for (const struct choice *c = m->choices; c != NULL && c->key != 0; c++) {
		if (can(l, m, c->action, why))
			say(l, "%c. %s", c->key, _(c->words));
		else if (why[0] != '\0' && stands_for_answer(c))
			say(l, _("%c. %s: not now. %s"), c->key, _(c->words), why);
	}
}

static void tell_usual(struct linear *l, const struct moment *m)
{
	char span[WORDS_SPAN_SIZE];
	const int64_t ms =
	    l->place->usual != NULL && m != &l->confirming ? l->place->usual(l, l->state) : 0;

	if (ms <= 0)
		return;
	words_span(span, ms);
	say(l, _("Usually it takes %s."), span);
}

static void tell_wait(struct linear *l, const struct moment *m, bool since)
{
	char time[WORDS_SPAN_SIZE], progress[WORDS_SIZE] = "";
	const int64_t ms = clock_mono_ms(l->options->clock) - l->told_at;

	words_span(time, ms);
	if (since && l->place->progress != NULL && m != &l->confirming)
		l->place->progress(l, l->state, progress, sizeof progress);
	if (since)
		say(l, _("Still: %s. For %s now. %s"), _(m->text), time, progress);
	else
		say(l, "%s ...", _(m->text));
	tell_usual(l, m);
}

/* What they see, and what to tell them. */
static void tell_citizen(struct linear *l, const struct moment *m)
{
	struct wait_words w = {.say = m->say};

	if (l->place->citizen != NULL && m != &l->confirming)
		l->place->citizen(l, l->state, m, &w);
	if (w.phone != NULL)
		say(l, _("The phone shows: %s."), _(w.phone));
	if (w.say != NULL)
		say(l, _("Tell the citizen: %s."), _(w.say));
}

static void tell(struct linear *l, const struct moment *m, bool since)
{
	if (!since && l->place->facts != NULL && m != &l->confirming)
		l->place->facts(l, l->state, m);
	if (m->waits)
		tell_wait(l, m, since);
	else
		say(l, "%s", _(m->text));
	tell_citizen(l, m);
	tell_choices(l, m);
}

void ask_now(struct linear *l)
{
	const struct moment *m = moment_of(l);

	if (m == l->told && !l->again)
		return;
	if (m != l->told) {
		l->told_at = clock_mono_ms(l->options->clock);
		l->reminders = 0;
	}
	l->told = m;
	l->again = false;
	lines_echo(l->lines, !m->hidden);
	tell(l, m, false);
}

/* Seldom enough not to talk anybody down: after 15 seconds, a minute, then each five. */
void ask_remind(struct linear *l)
{
	static const int64_t after[] = {15000, 60000, 300000};
	const int64_t ms = clock_mono_ms(l->options->clock) - l->told_at;
	const int n = l->reminders;
	const int64_t due = n < 3 ? after[n] : 300000 * (n - 1);

	if (l->told == NULL || !l->told->waits || ms < due)
		return;
	l->reminders++;
	tell_wait(l, l->told, true);
	tell_citizen(l, l->told);
}

/* ---- answers ---- */

static const struct choice *choice_of(const struct moment *m, const char *line)
{
	char keys[ANSWER_KEYS];

	if (!answer_key(keys, line))
		return NULL;
	for (int i = 0; i < ANSWER_KEYS; i++)
		for (const struct choice *c = m->choices; c != NULL && c->key != 0; c++)
			if (keys[i] != 0 && c->key == keys[i])
				return c;
	return NULL;
}

static void answer_confirm(struct linear *l, int action)
{
	l->confirm = NULL;
	l->again = true;
	if (action != ACT_YES)
		return;
	if (l->confirm_action == ACT_LEAVE_PROGRAM)
		linear_leave(l);
	else
		l->place->act(l, l->state, l->confirm_action);
}

static void choose(struct linear *l, const struct moment *m, const struct choice *c)
{
	char why[WHY_SIZE];

	if (!can(l, m, c->action, why))
		say(l, "%s", why[0] != '\0' ? why : _("That is not possible now."));
	else if (m == &l->confirming)
		answer_confirm(l, c->action);
	else
		l->place->act(l, l->state, c->action);
}

/* The keys that can be typed now, "1, 2, c". */
static void say_possible(struct linear *l, const struct moment *m)
{
	char keys[128] = "", why[WHY_SIZE];
	size_t len = 0;

	for (const struct choice *c = m->choices; c != NULL && c->key != 0; c++)
		if (can(l, m, c->action, why) && len + 4 < sizeof keys)
			len += (size_t)snprintf(
			    keys + len, sizeof keys - len, "%s%c", len > 0 ? ", " : "", c->key);
	if (m->typed != NULL && len > 0)
		say(l, _("That is no answer here. Type %s, or one of: %s. ? explains."),
		    _(m->typed), keys);
	else if (m->typed != NULL)
		say(l, _("That is no answer here. Type %s. ? explains."), _(m->typed));
	else if (len > 0)
		say(l, _("That is no answer here. Type one of: %s. ? explains."), keys);
	else
		say(l, _("Nothing can be answered now. An empty line tells how it stands."));
}

static void help(struct linear *l)
{
	static const char *const sentences[] = {
	    N_("Under each question stand its answers: type the number or the letter of one, then "
	       "Enter."),
	    N_("An empty line tells again what is asked, or what is waited for and how long."),
	    N_("What changes by itself is told as a new line; nothing is ever rewritten."),
	    N_("The words th and en change the language. Ctrl-C asks whether to leave."),
	    N_("z locks the counter; your PIN unlocks it. w goes to an enrollment that was left "
	       "open and has moved."),
	};

	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
		say(l, "%s", _(sentences[i]));
	l->again = true;
}

static bool is_key(const char *line, char key)
{
	char keys[ANSWER_KEYS];

	return answer_key(keys, line) && memchr(keys, key, sizeof keys) != NULL;
}

/* Answers that are the same everywhere. */
static bool everywhere(struct linear *l, const struct moment *m, const char *line)
{
	enum lang lang;

	if (line[0] == '\0' && m->waits) {
		tell(l, m, true);
	} else if (line[0] == '\0') {
		l->again = true;
	} else if (strcmp(line, "?") == 0) {
		help(l);
	} else if (is_key(line, 'z') && !linear_locked(l)) {
		linear_lock(l);
	} else if (is_key(line, 'w') && l->logged_in && !linear_locked(l)) {
		parked_visit(l);
	} else if (lang_parse(&lang, line)) {
		lang_set(lang);
		l->again = true;
	} else {
		return false;
	}
	return true;
}

void ask_take(struct linear *l, const char *line)
{
	const struct moment *m = l->told;
	const struct choice *c = choice_of(m, line);

	if (c != NULL) {
		choose(l, m, c);
		return;
	}
	if (everywhere(l, m, line))
		return;
	if (m->typed == NULL || m == &l->confirming || !l->place->type(l, l->state, line))
		say_possible(l, m);
}
