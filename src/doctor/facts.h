/*
 * doctor/facts.h - how the system stands: one table of facts, each with a name, how it stands
 * and, where that is not well, what to do. The status screen and `ddopa doctor` tell the same
 * rows; the screen leaves out what only whoever repairs a counter wants to know.
 *
 *   facts.c              the table, and what its rows say it with
 *   facts_centre.c       the way to the centre, and what it answers
 *   facts_certificate.c  the authorities, this counter's certificate and key, revocations
 *   facts_files.c        configuration, journal and what else lies on the disk
 *   facts_machine.c      kernel, limits, memory, other programs
 *   facts_reader.c       card service, reader, sensor
 *   facts_terminal.c     the terminal, its letters, keys and colours
 *   reach.c              the way to the centre step by step
 *   doctor.c             all of it within one limit (doctor/doctor.h)
 *
 * To add a check: its function in the file that it belongs to, its row in facts.c, its words in
 * ddopa(1), and in tests/doctor the fault that it finds.
 *
 * Telling looks and never changes anything. What looks at this computer does so only where
 * known_facts.root is given; with a directory in it /proc, /sys and /etc are taken from there.
 */
#ifndef DDOPA_DOCTOR_FACTS_H
#define DDOPA_DOCTOR_FACTS_H

#include "card/service.h"
#include "config/terminal.h"
#include "counter/reader_watch.h"
#include "doctor/reach.h"

#define FACT_TEXT_SIZE 1024
#define FACTS_MAX      64

/* What is known. */
struct fact;
struct known_facts {
	const struct terminal_config *config;
	const char *config_file;	       /* that was read; NULL: the system's */
	const struct error *config_error;      /* NULL or PROBLEM_NONE: it is good */
	const char *root;		       /* NULL: nothing is looked at on this computer */
	const struct reach *reach;	       /* NULL: nobody went to the centre step by step */
	const struct service_version *service; /* NULL: the card service was not asked */
	const struct api_office *office;       /* NULL: not told yet */
	const char *officer_name;	       /* "": nobody is logged in */
	const struct api_status *status;       /* NULL: not told yet */
	const struct error *centre_error;
	const struct central *central; /* NULL: none could be made */
	int64_t real;		       /* ms, our own clock */
	int64_t round_trip_ms, clock_offset_ms;
	const struct reader_watch *reader;
	void (*terminal)(struct fact *fact); /* the face's own; NULL: nothing is told of it */
	const struct fact *here; /* by row, as facts_look_here() found them; NULL: not looked */
};

enum standing_of_fact { FACT_PLAIN, FACT_GOOD, FACT_WARNING, FACT_BAD, FACT_UNKNOWN };

struct fact {
	enum standing_of_fact how;
	char value[FACT_TEXT_SIZE]; /* in the language that is set; "": the fact is left out */
	char todo[FACT_TEXT_SIZE];
};

/* What a row waits for; rows of one lane are told in the table's order. */
enum fact_lane { LANE_HERE, LANE_SERVICE, LANE_READER, LANE_CENTRE, LANE_COUNT };

enum fact_screen {
	SCREEN_ALWAYS,
	SCREEN_TROUBLE, /* only where it does not stand well; looked at once, in known_facts.here */
	SCREEN_NEVER
};

struct fact_row {
	const char *id;	  /* of the check; NULL: for the screen alone */
	const char *name; /* msgid */
	void (*tell)(const struct known_facts *s, struct fact *fact);
	const char *todo; /* msgid: where it is not well and no better advice was told; or NULL */
	enum fact_lane lane;
	enum fact_screen screen;
};

extern const struct fact_row fact_rows[];
extern const size_t fact_count; /* at most FACTS_MAX */

/* Tells a row, with what to do. */
void fact_tell(size_t row, const struct known_facts *s, struct fact *fact);
/* The same as the status screen has it: value "" where it has nothing to say of it. */
void fact_on_screen(size_t row, const struct known_facts *s, struct fact *fact);
/* The rows that the screen tells only in trouble. */
void facts_look_here(const struct known_facts *s, struct fact here[FACTS_MAX]);

/* ---- for the rows ---- */

/* What is said is made clean (base/text.h), whatever it names. */
void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void fact_advise(struct fact *fact, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What happened, and what to do, as the catalogue says; fact_error(): with its context. */
void fact_problem(struct fact *fact, const struct error *error);
void fact_error(struct fact *fact, const struct error *error);

#endif
