/*
 * The face for people: plain lines, no cursor motion, nothing that a screen reader could
 * not read. PINs are typed without echo.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "base/text.h"
#include "phone/digits.h"
#include "phone/face.h"
#include "phone/lines.h"

#define WIDTH_MAX 79

struct text_face {
	struct face face;
	struct loop *loop;
	struct lines lines;
	struct answer *answer; /* secret; being collected */
	bool training, greeted;
	bool tty;
	struct termios cooked; /* as found */
	enum step question;    /* STEP_END: none open */
	bool second;	       /* of the PIN's two prompts */
	bool prompted;	       /* the cursor stands behind a prompt */
};

/* ---- paper ---- */

static int width(void)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
		return WIDTH_MAX;
	return size.ws_col <= WIDTH_MAX ? size.ws_col - 1 : WIDTH_MAX;
}

static void print_wrapped(const char *sign, const char *line)
{
	int indent = text_width(sign);
	do {
		size_t len = text_break(line, width() - indent);
		size_t shown = len;
		while (shown > 0 && line[shown - 1] == ' ')
			shown--;
		printf("%s%.*s\n", sign, (int)shown, line);
		line += len;
		sign = indent ? "  " : "";
	} while (*line);
}

/* Texts come from the centre, too: each line is cleaned before a terminal sees it. */
static void say(const char *sign, const char *text)
{
	char line[4096];
	for (;;) {
		size_t len = strcspn(text, "\n");
		text_sanitise(line, sizeof line, text, len);
		print_wrapped(sign, line);
		if (!text[len])
			break;
		text += len + 1;
		sign = *sign ? "  " : "";
	}
	fflush(stdout);
}

static const char *sign_of(const char *utf8, const char *ascii)
{
	return lang_utf8() ? utf8 : ascii;
}

static void fresh_line(struct text_face *f)
{
	if (f->prompted)
		putchar('\n');
	f->prompted = false;
}

static void greet(struct text_face *f)
{
	if (!f->greeted)
		say("", _("D.DOPA: your Digital ID on this phone"));
	f->greeted = true;
	putchar('\n');
	if (f->training)
		say("", _("*** TRAINING ***"));
}

/* ---- prompts ---- */

static const char *prompt_of(const struct text_face *f)
{
	switch (f->question) {
	case STEP_NUMBER:
		return _("13 digits: ");
	case STEP_CODE:
		return _("Code, or path of the picture: ");
	case STEP_PIN:
		return f->second ? _("PIN once more: ") : _("PIN: ");
	case STEP_CONSENT:
		return _("PIN (n: I do not consent): ");
	default:
		return _("y (yes) or n (no): ");
	}
}

static bool is_secret(enum step question)
{
	return question == STEP_PIN || question == STEP_CONSENT;
}

static void set_echo(const struct text_face *f, bool echo)
{
	struct termios t = f->cooked;
	if (!f->tty)
		return;
	if (!echo)
		t.c_lflag &= ~(tcflag_t)ECHO;
	/* With the echo off, what was typed before is thrown away: it was seen. */
	tcsetattr(f->lines.fd, echo ? TCSADRAIN : TCSAFLUSH, &t);
}

static void prompt(struct text_face *f)
{
	printf("%s%s", sign_of("▸ ", "> "), prompt_of(f));
	fflush(stdout);
	f->prompted = true;
}

static void open_prompt(struct text_face *f)
{
	if (is_secret(f->question))
		set_echo(f, false);
	prompt(f);
	lines_want(&f->lines);
}

/* ---- answers ---- */

/* Also the characters that the same keys give in the Thai layout (Kedmanee). */
static bool is_word(const char *text, const char *const words[])
{
	for (; *words; words++)
		if (strcasecmp(text, *words) == 0)
			return true;
	return false;
}

static bool says_yes(const char *text)
{
	static const char *const words[] = {"y", "yes", "ใช่", "ั", NULL};
	return is_word(text, words);
}

static bool says_no(const char *text)
{
	static const char *const words[] = {"n", "no", "ไม่", "ไม่ใช่", "ื", NULL};
	return is_word(text, words);
}

static void copy(char out[ANSWER_SIZE], const char *text)
{
	snprintf(out, ANSWER_SIZE, "%s", text); /* what is cut is wrong anyway */
}

/* True when the question is answered by this line. */
static bool collect(struct text_face *f, const char *text)
{
	struct answer *a = f->answer;
	switch (f->question) {
	case STEP_NUMBER:
	case STEP_CODE:
		copy(a->text, text);
		return *text;
	case STEP_PIN:
		copy(f->second ? a->again : a->pin, text);
		f->second = !f->second;
		return !f->second;
	case STEP_CONSENT:
		a->yes = !says_no(text);
		copy(a->pin, text);
		return *text;
	default:
		a->yes = says_yes(text);
		return a->yes || says_no(text);
	}
}

static void close_question(struct text_face *f)
{
	lines_stop(&f->lines);
	set_echo(f, true);
	f->question = STEP_END;
	f->second = false;
}

