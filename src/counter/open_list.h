/*
 * counter/open_list.h - what is open: this office's enrollments at the centre, and those that
 * this account's journal still holds from a program that ended in the middle. No names: the
 * centre's list has none.
 */
#ifndef DDOPA_COUNTER_OPEN_LIST_H
#define DDOPA_COUNTER_OPEN_LIST_H

#include "enrol/runner.h"

#define OPEN_JOURNAL_MAX 16
#define OPEN_ROWS_MAX	 (API_LIST_MAX + OPEN_JOURNAL_MAX)

struct open_row {
	char id[API_ID_SIZE];
	enum enrolment_state state;
	int64_t changed, deadline;
	char officer_name[API_NAME_SIZE]; /* "": only the journal knows it */
	char taken_by[API_NAME_SIZE];	  /* "": nobody */
	char counter[16];		  /* where it began; "": not told */
	bool theirs;			  /* a colleague goes on with it */
	char assurance[12];		  /* "": not told */
	enum finger_absence absence;	  /* an exception's reason, or NONE */
	bool here;			  /* in this account's journal */
};

struct open_list {
	size_t count;
	struct open_row row[OPEN_ROWS_MAX];
};

/* Adds what the centre told; session: whose eyes see it, or NULL. */
void open_list_take(
    struct open_list *o, const struct api_enrolment_list *list, const struct api_session *session);
/* Then what the journal has besides. */
void open_list_journal(struct open_list *o, const struct runner_pending *kept, size_t count);

#endif
