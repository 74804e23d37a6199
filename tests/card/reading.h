/*
 * tests/card/reading.h - a session over the fake, and what it told.
 */
#ifndef TESTS_CARD_READING_H
#define TESTS_CARD_READING_H

#include "fake.h"

#define SOMSRI	   "1112034563562"
#define SOMCHAI	   "1101799999014"
#define OUTCOME_MS 2000 /* R10 */

struct seen {
	char number[14];
	int texts;
	size_t done;
	long stop_after; /* progress calls; 0: never */
	long progress;
};

struct world {
	struct fake fake;
	struct session session;
	struct seen seen;
	struct session_sink sink;
	struct error err;
};

void begin(struct world *w, const char *card);
void end(struct world *w);
bool read_card(struct world *w);		    /* photo and fingers too */
void begin_read(struct world *w, const char *card); /* both; the card must be good */

/* card_challenge and what the centre answers, into cryptogram; true where the card gave one. */
bool authorise(struct world *w, enum finger finger, enum finger_write write, uint8_t cryptogram[8]);
/* An enrolled template of etc/training, written under that authorisation. */
enum moc_answer store(struct world *w, enum finger finger, const char *name,
    const uint8_t cryptogram[8], enum write_outcome *outcome);
enum moc_answer remove_finger(
    struct world *w, enum finger finger, const uint8_t cryptogram[8], enum write_outcome *outcome);
enum moc_result verify(
    struct world *w, enum finger finger, const char *name, bool last_try, int *tries);

/* After whatever happened: an ordinary card put in is read without further ado. */
void assert_next_card(struct world *w);
/* What was read is what the card's file holds. */
void assert_is_card(const struct world *w, const char *name);

#endif
