/*
 * wire/api_record.h - what a counter asks of its office's records: search, the day's report,
 * the audit of one enrollment. Part of wire/api.h.
 *
 * Nothing in these answers is of a citizen: a row is an enrollment, never a person. Days are
 * days at UTC+7.
 */
#ifndef DDOPA_WIRE_API_RECORD_H
#define DDOPA_WIRE_API_RECORD_H

#include "wire/api_terminal.h"

#define API_AUDIT_MAX	128
#define API_HOURS	24
#define API_REFUSED_MAX 32 /* reasons in one report */
#define API_QUERY_SIZE	160

/* Which enrollments of this office; it travels in the address, as a query. */
struct api_search {
	struct date day; /* on which they began; year 0: any */
	bool has_state;
	enum enrolment_state state;
	char officer_id[API_ID_SIZE]; /* who began it or has taken it over; "": anyone */
	int limit;		      /* 1 to API_LIST_MAX; 0: API_LIST_MAX */
};
/* "?day=2026-11-23&state=SUCCESS&officer=t4701-1&limit=20", or "". */
void api_search_query(char out[API_QUERY_SIZE], const struct api_search *s);
/* From a request's target, whatever stands before its "?". PROBLEM_BAD_REQUEST. */
bool api_search_parse(struct api_search *s, const char *target, struct error *err);
/* The same for the report: "?date=2026-11-23"; none: year 0. */
bool api_day_parse(struct date *day, const char *target, struct error *err);

/* Whose enrollments: secret memory. */
struct api_search_person {
	struct citizen_number number;
};
void api_search_person_write(struct buf *out, const struct api_search_person *s);
bool api_search_person_read(
    struct api_search_person *s, const void *json, size_t len, struct error *err);

struct api_search_row {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	int64_t created;
	int64_t changed;
	char counter[16]; /* where it began */
	char officer_name[API_NAME_SIZE];
	char taken_by[API_NAME_SIZE]; /* the officer who has taken it over, or "" */
	char holder_id[API_ID_SIZE];  /* the register's id of who goes on with it */
	enum problem end_problem;
	char assurance[12];
	enum finger_absence absence;
};
struct api_search_result {
	bool more; /* there are older ones than these */
	size_t row_count;
	struct api_search_row rows[API_LIST_MAX]; /* newest first */
};
void api_search_result_write(struct buf *out, const struct api_search_result *r);
bool api_search_result_read(
    struct api_search_result *r, const void *json, size_t len, struct error *err);

struct api_end_count {
	enum enrolment_state state; /* an end other than SUCCESS */
	long count;
};
struct api_refused_count {
	enum problem reason;
	long count;
};
/* The first step is from PROOFED: what came before is not known at the centre. The last row
 * is the whole, PROOFED to SUCCESS. */
#define API_STEPS 6
struct api_step_time {
	enum enrolment_state from, to;
	long count;	/* enrollments that reached `to` on that day; the figures stand on them */
	long median_ms; /* 0 where count is 0 */
	long p90_ms;	/* the 90th percentile, by nearest rank */
};
struct api_day_report {
	struct date date;
	int64_t now;
	long created; /* that day; as all that follows but `open` */
	long success;
	long open;    /* of this office, now, whenever they began */
	long refused; /* refusals, each with one reason or more */
	size_t end_count;
	struct api_end_count ends[STATE_COUNT];
	size_t reason_count;
	struct api_refused_count reasons[API_REFUSED_MAX]; /* the most frequent first */
	long hours[API_HOURS];				   /* successes in each hour of the day */
	size_t step_count;
	struct api_step_time steps[API_STEPS];
};
void api_day_report_write(struct buf *out, const struct api_day_report *r);
bool api_day_report_read(struct api_day_report *r, const void *json, size_t len, struct error *err);

struct api_audit_record {
	int64_t time;
	char act[40];			  /* "enrollment.create", … */
	char who[API_ID_SIZE];		  /* an officer's id, "phone:…", "centre" */
	char officer_name[API_NAME_SIZE]; /* where who is one */
	char office[5];			  /* of the counter; "": none */
	char counter[16];
	char result[16]; /* "ok", "replayed", or a problem's id, "DD-705" */
	char correlation[API_ID_SIZE];
};
struct api_audit_trail {
	bool more; /* there are older ones than these */
	size_t record_count;
	struct api_audit_record records[API_AUDIT_MAX]; /* oldest first */
};
void api_audit_trail_write(struct buf *out, const struct api_audit_trail *t);
bool api_audit_trail_read(
    struct api_audit_trail *t, const void *json, size_t len, struct error *err);

#endif
