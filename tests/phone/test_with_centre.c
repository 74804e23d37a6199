/*
 * ddopa-phone and the real ddopa-centrald; the counter's part is played by the requests
 * that a counter makes. The phone gets its code as a picture of the painted cells, or as the
 * code that is typed.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "../base/cmocka_all.h"
#include "../base/scratch.h"
#include "../centrald/counter.h"
#include "pictures.h"
#include "run.h"

#define PIN	"{\"pin\":\"50718293\",\"again\":\"50718293\"}\n"
#define CONSENT "{\"consent\":true,\"pin\":\"50718293\"}\n"
#define MINUTE	60000

static struct world world;
static struct counter counter;
static char directory[SCRATCH_SIZE];
static char number[CITIZEN_NUMBER_DIGITS + 1]; /* of the citizen at the counter */

static int set_up(void **state)
{
	(void)state;
	(void)phone_program();
	signal(SIGPIPE, SIG_IGN);
	world_make(&world);
	assert_int_equal(world_init(&world, world_samples()), 0);
	world_start(&world);
	counter_ready(&counter, &world);
	assert_true(scratch_make(directory));
	return 0;
}

static int tear_down(void **state)
{
	char command[SCRATCH_SIZE + 16];
	(void)state;
	counter_free(&counter);
	world_free(&world);
	snprintf(command, sizeof command, "rm -rf '%s'", directory);
	return system(command);
}

/* ---- the counter ---- */

static void proofed(const char *card_name, struct api_enrolment *e)
{
	struct api_card_claim card;
	card_of(&card, card_name);
	memcpy(number, card.number.digits, sizeof number);
	counter_create_ok(&counter, &card, false, e);
	counter_code_ok(&counter, e->id, e);
}

static void type_digits(const char *id, const char *digits, long status)
{
	struct answer a;
	char json[64];
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	counter_post(&counter, id, "match-code", json, &a);
	assert_int_equal(a.status, status);
	answer_free(&a);
}

static enum enrolment_state state_of(const char *id)
{
	struct api_enrolment e;
	counter_get_ok(&counter, id, &e);
	return e.state;
}

/* ---- the phone ---- */

struct place {
	char state[SCRATCH_SIZE + 32], connect[32], ca[600];
};

static void place_of(struct place *at, const char *name)
{
	snprintf(at->state, sizeof at->state, "%s/%s", directory, name);
	snprintf(at->connect, sizeof at->connect, "127.0.0.1:%d", world.citizens_port);
	snprintf(at->ca, sizeof at->ca, "%s/ca.pem", world.directory);
}

static void take_up(struct phone_run *p, const char *name)
{
	struct place at;
	place_of(&at, name);
	phone_start(p, (const char *const[]){"--json", "--lang", "en", "--host", "LOCALHOST:8444",
			   "--connect", at.connect, "--ca", at.ca, "--state", at.state, NULL});
}

static void say(struct phone_run *p, const char *name, const char *value)
{
	char line[1024];
	snprintf(line, sizeof line, "{\"%s\":\"%s\"}\n", name, value);
	phone_say(p, line);
}

static void up_to_code(struct phone_run *p, const char *citizen)
{
	phone_say(p, "{\"leave\":true}\n");
	say(p, "number", citizen);
	phone_say(p, "{\"terms\":true}\n");
}

static void show_picture(struct phone_run *p, const char *url)
{
	static const struct look look = {9, 19, 40, 0, 255, 0};
	char path[SCRATCH_SIZE + 16];
	snprintf(path, sizeof path, "%s/code.png", directory);
	struct canvas c = picture_of_code(url, &look);
	canvas_write(&c, path);
	canvas_free(&c);
	say(p, "image", path);
}

static void digits_on_show(struct phone_run *p, int which, char out[5])
{
	const char *at = p->text;
	for (int i = 0; i <= which; i++) {
		at = strstr(at, "\"match_code\":\"");
		assert_non_null(at);
		at += strlen("\"match_code\":\"");
	}
	snprintf(out, 5, "%.4s", at);
}

