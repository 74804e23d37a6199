/*
 * doctor/doctor.c - the lanes.
 */
#include "doctor/doctor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/loop.h"

#define ANSWER_S 2 /* whole seconds, below the limit */

struct doctor;

struct lane {
	struct doctor *doctor;
	enum fact_lane lane;
	pid_t pid; /* 0: none */
	int fd;
	unsigned handle;
	bool over;  /* all that it has to say is said */
	bool ended; /* nothing more will come */
};

struct doctor {
	const struct doctor_options *options;
	struct known_facts known;
	struct error centre_error;
	struct reader_watch reader;
	struct loop *loop;
	struct lane lanes[LANE_COUNT];
	struct fact *facts;
	bool told[FACTS_MAX];
};

/* One record: a row's fact; END in place of a row when the lane is done. */
#define END FACTS_MAX
struct told {
	size_t row;
	struct fact fact;
};

bool doctor_ill(const struct fact *fact)
{
	return fact->how == FACT_BAD || fact->how == FACT_WARNING;
}

/* ---- in a lane's process ---- */

static void hand_over(const struct lane *l, size_t row)
{
	struct told told = {.row = row};

	if (row < END)
		fact_tell(row, &l->doctor->known, &told.fact);
	if (send(l->fd, &told, sizeof told, MSG_NOSIGNAL) < 0)
		_exit(1);
}

/* The rows of the lane, from the first that tells with `tell` on, or from the beginning. */
static void hand_over_rows(const struct lane *l, const char *from, const char *to)
{
	bool on = from == NULL;

	for (size_t i = 0; i < fact_count; i++) {
		const char *id = fact_rows[i].id != NULL ? fact_rows[i].id : "";

		on = on || (from != NULL && strcmp(id, from) == 0);
		if (on && fact_rows[i].lane == l->lane)
			hand_over(l, i);
		if (to != NULL && strcmp(id, to) == 0)
			return;
	}
}

static void look_here(struct lane *l)
{
	hand_over_rows(l, NULL, NULL);
}

static void ask_service(struct lane *l)
{
	const struct terminal_config *c = l->doctor->options->config;
	struct service_version version;
	struct error err;

	if (service_ask(
		c->reader_socket[0] != '\0' ? c->reader_socket : SERVICE_SOCKET, &version, &err))
		l->doctor->known.service = &version;
	hand_over_rows(l, NULL, NULL);
}

struct answer {
	struct doctor *doctor;
	struct loop *loop;
	int64_t asked_at;
	struct api_status status;
};

static void on_status(void *arg, const struct central_failure *failure, const void *answer)
{
	struct answer *a = arg;
	struct known_facts *known = &a->doctor->known;
	const struct clock *clock = a->doctor->options->clock;

	known->round_trip_ms = clock_mono_ms(clock) - a->asked_at;
	if (failure != NULL) {
		a->doctor->centre_error = failure->error;
	} else {
		a->status = *(const struct api_status *)answer;
		known->status = &a->status;
		known->office = &a->status.office;
		known->clock_offset_ms = a->status.now - clock_real_ms(clock);
	}
	loop_stop(a->loop);
}

/* Without the memory of checkpoints, which an answer would change. */
static struct central *new_client(
    const struct terminal_config *c, struct loop *loop, struct error *err)
{
	const struct central_options o = {.url = c->url,
	    .ca = c->ca,
	    .crl = c->crl,
	    .certificate = c->certificate,
	    .key = c->key,
	    .connect_timeout_s = ANSWER_S,
	    .timeout_s = ANSWER_S,
	    .poll_wait_s = ANSWER_S,
	    .training = c->training};

	return central_global_init(err) ? central_new(loop, &o, err) : NULL;
}

static void ask_status(struct lane *l)
{
	struct doctor *d = l->doctor;
	struct answer a = {.doctor = d, .loop = loop_new(d->options->clock)};
	struct central *central =
	    a.loop != NULL ? new_client(d->options->config, a.loop, &d->centre_error) : NULL;

	a.asked_at = clock_mono_ms(d->options->clock);
	if (central != NULL && central_status(central, on_status, &a) != 0)
		loop_run(a.loop);
	hand_over_rows(l, "office", NULL);
	central_free(central);
	loop_free(a.loop);
}

/* A configuration that is not to be believed names no centre to ask. */
static bool may_ask(const struct doctor *d)
{
	const struct error *why = d->options->config_error;

	return why == NULL || why->problem == PROBLEM_NONE;
}

static void go_to_centre(struct lane *l)
{
	struct doctor *d = l->doctor;
	struct reach reach;

	if (!reach_open(&reach, d->options->config->url))
		return;
	d->known.reach = &reach;
	bool on = reach_name(&reach);
	hand_over_rows(l, "name", "name");
	on = on && reach_connect(&reach);
	hand_over_rows(l, "connection", "connection");
	on = on && reach_handshake(&reach, d->options->config);
	hand_over_rows(l, "tls", "tls");
	reach_close(&reach);
	if (on && may_ask(d))
		ask_status(l);
}

/* ---- in the face ---- */

