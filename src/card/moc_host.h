/*
 * card/moc_host.h - the process that runs a vendor's match-on-card program.
 *
 * The card helper may start no program (card/sandbox.h). So main/ forks a host beside it,
 * joined to it by a socket pair; the host starts the program, in a process group of its own
 * and under seccomp (no socket but AF_UNIX), and passes lines to and fro without looking at
 * them. What the lines say is between the card helper (card/moc_program.c) and the program:
 * ddopa-moc(7).
 *
 * The host bounds what the program can do to us, and kills its whole group when a bound is
 * passed:
 *   - a line of it is at most MOC_LINE_OUT characters, printable ASCII;
 *   - it says nothing while nothing was asked, and at most MOC_LINES_MAX lines in a row until
 *     it hears something again;
 *   - its answer is complete within the limit, counted from the command.
 *
 * One run of the program serves one session with a card: START, then COMMAND, any number of
 * LINEs and REPLYs, DONE, the next COMMAND …, STOP. Each run has a number, and what is told
 * of an earlier one means nothing. When the card helper's end closes, the program is ended
 * and the host with it.
 */
#ifndef DDOPA_CARD_MOC_HOST_H
#define DDOPA_CARD_MOC_HOST_H

#include "base/message.h"
#include "card/card.h"

#define MOC_LINE_OUT  1024 /* characters of a line that the program says */
#define MOC_LINE_IN   5120 /* of one that is said to it */
#define MOC_LINES_MAX 16

/* To the host. Each body begins with the run's number, u32. */
enum moc_host_request {
	MOC_HOST_START = 0x0401, /* ends the run before it, if there is one */
	MOC_HOST_COMMAND,	 /* a line without its end; the time for the answer begins */
	MOC_HOST_REPLY,		 /* a line in the course of an answer */
	MOC_HOST_DONE,		 /* the answer is complete */
	MOC_HOST_STOP
};

/* From the host. Each body begins with the run's number, u32. */
enum moc_host_event {
	MOC_HOST_LINE = 0x0481, /* a line without its end */
	MOC_HOST_ENDED		/* u8 enum moc_host_end, u32 detail: there is no program any more */
};

enum moc_host_end {
	MOC_END_NOT_STARTED, /* detail: errno; missing, not executable … */
	MOC_END_EXIT,	     /* detail: its exit code */
	MOC_END_SIGNAL,	     /* detail: the signal */
	MOC_END_LATE,	     /* killed: the limit. detail: its seconds */
	MOC_END_LONG_LINE,   /* killed */
	MOC_END_FLOOD,	     /* killed: too many lines, or unasked */
	MOC_END_GARBAGE,     /* killed: bytes that are no printable ASCII */
	MOC_END_DEAF,	     /* killed: it does not read */
	MOC_END_COUNT
};

/* Whether these options want a host at all. */
bool moc_host_wanted(const struct moc_options *options);

/* Runs until fd closes; returns the exit code. pcsc_socket: passed to the program as
 * PCSCLITE_CSOCK_NAME unless it is empty. */
int moc_host_main(int fd, const struct moc_options *options, const char *pcsc_socket);

#endif
