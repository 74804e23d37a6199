/*
 * counter/facts.h - how the system stands: office, centre, certificate, reader, sensor and the
 * terminal, each fact with a name, how it stands and, where that is not well, what to do.
 */
#ifndef DDOPA_COUNTER_FACTS_H
#define DDOPA_COUNTER_FACTS_H

#include "config/terminal.h"
#include "counter/reader_watch.h"

#define FACT_TEXT_SIZE 1024

/* What is known. */
struct fact;
struct known_facts {
	const struct terminal_config *config;
	const struct api_office *office; /* NULL: not told yet */
	const char *officer_name;	 /* "": nobody is logged in */
	const struct api_status *status; /* NULL: not told yet */
	const struct error *centre_error;
	const struct central *central; /* NULL: none could be made */
	int64_t real;		       /* ms, our own clock */
	int64_t round_trip_ms, clock_offset_ms;
	const struct reader_watch *reader;
	void (*terminal)(struct fact *fact); /* the face's own; NULL: nothing is told of it */
};

enum standing_of_fact { FACT_PLAIN, FACT_GOOD, FACT_BAD, FACT_UNKNOWN };

struct fact {
	enum standing_of_fact how;
	char value[FACT_TEXT_SIZE]; /* in the language that is set; "": the fact is left out */
	char todo[FACT_TEXT_SIZE];
};

struct fact_row {
	const char *name; /* msgid */
	void (*tell)(const struct known_facts *s, struct fact *fact);
};

extern const struct fact_row fact_rows[];
extern const size_t fact_count;

void fact_say(struct fact *fact, enum standing_of_fact how, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What happened, and what to do, as the catalogue says. */
void fact_problem(struct fact *fact, const struct error *error);

#endif
