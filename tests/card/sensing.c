#include "sensing.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"

#define LIMIT_MS 20000

static void on_event(void *arg, const struct sensor_event *event)
{
	struct sensing *s = arg;

	assert_true(s->count < SENSING_EVENTS);
	s->events[s->count++] = *event;
}

static void on_limit(void *arg)
{
	((struct sensing *)arg)->late = true;
}

void sensing_begin(struct sensing *s, const struct sensor_options *options)
{
	int fds[2];

	memset(s, 0, sizeof *s);
	assert_true(message_pair(fds, false));
	s->pid = fork();
	if (s->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(sensor_helper_main(fds[1], options));
	}
	close(fds[1]);
	s->loop = loop_new(&clock_system);
	s->link = sensor_link_open(s->loop, fds[0], on_event, s);
	assert_non_null(s->link);
	(void)loop_add_timer(s->loop, LIMIT_MS, on_limit, s);
}

void sensing_end(struct sensing *s)
{
	int status;

	sensor_link_close(s->link);
	assert_int_equal(waitpid(s->pid, &status, 0), s->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	loop_free(s->loop);
}

void wait_for(struct sensing *s, int count)
{
	while (s->count < count && !s->late)
		loop_turn(s->loop, -1);
	assert_false(s->late);
}

const struct sensor_event *last_of(const struct sensing *s)
{
	assert_true(s->count > 0);
	return &s->events[s->count - 1];
}
