/*
 * finger-drive - plays commands about fingers through the card helper as it is: a process of
 * its own in its sandbox, over pcscd. One command a line on standard input, one line of
 * outcome each; for tests/story/card_fingers.sh.
 *
 *   read                       read <right> <left>
 *   verify FINGER FILE [last]  matched | <problem> <tries left>
 *   store FINGER FILE          written <outcome> <right> <left> | refused <problem>
 *   remove FINGER              the same
 *   fingers                    fingers <right> <left>
 *   release                    released
 *
 * FINGER is right or left, FILE one of etc/training; a finger is told as its tries left,
 * «locked», «damaged», «none» or «untold»; anything else ends as «failed <problem>».
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/message.h"
#include "card/card.h"
#include "sim.h"

#define PATIENCE_MS 30000

struct drive {
	struct loop *loop;
	struct card_link *link;
	struct card_event event; /* the last that is no progress */
	bool news, present;
};

static void on_event(void *arg, const struct card_event *event)
{
	struct drive *d = arg;

	d->present = d->present || event->type == CARD_EV_PRESENT;
	if (event->type < CARD_EV_TEXT || event->type == CARD_EV_PHOTO ||
	    event->type == CARD_EV_TEXT)
		return;
	d->event = *event;
	d->news = true;
}

static bool turn_until(struct drive *d, const bool *there)
{
	const int64_t end = clock_mono_ms(&clock_system) + PATIENCE_MS;

	while (!*there && clock_mono_ms(&clock_system) < end)
		loop_turn(d->loop, 100);
	return *there;
}

static const char *told(char out[16], const struct finger_state *f)
{
	if (f->stored && !f->locked && f->tries_left >= 0)
		snprintf(out, 16, "%d", f->tries_left);
	else
		snprintf(out, 16, "%s",
		    f->locked	 ? "locked"
		    : f->damaged ? "damaged"
		    : f->stored	 ? "untold"
				 : "none");
	return out;
}

static void tell_fingers(const char *what, const struct finger_states *states)
{
	char right[16], left[16];

	printf("%s %s %s\n", what, told(right, &states->finger[FINGER_RIGHT_INDEX]),
	    told(left, &states->finger[FINGER_LEFT_INDEX]));
}

static void tell(const struct card_event *e)
{
	static const char *const outcomes[] = {
	    "written good", "written unchanged", "written damaged", "written unknown"};
	const char *problem = problem_row(e->error.problem)->name;

	switch (e->type) {
	case CARD_EV_READ_DONE:
		tell_fingers("read", &e->fingers);
		break;
	case CARD_EV_FINGERS:
		tell_fingers("fingers", &e->fingers);
		break;
	case CARD_EV_VERIFIED:
		puts("matched");
		break;
	case CARD_EV_NOT_VERIFIED:
		printf("%s %d\n", problem, e->tries_left);
		break;
	case CARD_EV_WRITTEN:
		tell_fingers(outcomes[e->outcome], &e->fingers);
		break;
	case CARD_EV_NOT_WRITTEN:
		printf("refused %s\n", problem);
		break;
	case CARD_EV_RELEASED:
		puts("released");
		break;
	default:
		printf("failed %s\n", problem);
		break;
	}
}

/* The answer to a command that was `sent`. */
static bool answered(struct drive *d, bool sent)
{
	return sent && turn_until(d, &d->news);
}

static bool do_write(struct drive *d, enum finger finger, const char *file)
{
	const enum finger_write write = file != NULL ? FINGER_WRITE_STORE : FINGER_WRITE_REMOVE;
	const struct finger_challenge *c = &d->event.challenge;
	uint8_t m[TEMPLATE_MAX], cryptogram[8];
	const size_t len = file != NULL ? sim_template(file, m, sizeof m) : 0;

	if (!answered(d, card_challenge(d->link, finger, write)))
		return false;
	if (d->event.type != CARD_EV_CHALLENGE)
		return true;
	sim_authorise(cryptogram, c->serial, c->challenge, c->reference);
	d->news = false;
	return answered(d, file != NULL ? card_store(d->link, finger, m, len, cryptogram)
					: card_remove(d->link, finger, cryptogram));
}

static bool do_verify(struct drive *d, enum finger finger, const char *file, bool last_try)
{
	uint8_t m[TEMPLATE_MAX];
	const size_t len = sim_template(file, m, sizeof m);

	return answered(d, card_verify(d->link, finger, m, len, last_try));
}

static bool carry_out(struct drive *d, const char *line)
{
	char what[16] = "", hand[16] = "", file[128] = "", last[8] = "";
	enum finger finger;

	(void)sscanf(line, "%15s %15s %127s %7s", what, hand, file, last);
	finger = strcmp(hand, "left") == 0 ? FINGER_LEFT_INDEX : FINGER_RIGHT_INDEX;
	d->news = false;
	if (strcmp(what, "read") == 0)
		return turn_until(d, &d->present) && answered(d, card_read(d->link, true, true));
	if (strcmp(what, "verify") == 0)
		return do_verify(d, finger, file, last[0] != '\0');
	if (strcmp(what, "store") == 0)
		return do_write(d, finger, file);
	if (strcmp(what, "remove") == 0)
		return do_write(d, finger, NULL);
	if (strcmp(what, "fingers") == 0)
		return answered(d, card_fingers(d->link));
	return answered(d, card_release(d->link));
}

static int start_helper(void)
{
	static const struct card_helper_options options = {.moc = {.host_fd = -1}};
	int fds[2];

	if (!message_pair(fds, false))
		return -1;
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		close(STDIN_FILENO);
		_exit(card_helper_main(fds[1], &options));
	}
	close(fds[1]);
	return fds[0];
}

int main(void)
{
	static struct drive d;
	char line[256];
	int status = 0;

	d.loop = loop_new(&clock_system);
	d.link = card_link_open(d.loop, start_helper(), on_event, &d);
	if (d.link == NULL || !card_watch(d.link))
		return 99;
	while (status == 0 && fgets(line, sizeof line, stdin) != NULL) {
		if (carry_out(&d, line))
			tell(&d.event);
		else
			status = 1;
	}
	if (status != 0)
		printf("no answer to %s", line);
	card_link_close(d.link);
	loop_free(d.loop);
	return status;
}
