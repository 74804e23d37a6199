#include "batch/login.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/loop.h"
#include "base/secret.h"
#include "enrol/journal.h"

#define LOGIN_MAX 256 /* bytes of number and PIN */
#define LOGOUT_MS 2000

bool batch_parse_fd(int *fd, const struct option_row *row, const char *value, struct error *err)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (*value == '\0' || *end != '\0' || n < 0 || n > 1023)
		return error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
	*fd = (int)n;
	return true;
}

static bool read_all(int fd, char *text, size_t size, struct error *err)
{
	size_t len = 0;
	ssize_t n;

	do {
		n = read(fd, text + len, size - 1 - len);
		if (n > 0)
			len += (size_t)n;
	} while ((n > 0 && len < size - 1) || (n < 0 && errno == EINTR));
	text[len] = '\0';
	return n >= 0 || error_errno(err, PROBLEM_IO, errno, "--pin-fd");
}

/* "NUMBER\nPIN\n" */
static bool parse_login(struct api_login *login, char *text, struct error *err)
{
	char *pin = strchr(text, '\n');

	if (pin == NULL)
		return error_set(err, PROBLEM_USAGE, "--pin-fd: two lines, number and PIN");
	*pin++ = '\0';
	pin[strcspn(pin, "\n")] = '\0';
	if (!citizen_number_parse(&login->number, text) || strlen(pin) != API_PIN_DIGITS ||
	    strspn(pin, "0123456789") != API_PIN_DIGITS)
		return error_set(err, PROBLEM_USAGE, "--pin-fd: a citizen number and eight digits");
	memcpy(login->pin, pin, API_PIN_DIGITS + 1);
	return true;
}

bool batch_read_login(struct api_login *login, int fd, struct error *err)
{
	char *text = secret_alloc(LOGIN_MAX);
	bool ok;

	if (text == NULL)
		return error_set(err, PROBLEM_MEMORY, "--pin-fd");
	ok = read_all(fd, text, LOGIN_MAX, err) && parse_login(login, text, err);
	secret_free(text, LOGIN_MAX);
	close(fd);
	return ok;
}

struct central *batch_central(
    struct loop *loop, const struct terminal_config *config, struct error *err)
{
	char memory[PATH_MAX];
	const struct central_options o = {.url = config->url,
	    .memory = memory,
	    .ca = config->ca,
	    .crl = config->crl,
	    .certificate = config->certificate,
	    .key = config->key,
	    .connect_timeout_s = config->connect_timeout,
	    .timeout_s = config->timeout,
	    .poll_wait_s = config->poll_wait,
	    .training = config->training};

	return journal_directory(memory, config->state_directory, err) && central_global_init(err)
		   ? central_new(loop, &o, err)
		   : NULL;
}

struct logout {
	bool over;
};

static void logged_out(void *arg, const struct central_failure *failure, const void *answer)
{
	struct logout *l = arg;

	(void)failure;
	(void)answer;
	l->over = true;
}

static void too_late(void *arg)
{
	logged_out(arg, NULL, NULL);
}

void batch_logout(struct loop *loop, struct central *central)
{
	struct logout l = {false};
	unsigned timer;
	central_call call;

	if (central == NULL || !central_logged_in(central))
		return;
	loop_at_end_of_turn(loop, NULL, NULL);
	timer = loop_add_timer(loop, LOGOUT_MS, too_late, &l);
	call = central_logout(central, logged_out, &l);
	while (timer != 0 && call != 0 && !l.over)
		loop_turn(loop, -1);
	loop_remove(loop, timer);
	central_abort(central, call);
}
