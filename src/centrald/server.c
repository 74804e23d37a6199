#include "centrald/server.h"

#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "centrald/agency.h"
#include "centrald/app.h"
#include "centrald/chain.h"
#include "centrald/checkpoint.h"
#include "centrald/expiry.h"
#include "centrald/issuer.h"
#include "centrald/metrics.h"
#include "centrald/sides.h"
#include "centrald/training_clock.h"
#include "centrald/turn.h"
#include "centrald/wake.h"

#define TICK_MS	     250
#define PURGE_MS     (10 * 60 * 1000)
#define PURGE_DAY_MS (24 * 60 * 60 * 1000LL)
#define DRAIN_MS     5000
#define FLUSH_TURNS  50

struct server {
	const struct centrald_config *cfg;
	struct notify *notify;
	struct training_clock shift;
	struct clock clock;
	struct centre centre;
	struct turn turn;
	struct event_base *base;
	struct event *tick, *hashed, *term, *interrupt;
	struct sides *sides;
	struct wake *wake;
	int64_t purge_at;    /* monotonic */
	bool purge_well;     /* the last time */
	int64_t drain_until; /* monotonic; 0: serving */
};

/* ---- what the loop calls ---- */

static void on_expired(void *arg, const char *enrolment)
{
	struct server *s = arg;
	turn_wake(&s->turn, enrolment);
}

static void sweep(struct server *s)
{
	struct error err;
	s->centre.reachable = expiry_sweep(&s->centre, on_expired, s, &err);
	if (!s->centre.reachable)
		log_error(&err);
	if (!checkpoint_when_due(&s->centre, &err) && store_fault(s->centre.store) != STORE_AGAIN)
		log_error(&err);
	int64_t now = clock_mono_ms(&s->clock);
	bool new_day = clock_real_ms(&s->clock) - s->centre.purged >= PURGE_DAY_MS;
	if (now < s->purge_at && !(new_day && s->purge_well))
		return;
	s->purge_at = now + PURGE_MS;
	s->purge_well = expiry_purge(&s->centre, &err);
	if (!s->purge_well)
		log_error(&err);
}

static void resubmit(struct server *s, struct call_list *list)
{
	struct call *c;
	while ((c = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, c, link);
		c->wait = 0;
		turn_submit(&s->turn, c);
	}
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	struct call_list due = TAILQ_HEAD_INITIALIZER(due);
	(void)fd;
	(void)what;
	sweep(s);
	sides_tick(s->sides, TICK_MS);
	wake_tick(s->wake);
	waiters_take_due(s->turn.waiters, clock_mono_ms(&s->clock), &due);
	resubmit(s, &due);
}

static void on_hashed(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;
	struct hash_job *job;
	uint64_t count;
	(void)what;
	if (read(fd, &count, sizeof count) != sizeof count)
		return;
	while ((job = hasher_done(s->turn.hasher))) {
		struct call *c = job->owner;
		c->hashed = job;
		turn_submit(&s->turn, c);
	}
}

/* Who waits is answered with the present state; who is being served is served. */
static void on_stop(evutil_socket_t signo, short what, void *arg)
{
	struct server *s = arg;
	struct call_list all = TAILQ_HEAD_INITIALIZER(all);
	(void)signo;
	(void)what;
	if (s->drain_until != 0)
		return;
	s->drain_until = clock_mono_ms(&s->clock) + DRAIN_MS;
	s->centre.draining = true;
	notify_stopping(s->notify);
	sides_stop(s->sides);
	waiters_take_all(s->turn.waiters, &all);
	resubmit(s, &all);
}

/* Set by the handler itself: through libevent's own pipe the signal could arrive after a
 * request that was sent later, and that request would be served by the old clock. */
static volatile sig_atomic_t hung_up;

static void on_hup(int signo)
{
	(void)signo;
	hung_up = 1;
}

