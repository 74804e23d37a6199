#include "converse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "batch/commands.h"

struct said said;

static void read_all(int fd, char *text)
{
	size_t len = 0;
	ssize_t n;

	while (len < OUT_MAX - 1 && (n = read(fd, text + len, OUT_MAX - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(fd);
}

static void pipe_with(int *fd, const char *text)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	*fd = ends[0];
}

/* In the child: descriptors 0 and 1 are the conversation, 7 the login, 8 the code. */
static void speak(const struct batch_command *command, const int fds[4], char *const *options)
{
	static struct terminal_config config;
	struct batch_context context = {
	    .command = command, .config = &config, .clock = &clock_system};
	char *argv[16] = {(char *)(uintptr_t)command->name};
	int argc = 1;

	for (; *options != NULL; options++)
		argv[argc++] = *options;
	dup2(fds[0], 0);
	dup2(fds[1], 1);
	dup2(fds[2], 7);
	dup2(fds[3], 8);
	_exit(command->run(&context, argc, argv));
}

void converse_with(const struct batch_command *command, const char *login, const char *answers,
    char *const *options)
{
	int in, pin, out[2], code[2], status;
	pid_t pid;

	pipe_with(&in, answers);
	pipe_with(&pin, login);
	assert_int_equal(pipe(out), 0);
	assert_int_equal(pipe(code), 0);
	pid = fork();
	if (pid == 0) {
		alarm(60);
		close(out[0]);
		close(code[0]);
		speak(command, (int[]){in, out[1], pin, code[1]}, options);
	}
	close(in);
	close(pin);
	close(out[1]);
	close(code[1]);
	read_all(out[0], said.out);
	read_all(code[0], said.code);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	said.exit_code = WEXITSTATUS(status);
}

void converse_as_officer(const char *answers, char *const *more)
{
	char *options[16] = {"--json", "--pin-fd", "7", "--qr-fd", "8"};

	for (size_t i = 0; more[i] != NULL; i++)
		options[5 + i] = more[i];
	converse_with(&batch_enrol, CONVERSE_LOGIN, answers, options);
}

void converse(const char *answers)
{
	char *none[] = {NULL};

	converse_as_officer(answers, none);
}

/* The values of a member of all lines that have it, in order, joined by spaces. */
const char *all(const char *member)
{
	static char joined[4096];
	char *copy = strdup(said.out), *save = NULL;

	joined[0] = '\0';
	for (char *l = strtok_r(copy, "\n", &save); l != NULL; l = strtok_r(NULL, "\n", &save)) {
		json_t *line = json_loads(l, 0, NULL);
		const char *value;

		assert_non_null(line);
		assert_true(json_is_string(json_object_get(line, "time")));
		value = json_string_value(json_object_get(line, member));
		if (value != NULL) {
			strcat(joined, joined[0] != '\0' ? " " : "");
			strcat(joined, value);
		}
		json_decref(line);
	}
	free(copy);
	return joined;
}