static void (*const works[LANE_COUNT])(struct lane *l) = {
    [LANE_HERE] = look_here, [LANE_SERVICE] = ask_service, [LANE_CENTRE] = go_to_centre};

static void be_lane(struct lane *l, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	works[l->lane](l);
	hand_over(l, END);
	_exit(0);
}

static void stop_when_over(struct doctor *d)
{
	for (size_t i = 0; i < LANE_COUNT; i++)
		if (!d->lanes[i].ended)
			return;
	loop_stop(d->loop);
}

static void on_told(void *arg, int fd, short revents)
{
	struct lane *l = arg;
	struct doctor *d = l->doctor;
	struct told told;
	const ssize_t n = recv(fd, &told, sizeof told, MSG_DONTWAIT);

	(void)revents;
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (n == (ssize_t)sizeof told && told.row < fact_count) {
		d->facts[told.row] = told.fact;
		d->told[told.row] = true;
		return;
	}
	/* Whoever ends without a word has died: the row that it was at is the fault. */
	l->over = n == (ssize_t)sizeof told;
	l->ended = true;
	loop_remove(d->loop, l->handle);
	stop_when_over(d);
}

static bool start_lane(struct lane *l)
{
	const pid_t self = getpid();
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return false;
	l->pid = fork();
	if (l->pid == 0) {
		close(fds[0]);
		l->fd = fds[1];
		be_lane(l, self);
	}
	close(fds[1]);
	l->fd = fds[0];
	l->handle = loop_add_fd(l->doctor->loop, l->fd, POLLIN, on_told, l);
	return l->pid > 0 && l->handle != 0;
}

static void on_reader(void *arg)
{
	(void)arg; /* looked at when the turn is over */
}

static void look_at_reader(void *arg)
{
	struct doctor *d = arg;

	struct lane *l = &d->lanes[LANE_READER];

	if (l->ended || (d->reader.link != NULL && d->reader.card == RUNNER_CARD_UNKNOWN))
		return;
	l->over = l->ended = true;
	stop_when_over(d);
}

static void on_limit(void *arg)
{
	loop_stop(arg);
}

static void end_lane(struct lane *l)
{
	if (l->pid > 0) {
		kill(l->pid, SIGKILL);
		/* One that hangs in the kernel is not waited for. */
		(void)waitpid(l->pid, NULL, l->over ? 0 : WNOHANG);
	}
	if (l->fd >= 0)
		close(l->fd);
}

/* The first row that a lane did not get to tell is the one that it hung at; what comes without
 * advice comes with the answer of the next. */
static void blame(struct doctor *d, const struct lane *l)
{
	bool hung = !l->over;

	for (size_t i = 0; i < fact_count; i++) {
		struct fact *fact = &d->facts[i];
		const bool here = hung && !d->told[i] && fact_rows[i].todo != NULL;

		if (fact_rows[i].lane != l->lane || (d->told[i] && fact->value[0] != '\0'))
			continue;
		if (here) {
			fact_say(
			    fact, FACT_BAD, _("no answer within %d ms"), (int)d->options->limit_ms);
			fact_advise(fact, "%s", _(fact_rows[i].todo));
			hung = false;
		} else {
			fact_say(fact, FACT_UNKNOWN, "%s", _("not known"));
		}
	}
}

static void tell_reader_rows(struct doctor *d)
{
	for (size_t i = 0; i < fact_count; i++)
		if (fact_rows[i].lane == LANE_READER) {
			fact_tell(i, &d->known, &d->facts[i]);
			d->told[i] = d->lanes[LANE_READER].over || d->facts[i].how != FACT_UNKNOWN;
		}
}

static bool look(struct doctor *d)
{
	bool ok = loop_add_timer(d->loop, d->options->limit_ms, on_limit, d->loop) != 0;

	for (size_t i = 0; i < LANE_COUNT; i++) {
		d->lanes[i] = (struct lane){.doctor = d, .lane = (enum fact_lane)i, .fd = -1};
		if (works[i] != NULL)
			ok = start_lane(&d->lanes[i]) && ok;
	}
	reader_watch_open(&d->reader, d->loop, &d->options->host, on_reader, d);
	loop_at_end_of_turn(d->loop, look_at_reader, d);
	if (ok)
		loop_run(d->loop);
	tell_reader_rows(d);
	for (size_t i = 0; i < LANE_COUNT; i++) {
		end_lane(&d->lanes[i]);
		blame(d, &d->lanes[i]);
	}
	reader_watch_close(&d->reader);
	return ok;
}

bool doctor_look(const struct doctor_options *o, struct fact facts[FACTS_MAX], struct error *err)
{
	struct doctor d = {.options = o, .facts = facts, .loop = loop_new(o->clock)};

	d.known = (struct known_facts){.config = o->config,
	    .config_file = o->config_file,
	    .config_error = o->config_error,
	    .root = o->root,
	    .officer_name = "",
	    .centre_error = &d.centre_error,
	    .real = clock_real_ms(o->clock),
	    .reader = &d.reader};
	memset(facts, 0, FACTS_MAX * sizeof *facts);
	const bool ok = d.loop != NULL && look(&d);
	loop_free(d.loop);
	return ok || error_set(err, PROBLEM_SYSTEM, "doctor");
}
