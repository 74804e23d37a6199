/*
 * tests/tui/world.h - the world around the registrar's screen, played: runner, centre and
 * card helper with scripted answers, so that every screen can be had without a card, a
 * centre or a phone. The engine's state machine is the real one.
 *
 * What is typed into tui-fake between braces is a command to the world (so it keeps its place
 * among the officer's keys, and nothing has to be waited for):
 *
 *   centre up | centre PROBLEM     every call answers, or fails so (name of the catalogue)
 *   login PROBLEM                  the next logins are refused so; "login ok"
 *   pin PROBLEM                    the next changes of the PIN are refused so; "pin ok"
 *   reset                          the officer's PIN was reset: logins ask for a change
 *   hold | release                 calls are not answered until «release»
 *   booked N                       bookings of today
 *   queue PROBLEM                  the next bookings and cancellings are refused so; "queue ok"
 *   list N                         open enrollments at the centre
 *   colleague                      every second of the list has been taken over by one
 *   watched STATE [second] [taken] of the parked enrollments, to be polled from now on; a second
 *                                  phone tries it; a colleague has taken it over
 *   absence REASON                 the reason of an exception, of the first of them
 *   card pcscd | reader | empty | present
 *   progress DONE TOTAL
 *   photo                          the picture is there
 *   ev EVENT [ARG] [PROBLEM]       to the machine, as runner would; data appear with it
 *   booking                        whoever is checked next has booked an hour of today
 *   reasons PROBLEM...             of the linkage check's refusal, before ev LINKAGE_REFUSED
 *   fingers RIGHT LEFT             tries left; - none in the chip, x a damaged
 *                                  place, n: the chip has no such application
 *   wev EVENT [ARG] [PROBLEM]      to the machine of the writing, as runner would
 *   guide NAME PRESS PRESSES       the sensor: place, lift, faint, few, wrong
 *   policy WORD...                 what the centre allows or asks for: write, approve-store,
 *                                  approve-remove, exceptions
 *   person NAME                    whose card is next (world_people)
 *   advance SECONDS                of both clocks
 *   away yes | away no             polls fail
 *   mark                           tells the terminal, by a word that it does not show, when all
 *                                  that follows from the keys before has been painted
 */
#ifndef DDOPA_TESTS_TUI_WORLD_H
#define DDOPA_TESTS_TUI_WORLD_H

#include "base/clock.h"
#include "card/card.h"
#include "central/central.h"
#include "enrol/runner.h"

struct world {
	struct clock_fake clock;
	struct loop *loop;
	/* centre */
	enum problem centre, login, pin;
	bool pin_change; /* the login says that the PIN was reset */
	bool hold;
	size_t calls; /* that were made */
	size_t open;
	size_t booked;
	enum problem queue; /* of a booking or cancelling */
	bool colleague;
	struct api_enrolment watched;
	/* card */
	enum runner_card card;
	const struct card_text *person;
	struct face face;
	int tries[FINGER_COUNT];     /* -1: none, -2: damaged, -3: no applet */
	struct api_status policy;    /* can_write and so on; the rest is filled in */
	enum finger_absence absence; /* of the centre's open enrollments */
	enum problem reasons[API_REASONS_MAX];
	size_t reason_count;
	bool booking; /* whoever is checked has booked today, 09-01 */
};

extern struct world world;

/* What a card, the centre and a reader say: as the world has it; as short as can be, so that
 * whatever is cut on a screen is the program's own; or all that a terminal must never get. */
enum world_texts { WORLD_PLAIN, WORLD_SHORT, WORLD_HOSTILE };
extern enum world_texts world_texts;
const char *world_text(const char *plain);

void world_begin(struct loop *loop);
void world_reset(void); /* as at the beginning of a program */
void world_command(const char *line);

/* What the parts do at a command; each is called for any, and takes its own. */
void fake_runner_begin(void);
void fake_runner_command(char *const word[], int count);
void fake_central_command(char *const word[], int count);
void fake_card_command(char *const word[], int count);

#endif
