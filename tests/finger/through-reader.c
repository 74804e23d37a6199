/*
 * through-reader: the pairs of the measurement (tests/finger/rates.h) from the sensor's
 * picture to the card's status word, beside the verdict in process.
 *
 *     through-reader SEED FINGERS CONTROL
 *
 * For each finger a card with its first impression as reference data is put into pcscd's
 * virtual reader by the control socket of ddopa-simcard. The finger's other impressions and
 * one of each of the IMPOSTORS fingers after it go, as pictures, over the socket of
 * libfprint's virtual_image driver into the sensor process; its template goes through the
 * card helper into the chip. A line for each: "genuine|impostor verdict-here verdict-of-card",
 * a verdict being "match" or "differs". Ends with 1 where anything else than a verdict comes.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"
#include "card/print.h"
#include "card/sensor.h"
#include "finger/match.h"
#include "rates.h"
#include "simcard/control.h"
#include "simcard/press.h"

#define IMPOSTORS 7 /* of a finger: fewer than the card has tries */
#define TRIES	  15
#define LIMIT_MS  20000

struct desk {
	struct loop *loop;
	struct card_link *card;
	struct sensor_link *sensor;
	const char *control;
	char glass[sizeof((struct sockaddr_un *)NULL)->sun_path]; /* the sensor's socket */
	unsigned card_seen, sensor_seen; /* bits: events since they were last forgotten */
	bool late;
	uint8_t template_[TEMPLATE_MAX];
	size_t len;
};

struct finger_seen {
	uint8_t picture[PRESS_SIZE];
	struct minutiae minutiae; /* as found here */
};

#define BIT(event) (1U << (event))

static void fail(const char *what)
{
	fprintf(stderr, "through-reader: %s\n", what);
	exit(EXIT_FAILURE);
}

static void on_card(void *arg, const struct card_event *event)
{
	struct desk *d = arg;

	d->card_seen |= BIT(event->type);
	if (event->type == CARD_EV_NOT_VERIFIED && event->error.problem != PROBLEM_FINGER_MISMATCH)
		fail("the card helper refused to verify");
	if (event->type == CARD_EV_EMPTY)
		d->card_seen &= ~BIT(CARD_EV_PRESENT);
	if (event->type == CARD_EV_PRESENT)
		d->card_seen &= ~BIT(CARD_EV_EMPTY);
}

static void on_sensor(void *arg, const struct sensor_event *event)
{
	struct desk *d = arg;

	d->sensor_seen |= BIT(event->type);
	if (event->type == SENSOR_EV_TEMPLATE) {
		memcpy(d->template_, event->template_, event->len);
		d->len = event->len;
	}
}

static void on_late(void *arg)
{
	((struct desk *)arg)->late = true;
}

/* Turns the loop until one of these events was seen; their bits. */
static unsigned wait_for(struct desk *d, const unsigned *seen, unsigned events, const char *what)
{
	const unsigned timer = loop_add_timer(d->loop, LIMIT_MS, on_late, d);

	while ((*seen & events) == 0 && !d->late)
		loop_turn(d->loop, -1);
	loop_remove(d->loop, timer);
	if (d->late)
		fail(what);
	return *seen & events;
}

static unsigned wait_card(struct desk *d, unsigned events, const char *what)
{
	const unsigned broken = BIT(CARD_EV_FAILED) | BIT(CARD_EV_GONE);
	const unsigned seen = wait_for(d, &d->card_seen, events | broken, what);

	if (seen & broken)
		fail(what);
	return seen;
}

static void wait_sensor(struct desk *d, unsigned event, const char *what)
{
	const unsigned broken = BIT(SENSOR_EV_FAILED) | BIT(SENSOR_EV_GONE);

	if (wait_for(d, &d->sensor_seen, event | broken, what) & broken)
		fail(what);
}

/* ---- the two helper processes ---- */

static int run_card(int fd)
{
	const struct card_helper_options options = {.moc = {.driver = "iso", .host_fd = -1}};

	return card_helper_main(fd, &options);
}

static int run_sensor(int fd, const char *glass)
{
	struct sensor_options options = {.type = "libfprint", .timeout_s = LIMIT_MS / 1000};

	snprintf(options.device, sizeof options.device, "virtual:%s", glass);
	return sensor_helper_main(fd, &options);
}

/* Our end of its socket. */
static int start(const char *glass)
{
	int fds[2];
	pid_t pid;

	if (!message_pair(fds, false))
		fail("no sockets for a helper process");
	pid = fork();
	if (pid < 0)
		fail("a helper process cannot be started");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(glass != NULL ? run_sensor(fds[1], glass) : run_card(fds[1]));
	}
	close(fds[1]);
	return fds[0];
}

static void open_desk(struct desk *d, const char *control)
{
	const char *directory = getenv("TMPDIR");

	*d = (struct desk){.control = control};
	snprintf(d->glass, sizeof d->glass, "%s/glass", directory != NULL ? directory : "/tmp");
	d->loop = loop_new(&clock_system);
	d->card = card_link_open(d->loop, start(NULL), on_card, d);
	d->sensor = sensor_link_open(d->loop, start(d->glass), on_sensor, d);
	if (d->card == NULL || d->sensor == NULL || !card_watch(d->card))
		fail("the helper processes are not there");
}

static void close_desk(struct desk *d)
{
	card_link_close(d->card);
	sensor_link_close(d->sensor);
	loop_free(d->loop);
	while (wait(NULL) > 0) {
	}
}

/* ---- the card ---- */