static void read_clock_again(struct server *s)
{
	struct error err;
	if (!s->shift.file)
		return;
	if (!training_clock_read(&s->shift, &err))
		log_error(&err);
	sweep(s);
}

static void reload(struct server *s)
{
	struct error err;
	if (!hung_up)
		return;
	hung_up = 0;
	notify_reloading(s->notify, clock_mono_ms(&s->clock));
	read_clock_again(s);
	if (!sides_reload(s->sides, &err))
		log_error(&err);
	notify_ready(s->notify);
}

/* ---- setting up and taking down ---- */

static bool open_store(struct server *s, struct error *err)
{
	s->centre.store = store_open(s->cfg->store, err);
	s->centre.keys =
	    s->centre.store ? keys_open(s->cfg->keys, store_is_shared(s->cfg->store), err) : NULL;
	return s->centre.keys != NULL;
}

static bool open_card_key(struct server *s, struct error *err)
{
	if (!*s->cfg->card_key)
		return true;
	s->centre.card_key = card_key_open(s->cfg->card_key, err);
	return s->centre.card_key != NULL;
}

static bool open_app(struct server *s, struct error *err)
{
	if (!*s->cfg->app)
		return true;
	s->centre.app = app_open(s->cfg->app, err);
	return s->centre.app != NULL;
}

static bool open_issuer(struct server *s, struct error *err)
{
	if (!*s->cfg->issuer_cert)
		return true;
	s->centre.issuer = issuer_open(s->cfg->issuer_cert, s->cfg->issuer_key, err);
	return s->centre.issuer != NULL;
}

static bool open_clock(struct server *s, struct error *err)
{
	s->clock = clock_system;
	if (!*s->cfg->training_clock)
		return true;
	s->shift.file = s->cfg->training_clock;
	s->clock = training_clock_of(&s->shift);
	return training_clock_read(&s->shift, err);
}

static bool open_turn(struct server *s, struct error *err)
{
	s->turn = (struct turn){.centre = &s->centre,
	    .hasher = hasher_new(err),
	    .waiters = waiters_new(),
	    .limits = limits_new(LIMIT_TYPED_CODES)};
	turn_init(&s->turn);
	s->centre.own_lookups = limits_new((struct limit){.together = 1});
	s->centre.metrics = metrics_new();
	if (!s->turn.hasher)
		return false;
	return (s->turn.waiters && s->turn.limits && s->centre.own_lookups && s->centre.metrics) ||
	       error_set(err, PROBLEM_MEMORY, "turn");
}

static bool open_base(struct server *s, struct error *err)
{
	struct event_config *config = event_config_new();
	if (config) {
		event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
		s->base = event_base_new_with_config(config);
		event_config_free(config);
	}
	return s->base || error_set(err, PROBLEM_MEMORY, "event loop");
}

static bool open_events(struct server *s, struct error *err)
{
	const struct timeval tick = {.tv_usec = TICK_MS * 1000};
	s->tick = event_new(s->base, -1, EV_PERSIST, on_tick, s);
	s->hashed =
	    event_new(s->base, hasher_fd(s->turn.hasher), EV_READ | EV_PERSIST, on_hashed, s);
	s->term = evsignal_new(s->base, SIGTERM, on_stop, s);
	s->interrupt = evsignal_new(s->base, SIGINT, on_stop, s);
	if (s->tick && s->hashed && s->term && s->interrupt && event_add(s->tick, &tick) == 0 &&
	    event_add(s->hashed, NULL) == 0 && event_add(s->term, NULL) == 0 &&
	    event_add(s->interrupt, NULL) == 0)
		return true;
	return error_set(err, PROBLEM_MEMORY, "event loop");
}

static bool open_sides(struct server *s, struct error *err)
{
	s->sides = sides_open(s->base, s->cfg, &s->turn, err);
	return s->sides != NULL;
}

static bool open_audit(struct server *s, struct error *err)
{
	s->centre.reachable = chain_begin(&s->centre, store_is_shared(s->cfg->store), err);
	return s->centre.reachable;
}

