/*
 * wire/api_self_view.h - what a citizen sees of themselves by the key of their digital ID: the
 * data that the registers hold (through Linkage), and who looked at them. Part of wire/api.h.
 *
 * The first is person data: secret memory. The second names places and services, never the
 * person behind a counter, and nobody else's citizen.
 */
#ifndef DDOPA_WIRE_API_SELF_VIEW_H
#define DDOPA_WIRE_API_SELF_VIEW_H

#include "wire/api_problem.h"

/* ---- what the registers hold ---- */

struct api_population {
	struct person person;
	bool alive;
	bool thai;
};

struct api_register_card {
	char request_number[24];
	struct date issued, expires;
	bool cancelled;
};

struct api_self_view {
	int64_t now;
	bool has_population;
	struct api_population population;
	bool has_latest_card;
	struct api_register_card latest_card;
	bool has_card; /* the one on which the digital ID was given */
	struct api_register_card card;
	enum problem reasons[API_REASONS_MAX]; /* why the register itself would refuse */
	size_t reason_count;
};
void api_self_view_write(struct buf *out, const struct api_self_view *v);
bool api_self_view_read(struct api_self_view *v, const void *json, size_t len, struct error *err);

/* ---- who looked ---- */

#define API_LOOKS_MAX	50
#define API_CURSOR_SIZE 96

/* Who did it, as far as the citizen is told. */
enum look_by {
	LOOK_BY_OFFICER,     /* at that office and counter */
	LOOK_BY_SERVICE,     /* that citizens sign in to */
	LOOK_BY_THIS_PHONE,  /* whose key asks now */
	LOOK_BY_OTHER_PHONE, /* that held the digital ID, or was to hold it */
	LOOK_BY_OPERATOR,    /* of the centre */
	LOOK_BY_CENTRE,
	LOOK_BYS
};
const char *look_by_name(enum look_by by);

struct api_look {
	int64_t time;
	char act[40]; /* as in the audit: ddopa-centrald(8) */
	enum look_by by;
	char office[5]; /* "" but for an officer */
	char counter[16];
	char name_th[API_NAME_SIZE], name_en[API_NAME_SIZE]; /* of office or service, or "" */
	char result[16];	       /* "ok", "replayed", or a problem's id */
	char correlation[API_ID_SIZE]; /* by which the centre finds it again */
};

struct api_looks {
	char
	    next[API_CURSOR_SIZE]; /* where the page of the older ones begins; "": there are none */
	size_t count;
	struct api_look looks[API_LOOKS_MAX]; /* newest first */
};
void api_looks_write(struct buf *out, const struct api_looks *l);
bool api_looks_read(struct api_looks *l, const void *json, size_t len, struct error *err);

/* Which page, in the address: "?before=CURSOR&limit=N", or "". */
struct api_looks_page {
	char before[API_CURSOR_SIZE]; /* "": from the newest on */
	int limit;		      /* 1 to API_LOOKS_MAX; 0: API_LOOKS_MAX */
};
/* From a request's target, whatever stands before its "?". PROBLEM_BAD_REQUEST. */
bool api_looks_page_parse(struct api_looks_page *p, const char *target, struct error *err);

#endif
