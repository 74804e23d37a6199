/*
 * training/training.h - a private world on one machine: reader, card, centre, phone.
 *
 * `ddopa-training` is the embedded default and the demo. The launcher enters namespaces of
 * its own (user, for an ordinary user; mount, network, pid), so that the world's files lie
 * on its own tmpfs, its network is its own loopback, and the death of the launcher, kill -9
 * included, takes everything along: pid 1 of the world dies with it (PR_SET_PDEATHSIG), and
 * the kernel ends the rest. In the world run pcscd with vpcd, ddopa-simcard with a sample
 * card, ddopa-centrald on SQLite with a throw-away CA, and then the command.
 *
 * Where the machine allows no namespaces, the same programs run side by side as an ordinary
 * process tree (plain world): vpcd then connects out to the card program, every program dies
 * with its parent, and what a kill -9 leaves on disk is removed by the next start.
 *
 *   main.c       options, which kind of world, exit code
 *   namespaces.c entering a private world; naming what the machine forbids
 *   plain.c      the world without namespaces
 *   pki.c        throw-away CA, certificates of centre and counter
 *   data.c       demo.conf: who logs in, which card, which finger
 *   world.c      directories, configuration, starting the programs in order
 *   centre.c     the centre's listeners, its store, its start
 *   service.c    one program of the world: spawn, readiness
 *   wait.c       waiting for programs, signals, the end of what is left
 *   control.c    from inside: cards into the reader, fingers on the sensor
 *   stage.c      tmux with the registrar's screen and the phone
 *   script.c     what tmux and its shells read, and the brief for the trainee
 *   batch.c      the whole enrollment without a terminal
 *   picture.c    painted cells -> PNG, as a phone's camera would see them
 */
#ifndef DDOPA_TRAINING_TRAINING_H
#define DDOPA_TRAINING_TRAINING_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

#define WORLD_CITIZENS_PORT  8443
#define WORLD_TERMINALS_PORT 9443
#define WORLD_VPCD_PORT	     35963 /* vpcd's own default, 0x8C7B */
/* In the sample data, and in w->directory for the card program and the centre. */
#define WORLD_CARD_MASTER "card-master.key"

/* demo.conf of the sample data: made-up people only. */
struct demo {
	char officer[32]; /* citizen number */
	char pin[16];
	char counter[16];   /* certificate's counter, "01" */
	char office[8];	    /* certificate's office, "4701" */
	char card[128];	    /* file in the data directory */
	char stranger[128]; /* template of somebody else */
	char citizen[32];   /* number of the card's holder, typed into the phone */
	char phone_pin[16];
};

struct world {
	bool private;		  /* in namespaces; false: plain */
	char directory[PATH_MAX]; /* everything the world writes */
	char data[PATH_MAX];	  /* sample data: etc/training or the installed copy */
	char card[PATH_MAX];	  /* card in the reader at the start */
	char self[PATH_MAX];	  /* this program */
	char programs[PATH_MAX];  /* directory of this program; the others stand beside it */
	bool outside;		  /* citizens' listener answers on the desk's loopback too */
	int outside_fd;		  /* it, until the centre has it, or -1 */
	int citizens_fd;	  /* their listener in the world, or -1: the one outside is it */
	int terminals_fd;
	int citizens_port;
	int terminals_port;
	int vpcd_port;
	char pcscd_socket[PATH_MAX];
	pid_t pcscd;
	int pcscd_listener;   /* plain world: handed to each pcscd, or -1 */
	int ca_out_fd;	      /* --ca-out, opened outside; -1 none */
	const char *language; /* --lang, or NULL */
	struct demo demo;
};

/* ---- namespaces.c ---- */

/* Forks: returns the child's pid in the launcher, 0 in the world's pid 1 (which dies with
 * the launcher), -1 with *err: PROBLEM_NAMESPACES names the step, the errno and the remedy,
 * and this process has entered nothing. */
pid_t namespaces_enter(struct error *err);

/* ---- plain.c ---- */

/* Makes (and locks) a directory for a world without namespaces, removes those whose owner
 * has died, and forks: the child's pid in the launcher, 0 in the world's first process,
 * which dies with the launcher. -1 with *err. */
pid_t plain_enter(struct world *w, struct error *err);
/* In the launcher, when that process has ended: ends the rest and removes the directory. */
void plain_leave(const struct world *w);
struct service;
pid_t plain_start_pcscd(struct world *w, const struct service *s, struct error *err);

/* ---- pki.c ---- */

/* Writes ca.pem, centre.pem/.key, counter.pem/.key and those of every other counter,
 * 4701-02.pem/.key (keys 0600), to w->directory. */
bool pki_make(const struct world *w, struct error *err);

/* ---- data.c ---- */

bool data_find_programs(struct world *w, struct error *err); /* w->self, w->programs */
void data_find_texts(const struct world *w);		     /* DDOPA_LOCALEDIR, where unset */
bool data_find(struct world *w, struct error *err);	     /* w->data */
bool data_demo(struct world *w, struct error *err);
struct counter {
	char office[8];	 /* "4701" */
	char number[16]; /* "02" */
	char name[32];	 /* "4701-02", of its certificate and its files */
};
typedef bool counter_fn(
    const struct world *w, const struct counter *k, void *arg, struct error *err);
