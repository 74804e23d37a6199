#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void become(const char *command, int input, int output)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	dup2(input, 0);
	dup2(output, 1);
	dup2(output, 2);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

struct job *jobs_start(struct jobs *jobs, const char *name, const char *command)
{
	int input[2];
	int output[2];

	if (jobs->count == JOBS_MAX || jobs_find(jobs, name))
		return NULL;
	if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
		return NULL;
	struct job *job = &jobs->job[jobs->count];
	*job = (struct job){.input = input[1], .output = output[0]};
	snprintf(job->name, sizeof job->name, "%s", name);
	job->pid = fork();
	if (job->pid == 0)
		become(command, input[0], output[1]);
	close(input[0]);
	close(output[1]);
	job->written = calloc(1, 1);
	jobs->count++;
	return job->pid > 0 && job->written ? job : NULL;
}

struct job *jobs_find(struct jobs *jobs, const char *name)
{
	for (int i = 0; i < jobs->count; i++)
		if (strcmp(jobs->job[i].name, name) == 0)
			return &jobs->job[i];
	return NULL;
}

void jobs_end(struct jobs *jobs)
{
	for (int i = 0; i < jobs->count; i++) {
		struct job *job = &jobs->job[i];
		if (!job->ended && job->pid > 0) {
			kill(-job->pid, SIGKILL);
			waitpid(job->pid, NULL, 0);
		}
		job_close_input(job);
		if (job->output >= 0)
			close(job->output);
		free(job->written);
	}
	jobs->count = 0;
}

void job_pump(struct job *job)
{
	char bytes[4096];
	ssize_t got = read(job->output, bytes, sizeof bytes);

	if (got > 0) {
		char *more = realloc(job->written, job->length + (size_t)got + 1);
		if (!more)
			return;
		memcpy(more + job->length, bytes, (size_t)got);
		job->written = more;
		job->length += (size_t)got;
		job->written[job->length] = '\0';
	} else if (got == 0 || errno != EINTR) {
		close(job->output);
		job->output = -1;
	}
}

bool job_ended(struct job *job)
{
	if (!job->ended)
		job->ended = waitpid(job->pid, &job->status, WNOHANG) > 0;
	return job->ended;
}

void job_say(struct job *job, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		ssize_t put = write(job->input, text, length);
		if (put < 0 && errno != EINTR)
			return;
		if (put > 0) {
			text += put;
			length -= (size_t)put;
		}
	}
}

void job_close_input(struct job *job)
{
	if (job->input >= 0)
		close(job->input);
	job->input = -1;
}
