/*
 * tests/centrald/agency.h - a real centre whose registers are an agency's service: that service
 * (tests/central/server.h), what it says, and a counter that is logged in.
 */
#ifndef DDOPA_TESTS_CENTRALD_AGENCY_H
#define DDOPA_TESTS_CENTRALD_AGENCY_H

#include "../central/server.h"
#include "fixture.h"

#define TIMEOUT_S  1
#define PATIENT_MS 30000 /* until something must have come about */
#define REQUEST	   "47019900099/99990099"
#define CLOSE	   "Connection: close\r\n"

/* The person that the sample register does not know. */
#define NAMES                                                                                        \
	"\"thai\":{\"prefix\":\"นาย\",\"first\":\"ไม่มี\",\"middle\":\"\",\"last\":" \
	"\"ทดสอบในทะเบียน\"},"                                           \
	"\"english\":{\"prefix\":\"Mr.\",\"first\":\"Maimi\",\"middle\":\"\",\"last\":"              \
	"\"Thotsopnaithabian\"}"
#define PERSON                                                                                     \
	"{\"number\":\"1101700207030\"," NAMES ",\"birth\":\"1980-01-01\",\"sex\":\"male\","       \
	"\"address\":{\"house\":\"77/1 "                                                           \
	"ทดสอบ\",\"moo\":\"\",\"trok\":\"\",\"soi\":\"\",\"road\":\"\","                 \
	"\"tambon\":\"\",\"amphoe\":\"\",\"province\":\"\"}}"
#define CARD(NUMBER)                                                                               \
	"{\"request_number\":\"" NUMBER "\",\"issued\":\"2020-01-01\",\"expires\":\"2029-01-01\"," \
	"\"status\":\"valid\"}"
#define SAYS(STATUS, MORE)                                                                         \
	"{\"found\":true,\"person\":" PERSON ",\"status\":\"" STATUS "\",\"nationality\":\"thai\"" \
	",\"latest_card\":" CARD(REQUEST) ",\"card\":" CARD(REQUEST) MORE "}"
#define GOOD SAYS("alive", "")

#define ANSWER(BODY)                                                                               \
	{                                                                                          \
		.act = ACT_ANSWER, .extra = CLOSE, .body = (BODY)                                  \
	}

#define STATUS(STATUS)                                                                             \
	{                                                                                          \
		.act = ACT_ANSWER, .extra = CLOSE, .status = (STATUS), .type = "application/json", \
		.body = GOOD                                                                       \
	}

extern const struct step good;

/* The agency's own authority and certificates, and the one that it gave to the centre. */
extern struct pki agency_ca;
extern struct pki_issued agency_cert, expired_cert, other_host, centre_cert;
extern struct server agency;
extern struct counter counter;
extern struct api_card_claim card;

int make_world(void **state);
int free_world(void **state);

void start_agency(const struct pki_issued *certificate, const struct pki *clients,
    const struct step *steps, size_t count);
void start_centre(const char *failures, const char *pause, const char *cache);
/* Both, with a breaker that stays closed and nothing remembered. */
void begin(const struct step *steps, size_t count);
void end(void);

/* A linkage check by the counter. */
void check(struct answer *a, const char *key);
/* It ends with the register away, and for that reason. */
void away(const char *outcome);
/* PROBLEM_NONE: allowed. */
void judged(enum problem reason);

int asked(void); /* how often since the last time */
void wait_until_asked(void);

#endif
