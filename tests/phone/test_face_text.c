/* The lines for people, on a pseudo-terminal of 40 columns: what is seen, what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/text.h"
#include "phone/digits.h"
#include "phone/face.h"

/* The face in a process of its own; its runner is here: it asks what it is told to. */
struct stage {
	pid_t pid;
	int tty;
	char text[32768];
	size_t len;
};

static struct loop *loop;

static void print_answer(void *arg, const struct answer *a)
{
	(void)arg;
	printf("[%d|%d|%s|%s|%s]\n", a->yes, a->image, a->text, a->pin, a->again);
	fflush(stdout);
	loop_stop(loop);
}

static void print_end(void *arg, const struct error *why)
{
	(void)arg;
	printf("[end %s]\n", problem_row(why->problem)->name);
	fflush(stdout);
	loop_stop(loop);
}

typedef void script_fn(struct face *face);

static void play(script_fn *script, enum lang lang)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	lang_init();
	lang_set(lang);
	loop = loop_new(&clock_system);
	const struct face_options options = {STDIN_FILENO, true, NULL};
	struct face *face = face_text_new(loop, &options);
	face->on_answer = print_answer;
	face->on_end = print_end;
	script(face);
	loop_run(loop);
	face->ops->free(face);
	loop_free(loop);
	fflush(stdout);
	/* the terminal as it was: told, because nobody else can ask it when we are gone */
	struct termios t;
	tcgetattr(STDIN_FILENO, &t);
	printf("[echo %d]\n", (t.c_lflag & ECHO) != 0);
	exit(0);
}

static void raise_curtain(struct stage *s, script_fn *script, enum lang lang)
{
	struct winsize size = {.ws_row = 24, .ws_col = 40};
	memset(s, 0, sizeof *s);
	s->pid = forkpty(&s->tty, NULL, NULL, &size);
	assert_true(s->pid >= 0);
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		play(script, lang);
	}
}

static void see(struct stage *s, const char *wanted)
{
	while (!strstr(s->text, wanted)) {
		struct pollfd p = {s->tty, POLLIN, 0};
		if (poll(&p, 1, 20000) != 1)
			fail_msg("never seen: %s\n%s", wanted, s->text);
		ssize_t n = read(s->tty, s->text + s->len, sizeof s->text - 1 - s->len);
		if (n <= 0)
			fail_msg("never seen: %s\n%s", wanted, s->text);
		s->len += (size_t)n;
		s->text[s->len] = '\0';
	}
}

static void type(struct stage *s, const char *text)
{
	assert_int_equal(write(s->tty, text, strlen(text)), strlen(text));
}

static void curtain(struct stage *s)
{
	see(s, "[echo ");
	assert_non_null(strstr(s->text, "[echo 1]"));
	close(s->tty);
	assert_int_equal(waitpid(s->pid, NULL, 0), s->pid);
	for (char *line = strtok(s->text, "\r\n"); line; line = strtok(NULL, "\r\n"))
		if (!strchr(line, '|') && text_width(line) > 40)
			fail_msg("wider than 40 cells: %s", line);
}

static void ask(struct face *face, enum step step, const char *text)
{
	face->ops->ask(face, &(struct face_place){.step = step}, text);
}

/* ---- scripts, run in the process of the face ---- */

static void ask_leave(struct face *face)
{
	ask(face, STEP_LEAVE, NULL);
}

static void ask_number(struct face *face)
{
	ask(face, STEP_NUMBER, NULL);
}

static void ask_pin(struct face *face)
{
	ask(face, STEP_PIN, NULL);
}

static void ask_consent(struct face *face)
{
	ask(face, STEP_CONSENT,
	    "One line that is long enough to be wrapped on a screen of forty columns.\n"
	    "\033[31mRed\xe2\x80\xae and backwards");
}

static void show_digits(struct face *face)
{
	const struct face_place place = {STEP_CLAIM, true, STATE_SCANNED};
	face->ops->match_code(face, &place, "0259", false);
	ask(face, STEP_PIN, NULL);
	face->ops->match_code(face, &place, "7310", true);
}

static void tell_problem(struct face *face)
{
	const struct face_place place = {.step = STEP_CONSENT};
	ask(face, STEP_CONSENT, "x");
	face->ops->problem(face, &place, &(struct error){PROBLEM_PHONE_PIN_WRONG, "4"}, true);
	ask(face, STEP_LEAVE, NULL);
}

static void show_person(struct face *face)
{
	static const struct person p = {.number = {"1100700000019"},
	    .thai = {.prefix = "นาง", .first = "ทดสอบชื่อ", .last = "ทดสอบสกุล"},
	    .english = {.prefix = "Mrs.", .first = "Thotsop", .last = "Namsakun"},
	    .birth = {1977, 2, 28}};
	face->ops->person(face, &p);
	ask(face, STEP_LEAVE, NULL);
}

/* ---- what is seen ---- */

static void yes_and_no(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *answer;
	} rows[] = {{"y\n", "[1|"}, {"YES\n", "[1|"}, {"ใช่\n", "[1|"}, {"ั\n", "[1|"},
	    {"n\n", "[0|"}, {"ไม่\n", "[0|"}, {"ื\n", "[0|"}, {"  n  \n", "[0|"},
	    {"perhaps\ny\n", "[1|"}, {"\n\ny\n", "[1|"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct stage s;
		raise_curtain(&s, ask_leave, LANG_EN);
		see(&s, "(no): ");
		type(&s, rows[i].typed);
		see(&s, rows[i].answer);
		assert_non_null(strstr(s.text, "TRAINING"));
		curtain(&s);
	}
}

