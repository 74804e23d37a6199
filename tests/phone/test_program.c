/*
 * The whole ddopa-phone, scripted, against a centre that plays a script: what it says, what
 * it sends, what it leaves on disk, how it ends. (tests/story/phone.sh has the real centre.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/ssl.h>

#include "base/problem.h"
#include "fake_centre.h"
#include "run.h"
#include "wire/dpop.h"
#include "wire/evidence.h"

#define NUMBER "1100700000019"
#define PIN    "50718293"
#define ID     "e00112233445566778899aabbccddeeff"
#define NONCE1 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE" /* 32 x 01 */
#define NONCE2 "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI" /* 32 x 02 */

/* ---- what the centre says ---- */

#define NOW "\"now\":\"2026-11-23T07:00:00.000Z\",\"deadline\":\"2026-11-23T07:10:00.000Z\""
#define STATE(S, REVISION, MORE)                                                                   \
	"{\"id\":\"" ID "\",\"state\":\"" S "\",\"revision\":" #REVISION "," NOW MORE "}"
#define OK(BODY)                                                                                   \
	{                                                                                          \
		FAKE_REPLY, 200, "DPoP-Nonce: n\r\n", BODY                                         \
	}
#define NO(STATUS, CODE)                                                                           \
	{                                                                                          \
		FAKE_REPLY, STATUS, "DPoP-Nonce: n\r\n", "{\"code\":\"" CODE "\"}"                 \
	}
#define SILENT                                                                                     \
	{                                                                                          \
		FAKE_SILENT, 0, NULL, NULL                                                         \
	}
#define TEXTS                                                                                       \
	OK("{\"version\":\"1\",\"terms_th\":\"ก\",\"terms_en\":\"Terms\",\"consent_th\":\"ข\"," \
	   "\"consent_en\":\"Consent\"}")
#define CLAIMED	  OK(STATE("SCANNED", 3, ",\"match_nonce\":\"" NONCE1 "\""))
#define CONFIRMED OK(STATE("CONFIRMED", 4, ""))
#define CONSENTED OK(STATE("CONSENTED", 5, ""))
#define NAME(PREFIX, FIRST, LAST)                                                                  \
	"{\"prefix\":\"" PREFIX "\",\"first\":\"" FIRST "\",\"middle\":\"\",\"last\":\"" LAST "\"" \
	"}"
#define PERSON(N)                                                                                  \
	OK("{\"person\":{\"number\":\"" N                                                          \
	   "\",\"thai\":" NAME("นาง", "ทดสอบชื่อ", "ทดสอบสกุล") ",\"english\":" NAME(                 \
	       "Mrs.", "Thotsop", "Namsakun") ",\"birth\":\"1977-02-28\",\"sex\":\"female\","      \
					      "\"address\":{\"house\":\"1\",\"moo\":"              \
					      "\"\",\"trok\":\"\",\"soi\":\"\",\"road\":\"\","     \
					      "\"tambon\":\"\",\"amphoe\":\"\","                   \
					      "\"province\":\"\"}},\"enrollment\":" STATE("SAVED", \
						  6, ",\"proof_nonce\":\"" NONCE2 "\"") "}")
#define SUCCESS OK(STATE("SUCCESS", 7, ",\"receipt\":\"a.b.c\""))

/* ---- what the citizen says ---- */

#define LEAVE	 "{\"leave\":true}\n"
#define DIGITS	 "{\"number\":\"" NUMBER "\"}\n"
#define TERMS	 "{\"terms\":true}\n"
#define CODE	 "{\"code\":\"%HOST%\"}\n"
#define PINS	 "{\"pin\":\"" PIN "\",\"again\":\"" PIN "\"}\n"
#define CONSENT	 "{\"consent\":true,\"pin\":\"" PIN "\"}\n"
#define TO_CLAIM LEAVE DIGITS TERMS CODE

/* ---- a run ---- */

static char directory[SCRATCH_SIZE];