static void trim(char *text)
{
	size_t len = strlen(text), start = strspn(text, " \t");
	while (len > start && strchr(" \t\r", text[len - 1]))
		len--;
	memmove(text, text + start, len - start);
	text[len - start] = '\0';
}

static void on_line(void *arg, const char *line)
{
	struct text_face *f = arg;
	char *text = secret_alloc(LINE_MAX_BYTES + 1);
	const struct error ended = {.problem = PROBLEM_INPUT_ENDED};
	if (!line || !text) {
		close_question(f);
		f->face.on_end(f->face.arg, &ended);
	} else {
		snprintf(text, LINE_MAX_BYTES + 1, "%s", line);
		trim(text);
		/* the newline that was typed is seen, unless the echo is off */
		f->prompted = is_secret(f->question) || !f->tty;
		fresh_line(f);
		if (collect(f, text)) {
			close_question(f);
			f->face.on_answer(f->face.arg, f->answer);
			if (f->question == STEP_END)
				secret_wipe(f->answer, sizeof *f->answer);
		} else {
			open_prompt(f);
		}
	}
	secret_free(text, LINE_MAX_BYTES + 1);
}

/* ---- what the runner wants ---- */

static void ask(struct face *face, const struct face_place *place, const char *text)
{
	struct text_face *f = (struct text_face *)face;
	close_question(f);
	fresh_line(f);
	greet(f);
	if (text)
		say("", text);
	say(sign_of("▸ ", "> "), _(face_message(place->step)));
	if (place->step == STEP_PIN)
		say("  ", _("Not four alike or in a row, and no date."));
	f->question = place->step;
	secret_wipe(f->answer, sizeof *f->answer);
	open_prompt(f);
}

static void tell(struct face *face, const struct face_place *place)
{
	struct text_face *f = (struct text_face *)face;
	fresh_line(f);
	say(place->step == STEP_SUCCESS ? sign_of("✓ ", "* ") : sign_of("· ", "- "),
	    _(face_message(place->step)));
	if (f->question != STEP_END)
		prompt(f);
}

static void match_code(
    struct face *face, const struct face_place *place, const char *digits, bool changed)
{
	struct text_face *f = (struct text_face *)face;
	(void)place;
	fresh_line(f);
	putchar('\n');
	say(sign_of("▸ ", "> "), changed
				     ? _("The digits have changed: show the officer the new ones.")
				     : _("Show the officer these four digits."));
	for (int row = 0; row < DIGITS_ROWS; row++) {
		struct buf line = BUF_INIT;
		digits_row(&line, digits, row, sign_of("█", "#"));
		if (buf_ok(&line))
			printf("%s\n", (char *)line.data);
		buf_free(&line);
	}
	printf("  %s\n", digits);
	if (f->question != STEP_END)
		prompt(f);
	fflush(stdout);
}

static void problem(
    struct face *face, const struct face_place *place, const struct error *error, bool asked_again)
{
	struct text_face *f = (struct text_face *)face;
	const struct problem_row *row = problem_row(error->problem);
	(void)place;
	close_question(f);
	fresh_line(f);
	printf("%s%s\n", sign_of("✗ ", "! "), row->id);
	say("  ", _(row->what));
	say("  ", _(row->why));
	say("  ", _(row->todo));
	if (error->problem == PROBLEM_PHONE_PIN_WRONG)
		printf(_("  Tries left: %s\n"), error->context);
	else if (error->context[0] && !asked_again)
		printf("  (%s)\n", error->context);
	fflush(stdout);
}

static void person(struct face *face, const struct person *p)
{
	char name[4 * NAME_PART_SIZE], number[CITIZEN_NUMBER_SHOWN], birth[64];
	struct text_face *f = (struct text_face *)face;
	bool thai = lang_get() == LANG_TH;
	fresh_line(f);
	name_format(name, sizeof name, thai ? &p->thai : &p->english, thai);
	citizen_number_mask(number, &p->number);
	date_format(birth, sizeof birth, p->birth, thai);
	say("  ", name);
	say("  ", number);
	say("  ", birth);
	secret_wipe(name, sizeof name);
}

static void release(struct face *face)
{
	struct text_face *f = (struct text_face *)face;
	close_question(f);
	fresh_line(f);
	fflush(stdout);
	lines_free(&f->lines);
	secret_free(f->answer, sizeof *f->answer);
	free(f);
}

static const struct face_ops ops = {.ask = ask,
    .tell = tell,
    .match_code = match_code,
    .problem = problem,
    .person = person,
    .free = release};

struct face *face_text_new(struct loop *loop, const struct face_options *options)
{
	struct text_face *f = calloc(1, sizeof *f);
	struct answer *a = secret_alloc(sizeof *a);
	if (!f || !a) {
		free(f);
		secret_free(a, sizeof *a);
		return NULL;
	}
	f->face.ops = &ops;
	f->loop = loop;
	f->answer = a;
	f->training = options->training;
	f->question = STEP_END;
	f->tty = isatty(options->answers) && tcgetattr(options->answers, &f->cooked) == 0;
	lines_init(&f->lines, loop, options->answers, on_line, f);
	return &f->face;
}
