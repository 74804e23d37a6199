/*
 * doctor/reach.h - the way to the centre, step by step: its name, a connection, the handshake of
 * TLS. Each step blocks as long as the system lets it; whoever cannot wait takes them in a
 * process that can be ended. Nothing is asked of the centre.
 */
#ifndef DDOPA_DOCTOR_REACH_H
#define DDOPA_DOCTOR_REACH_H

#include <stdint.h>

#include "config/terminal.h"

enum reach_step { REACH_NAME, REACH_CONNECTION, REACH_TLS, REACH_STEPS };

struct addrinfo;

struct reach {
	char host[256], port[8];
	enum reach_step passed; /* how many of them went well */
	char why[200];		/* of the one that did not: in the system's words or ours */
	char address[64];	/* the first of the name, then the one that took the connection */
	int addresses;		/* how many the name has */
	char tls[16];		/* "TLSv1.3" */
	int64_t certificate_begin, certificate_end; /* ms, of the centre's certificate */
	struct addrinfo *found;			    /* the room's own */
	int fd;
};

/* Of an url as the configuration takes it. False: it names no host. */
bool reach_open(struct reach *r, const char *url);
bool reach_name(struct reach *r);
bool reach_connect(struct reach *r);
/* With the configuration's authorities, and this counter's certificate where it can be read. */
bool reach_handshake(struct reach *r, const struct terminal_config *c);
void reach_close(struct reach *r);

#endif
