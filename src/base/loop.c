/*
 * base/loop.c - the poll loop.
 *
 * Everything that is waited for is an entry with a handle. A callback may add entries
 * (the table may move) and remove any (it is only marked dead, and swept at the end of
 * the turn), so nothing here holds a pointer into the table across a callback.
 */
#include "base/loop.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum entry_kind { ENTRY_DEAD, ENTRY_FD, ENTRY_TIMER, ENTRY_SIGNAL };

struct entry {
	enum entry_kind kind;
	unsigned handle;
	int number; /* descriptor or signal */
	short events;
	bool was_blocked; /* signal: blocked before we came */
	int64_t due;
	union {
		loop_fd_fn *fd;
		loop_timer_fn *timer;
		loop_signal_fn *signal;
	} fn;
	void *arg;
};

struct loop {
	const struct clock *clock;
	struct entry *entries;
	size_t count, cap;
	struct pollfd *polled;
	unsigned *polled_handles;
	size_t polled_cap;
	unsigned next_handle;
	int signal_fd;
	sigset_t signals;
	bool stopped;
	loop_timer_fn *end_of_turn;
	void *end_of_turn_arg;
};

struct loop *loop_new(const struct clock *clock)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (loop == NULL)
		return NULL;
	loop->clock = clock;
	loop->next_handle = 1;
	loop->signal_fd = -1;
	sigemptyset(&loop->signals);
	return loop;
}

static struct entry *find(struct loop *loop, unsigned handle)
{
	for (size_t i = 0; handle != 0 && i < loop->count; i++)
		if (loop->entries[i].handle == handle && loop->entries[i].kind != ENTRY_DEAD)
			return &loop->entries[i];
	return NULL;
}

static unsigned add(struct loop *loop, struct entry entry)
{
	if (loop->count == loop->cap) {
		const size_t cap = loop->cap > 0 ? loop->cap * 2 : 16;
		struct entry *entries = reallocarray(loop->entries, cap, sizeof(*entries));

		if (entries == NULL)
			return 0;
		loop->entries = entries;
		loop->cap = cap;
	}
	entry.handle = loop->next_handle++;
	loop->entries[loop->count++] = entry;
	return entry.handle;
}

unsigned loop_add_fd(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *arg)
{
	return add(
	    loop, (struct entry){
		      .kind = ENTRY_FD, .number = fd, .events = events, .fn.fd = fn, .arg = arg});
}

void loop_set_events(struct loop *loop, unsigned handle, short events)
{
	struct entry *entry = find(loop, handle);

	if (entry != NULL && entry->kind == ENTRY_FD)
		entry->events = events;
}

unsigned loop_add_timer(struct loop *loop, int64_t ms, loop_timer_fn *fn, void *arg)
{
	return add(loop, (struct entry){.kind = ENTRY_TIMER,
			     .due = clock_mono_ms(loop->clock) + (ms > 0 ? ms : 0),
			     .fn.timer = fn,
			     .arg = arg});
}

