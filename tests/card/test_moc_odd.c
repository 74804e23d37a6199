/*
 * Cards that answer oddly (odd.c): each ends in the outcome that stands in the table, at the
 * face's end of the link, within two seconds; and so does the whole table.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "desk.h"
#include "odd.h"

#define OUTCOME_MS  2000
#define ANSWER_MAX  2600
#define ROWS_WANTED 60

/* ---- the script ---- */

struct script {
	const struct odd_words *words;
	size_t said[ODD_WORDS_MAX];
	uint8_t answer[ANSWER_MAX];
	size_t len, sent; /* of a long answer, in pieces by 61xx */
	bool ours;	  /* the last command was answered here */
};

static size_t assemble(uint8_t *out, const char **text);

/* `( … )`: a length and what it counts. */
static size_t assemble_counted(uint8_t *out, const char **text)
{
	uint8_t inner[ANSWER_MAX];
	size_t len, head = 1;

	++*text;
	len = assemble(inner, text);
	assert_int_equal(*(*text)++, ')');
	out[0] = (uint8_t)len;
	if (len >= 0x80) {
		out[0] = len > 0xFF ? 0x82 : 0x81;
		out[1] = (uint8_t)(len > 0xFF ? len >> 8 : len);
		out[2] = (uint8_t)len;
		head = len > 0xFF ? 3 : 2;
	}
	memcpy(out + head, inner, len);
	return head + len;
}

static size_t assemble(uint8_t *out, const char **text)
{
	size_t len = 0;

	while (strchr(")|.", **text) == NULL) {
		unsigned byte;

		assert_true(len + 4 < ANSWER_MAX);
		if (**text == ' ') {
			++*text;
		} else if (**text == '(') {
			len += assemble_counted(out + len, text);
		} else {
			assert_int_equal(sscanf(*text, "%2x", &byte), 1);
			out[len++] = (uint8_t)byte;
			*text += 2;
		}
	}
	return len;
}

static bool begins_with(const uint8_t *command, size_t len, const char *prefix)
{
	uint8_t bytes[ANSWER_MAX];
	const size_t n = assemble(bytes, &prefix);

	return (*prefix == '.' ? n == len : n <= len) && memcmp(command, bytes, n) == 0;
}

/* The n-th of the answers, or the last. */
static void choose(struct script *s, size_t n, const char *answers)
{
	const char *bar;

	for (; n > 0 && (bar = strchr(answers, '|')) != NULL; n--)
		answers = bar + 1;
	s->len = assemble(s->answer, &answers);
	s->sent = 0;
}

/* What has been chosen, 255 bytes at a time. */
static void hand_over(struct script *s, uint8_t *reply, size_t *len)
{
	const size_t left = s->len - s->sent;

	*len = left;
	if (left > 257) {
		memcpy(reply, s->answer + s->sent, 255);
		memcpy(reply + 255, "\x61\xFF", 2);
		s->sent += 255;
		*len = 257;
		return;
	}
	memcpy(reply, s->answer + s->sent, left);
	s->sent = s->len;
}

static bool on_command(
    void *arg, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct script *s = arg;
	const bool rest = command[1] == 0xC0;

	if (rest && !s->ours)
		return false;
	if (rest && s->sent < s->len) {
		hand_over(s, reply, len);
		return true;
	}
	s->ours = false;
	for (size_t i = 0; i < ODD_WORDS_MAX && s->words[i].command != NULL; i++) {
		if (!begins_with(command, command_len, s->words[i].command))
			continue;
		choose(s, s->said[i]++, s->words[i].answers);
		hand_over(s, reply, len);
		s->ours = true;
		return true;
	}
	return false;
}

/* ---- what became of it ---- */

static const char *name_of(enum problem problem)
{
	return problem_row(problem)->name;
}

static void tell_finger(char *out, size_t size, const struct finger_state *f)
{
	if (f->locked)
		snprintf(out, size, "locked");
	else if (f->stored && f->tries_left < 0)
		snprintf(out, size, "untold");
	else if (f->stored)
		snprintf(out, size, "%d", f->tries_left);
	else
		snprintf(out, size, "%s",
		    f->damaged		? "damaged"
		    : f->reference == 0 ? "no place"
					: "none");
}

static void tell(char *out, size_t size, const struct card_event *e)
{
	static const char *const outcomes[] = {"good", "unchanged", "damaged", "unknown"};
	char right[16], left[16];

	tell_finger(right, sizeof right, &e->fingers.finger[FINGER_RIGHT_INDEX]);
	tell_finger(left, sizeof left, &e->fingers.finger[FINGER_LEFT_INDEX]);
	switch (e->type) {
	case CARD_EV_READ_DONE:
		snprintf(out, size, e->fingers.applet ? "%s, %s" : "no applet", right, left);
		break;
	case CARD_EV_VERIFIED:
		snprintf(out, size, "matched");
		break;
	case CARD_EV_NOT_VERIFIED:
		snprintf(out, size, "%s, %d", name_of(e->error.problem), e->tries_left);
		break;
	case CARD_EV_WRITTEN:
		snprintf(out, size, "written %s", outcomes[e->outcome]);
		break;
	case CARD_EV_NOT_WRITTEN:
		snprintf(out, size, "refused %s", name_of(e->error.problem));
		break;
	default:
		snprintf(out, size, "failed %s", name_of(e->error.problem));
		break;
	}
}

