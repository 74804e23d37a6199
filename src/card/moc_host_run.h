/*
 * card/moc_host_run.h - one run of a vendor's program, for the host alone: its process
 * group, its pipes, its lines.
 */
#ifndef DDOPA_CARD_MOC_HOST_RUN_H
#define DDOPA_CARD_MOC_HOST_RUN_H

#include <sys/types.h>
#include <sys/wait.h>

#include "card/moc_host.h"

struct moc_run {
	const char *path;
	char pcsc_socket[544]; /* "PCSCLITE_CSOCK_NAME=…", "" none */
	pid_t pid;	       /* and process group; 0: none runs */
	int pidfd, in, out;    /* -1: none */
	char *bytes;	       /* said, not yet a line; secret memory */
	size_t len;
	bool ended; /* its output */
};

enum moc_heard {
	MOC_HEARD_NOTHING, /* for now */
	MOC_HEARD_LINE,
	MOC_HEARD_TOO_LONG,
	MOC_HEARD_END /* of its output; an unfinished line is dropped */
};

/* path is kept, not copied. False when memory ends. */
bool moc_run_init(struct moc_run *r, const char *path, const char *pcsc_socket);
void moc_run_free(struct moc_run *r);

/* While none runs. 0, or the errno of what failed; then none runs. */
int moc_run_start(struct moc_run *r);
/* The line and its end. False when it could not be written at once: the program has not
 * read what it was told before. A program that has ended is found out by its pidfd. */
bool moc_run_say(struct moc_run *r, const char *line, size_t len);
void moc_run_close_input(struct moc_run *r);
/* The next line without its end, *len characters; line has room for MOC_LINE_OUT + 1. */
enum moc_heard moc_run_hear(struct moc_run *r, char *line, size_t *len);
/* Kills the group, waits for the program; *status as of waitpid. */
void moc_run_kill(struct moc_run *r, int *status);

#endif
