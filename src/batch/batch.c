/* batch/batch.c - what all commands share. */
#include "batch/batch.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"

void batch_help(FILE *out, const struct batch_command *command)
{
	fprintf(out, _("Usage: ddopa [--config FILE] [--lang th|en] %s %s\n"), command->name,
	    command->usage);
	fprintf(out, "%s\n", _(command->summary));
	if (command->options != NULL)
		options_help(out, command->options);
}

int batch_tell(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);

	fprintf(stderr, "ddopa: %s %s", row->id, _(row->what));
	if (err->context[0] != '\0')
		fprintf(stderr, " (%s)", err->context);
	fprintf(stderr, "\n  %s\n  %s\n", _(row->why), _(row->todo));
	return row->exit_code;
}

bool batch_write(int fd, const struct buf *text, int *exit_code)
{
	struct error err;
	size_t done = 0;

	while (done < text->len) {
		ssize_t n = write(fd, text->data + done, text->len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR)
			break;
	}
	if (done == text->len)
		return true;
	if (errno == EPIPE) {
		*exit_code = 128 + SIGPIPE;
		return false;
	}
	error_errno(&err, PROBLEM_IO, errno, _("output"));
	*exit_code = batch_tell(&err);
	return false;
}