struct run {
	struct fake_centre centre;
	struct phone_run phone;
	const char *text; /* of the phone */
	int exit_code;	  /* too */
};

#define start(R, REPLIES, MORE)	 start_with(R, FAKE_SCRIPT(REPLIES), MORE)
#define whole(R, REPLIES, LINES) whole_with(R, FAKE_SCRIPT(REPLIES), LINES)

static void start_with(struct run *r, struct fake_script script, const char *const more[])
{
	const char *argv[24] = {
	    "--json", "--lang", "en", "--host", NULL, "--ca", NULL, "--state", "state"};
	int n = 9;
	memset(r, 0, sizeof *r);
	r->centre = fake_start(script, "localhost", TLS1_3_VERSION);
	argv[4] = r->centre.host;
	argv[6] = r->centre.ca;
	for (; more && *more; more++)
		argv[n++] = *more;
	phone_start(&r->phone, argv);
	r->text = r->phone.text;
}

static void say(struct run *r, const char *lines)
{
	char text[8192];
	const char *host = strstr(lines, "%HOST%");
	snprintf(text, sizeof text, "%s", lines);
	if (host)
		snprintf(text, sizeof text, "%.*shttps://%s/E/ABCDEFGHIJKLMNOPQRSTUVW234%s",
		    (int)(host - lines), lines, r->centre.host, host + 6);
	phone_say(&r->phone, text);
}

static void hear(struct run *r, const char *wanted)
{
	phone_hear(&r->phone, wanted);
}

static void finish(struct run *r)
{
	r->exit_code = phone_finish(&r->phone);
	/* no person and no secret on standard output, whatever happened */
	assert_null(strstr(r->text, NUMBER));
	assert_null(strstr(r->text, PIN));
	assert_null(strstr(r->text, "Thotsop"));
	assert_null(strstr(r->text, "ทดสอบชื่อ"));
}

static void end(struct run *r)
{
	fake_stop(&r->centre);
}

static void whole_with(struct run *r, struct fake_script script, const char *lines)
{
	start_with(r, script, NULL);
	say(r, lines);
	finish(r);
}

static bool last_line_has(const struct run *r, const char *member)
{
	return strstr(phone_last_line(&r->phone), member) != NULL;
}

static void ended(struct run *r, int exit_code, const char *problem)
{
	char member[96];
	snprintf(member, sizeof member, "\"problem\":\"%s\"", problem);
	if (r->exit_code != exit_code || !last_line_has(r, member))
		fail_msg("exit %d, wanted %d %s:\n%s", r->exit_code, exit_code, problem, r->text);
	snprintf(member, sizeof member, "\"exit\":%d", exit_code);
	assert_true(last_line_has(r, member) || r->exit_code == exit_code);
	assert_int_not_equal(access("state/key.pending", F_OK), 0);
	assert_int_not_equal(access("state/person.pending", F_OK), 0);
	end(r);
}

static const char *request(const struct run *r, int i)
{
	assert_true(i < r->centre.seen->count);
	return r->centre.seen->request[i].text;
}

static bool requested(const struct run *r, int i, const char *start)
{
	return strncmp(request(r, i), start, strlen(start)) == 0;
}

static const char *body_of(const char *r)
{
	return strstr(r, "\r\n\r\n") + 4;
}

static void load(struct buf *b, const char *name)
{
	char part[4096];
	size_t n;
	struct stat st;
	FILE *f = fopen(name, "r");
	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_clear(b);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_put(b, part, n);
	fclose(f);
}

/* ---- success ---- */

static const struct fake_reply all_well[] = {
    TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};

/* The device key out of the claim, checked as the centre would. */
static EVP_PKEY *claimed_key(const struct run *r, int i)
{
	char dpop[4096];
	struct error err;
	struct dpop_checked c;
	const char *text = request(r, i), *at = strcasestr(text, "\r\nDPoP: ");
	assert_non_null(at);
	snprintf(dpop, sizeof dpop, "%.*s", (int)strcspn(at + 8, "\r"), at + 8);
	const char *body = body_of(text);
	if (!dpop_check(&c, dpop, NULL,
		&(struct dpop_request){"POST", "/citizen/v1/claims", body, strlen(body), ""}, &err))
		fail_msg("%s", err.context);
	return c.key;
}