static size_t make_template(uint8_t m[TEMPLATE_MAX], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		m[3 * i] = (uint8_t)(i * 37);
		m[3 * i + 1] = (uint8_t)(i * 59);
		m[3 * i + 2] = (uint8_t)(0x40 | (i & 0x3F));
	}
	return 3 * count;
}

/* The events before the last one are what they must be. */
static int read_it(struct world *w)
{
	assert_true(card_watch(w->link));
	assert_int_equal(next(w), CARD_EV_PRESENT);
	assert_true(card_read(w->link, false, true));
	assert_int_equal(next(w), CARD_EV_TEXT);
	return next(w);
}

static int write_it(struct world *w, const struct odd_row *row)
{
	const struct finger_challenge *c = &w->last[CARD_EV_CHALLENGE].challenge;
	const enum finger_write write =
	    row->act == ODD_STORE ? FINGER_WRITE_STORE : FINGER_WRITE_REMOVE;
	uint8_t cryptogram[8], m[TEMPLATE_MAX];
	const size_t len = make_template(m, row->minutiae == 0 ? 20 : row->minutiae);
	int event;

	assert_true(card_challenge(w->link, FINGER_RIGHT_INDEX, write));
	event = next(w);
	if (event != CARD_EV_CHALLENGE)
		return event;
	sim_authorise(cryptogram, c->serial, c->challenge, c->reference);
	assert_true(write == FINGER_WRITE_STORE
			? card_store(w->link, FINGER_RIGHT_INDEX, m, len, cryptogram)
			: card_remove(w->link, FINGER_RIGHT_INDEX, cryptogram));
	return next(w);
}

static int act(struct world *w, const struct odd_row *row)
{
	uint8_t m[TEMPLATE_MAX];
	const size_t len = make_template(m, row->minutiae == 0 ? 20 : row->minutiae);
	const int event = read_it(w);

	if (row->act == ODD_READ || event != CARD_EV_READ_DONE)
		return event;
	if (row->act != ODD_VERIFY)
		return write_it(w, row);
	assert_true(card_verify(w->link, FINGER_RIGHT_INDEX, m, len, false));
	return next(w);
}

static bool run(const struct odd_row *row)
{
	struct world *w = begin(row->card == NULL ? "somsri.card" : row->card);
	struct script script = {.words = row->words};
	char outcome[128];
	int event;
	bool good;

	w->fake.script = on_command;
	w->fake.script_arg = &script;
	event = act(w, row);
	assert_true(event >= 0);
	tell(outcome, sizeof outcome, &w->last[event]);
	good = strcmp(outcome, row->outcome) == 0 && w->fake.paused_ms <= OUTCOME_MS;
	if (!good)
		print_error("%s: %s, not %s; %ld ms\n", row->name, outcome, row->outcome,
		    (long)w->fake.paused_ms);
	/* A card that is not given up is held still. */
	if (strncmp(outcome, "failed", 6) != 0 && strcmp(outcome, "written unknown") != 0)
		assert_true(w->fake.in_transaction);
	end(w);
	return good;
}

/* Of this process: what a busy machine adds is not the card's. */
static long processor_ms(void)
{
	return (long)(clock() / (CLOCKS_PER_SEC / 1000));
}

static void test_rows(void **state)
{
	const long start = processor_ms();
	size_t wrong = 0;
	long took;

	(void)state;
	assert_true(odd_row_count >= ROWS_WANTED);
	for (size_t i = 0; i < odd_row_count; i++)
		wrong += !run(&odd_rows[i]);
	assert_int_equal(wrong, 0);
	took = processor_ms() - start;
	print_message("# %zu odd cards in %ld ms\n", odd_row_count, took);
#if !defined(__SANITIZE_ADDRESS__)
	assert_true(took <= OUTCOME_MS);
#endif
}

/* A good group cut at every byte. */
static void test_cut_everywhere(void **state)
{
	const char *text = ODD_GOOD_GROUP;
	uint8_t group[ANSWER_MAX];
	const size_t len = assemble(group, &text);

	(void)state;
	assert_int_equal(len, 0x47 + 3);
	for (size_t cut = 0; cut < len; cut++) {
		char answer[2 * ANSWER_MAX], name[32];
		struct odd_row row = {.name = name,
		    .words = {{"00CB3FFF", answer}},
		    .outcome = "failed card-unreadable"};

		snprintf(name, sizeof name, "cut at %zu", cut);
		for (size_t i = 0; i < cut; i++)
			snprintf(answer + 2 * i, 3, "%02X", group[i]);
		snprintf(answer + 2 * cut, 5, "9000");
		assert_true(run(&row));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_cut_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
