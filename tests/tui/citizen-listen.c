/* citizen-listen FILE: a viewer that shows nothing. Writes each message as it came to FILE, and
 * a line a message to standard output, until the officer's end closes. Ends with 0 when every
 * message was a good one. */
#include <poll.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/message.h"
#include "tui/citizen.h"

#define TRIES	 600
#define PAUSE_NS 50000000 /* 50 ms */

static int connected(void)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	struct error ignored;
	int fd = -1;
	for (int i = 0; i < TRIES && (fd = citizen_connect(&ignored)) < 0; i++)
		nanosleep(&pause, NULL);
	return fd;
}

static bool keep(FILE *file, struct citizen_picture *picture, uint16_t type, const struct buf *body)
{
	fwrite(body->data, 1, body->len, file);
	bool good = citizen_read(picture, type, body, 0);
	printf("%s %d %s\n", type == CITIZEN_MSG_MOMENT ? "MOMENT" : "CODE", (int)picture->moment,
	    good ? "good" : "BAD");
	return good;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "wb") : NULL;
	struct buf body = BUF_INIT;
	struct pollfd wait = {.fd = connected(), .events = POLLIN};
	enum message_result result = MESSAGE_NONE;
	struct citizen_picture picture = {0};
	uint16_t type = 0;
	bool good = true;
	if (!file || wait.fd < 0)
		return 64;
	while (result == MESSAGE_OK || result == MESSAGE_NONE) {
		poll(&wait, 1, -1);
		result = message_receive(wait.fd, &type, &body, NULL);
		if (result == MESSAGE_OK)
			good = keep(file, &picture, type, &body) && good;
	}
	buf_free(&body);
	close(wait.fd);
	return fclose(file) == 0 && good && result == MESSAGE_CLOSED ? 0 : 1;
}