static void claimed(struct phone_run *p, const char *name, const struct api_enrolment *e)
{
	take_up(p, name);
	up_to_code(p, number);
	say(p, "code", e->code.typed);
	phone_hear(p, "\"match_code\"");
}

static void proofed_and_claimed(struct phone_run *p, struct api_enrolment *e)
{
	proofed("somsri", e);
	claimed(p, "one", e);
}

static void ends(struct phone_run *p, int exit_code, const char *problem)
{
	char member[64];
	int code = phone_finish(p);
	snprintf(member, sizeof member, "\"problem\":\"%s\"", problem);
	if (code != exit_code || !strstr(phone_last_line(p), member))
		fail_msg("exit %d, wanted %d %s\n%s", code, exit_code, problem, p->text);
}

static void succeeds(struct phone_run *p)
{
	int code = phone_finish(p);
	if (code != 0 || !strstr(phone_last_line(p), "\"state\":\"SUCCESS\""))
		fail_msg("exit %d\n%s", code, p->text);
}

/* The officer types what that many times new digits later is on show. */
static void confirmed(struct phone_run *p, int which, const struct api_enrolment *e)
{
	char digits[5];
	digits_on_show(p, which, digits);
	type_digits(e->id, digits, 200);
}

static void wrong_digits(const char *right, char out[5])
{
	snprintf(out, 5, "%s", right);
	out[0] = out[0] == '9' ? '0' : (char)(out[0] + 1);
}

/* ---- stories ---- */

static void by_picture(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed("somsri", &e);
	take_up(&p, "one");
	up_to_code(&p, number);
	show_picture(&p, e.code.url);
	phone_hear(&p, "\"match_code\"");
	assert_int_equal(state_of(e.id), STATE_SCANNED);
	confirmed(&p, 0, &e);
	phone_say(&p, PIN CONSENT);
	succeeds(&p);
	counter_get_ok(&counter, e.id, &e);
	assert_int_equal(e.state, STATE_SUCCESS);
	assert_false(e.second_phone);
	assert_int_equal(world_number(&world, "SELECT used FROM quota"), 1);
}

