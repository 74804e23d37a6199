#include "vendor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct world w;
struct moc_options options;
pid_t host;
int64_t started;
char program[128], side[160];
static char directory[64];

int64_t now(void)
{
	return clock_mono_ms(&clock_system);
}

void write_program(const char *text)
{
	FILE *f = fopen(program, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(program, 0700), 0);
}

void begin_with(const char *card, long limit_s)
{
	int fds[2];

	unlink(side);
	begin(&w, card);
	options = (struct moc_options){.driver = "program", .limit_s = limit_s};
	snprintf(options.program, sizeof options.program, "%s", program);
	assert_true(message_pair(fds, false));
	host = fork();
	if (host == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(fds[0]);
		_exit(moc_host_main(fds[1], &options, ""));
	}
	close(fds[1]);
	options.host_fd = fds[0];
	w.session.moc.options = &options;
	started = now();
}

void end_with(void)
{
	int status;

	end(&w);
	close(options.host_fd);
	assert_int_equal(waitpid(host, &status, 0), host);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	unlink(side);
}

void begin_script(const char *text, long limit_s)
{
	write_program(text);
	begin_with("somsri.card", limit_s);
	assert_true(read_card(&w));
}

void begin_verify(const char *at_verify, long limit_s)
{
	char text[4096];

	snprintf(text, sizeof text, HEAD "VERIFY) %s ;;" TAIL, at_verify);
	begin_script(text, limit_s);
}

const struct finger_state *finger(enum finger f)
{
	return &w.session.moc.fingers.finger[f];
}

void begin_sample(const char *card, const char *from, const char *to)
{
	const char *top = getenv("top_srcdir");
	char path[512], *text = calloc(1, 32768), *whole = calloc(1, 32768), *at;
	FILE *f;

	snprintf(path, sizeof path, "%s/etc/moc-sample", top != NULL ? top : ".");
	f = fopen(path, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, 32767, f) > 0);
	fclose(f);
	at = from != NULL ? strstr(text, from) : NULL;
	assert_true(from == NULL || at != NULL);
	if (at != NULL)
		snprintf(whole, 32768, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	write_program(at != NULL ? whole : text);
	free(text);
	free(whole);
	begin_with(card, 20);
}

int vendor_set_up(void **state)
{
	(void)state;
	snprintf(directory, sizeof directory, "/tmp/ddopa-moc-program-XXXXXX");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(program, sizeof program, "%s/moc", directory);
	snprintf(side, sizeof side, "%s.tries", program);
	return 0;
}

int vendor_tear_down(void **state)
{
	(void)state;
	unlink(program);
	unlink(side);
	return rmdir(directory);
}