static void check_signed(const struct run *r, EVP_PKEY *key)
{
	struct error err;
	struct api_consent consent;
	struct api_proof proof;
	struct api_texts texts = {.version = "1", .consent_th = "ข", .consent_en = "Consent"};
	uint8_t nonce[32];
	const char *body = body_of(request(r, 4));
	memset(nonce, 2, sizeof nonce);
	assert_true(requested(r, 4, "POST /citizen/v1/enrollments/" ID "/consent "));
	assert_true(api_consent_read(&consent, body, strlen(body), &err));
	assert_true(consent_check(consent.jws, key, ID, &texts, &err));
	assert_true(requested(r, 5, "POST /citizen/v1/enrollments/" ID "/person "));
	assert_string_equal(body_of(request(r, 5)), "{}");
	assert_true(requested(r, 6, "POST /citizen/v1/enrollments/" ID "/proof "));
	body = body_of(request(r, 6));
	assert_true(api_proof_read(&proof, body, strlen(body), &err));
	assert_true(proof_check(proof.jws, key, ID, nonce, &err));
}

static void check_digits(const struct run *r, EVP_PKEY *key)
{
	char digits[API_MATCH_DIGITS + 1], member[32];
	uint8_t nonce[32], thumb[SHA256_SIZE];
	struct error err;
	memset(nonce, 1, sizeof nonce);
	assert_true(jwk_thumbprint(thumb, key, &err) && match_code(digits, nonce, thumb));
	snprintf(member, sizeof member, "\"match_code\":\"%s\"", digits);
	assert_non_null(strstr(r->text, member));
}

static void an_enrollment(void **state)
{
	(void)state;
	struct run r;
	struct buf b = BUF_INIT;
	whole(&r, all_well, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_true(last_line_has(&r, "\"state\":\"SUCCESS\""));
	assert_int_equal(r.centre.seen->count, 7);
	assert_true(requested(&r, 0, "GET /citizen/v1/texts "));
	assert_null(strcasestr(request(&r, 0), "\r\nDPoP: "));
	assert_true(requested(&r, 2, "GET /citizen/v1/enrollments/" ID "?after=3&wait="));
	EVP_PKEY *key = claimed_key(&r, 1);
	assert_string_equal(body_of(request(&r, 1)),
	    "{\"code\":\"ABCDEFGHIJKLMNOPQRSTUVW234\",\"number\":\"" NUMBER "\"}");
	check_signed(&r, key);
	check_digits(&r, key);
	EVP_PKEY_free(key);
	load(&b, "state/person.json");
	assert_non_null(strstr((char *)b.data, "Thotsop"));
	load(&b, "state/receipt.jws");
	assert_string_equal((char *)b.data, "a.b.c");
	load(&b, "state/key");
	assert_int_not_equal(access("state/key.pending", F_OK), 0);
	buf_free(&b);
	end(&r);
}

/* Every line is JSON with a time; the questions are those of mission.md, in its order. */
static void the_order_of_the_questions(void **state)
{
	(void)state;
	static const char *const asked[] = {"\"ask\":\"leave\"", "\"ask\":\"number\"",
	    "\"ask\":\"terms\"", "\"ask\":\"code\"", "\"match_code\":", "\"ask\":\"pin\"",
	    "\"ask\":\"consent\"", "\"state\":\"SUCCESS\""};
	struct run r;
	whole(&r, all_well, TO_CLAIM PINS CONSENT);
	const char *at = r.text;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		at = strstr(at, asked[i]);
		assert_non_null(at);
	}
	for (const char *line = r.text; *line; line = strchr(line, '\n') + 1)
		assert_memory_equal(line, "{\"time\":\"2", 10);
	end(&r);
}