static void what_the_phone_keeps(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	char path[SCRATCH_SIZE + 32], text[16384];
	proofed_and_claimed(&p, &e);
	confirmed(&p, 0, &e);
	phone_say(&p, PIN CONSENT);
	succeeds(&p);
	snprintf(path, sizeof path, "%s/one/receipt.jws", directory);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	counter_get_ok(&counter, e.id, &e);
	assert_string_equal(text, e.receipt); /* counter and phone hold the same */
	snprintf(path, sizeof path, "%s/one/person.json", directory);
	f = fopen(path, "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	assert_non_null(strstr(text, "Thotsopkamlangdi"));
	assert_non_null(strstr(text, number));
}

/* The citizen chooses the PIN first; the officer types late. */
static void the_officer_is_slow(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed("boonmee", &e);
	claimed(&p, "one", &e);
	phone_say(&p, PIN);
	phone_hear(&p, "\"step\":\"officer\"");
	confirmed(&p, 0, &e);
	phone_hear(&p, "\"ask\":\"consent\"");
	phone_say(&p, CONSENT);
	succeeds(&p);
}

static void the_officer_mistypes(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	char digits[5], wrong[5];
	proofed_and_claimed(&p, &e);
	digits_on_show(&p, 0, digits);
	wrong_digits(digits, wrong);
	type_digits(e.id, wrong, 403);
	phone_hear(&p, "\"changed\":true");
	confirmed(&p, 1, &e);
	phone_say(&p, PIN CONSENT);
	succeeds(&p);
}

static void the_officer_mistypes_three_times(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	char digits[5], wrong[5];
	proofed_and_claimed(&p, &e);
	for (int i = 0; i < 3; i++) {
		struct answer a;
		char json[64];
		/* each time there are new digits on show, which come by themselves */
		phone_hear_times(&p, "\"match_code\"", i + 1);
		digits_on_show(&p, i, digits);
		wrong_digits(digits, wrong);
		snprintf(json, sizeof json, "{\"digits\":\"%s\"}", wrong);
		counter_post(&counter, e.id, "match-code", json, &a);
		answer_free(&a);
	}
	phone_hear(&p, "\"exit\":");
	ends(&p, EXIT_MATCH_CODE, "ended-match-code");
	assert_int_equal(state_of(e.id), STATE_CANCELLED);
}

static void wrong_numbers(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed("somsri", &e);
	take_up(&p, "one");
	up_to_code(&p, "1101799999014"); /* somebody else's */
	say(&p, "code", e.code.typed);
	phone_hear(&p, "\"problem\":\"digits-wrong\"");
	say(&p, "number", "1101799999014");
	say(&p, "number", "3470599999021");
	ends(&p, EXIT_LOCKED, "ended-locked");
	assert_int_equal(state_of(e.id), STATE_LOCKED);
}

static void a_wrong_number_and_the_right_one(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed("somsri", &e);
	take_up(&p, "one");
	up_to_code(&p, "1101799999014");
	say(&p, "code", e.code.typed);
	say(&p, "number", number);
	phone_hear(&p, "\"match_code\"");
	confirmed(&p, 0, &e);
	phone_say(&p, PIN CONSENT);
	succeeds(&p);
}

static void a_code_that_ran_out(void **state)
{
	(void)state;
	struct api_enrolment e, renewed;
	struct phone_run p;
	proofed("somsri", &e);
	world_advance(&world, 5 * MINUTE + 1000);
	take_up(&p, "one");
	up_to_code(&p, number);
	say(&p, "code", e.code.typed);
	phone_hear(&p, "\"problem\":\"code-expired\"");
	counter_code_ok(&counter, e.id, &renewed);
	say(&p, "code", e.code.typed); /* the old one again: it is dead for good */
	show_picture(&p, renewed.code.url);
	phone_hear(&p, "\"match_code\"");
	confirmed(&p, 0, &e);
	phone_say(&p, PIN CONSENT);
	succeeds(&p);
}

static void codes_that_are_none(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed("somsri", &e);
	take_up(&p, "one");
	up_to_code(&p, number);
	say(&p, "code", "HTTPS://LOCALHOST:9999/E/ABCDEFGHIJKLMNOPQRSTUVW234");
	phone_hear(&p, "\"problem\":\"code-other-host\"");
	say(&p, "code", "HTTPS://LOCALHOST:8444/E/ABCDEFGHIJKLMNOPQRSTUVW234");
	phone_hear(&p, "\"problem\":\"code-unknown\"");
	assert_int_equal(phone_finish(&p), EX_NOINPUT);
}

static void consent_refused(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed_and_claimed(&p, &e);
	confirmed(&p, 0, &e);
	phone_say(&p, PIN "{\"consent\":false}\n");
	ends(&p, EXIT_CONSENT_REFUSED, "consent-refused");
	assert_int_equal(state_of(e.id), STATE_REFUSED);
	assert_int_equal(world_number(&world, "SELECT reserved FROM quota"), 0);
}

/* The second changes nothing for the first, but the officer is told. */
static void a_second_phone(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run first, second;
	struct answer a;
	proofed("somsri", &e);
	claimed(&first, "one", &e);
	take_up(&second, "two");
	up_to_code(&second, number);
	say(&second, "code", e.code.typed);
	ends(&second, EXIT_CONTESTED, "code-taken");
	counter_get_ok(&counter, e.id, &e);
	assert_true(e.second_phone);
	assert_int_equal(e.state, STATE_SCANNED);
	counter_post(&counter, e.id, "cancel", "{\"contested\":true}", &a);
	answer_is(&a, 200);
	answer_free(&a);
	phone_hear(&first, "\"exit\":");
	ends(&first, EXIT_CONTESTED, "ended-contested");
}

static void the_officer_cancels(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	struct answer a;
	proofed_and_claimed(&p, &e);
	counter_post(&counter, e.id, "cancel", "{\"contested\":false}", &a);
	answer_is(&a, 200);
	answer_free(&a);
	phone_hear(&p, "\"exit\":");
	ends(&p, EXIT_CANCELLED, "ended-cancelled");
}

static void ten_minutes_pass(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed_and_claimed(&p, &e);
	world_advance(&world, 10 * MINUTE + 1000);
	phone_hear(&p, "\"exit\":");
	ends(&p, EXIT_EXPIRED, "ended-expired");
	assert_int_equal(state_of(e.id), STATE_EXPIRED);
}

/* kill -9 of the centre while the phone waits for the officer. */
static void the_centre_goes_and_comes(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	proofed_and_claimed(&p, &e);
	phone_say(&p, PIN);
	phone_hear(&p, "\"step\":\"officer\"");
	world_kill(&world, SIGKILL);
	world_start(&world);
	confirmed(&p, 0, &e);
	phone_say(&p, CONSENT);
	succeeds(&p);
	assert_int_equal(state_of(e.id), STATE_SUCCESS);
}

/* A person at a terminal, in Thai: every answer typed when its question stands there. */
static void by_hand(void **state)
{
	(void)state;
	struct api_enrolment e;
	struct phone_run p;
	struct place at;
	char digits[5], line[64];
	proofed("khampan", &e);
	place_of(&at, "one");
	phone_start_tty(&p, (const char *const[]){"--lang", "th", "--host", "LOCALHOST:8444",
				"--connect", at.connect, "--ca", at.ca, "--state", at.state, NULL});
	phone_hear(&p, "n (ไม่): ");
	phone_say(&p, "y\n");
	phone_hear(&p, "เลข 13 หลัก: ");
	phone_say(&p, "๕-๕๗๐๑-๙๙๙๙๙-๐๓-๘\n"); /* khampan's, in Thai digits */
	phone_hear_times(&p, "n (ไม่): ", 2);
	phone_say(&p, "ใช่\n");
	phone_hear(&p, "ไฟล์รูป: ");
	snprintf(line, sizeof line, "%s\n", e.code.typed);
	phone_say(&p, line);
	phone_hear(&p, "▸ รหัสผ่าน: ");
	const char *shown = strstr(p.text, "██"); /* the last row, then the digits as text */
	while (shown && strstr(shown + 1, "██"))
		shown = strstr(shown + 1, "██");
	assert_non_null(shown);
	assert_int_equal(sscanf(strchr(shown, '\n'), " %4[0-9]", digits), 1);
	type_digits(e.id, digits, 200);
	phone_say(&p, "12345678\n");
	phone_hear(&p, "รหัสผ่านอีกครั้ง: ");
	phone_say(&p, "12345678\n");
	phone_hear(&p, "DD-809");
	phone_hear_times(&p, "▸ รหัสผ่าน: ", 2);
	phone_say(&p, "50718293\n");
	phone_hear_times(&p, "รหัสผ่านอีกครั้ง: ", 2);
	phone_say(&p, "50718293\n");
	phone_hear(&p, "(n: ไม่ยินยอม): ");
	phone_say(&p, "50718293\n");
	phone_hear(&p, "✓ สำเร็จ");
	assert_int_equal(phone_finish(&p), 0);
	assert_int_equal(state_of(e.id), STATE_SUCCESS);
	assert_null(strstr(p.text, "50718293"));
	assert_null(strstr(p.text, "12345678"));
	assert_non_null(strstr(p.text, "คำปัน"));
}

#define TEST(F) cmocka_unit_test_setup_teardown(F, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(by_picture),
	    TEST(what_the_phone_keeps),
	    TEST(the_officer_is_slow),
	    TEST(the_officer_mistypes),
	    TEST(the_officer_mistypes_three_times),
	    TEST(wrong_numbers),
	    TEST(a_wrong_number_and_the_right_one),
	    TEST(a_code_that_ran_out),
	    TEST(codes_that_are_none),
	    TEST(consent_refused),
	    TEST(a_second_phone),
	    TEST(the_officer_cancels),
	    TEST(ten_minutes_pass),
	    TEST(the_centre_goes_and_comes),
	    TEST(by_hand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
