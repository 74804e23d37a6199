/*
 * tui/citizen.h - the citizen's view: a second terminal turned towards the citizen, with what
 * to do next in large words and the code, nothing else.
 *
 * `ddopa --citizen` is a process of its own that knows nothing but what the officer's screen
 * tells it over a socket. The officer's screen listens in the user's runtime directory and
 * tells a picture: the moment (an enum, no words of the officer's), the finger, the language,
 * and while it may be seen the code. No name, number, address or date of anybody is in a
 * picture, so none can be told. Nothing is ever asked: a viewer that sends anything is dropped,
 * and so is one that does not read (sends never block).
 *
 *   citizen.c          a picture as messages (base/message.h), and back
 *   citizen_socket.c   where the socket is, and who may be at its other end
 *   citizen_server.c   the officer's end: viewers come, are told, and go
 *   citizen_moments.c  what an enrollment means to the citizen: one row a state
 *   citizen_viewer.c   the viewer: loop, terminal, connecting again
 *   citizen_draw.c     its drawing: black on white, short lines, the code as large as fits
 *
 * The socket: $XDG_RUNTIME_DIR/ddopa/citizen.sock, else /run/user/UID/ddopa/citizen.sock, else
 * in the state directory of the home; mode 0600 in a directory of the user's alone (owner and
 * mode are checked), never in a directory where others can write. Both ends look at the other's
 * user (SO_PEERCRED). Of several officers' screens of one user the first listens.
 *
 * Messages, big-endian (base/buf.h); any other is hostile, and the end of the connection:
 *   1 MOMENT  u8 language, u8 moment, u8 finger, u8 press, u8 presses; an earlier code is dead
 *   2 CODE    u32 milliseconds to live, string address, string typed code; after a MOMENT that
 *             is CITIZEN_SCAN, and no other
 */
#ifndef DDOPA_TUI_CITIZEN_H
#define DDOPA_TUI_CITIZEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/loop.h"
#include "enrol/runner.h"
#include "qr/qr.h"

enum citizen_moment {
	CITIZEN_COUNTER, /* nothing goes on, or nobody is there to tell */
	CITIZEN_CARD,
	CITIZEN_READING,
	CITIZEN_FACE,
	CITIZEN_WAIT,
	CITIZEN_FINGER_READY,
	CITIZEN_FINGER_STARTS, /* the sensor does */
	CITIZEN_FINGER_PLACE,
	CITIZEN_FINGER_LIFT,
	CITIZEN_FINGER_FAINT,
	CITIZEN_FINGER_FEW,
	CITIZEN_FINGER_OTHER,
	CITIZEN_APP,
	CITIZEN_SCAN,
	CITIZEN_SHOW_DIGITS,
	CITIZEN_PIN,
	CITIZEN_KEEP_OPEN,
	CITIZEN_SUCCESS,
	CITIZEN_OFFICER, /* it came to another end: the officer tells which */
	CITIZEN_TIME_OVER,
	CITIZEN_MOMENT_COUNT
};

#define CITIZEN_URL_SIZE   API_CODE_URL_SIZE
#define CITIZEN_TYPED_SIZE 24

struct citizen_picture {
	enum citizen_moment moment;
	enum lang lang;
	enum finger finger; /* of the moments of the finger */
	int press, presses; /* 1 of 1 where they do not count */
	bool has_code;	    /* in CITIZEN_SCAN only */
	int64_t code_ends;  /* monotonic ms of whoever holds the picture */
	char url[CITIZEN_URL_SIZE];
	char typed[CITIZEN_TYPED_SIZE];
};

/* ---- messages ---- */
enum citizen_message { CITIZEN_MSG_MOMENT = 1, CITIZEN_MSG_CODE = 2 };

void citizen_write_moment(struct buf *body, const struct citizen_picture *p);
void citizen_write_code(struct buf *body, const struct citizen_picture *p, int64_t now);
/* Changes *p by one message. False: hostile; *p is without a code then. */
bool citizen_read(struct citizen_picture *p, uint16_t type, const struct buf *body, int64_t now);
/* Nothing of the code is left. */
void citizen_forget_code(struct citizen_picture *p);

/* ---- the socket ---- */
/* A descriptor, close-on-exec and non-blocking; -1: error says why. *lock is what holds the
 * name; both are closed by the caller. */
int citizen_listen(int *lock, struct error *err);
int citizen_connect(struct error *err);
/* Whether the other end is a process of this user. */
bool citizen_is_ours(int fd);

/* ---- the officer's end ---- */
struct citizen_server;
/* changed: a viewer has come, who has to be told. NULL when memory ends; a socket that cannot
 * be had is tried for again by citizen_server_tick(). */
struct citizen_server *citizen_server_new(struct loop *loop, loop_timer_fn *changed, void *arg);
void citizen_server_free(struct citizen_server *s); /* NULL is allowed; wipes */
void citizen_server_tick(struct citizen_server *s);
bool citizen_server_watched(const struct citizen_server *s); /* by anybody */
/* Tells those who have not heard it. */
void citizen_server_tell(struct citizen_server *s, const struct citizen_picture *p);

/* ---- what is told ---- */
/* now: monotonic and real ms of the officer's program. Leaves the language as it is. */
struct citizen_now {
	int64_t mono, real;
};
void citizen_of_view(
    struct citizen_picture *p, const struct runner_view *view, struct citizen_now now);

/* ---- the viewer ---- */
/* Runs until Ctrl-C or a signal ends it. language: "th" or "en"; NULL: the officer's. Returns
 * an exit code as tui_main does. lang_init() was called before. */
int citizen_main(const char *language);

#endif
