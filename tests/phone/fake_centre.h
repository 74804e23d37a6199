/*
 * A centre that plays a script: each request, on whatever connection, gets the next reply.
 * It is a process of its own with a throw-away CA, killed when the test dies.
 */
#ifndef DDOPA_TESTS_PHONE_FAKE_CENTRE_H
#define DDOPA_TESTS_PHONE_FAKE_CENTRE_H

#include "../base/scratch.h"
#include <stddef.h>
#include <sys/types.h>

#define FAKE_REQUESTS 16

enum fake_kind {
	FAKE_REPLY,
	FAKE_RAW,     /* body is all that is sent */
	FAKE_HANG_UP, /* the connection is closed without a word */
	FAKE_FLOOD,   /* a chunked body without end */
	FAKE_HEADERS, /* headers without end */
	FAKE_SILENT,  /* no answer until the phone hangs up: a long-poll */
};

struct fake_reply {
	enum fake_kind kind;
	int status;
	const char *headers; /* "A: b\r\n", or NULL */
	const char *body;
};

struct fake_seen {
	int count;
	struct {
		char text[8192]; /* head and body as they came */
	} request[FAKE_REQUESTS];
};

struct fake_centre {
	pid_t pid;
	int port;
	char host[32];		      /* "localhost:PORT" */
	char directory[SCRATCH_SIZE]; /* holds ca.pem */
	char ca[SCRATCH_SIZE + 16];
	struct fake_seen *seen; /* shared with the process */
};

/* After the last reply there is silence. None at all: connections are closed, or reset,
 * before the handshake. name: what the certificate
 * is for ("localhost"). TLS at most version max_version. */
struct fake_script {
	const struct fake_reply *replies;
	size_t count;
};
#define FAKE_SCRIPT(ARRAY) ((struct fake_script){ARRAY, sizeof(ARRAY) / sizeof((ARRAY)[0])})

struct fake_centre fake_start(struct fake_script script, const char *name, int max_version);
/* Dead, its port closed. */
void fake_kill(struct fake_centre *f);
void fake_stop(struct fake_centre *f);

#endif