/* Calls fn for each counter of terminals.csv but the demo's own; ends with the first failure. */
bool data_other_counters(const struct world *w, counter_fn *fn, void *arg, struct error *err);
/* The card's whole path into w->card; card: a path, or the name of a sample. */
bool data_card(struct world *w, const char *card, struct error *err);
/* The template that the holder of w->card would give: "right", "left", or what the card has
 * for "any"; false when the card stores no such finger. */
bool data_finger(const struct world *w, const char *finger, char out[PATH_MAX]);
/* Citizen number of w->card; false when the card has none that can be read. */
bool data_holder(const struct world *w, char out[32]);
/* Full path of a program of ours or of the system (sbin included). */
bool data_program(const struct world *w, const char *name, char out[PATH_MAX], struct error *err);

/* ---- service.c ---- */

struct service {
	const char *name;
	char *const *argv;
	const int *keep; /* descriptors that stay open in the program, ends with -1; or NULL */
	int keep_as;	 /* the number the first of them must have there, or 0: its own */
	int stdin_fd;	 /* -1: /dev/null */
	int stdout_fd;	 /* -1: the world's log */
	const char *const *environment; /* NAME=VALUE added, NULL-terminated, or NULL */
};
#define SERVICE(program, arguments)                                                                \
	{                                                                                          \
		.name = (program), .argv = (arguments), .stdin_fd = -1, .stdout_fd = -1            \
	}
/* Starts it; it dies with us. -1 and *err on failure. */
pid_t service_start(const struct world *w, const struct service *s, struct error *err);
/* Waits until a byte comes on fd (readiness), the program dies, or 20 s have gone. */
bool service_ready(const char *name, pid_t pid, int fd, struct error *err);
/* Waits until something accepts at this unix socket, likewise. */
bool service_accepts(const char *name, pid_t pid, const char *path, struct error *err);

/* ---- centre.c ---- */

/* *port 0: any, told there. */
bool centre_listen_on(int *fd, int *port, struct error *err);
/* The world's listeners and their ports. */
bool centre_listen(struct world *w, struct error *err);
/* Fills the store from the sample data and starts the centre. */
bool centre_start(struct world *w, struct error *err);

/* ---- world.c ---- */

/* A file of the world's, whole. */
bool world_write(const struct world *w, const char *name, struct error *err, const char *format,
    ...) __attribute__((format(printf, 4, 5)));
/* Everything up but the command. */
bool world_start(struct world *w, struct error *err);
/* Environment of the command: DDOPA_TRAINING (directory), DDOPA_TRAINING_DATA, PATH with our
 * programs, XDG_STATE_HOME and XDG_RUNTIME_DIR. */
bool world_environment(const struct world *w, struct error *err);
/* Another pcscd in the place of one that has ended (plain world). */
bool world_restart_pcscd(struct world *w, struct error *err);
/* The last lines of the world's log on stderr: what was told there goes with the world. */
void world_tell_log(const struct world *w);
/* Another card into the reader (a path or a sample's name), its holder's finger on the
 * sensor; finger: "right", "left", "stranger", "hand" (both of one
 * whose card holds none), or a template or a directory of them, with a "/" in its name. */
bool world_insert(struct world *w, const char *card, struct error *err);
bool world_eject(const struct world *w, struct error *err);
bool world_put_finger(const struct world *w, const char *finger, struct error *err);

/* ---- wait.c ---- */

/* From now on INT, QUIT, TERM and HUP end this process, but while it waits for another. */
void wait_prepare(void);
/* Waits for pid, reaping orphans; its exit code (128 + signal). */
int world_wait(struct world *w, pid_t pid);
int wait_code(int status); /* of waitpid, as an exit code */
/* Orphans among our descendants become our children, */
void wait_adopt(void);
/* and this kills and reaps all of them. */
void wait_end_all(void);

/* ---- script.c ---- */

#define STAGE_PHONE_COLUMNS 40
#define STAGE_WIDE_COLUMNS  (80 + 1 + STAGE_PHONE_COLUMNS) /* both halves and the line between */

/* Everything that tmux needs, into w->directory. */
bool script_write(const struct world *w, struct error *err);
/* Anew, that part of the brief which tells whose card is in the reader (w->card). */
bool script_write_holder(const struct world *w, struct error *err);

/* ---- stage.c, batch.c ---- */

int stage_run(struct world *w, struct error *err); /* exit code; -1 with *err */
int batch_run(struct world *w, struct error *err);
/* Runs inside the world: `--insert NAME`, `--eject`, `--finger WHOSE`. */
bool control_run(struct world *w, const char *verb, const char *argument, struct error *err);

/* ---- picture.c ---- */

/* text: rows of cells painted with spaces and ▄ in xterm's 256 colours (protocol.md,
 * «Painting»). Writes a grey PNG of them, each module `scale` pixels, modules square. */
bool picture_from_cells(
    const char *text, size_t len, int scale, const char *png_file, struct error *err);

#endif