unsigned loop_add_signal(struct loop *loop, int signo, loop_signal_fn *fn, void *arg)
{
	sigset_t one, before;

	sigemptyset(&one);
	if (sigaddset(&one, signo) != 0 || sigprocmask(SIG_BLOCK, &one, &before) != 0)
		return 0;
	sigaddset(&loop->signals, signo);
	const int fd = signalfd(loop->signal_fd, &loop->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return 0;
	loop->signal_fd = fd;
	return add(loop, (struct entry){.kind = ENTRY_SIGNAL,
			     .number = signo,
			     .was_blocked = sigismember(&before, signo) == 1,
			     .fn.signal = fn,
			     .arg = arg});
}

static void stop_signal(struct loop *loop, const struct entry *entry)
{
	static const struct timespec at_once;
	sigset_t one;

	sigdelset(&loop->signals, entry->number);
	(void)signalfd(loop->signal_fd, &loop->signals, SFD_NONBLOCK | SFD_CLOEXEC);
	if (entry->was_blocked)
		return;
	sigemptyset(&one);
	sigaddset(&one, entry->number);
	while (sigtimedwait(&one, NULL, &at_once) > 0)
		; /* it was for this watch, and must not kill the program that ends it */
	(void)sigprocmask(SIG_UNBLOCK, &one, NULL);
}

void loop_remove(struct loop *loop, unsigned handle)
{
	struct entry *entry = find(loop, handle);

	if (entry == NULL)
		return;
	if (entry->kind == ENTRY_SIGNAL)
		stop_signal(loop, entry);
	entry->kind = ENTRY_DEAD;
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	for (size_t i = 0; i < loop->count; i++)
		if (loop->entries[i].kind == ENTRY_SIGNAL)
			stop_signal(loop, &loop->entries[i]);
	if (loop->signal_fd >= 0)
		close(loop->signal_fd);
	free(loop->entries);
	free(loop->polled);
	free(loop->polled_handles);
	free(loop);
}

static bool grow_polled(struct loop *loop, size_t want)
{
	if (want <= loop->polled_cap)
		return true;
	struct pollfd *polled = reallocarray(loop->polled, want, sizeof(*polled));
	if (polled != NULL)
		loop->polled = polled;
	unsigned *handles = reallocarray(loop->polled_handles, want, sizeof(*handles));
	if (handles != NULL)
		loop->polled_handles = handles;
	if (polled == NULL || handles == NULL)
		return false;
	loop->polled_cap = want;
	return true;
}

/* The signal descriptor first, then every live descriptor. Without memory only what
 * there was room for is asked about, and the rest in a later turn. */
static size_t collect(struct loop *loop)
{
	const size_t room = grow_polled(loop, loop->count + 1) ? loop->count + 1 : loop->polled_cap;
	size_t n = 0;

	if (loop->signal_fd >= 0 && n < room) {
		loop->polled_handles[n] = 0;
		loop->polled[n++] = (struct pollfd){.fd = loop->signal_fd, .events = POLLIN};
	}
	for (size_t i = 0; i < loop->count && n < room; i++) {
		const struct entry *entry = &loop->entries[i];

		if (entry->kind != ENTRY_FD)
			continue;
		loop->polled_handles[n] = entry->handle;
		loop->polled[n++] = (struct pollfd){.fd = entry->number, .events = entry->events};
	}
	return n;
}

static int poll_timeout(const struct loop *loop, int64_t max_wait_ms)
{
	const int64_t now = clock_mono_ms(loop->clock);
	int64_t wait = max_wait_ms;

	for (size_t i = 0; i < loop->count; i++) {
		const struct entry *entry = &loop->entries[i];

		if (entry->kind != ENTRY_TIMER)
			continue;
		const int64_t left = entry->due > now ? entry->due - now : 0;
		if (wait < 0 || left < wait)
			wait = left;
	}
	return wait > INT_MAX ? INT_MAX : (int)wait;
}

static void deliver_signal(struct loop *loop, int signo)
{
	const size_t count = loop->count;

	for (size_t i = 0; i < count; i++) {
		const struct entry entry = loop->entries[i];

		if (entry.kind == ENTRY_SIGNAL && entry.number == signo)
			entry.fn.signal(entry.arg, signo);
	}
}

static void read_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (loop->signal_fd >= 0 &&
	       read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		deliver_signal(loop, (int)info.ssi_signo);
}

static void deliver_fds(struct loop *loop, size_t polled)
{
	for (size_t i = 0; i < polled; i++) {
		const struct pollfd p = loop->polled[i];
		const unsigned handle = loop->polled_handles[i];

		if (p.revents == 0)
			continue;
		if (handle == 0) {
			read_signals(loop);
			continue;
		}
		const struct entry *entry = find(loop, handle);
		if (entry != NULL)
			entry->fn.fd(entry->arg, p.fd, p.revents);
	}
}

/* The live timer that is due first, of those that were there when the turn began:
 * a timer that sets itself anew at once must not hold the turn for ever. */
static struct entry *first_due(struct loop *loop, int64_t now, unsigned before)
{
	struct entry *first = NULL;

	for (size_t i = 0; i < loop->count; i++) {
		struct entry *entry = &loop->entries[i];

		if (entry->kind == ENTRY_TIMER && entry->due <= now && entry->handle < before &&
		    (first == NULL || entry->due < first->due))
			first = entry;
	}
	return first;
}

static void deliver_timers(struct loop *loop)
{
	const int64_t now = clock_mono_ms(loop->clock);
	const unsigned before = loop->next_handle;
	struct entry *entry;

	while ((entry = first_due(loop, now, before)) != NULL) {
		const struct entry fired = *entry;

		entry->kind = ENTRY_DEAD;
		fired.fn.timer(fired.arg);
	}
}

static void sweep(struct loop *loop)
{
	size_t kept = 0;

	for (size_t i = 0; i < loop->count; i++)
		if (loop->entries[i].kind != ENTRY_DEAD)
			loop->entries[kept++] = loop->entries[i];
	loop->count = kept;
}

bool loop_turn(struct loop *loop, int64_t max_wait_ms)
{
	if (loop->stopped)
		return false;
	const size_t polled = collect(loop);
	if (poll(loop->polled, polled, poll_timeout(loop, max_wait_ms)) > 0)
		deliver_fds(loop, polled);
	deliver_timers(loop);
	sweep(loop);
	if (loop->end_of_turn != NULL)
		loop->end_of_turn(loop->end_of_turn_arg);
	return !loop->stopped;
}

void loop_run(struct loop *loop)
{
	while (loop_turn(loop, -1))
		continue;
	loop->stopped = false;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
}

void loop_at_end_of_turn(struct loop *loop, loop_timer_fn *fn, void *arg)
{
	loop->end_of_turn = fn;
	loop->end_of_turn_arg = arg;
}

const struct clock *loop_clock(const struct loop *loop)
{
	return loop->clock;
}
