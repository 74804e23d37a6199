/*
 * tui/screens.h - the screens there are, and what their openers hand over.
 */
#ifndef DDOPA_TUI_SCREENS_H
#define DDOPA_TUI_SCREENS_H

#include "person/person.h"
#include "tui/screen.h"

extern const struct screen_ops screen_login;	/* arg: NULL, or a msgid to be said */
extern const struct screen_ops screen_menu;	/* arg: NULL */
extern const struct screen_ops screen_enrol;	/* arg: struct enrol_arg */
extern const struct screen_ops screen_moc;	/* arg: NULL */
extern const struct screen_ops screen_offline;	/* arg: NULL */
extern const struct screen_ops screen_pending;	/* arg: NULL */
extern const struct screen_ops screen_status;	/* arg: NULL */
extern const struct screen_ops screen_manual;	/* arg: NULL */
extern const struct screen_ops screen_lock;	/* arg: NULL; opened by tui/lock.c */
extern const struct screen_ops screen_report;	/* arg: NULL */
extern const struct screen_ops screen_pin;	/* arg: struct pin_arg, or NULL: not forced */
extern const struct screen_ops screen_search;	/* arg: NULL */
extern const struct screen_ops screen_audit;	/* arg: struct audit_arg */
extern const struct screen_ops screen_revoke;	/* arg: struct revoke_arg */
extern const struct screen_ops screen_queue;	/* arg: NULL */
extern const struct screen_ops screen_book;	/* arg: struct book_arg */
extern const struct screen_ops screen_settings; /* arg: NULL */
extern const struct screen_ops screen_help;	/* arg: struct help_arg */

/* NULL in place of the struct: a new citizen. */
struct enrol_arg {
	const char *resume_id; /* an open enrollment of the centre's list or the journal */
	bool cancel;	       /* and cancel it */
	bool take_over;	       /* a colleague's */
};

extern const struct key_row *const pin_tables[]; /* for the tests */
/* The PIN was reset: it is changed before anything else. */
struct pin_arg {
	bool forced;
};

extern const struct key_row *const book_tables[]; /* for the tests */
struct book_arg {
	int64_t noon; /* of the day; real ms */
};

struct audit_arg {
	const char *id; /* of an enrollment of this office */
};
extern const struct key_row *const search_tables[]; /* for the tests */

struct revoke_arg {
	const struct citizen_number *number;
};
extern const struct key_row *const revoke_tables[]; /* for the tests */

/* The screen that help is asked about. */
struct help_arg {
	const struct screen_ops *ops;
	const struct key_row *keys;
};

#endif