static void tell_ready(struct server *s)
{
	notify_ready(s->notify);
	if (s->cfg->ready_fd < 0)
		return;
	while (write(s->cfg->ready_fd, "\n", 1) < 0 && errno == EINTR)
		continue; /* who does not listen any more is not told */
	close(s->cfg->ready_fd);
}

/* What was asked goes on with the answer, in the turn to come. */
static void on_looked_up(void *arg, struct register_lookup *l)
{
	struct server *s = arg;
	struct call *c = l->owner;
	c->looked_up = l;
	turn_submit(&s->turn, c);
}

static bool open_registers(struct server *s, struct error *err)
{
	struct registers *r = &s->centre.registers;
	if (!*s->cfg->linkage.url) {
		r->driver = &register_sample;
		return true;
	}
	if (!agency_open(r, &s->cfg->linkage, s->base, &s->clock, err))
		return false;
	agency_on_done(r, on_looked_up, s);
	return true;
}

static void server_close(struct server *s)
{
	wake_free(s->wake);
	sides_close(s->sides);
	struct event *const events[] = {s->tick, s->hashed, s->term, s->interrupt};
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (events[i])
			event_free(events[i]);
	registers_close(&s->centre.registers);
	if (s->base)
		event_base_free(s->base);
	hasher_free(s->turn.hasher);
	waiters_free(s->turn.waiters);
	limits_free(s->turn.limits);
	limits_free(s->centre.own_lookups);
	metrics_free(s->centre.metrics);
	card_key_close(s->centre.card_key);
	issuer_close(s->centre.issuer);
	app_close(s->centre.app);
	keys_close(s->centre.keys);
	store_close(s->centre.store);
}

static bool server_open(struct server *s, struct error *err)
{
	const struct sigaction hup = {.sa_handler = on_hup, .sa_flags = SA_RESTART};
	s->centre.config = s->cfg;
	s->centre.clock = &s->clock;
	sigaction(SIGHUP, &hup, NULL);
	return open_clock(s, err) && open_store(s, err) && open_card_key(s, err) &&
	       open_issuer(s, err) && open_app(s, err) && open_turn(s, err) && open_base(s, err) &&
	       open_registers(s, err) && open_events(s, err) &&
	       wake_new(&s->wake, s->base, &s->turn, err) && open_sides(s, err) &&
	       open_audit(s, err);
}

/* ---- the loop ---- */

static bool draining_is_over(const struct server *s)
{
	if (s->drain_until == 0)
		return false;
	return sides_pending(s->sides) == 0 || clock_mono_ms(&s->clock) >= s->drain_until;
}

/* One turn: read what has arrived, then at this one place write it down and answer. */
static void serve(struct server *s)
{
	while (!draining_is_over(s)) {
		event_base_loop(s->base, EVLOOP_ONCE);
		reload(s);
		notify_alive(s->notify, clock_mono_ms(&s->clock));
		do
			turn_run(&s->turn);
		while (wake_hear(s->wake));
	}
	/* The last answers leave; what a kept connection still brings meanwhile has its own.
	 * Without ONCE the loop would go on for as long as the other processes tell news. */
	for (int i = 0; i < FLUSH_TURNS; i++) {
		event_base_loop(s->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
		turn_run(&s->turn);
	}
}

/* 5,000 counters wait at one process; the usual 1,024 descriptors are for programs that use
 * select(2). */
static void take_all_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		log_write(LOG_LEVEL_WARN, "no more than the usual number of descriptors");
}

bool server_run(const struct centrald_config *cfg, struct notify *notify, struct error *err)
{
	struct server s = {.cfg = cfg, .notify = notify};
	struct error closing;
	take_all_descriptors();
	bool ok = server_open(&s, err);
	if (ok) {
		tell_ready(&s);
		serve(&s);
		if (!chain_end(&s.centre, &closing))
			log_error(&closing);
	}
	server_close(&s);
	return ok;
}