static void the_pin_by_descriptor(void **state)
{
	(void)state;
	struct run r;
	int fd[2];
	char number[16];
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], PIN "\n", 9), 9);
	close(fd[1]);
	snprintf(number, sizeof number, "%d", fd[0]);
	start(&r, all_well, ((const char *const[]){"--pin-fd", number, NULL}));
	close(fd[0]);
	say(&r, TO_CLAIM "{\"consent\":true}\n");
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	end(&r);
}

static void answers_from_a_file(void **state)
{
	(void)state;
	struct run r;
	start(&r, all_well, ((const char *const[]){"--script", "fifo", NULL}));
	/* the host is known only now: the script comes through a FIFO */
	close(r.phone.in);
	r.phone.in = open("fifo", O_WRONLY);
	assert_true(r.phone.in >= 0);
	say(&r, TO_CLAIM PINS CONSENT);
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	end(&r);
}

static void the_officer_mistypes(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED,
	    OK(STATE("SCANNED", 4, ",\"match_nonce\":\"" NONCE2 "\"")),
	    OK(STATE("CONFIRMED", 5, "")), SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	const char *first = strstr(r.text, "\"match_code\":\"");
	const char *second = strstr(first + 1, "\"match_code\":\"");
	assert_non_null(second);
	assert_memory_not_equal(first, second, 19);
	assert_non_null(strstr(first, "\"changed\":false"));
	assert_non_null(strstr(second, "\"changed\":true"));
	end(&r);
}

static void a_centre_without_match_codes(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {
	    TEXTS, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_null(strstr(r.text, "\"match_code\""));
	end(&r);
}

/* ---- ways back ---- */

static void a_number_mistyped_twice(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, NO(403, "digits-wrong"), CLAIMED,
	    CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
	struct run r;
	whole(&r, replies,
	    LEAVE "{\"number\":\"1100700000018\"}\n"
		  "{\"number\":\"1100700000027\"}\n" TERMS CODE DIGITS PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_non_null(strstr(r.text, "\"problem\":\"number-invalid\""));
	assert_non_null(strstr(r.text, "\"problem\":\"digits-wrong\""));
	/* the same phone: the same key claims again */
	EVP_PKEY *first = claimed_key(&r, 1), *second = claimed_key(&r, 2);
	assert_int_equal(EVP_PKEY_eq(first, second), 1);
	EVP_PKEY_free(first);
	EVP_PKEY_free(second);
	end(&r);
}

static void codes_that_are_refused(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, NO(410, "code-expired"),
	    NO(404, "code-unknown"), CLAIMED, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER),
	    SUCCESS};
	struct run r;
	start(&r, replies, NULL);
	say(&r,
	    LEAVE DIGITS TERMS "{\"code\":\"https://evil.example/E/ABCDEFGHIJKLMNOPQRSTUVW234\"}\n"
			       "{\"code\":\"0000-0000-01-0\"}\n{\"image\":\"/dev/null\"}\n");
	say(&r, CODE);
	say(&r, CODE);
	say(&r, CODE PINS CONSENT);
	finish(&r);
	assert_int_equal(r.exit_code, 0);
	static const char *const problems[] = {"\"problem\":\"code-other-host\"",
	    "\"problem\":\"code-unreadable\"", "\"problem\":\"code-expired\"",
	    "\"problem\":\"code-unknown\""};
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		assert_non_null(strstr(r.text, problems[i]));
	assert_null(strstr(r.text, "evil"));
	end(&r);
}

static void pins_that_are_refused(void **state)
{
	(void)state;
	struct run r;
	whole(&r, all_well,
	    TO_CLAIM "{\"pin\":\"12345678\",\"again\":\"12345678\"}\n"
		     "{\"pin\":\"507182\",\"again\":\"507182\"}\n"
		     "{\"pin\":\"" PIN "\",\"again\":\"50718294\"}\n" PINS
		     "{\"consent\":true,\"pin\":\"50718294\"}\n" CONSENT);
	assert_int_equal(r.exit_code, 0);
	assert_non_null(strstr(r.text, "\"problem\":\"pin-weak\""));
	assert_non_null(strstr(r.text, "\"problem\":\"pin-differs\""));
	const char *wrong = strstr(r.text, "\"problem\":\"phone-pin-wrong\"");
	assert_non_null(wrong);
	assert_non_null(strstr(wrong, "\"context\":\"4\""));
	end(&r);
}