static void tell_card(const struct desk *d, const char *line)
{
	struct buf answer = {0};
	struct error err;

	if (!control_send(d->control, line, &answer, &err) || answer.len < 2 ||
	    memcmp(answer.data, "ok", 2) != 0)
		fail(line);
	buf_free(&answer);
}

static void write_file(const char *path, const void *bytes, size_t len)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
		fail(path);
}

static void write_card(const char *path, const char *template_path, const struct minutiae *m)
{
	uint8_t bytes[MINUTIAE_MAX * MINUTIA_SIZE];
	char text[3 * 512];

	write_file(template_path, bytes, minutiae_encode(bytes, m));
	snprintf(text, sizeof text,
	    "like = %s/etc/training/somsri.card\nright_index = %s\nright_index_tries = %d\n",
	    getenv("top_srcdir"), template_path, TRIES);
	write_file(path, text, strlen(text));
}

/* Puts a card with that reference in and reads it; its transaction stays open. */
static void insert(struct desk *d, const struct minutiae *reference)
{
	const char *directory = getenv("TMPDIR");
	char path[512], template_path[512], line[600];

	snprintf(path, sizeof path, "%s/finger.card", directory);
	snprintf(template_path, sizeof template_path, "%s/finger.fmd", directory);
	write_card(path, template_path, reference);
	snprintf(line, sizeof line, "insert %s", path);
	wait_card(d, BIT(CARD_EV_EMPTY), "the reader is not empty");
	tell_card(d, line);
	wait_card(d, BIT(CARD_EV_PRESENT), "no card is seen");
	d->card_seen &= ~BIT(CARD_EV_READ_DONE);
	card_read(d->card, false, true);
	wait_card(d, BIT(CARD_EV_READ_DONE), "the card is not read");
}

static void eject(struct desk *d)
{
	card_release(d->card);
	wait_card(d, BIT(CARD_EV_RELEASED), "the card is not released");
	d->card_seen &= ~BIT(CARD_EV_RELEASED);
	tell_card(d, "eject");
}

/* ---- the sensor ---- */

static int touch_glass(const struct desk *d)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, d->glass, sizeof at.sun_path);
	if (fd < 0 || connect(fd, (const struct sockaddr *)&at, sizeof at) != 0)
		fail("the sensor's socket is not there");
	return fd;
}

static void give(int fd, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	for (ssize_t n; len > 0; p += n, len -= (size_t)n)
		if ((n = send(fd, p, len, MSG_NOSIGNAL)) <= 0)
			fail("the sensor takes no picture");
}

/* From picture to template: d->template_. */
static void capture(struct desk *d, const uint8_t picture[PRESS_SIZE])
{
	const int32_t size[2] = {PRESS_WIDTH, PRESS_HEIGHT};
	int fd;

	d->sensor_seen = 0;
	sensor_capture(d->sensor, FINGER_RIGHT_INDEX);
	wait_sensor(d, BIT(SENSOR_EV_GUIDE), "the sensor does not wait for a finger");
	fd = touch_glass(d);
	give(fd, size, sizeof size);
	give(fd, picture, PRESS_SIZE);
	wait_sensor(d, BIT(SENSOR_EV_TEMPLATE), "the sensor gives no template");
	close(fd);
}

/* ---- pairs ---- */

static void look(struct finger_seen *out, uint64_t seed, uint64_t n)
{
	struct print print;
	struct error err;

	press_finger(out->picture, seed, n);
	if (!print_from_image(out->picture, PRESS_WIDTH, PRESS_HEIGHT, 0, &print, &err))
		fail("libfprint fails");
	out->minutiae = print.minutiae;
}

static bool verified_by_card(struct desk *d)
{
	const unsigned verdicts = BIT(CARD_EV_VERIFIED) | BIT(CARD_EV_NOT_VERIFIED);

	d->card_seen &= ~verdicts;
	card_verify(d->card, FINGER_RIGHT_INDEX, d->template_, d->len, false);
	return wait_card(d, verdicts, "the card gives no verdict") == BIT(CARD_EV_VERIFIED);
}

static void compare(
    struct desk *d, const char *kind, const struct minutiae *reference, uint64_t seed, uint64_t n)
{
	static struct finger_seen probe;
	bool here, there;

	look(&probe, seed, n);
	capture(d, probe.picture);
	here = match_same_finger(reference, &probe.minutiae);
	there = verified_by_card(d);
	printf("%s %s %s\n", kind, here ? "match" : "differs", there ? "match" : "differs");
}

static void compare_finger(struct desk *d, uint64_t seed, size_t i, size_t fingers)
{
	static struct finger_seen reference;

	look(&reference, seed + i, 0);
	insert(d, &reference.minutiae);
	for (size_t n = 1; n < RATES_PRESSES; n++)
		compare(d, "genuine", &reference.minutiae, seed + i, n);
	for (size_t k = 1; k <= IMPOSTORS; k++) {
		const size_t j = (i + k) % fingers;

		compare(d, "impostor", &reference.minutiae, seed + j,
		    1 + (i + j) % (RATES_PRESSES - 1));
	}
	eject(d);
}

int main(int argc, char **argv)
{
	struct desk desk;

	if (argc != 4)
		fail("usage: through-reader SEED FINGERS CONTROL");
	open_desk(&desk, argv[3]);
	for (size_t i = 0; i < strtoul(argv[2], NULL, 10); i++)
		compare_finger(&desk, strtoull(argv[1], NULL, 10), i, strtoul(argv[2], NULL, 10));
	close_desk(&desk);
	return EXIT_SUCCESS;
}
