/*
 * base/loop.h - one poll(2) loop: descriptors, timers, signals. The screen process and
 * the batch commands run in it; nothing that it calls may block.
 *
 * Callbacks may add and remove anything, themselves included. Handles are small
 * positive numbers, never reused while the loop lives; 0 is none.
 */
#ifndef DDOPA_BASE_LOOP_H
#define DDOPA_BASE_LOOP_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

struct loop;

typedef void loop_fd_fn(void *arg, int fd, short revents);
typedef void loop_timer_fn(void *arg);
typedef void loop_signal_fn(void *arg, int signo);

struct loop *loop_new(const struct clock *clock); /* NULL when memory ends */
void loop_free(struct loop *loop);

/* events: POLLIN and POLLOUT. The descriptor stays the caller's. 0 on failure. */
unsigned loop_add_fd(struct loop *loop, int fd, short events, loop_fd_fn *fn, void *arg);
void loop_set_events(struct loop *loop, unsigned handle, short events);
/* Fires once, `ms` from now (by the loop's monotonic clock). 0 on failure. */
unsigned loop_add_timer(struct loop *loop, int64_t ms, loop_timer_fn *fn, void *arg);
/* Blocks the signal and delivers it through a signalfd. One that is still pending when its
 * watch is removed is dropped. 0 on failure. */
unsigned loop_add_signal(struct loop *loop, int signo, loop_signal_fn *fn, void *arg);
void loop_remove(struct loop *loop, unsigned handle); /* 0 and dead handles are fine */

void loop_run(struct loop *loop);			/* until loop_stop() */
bool loop_turn(struct loop *loop, int64_t max_wait_ms); /* one turn; false when stopped; -1 waits */
void loop_stop(struct loop *loop);
/* Called at the end of each turn: the one place where a face paints. */
void loop_at_end_of_turn(struct loop *loop, loop_timer_fn *fn, void *arg);
const struct clock *loop_clock(const struct loop *loop);

#endif
