#include "play.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/ssl.h>

#include "../base/cmocka_all.h"
#include "../base/scratch.h"

static char directory[SCRATCH_SIZE];

static const struct fake_reply well[] = {
    TEXTS, CLAIMED, CONFIRMED, SILENT, CONSENTED, PERSON(NUMBER), SUCCESS};
const struct fake_script all_well = {well, COUNT_OF(well)};

void start_with(struct run *r, struct fake_script script, const char *const more[])
{
	const char *argv[24] = {
	    "--json", "--lang", "en", "--host", NULL, "--ca", NULL, "--state", "state"};
	int n = 9;
	memset(r, 0, sizeof *r);
	r->centre = fake_start(script, "localhost", TLS1_3_VERSION);
	argv[4] = r->centre.host;
	argv[6] = r->centre.ca;
	for (; more && *more; more++)
		argv[n++] = *more;
	phone_start(&r->phone, argv);
	r->text = r->phone.text;
}

void say(struct run *r, const char *lines)
{
	char text[8192];
	const char *host = strstr(lines, "%HOST%");
	snprintf(text, sizeof text, "%s", lines);
	if (host)
		snprintf(text, sizeof text, "%.*shttps://%s/E/ABCDEFGHIJKLMNOPQRSTUVW234%s",
		    (int)(host - lines), lines, r->centre.host, host + 6);
	phone_say(&r->phone, text);
}

void hear(struct run *r, const char *wanted)
{
	phone_hear(&r->phone, wanted);
}

void finish(struct run *r)
{
	r->exit_code = phone_finish(&r->phone);
	/* no person and no secret on standard output, whatever happened */
	assert_null(strstr(r->text, NUMBER));
	assert_null(strstr(r->text, PIN));
	assert_null(strstr(r->text, "Thotsop"));
	assert_null(strstr(r->text, "ทดสอบชื่อ"));
}

void end(struct run *r)
{
	fake_stop(&r->centre);
}

void whole_with(struct run *r, struct fake_script script, const char *lines)
{
	start_with(r, script, NULL);
	say(r, lines);
	finish(r);
}

bool last_line_has(const struct run *r, const char *member)
{
	return strstr(phone_last_line(&r->phone), member) != NULL;
}

void ended(struct run *r, int exit_code, const char *problem)
{
	char member[96];
	snprintf(member, sizeof member, "\"problem\":\"%s\"", problem);
	if (r->exit_code != exit_code || !last_line_has(r, member))
		fail_msg("exit %d, wanted %d %s:\n%s", r->exit_code, exit_code, problem, r->text);
	snprintf(member, sizeof member, "\"exit\":%d", exit_code);
	assert_true(last_line_has(r, member) || r->exit_code == exit_code);
	assert_int_not_equal(access("state/key.pending", F_OK), 0);
	assert_int_not_equal(access("state/person.pending", F_OK), 0);
	end(r);
}

const char *request(const struct run *r, int i)
{
	assert_true(i < r->centre.seen->count);
	return r->centre.seen->request[i].text;
}

bool requested(const struct run *r, int i, const char *start)
{
	return strncmp(request(r, i), start, strlen(start)) == 0;
}

const char *body_of(const char *r)
{
	return strstr(r, "\r\n\r\n") + 4;
}

void load(struct buf *b, const char *name)
{
	char part[4096];
	size_t n;
	struct stat st;
	FILE *f = fopen(name, "r");
	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_clear(b);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_put(b, part, n);
	fclose(f);
}

int play_enter(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	(void)phone_program(); /* before the directory changes */
	return scratch_make(directory) && chdir(directory) == 0 && mkfifo("fifo", 0600) == 0 ? 0
											     : -1;
}

int play_leave(void **state)
{
	(void)state;
	char text[SCRATCH_SIZE + 16];
	snprintf(text, sizeof text, "rm -rf '%s'", directory);
	return chdir("/") == 0 ? system(text) : -1;
}