static void what_is_typed_is_seen(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, ask_number, LANG_EN);
	see(&s, "13 digits: ");
	type(&s, "1-1007-00000-01-9\n");
	see(&s, "[0|0|1-1007-00000-01-9||]");
	assert_ptr_not_equal(
	    strstr(s.text, "1-1007-00000-01-9"), strstr(s.text, "1-1007-00000-01-9||]"));
	curtain(&s);
}

static void a_pin_is_not_seen(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, ask_pin, LANG_EN);
	see(&s, "PIN: ");
	type(&s, "50718293\n");
	see(&s, "PIN once more: ");
	type(&s, "50718294\n");
	see(&s, "[0|0||50718293|50718294]");
	/* once each: in the answer that this test prints */
	assert_null(strstr(strstr(s.text, "50718293") + 1, "50718293"));
	assert_null(strstr(strstr(s.text, "50718294") + 1, "50718294"));
	curtain(&s);
}

static void consent_by_pin_or_no(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, ask_consent, LANG_EN);
	see(&s, "consent): ");
	assert_null(strchr(s.text, 0x1b)); /* the centre's text is cleaned */
	assert_null(strstr(s.text, "\u202e"));
	assert_non_null(strstr(s.text, "Red"));
	type(&s, "50718293\n");
	see(&s, "[1|0||50718293|]");
	curtain(&s);
	raise_curtain(&s, ask_consent, LANG_EN);
	see(&s, "consent): ");
	type(&s, "n\n");
	see(&s, "[0|");
	curtain(&s);
}

static void the_input_ends(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, ask_pin, LANG_EN);
	see(&s, "PIN: ");
	type(&s, "\x04"); /* Ctrl-D */
	see(&s, "[end input-ended]");
	curtain(&s);
}

/* New digits come while the PIN is being typed: the prompt is put up again after them. */
static void digits_amid_a_prompt(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, show_digits, LANG_EN);
	see(&s, "  7310\r\n");
	const char *first = strstr(s.text, "  0259\r\n"), *second = strstr(s.text, "  7310\r\n");
	assert_true(first && second && first < second);
	assert_non_null(strstr(first, "changed"));
	see(&s, "7310\r\n▸ PIN: ");
	assert_non_null(strstr(s.text, "██"));
	type(&s, "1\n");
	see(&s, "once more: ");
	type(&s, "2\n");
	see(&s, "[0|0||1|2]");
	curtain(&s);
}

static void problems_say_what_to_do(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, tell_problem, LANG_EN);
	see(&s, "(no): ");
	assert_non_null(strstr(s.text, "DD-811"));
	assert_non_null(strstr(s.text, "The PIN is wrong."));
	assert_non_null(strstr(s.text, "Type it again with care"));
	assert_non_null(strstr(s.text, "Tries left: 4"));
	type(&s, "y\n");
	see(&s, "[1|");
	curtain(&s);
}

static void the_person_masked(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, show_person, LANG_EN);
	see(&s, "(no): ");
	assert_non_null(strstr(s.text, "Mrs. Thotsop Namsakun"));
	assert_null(strstr(s.text, "00000"));
	assert_non_null(strstr(s.text, "2520")); /* BE */
	type(&s, "y\n");
	curtain(&s);
}

static void in_thai(void **state)
{
	(void)state;
	struct stage s;
	raise_curtain(&s, show_digits, LANG_TH);
	see(&s, "รหัสผ่าน: ");
	assert_non_null(strstr(s.text, "เลข 4 หลัก"));
	assert_non_null(strstr(s.text, "ฝึกอบรม"));
	type(&s, "1\n");
	see(&s, "อีกครั้ง: ");
	type(&s, "2\n");
	curtain(&s);
}

static void without_a_terminal(void **state)
{
	(void)state;
	char text[4096];
	int in[2], out[2], status;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(write(in[1], "7\n8\n", 4), 4);
	close(in[1]);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		play(ask_pin, LANG_EN);
	}
	close(out[1]);
	size_t len = 0;
	ssize_t n;
	while ((n = read(out[0], text + len, sizeof text - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_non_null(strstr(text, "[0|0||7|8]"));
	close(in[0]);
	close(out[0]);
}

static void large_digits(void **state)
{
	(void)state;
	/* 7 and 1, by the eye */
	static const char *const want[DIGITS_ROWS] = {
	    "  ######      ##    ",
	    "      ##    ####    ",
	    "    ##        ##    ",
	    "    ##        ##    ",
	    "    ##      ######  ",
	};
	for (int row = 0; row < DIGITS_ROWS; row++) {
		struct buf b = BUF_INIT;
		digits_row(&b, "71", row, "#");
		assert_string_equal((char *)b.data, want[row]);
		buf_clear(&b);
		digits_row(&b, "0123", row, "█");
		assert_true(text_width((char *)b.data) <= 40);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(yes_and_no),
	    cmocka_unit_test(what_is_typed_is_seen),
	    cmocka_unit_test(a_pin_is_not_seen),
	    cmocka_unit_test(consent_by_pin_or_no),
	    cmocka_unit_test(the_input_ends),
	    cmocka_unit_test(digits_amid_a_prompt),
	    cmocka_unit_test(problems_say_what_to_do),
	    cmocka_unit_test(the_person_masked),
	    cmocka_unit_test(in_thai),
	    cmocka_unit_test(without_a_terminal),
	    cmocka_unit_test(large_digits),
	};
	const char *build = getenv("top_builddir");
	char locale[4096];
	snprintf(locale, sizeof locale, "%s/locale", build ? build : ".");
	setenv("DDOPA_LOCALEDIR", locale, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
