/*
 * A play for ddopa-phone --json: what the centre and the citizen say in it, and the run of
 * it, in a directory of its own.
 */
#ifndef DDOPA_TESTS_PHONE_PLAY_H
#define DDOPA_TESTS_PHONE_PLAY_H

#include <stdbool.h>

#include "base/buf.h"
#include "fake_centre.h"
#include "run.h"

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

struct run {
	struct fake_centre centre;
	struct phone_run phone;
	const char *text; /* of the phone */
	int exit_code;	  /* too */
};

#define start(R, REPLIES, MORE)	 start_with(R, FAKE_SCRIPT(REPLIES), MORE)
#define whole(R, REPLIES, LINES) whole_with(R, FAKE_SCRIPT(REPLIES), LINES)

void start_with(struct run *r, struct fake_script script, const char *const more[]);
void say(struct run *r, const char *lines); /* %HOST% once: the centre's */
void hear(struct run *r, const char *wanted);
/* To its end; asserts that standard output bore no person and no secret. */
void finish(struct run *r);
void end(struct run *r);
void whole_with(struct run *r, struct fake_script script, const char *lines);
bool last_line_has(const struct run *r, const char *member);
/* Asserts how it ended and that nothing half is left, and ends. */
void ended(struct run *r, int exit_code, const char *problem);

const char *request(const struct run *r, int i); /* the i-th that the centre saw */
bool requested(const struct run *r, int i, const char *start);
const char *body_of(const char *request);
/* A file of the state directory; asserts that it is its owner's alone. */
void load(struct buf *b, const char *name);

extern const struct fake_script all_well; /* to success */

int play_enter(void **state);
int play_leave(void **state);

#endif
