#include "batch/errand.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/lang.h"
#include "base/secret.h"

bool errand_option(struct errand *e, const struct option_row *row, const char *value, bool *taken,
    struct error *err)
{
	*taken = true;
	if (strcmp(row->name, "json") == 0)
		e->form = OUTPUT_JSON;
	else if (strcmp(row->name, "csv") == 0)
		e->form = OUTPUT_CSV;
	else if (strcmp(row->name, "pin-fd") == 0)
		return batch_parse_fd(&e->pin_fd, row, value, err);
	else
		*taken = false;
	return true;
}

bool errand_only_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	bool taken;

	return errand_option(arg, row, value, &taken, err);
}

static bool usage(struct errand *e, const char *what)
{
	const struct batch_command *command = e->context->command;
	struct error err;

	error_set(&err, PROBLEM_USAGE, "%s: %s", command->name, what);
	e->code = batch_tell(&err);
	return false;
}

bool errand_operands(
    struct errand *e, int argc, char **argv, option_fn *fn, int max, const char *operands[])
{
	struct error err;
	int first;

	e->pin_fd = -1;
	if (!options_parse(e->context->command->options, argc, argv, fn, e, &first, &err)) {
		e->code = batch_tell(&err);
		return false;
	}
	if (argc - first > max)
		return usage(e, argv[first + max]);
	for (int i = 0; i < max; i++)
		operands[i] = first + i < argc ? argv[first + i] : NULL;
	return e->anonymous || e->pin_fd >= 0 || usage(e, "--pin-fd N");
}

bool errand_parse(struct errand *e, int argc, char **argv, option_fn *fn)
{
	return errand_operands(e, argc, argv, fn, 0, NULL);
}

bool errand_missing(struct errand *e, const char *operand)
{
	return usage(e, operand);
}

/* ---- there and back ---- */

void errand_end(struct errand *e, int code)
{
	e->code = code;
	loop_stop(e->loop);
}

void errand_refuse(struct errand *e, const struct error *err)
{
	errand_end(e, batch_tell(err));
}

void errand_fail(struct errand *e, const struct central_failure *failure)
{
	errand_refuse(e, &failure->error);
}

void errand_print(struct errand *e, struct buf *out)
{
	struct error err;
	int code = EXIT_DONE;

	if (buf_ok(out)) {
		batch_write(STDOUT_FILENO, out, &code);
	} else {
		error_set(&err, PROBLEM_MEMORY, "%s", "");
		code = batch_tell(&err);
	}
	buf_free(out);
	errand_end(e, code);
}

static void on_logged_in(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;

	(void)answer;
	if (failure != NULL)
		errand_fail(e, failure);
	else
		e->begin(e);
}

static bool log_in(struct errand *e, struct error *err)
{
	struct api_login *login = secret_alloc(sizeof *login);
	bool ok;

	if (login == NULL)
		return error_set(err, PROBLEM_MEMORY, "login");
	ok = batch_read_login(login, e->pin_fd, err);
	e->central = ok ? batch_central(e->loop, e->context->config, err) : NULL;
	if (e->central != NULL)
		central_login(e->central, login, on_logged_in, e);
	secret_free(login, sizeof *login);
	return e->central != NULL;
}

static bool start(struct errand *e, struct error *err)
{
	e->loop = loop_new(e->context->clock);
	if (e->loop == NULL)
		return error_set(err, PROBLEM_MEMORY, "loop");
	if (!e->anonymous)
		return log_in(e, err);
	e->central = batch_central(e->loop, e->context->config, err);
	if (e->central == NULL)
		return false;
	if (e->opened != NULL)
		e->opened(e);
	central_status(e->central, on_logged_in, e);
	return true;
}

int errand_run(struct errand *e)
{
	struct error err;

	if (start(e, &err)) {
		loop_run(e->loop);
		batch_logout(e->loop, e->central);
	} else {
		e->code = batch_tell(&err);
	}
	central_free(e->central);
	loop_free(e->loop);
	return e->code;
}

bool errand_key(char key[API_ID_SIZE], struct error *err)
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	bool ok = random_bytes(random, sizeof random);

	hex_encode(&hex, random, sizeof random);
	ok = ok && buf_ok(&hex);
	if (ok)
		snprintf(key, API_ID_SIZE, "k%s", (const char *)hex.data);
	buf_free(&hex);
	return ok || error_set(err, PROBLEM_SYSTEM, "random numbers");
}