/* ---- ends ---- */

static void ends_before_the_claim(void **state)
{
	(void)state;
	static const struct fake_reply texts[] = {TEXTS};
	static const struct {
		const char *lines, *problem;
		int exit_code;
	} rows[] = {
	    {"", "input-ended", EXIT_CANCELLED},
	    {LEAVE, "input-ended", EXIT_CANCELLED},
	    {LEAVE DIGITS TERMS, "input-ended", EXIT_CANCELLED},
	    {LEAVE DIGITS "{\"terms\":false}\n", "terms-refused", EXIT_CONSENT_REFUSED},
	    {"not json\n", "bad-answer", EX_DATAERR},
	    {"{\"number\":\"" NUMBER "\"}\n", "bad-answer", EX_DATAERR},
	    {"{\"leave\":1}\n", "bad-answer", EX_DATAERR},
	    {"{\"leave\":true,\"leave\":true}\n", "bad-answer", EX_DATAERR},
	    {LEAVE DIGITS TERMS "{\"code\":\"a\",\"image\":\"b\"}\n", "bad-answer", EX_DATAERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		whole(&r, texts, rows[i].lines);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* A problem that could have been mended, and then no more answers: its own exit code. */
static void ends_for_want_of_an_answer(void **state)
{
	(void)state;
	static const struct {
		const char *lines;
		struct fake_reply claim;
		const char *said;
		int exit_code;
	} rows[] = {
	    {LEAVE "{\"number\":\"1\"}\n", TEXTS, "number-invalid", EX_DATAERR},
	    {TO_CLAIM, NO(403, "digits-wrong"), "digits-wrong", EX_DATAERR},
	    {TO_CLAIM, NO(410, "code-expired"), "code-expired", EXIT_EXPIRED},
	    {TO_CLAIM, NO(404, "code-unknown"), "code-unknown", EX_NOINPUT},
	    {TO_CLAIM, NO(429, "rate-limited"), "rate-limited", EX_TEMPFAIL},
	    {"{\"leave\":false}\n" DIGITS TERMS "{\"image\":\"x.png\"}\n", TEXTS, "no-leave",
		EX_NOPERM},
	    {LEAVE DIGITS TERMS "{\"image\":\"/dev/null\"}\n", TEXTS, "code-unreadable",
		EX_DATAERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		char member[64];
		const struct fake_reply replies[] = {TEXTS, rows[i].claim};
		whole(&r, replies, rows[i].lines);
		snprintf(member, sizeof member, "\"problem\":\"%s\"", rows[i].said);
		assert_non_null(strstr(r.text, member));
		assert_int_equal(r.exit_code, rows[i].exit_code);
		end(&r);
	}
}

static void ends_at_the_claim(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply claim;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {NO(409, "code-taken"), "code-taken", EXIT_CONTESTED},
	    {NO(423, "ended-locked"), "ended-locked", EXIT_LOCKED},
	    {OK("{}"), "centre-answer", EX_PROTOCOL},
	    {OK("<html>"), "centre-answer", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, rows[i].claim};
		whole(&r, replies, TO_CLAIM PINS);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* The officer ends it while the citizen thinks about a PIN. */
static void ends_while_waiting(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply poll;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {OK(STATE("CANCELLED", 4, ",\"end_problem\":\"ended-cancelled\"")), "ended-cancelled",
		EXIT_CANCELLED},
	    {OK(STATE("CANCELLED", 4, ",\"end_problem\":\"ended-match-code\"")), "ended-match-code",
		EXIT_MATCH_CODE},
	    {OK(STATE("CONTESTED", 4, ",\"end_problem\":\"ended-contested\"")), "ended-contested",
		EXIT_CONTESTED},
	    {OK(STATE("EXPIRED", 4, ",\"end_problem\":\"ended-expired\"")), "ended-expired",
		EXIT_EXPIRED},
	    {NO(401, "signature-bad"), "signature-bad", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, CLAIMED, rows[i].poll, rows[i].poll};
		start(&r, replies, NULL);
		say(&r, TO_CLAIM);
		hear(&r, "\"exit\":"); /* by itself: the input stays open */
		finish(&r);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

static void consent_refused(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT,
	    OK(STATE("REFUSED", 5, ",\"end_problem\":\"ended-refused\""))};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS "{\"consent\":false}\n");
	assert_int_equal(r.centre.seen->count, 5);
	assert_true(requested(&r, 4, "POST /citizen/v1/enrollments/" ID "/refuse "));
	ended(&r, EXIT_CONSENT_REFUSED, "consent-refused");
}

static void five_wrong_pins(void **state)
{
	(void)state;
#define WRONG "{\"consent\":true,\"pin\":\"50718294\"}\n"
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED};
	struct run r;
	whole(&r, replies, TO_CLAIM PINS WRONG WRONG WRONG WRONG WRONG CONSENT);
	assert_int_equal(r.centre.seen->count, 4); /* nothing was signed */
	ended(&r, EXIT_LOCKED, "key-destroyed");
}

static void ends_after_consent(void **state)
{
	(void)state;
	static const struct {
		struct fake_reply person, proof;
		const char *problem;
		int exit_code;
	} rows[] = {
	    {PERSON("1100700000027"), SUCCESS, "centre-answer", EX_PROTOCOL},
	    {OK("{}"), SUCCESS, "centre-answer", EX_PROTOCOL},
	    {NO(409, "ended-expired"), SUCCESS, "ended-expired", EXIT_EXPIRED},
	    {PERSON(NUMBER), NO(401, "signature-bad"), "signature-bad", EX_PROTOCOL},
	    {PERSON(NUMBER), CONSENTED, "centre-answer", EX_PROTOCOL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct run r;
		const struct fake_reply replies[] = {TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED,
		    rows[i].person, rows[i].proof, rows[i].proof};
		whole(&r, replies, TO_CLAIM PINS CONSENT);
		ended(&r, rows[i].exit_code, rows[i].problem);
	}
}

/* A new enrollment that fails leaves the key of the old one. */
static void the_old_key_lives_until_success(void **state)
{
	(void)state;
	static const struct fake_reply refused[] = {TEXTS, CLAIMED, CONFIRMED, SILENT,
	    OK(STATE("REFUSED", 5, ",\"end_problem\":\"ended-refused\""))};
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct run r;
	whole(&r, all_well, TO_CLAIM PINS CONSENT);
	assert_int_equal(r.exit_code, 0);
	end(&r);
	load(&before, "state/key");
	whole(&r, refused, TO_CLAIM PINS "{\"consent\":false}\n");
	ended(&r, EXIT_CONSENT_REFUSED, "consent-refused");
	load(&after, "state/key");
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_free(&before);
	buf_free(&after);
}

static void killed_while_waiting(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, SILENT};
	struct run r;
	start(&r, replies, NULL);
	say(&r, TO_CLAIM PINS);
	hear(&r, "\"step\":\"officer\"");
	kill(r.phone.pid, SIGTERM);
	finish(&r);
	ended(&r, EXIT_CANCELLED, "input-ended");
}

/* kill -9: what is left is swept by the next run. */
static void killed_outright(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS, CLAIMED, SILENT};
	static const struct fake_reply texts[] = {TEXTS};
	struct run r;
	start(&r, replies, NULL);
	say(&r, TO_CLAIM PINS);
	hear(&r, "\"step\":\"officer\"");
	kill(r.phone.pid, SIGKILL);
	finish(&r);
	assert_int_equal(access("state/key.pending", F_OK), 0);
	end(&r);
	whole(&r, texts, "");
	ended(&r, EXIT_CANCELLED, "input-ended");
}

static void nobody_listens(void **state)
{
	(void)state;
	static const struct fake_reply texts[] = {TEXTS};
	struct run r;
	int status;
	start(&r, texts, NULL);
	close(r.phone.out);
	say(&r, LEAVE);
	close(r.phone.in);
	assert_int_equal(waitpid(r.phone.pid, &status, 0), r.phone.pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EX_IOERR);
	end(&r);
}

static void two_phones_with_one_directory(void **state)
{
	(void)state;
	static const struct fake_reply replies[] = {TEXTS};
	struct run one, two;
	start(&one, replies, NULL);
	hear(&one, "\"ask\":\"leave\"");
	whole(&two, replies, LEAVE);
	assert_int_equal(two.exit_code, EX_CANTCREAT);
	end(&two);
	finish(&one);
	end(&one);
}

static int command(const char *const argv[])
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execv(phone_program(), (char *const *)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void command_lines(void **state)
{
	(void)state;
	static const struct {
		const char *argv[10];
		int exit_code;
	} rows[] = {
	    {{"p", "--help"}, 0},
	    {{"p", "--version"}, 0},
	    {{"p"}, EX_USAGE},
	    {{"p", "--host", "h"}, EX_USAGE},
	    {{"p", "--ca", "x"}, EX_USAGE},
	    {{"p", "--nonsense"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "operand"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--lang", "de"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--pin-fd", "3"}, EX_USAGE},
	    {{"p", "--host", "h", "--ca", "x", "--json", "--pin-fd", "x"}, EX_USAGE},
	    {{"p", "--host", "a-host-of-more-than-24-chars", "--ca", "x"}, EX_CONFIG},
	    {{"p", "--host", "h/E", "--ca", "x"}, EX_CONFIG},
	    {{"p", "--host", "h", "--ca", "/nonexistent", "--state", "s"}, EX_CONFIG},
	    {{"p", "--host", "h", "--ca", "x", "--script", "/nonexistent"}, EX_IOERR},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (command(rows[i].argv) != rows[i].exit_code)
			fail_msg("row %zu", i);
	rmdir("s");
}

static int enter(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	(void)phone_program(); /* before the directory changes */
	return scratch_make(directory) && chdir(directory) == 0 && mkfifo("fifo", 0600) == 0 ? 0
											     : -1;
}

static int leave(void **state)
{
	(void)state;
	char text[SCRATCH_SIZE + 16];
	snprintf(text, sizeof text, "rm -rf '%s'", directory);
	return chdir("/") == 0 ? system(text) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_enrollment),
	    cmocka_unit_test(the_order_of_the_questions),
	    cmocka_unit_test(the_pin_by_descriptor),
	    cmocka_unit_test(answers_from_a_file),
	    cmocka_unit_test(the_officer_mistypes),
	    cmocka_unit_test(a_centre_without_match_codes),
	    cmocka_unit_test(a_number_mistyped_twice),
	    cmocka_unit_test(codes_that_are_refused),
	    cmocka_unit_test(pins_that_are_refused),
	    cmocka_unit_test(ends_before_the_claim),
	    cmocka_unit_test(ends_for_want_of_an_answer),
	    cmocka_unit_test(ends_at_the_claim),
	    cmocka_unit_test(ends_while_waiting),
	    cmocka_unit_test(consent_refused),
	    cmocka_unit_test(five_wrong_pins),
	    cmocka_unit_test(ends_after_consent),
	    cmocka_unit_test(the_old_key_lives_until_success),
	    cmocka_unit_test(killed_while_waiting),
	    cmocka_unit_test(killed_outright),
	    cmocka_unit_test(nobody_listens),
	    cmocka_unit_test(two_phones_with_one_directory),
	    cmocka_unit_test(command_lines),
	};
	return cmocka_run_group_tests(tests, enter, leave);
}
