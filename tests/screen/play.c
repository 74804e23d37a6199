#include "play.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Between looks at whether a process has ended, which no descriptor tells. */
#define LOOK_MS 20

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void pump(struct play *play)
{
	struct pollfd fds[JOBS_MAX + 1] = {{.fd = -1, .events = POLLIN}};
	nfds_t count = 1;

	if (play->terminal && !play->terminal_silent)
		fds[0].fd = terminal_fd(play->terminal);
	for (int i = 0; i < play->jobs.count; i++)
		fds[count++] = (struct pollfd){.fd = play->jobs.job[i].output, .events = POLLIN};
	if (poll(fds, count, LOOK_MS) <= 0)
		return;
	if (fds[0].revents)
		play->terminal_silent = !terminal_pump(play->terminal);
	for (nfds_t i = 1; i < count; i++)
		if (fds[i].revents)
			job_pump(&play->jobs.job[i - 1]);
}

/* SCREEN_DRIVE_SLOW=3 gives everything three times as long (sanitizers, valgrind). */
static int slowness(void)
{
	const char *slow = getenv("SCREEN_DRIVE_SLOW");
	int factor = slow ? atoi(slow) : 1;

	return factor > 0 ? factor : 1;
}

bool play_until(struct play *play, int seconds, ready_fn *ready, void *arg)
{
	int64_t end = now_ms() + (int64_t)seconds * 1000 * slowness();

	while (!ready(play, arg)) {
		if (now_ms() >= end)
			return false;
		pump(play);
	}
	return true;
}

static bool read_script(struct script *script, const char *path)
{
	FILE *in = fopen(path, "r");
	size_t size = 0;

	*script = (struct script){.path = path};
	while (in) {
		char **more =
		    realloc(script->line, ((size_t)script->count + 1) * sizeof script->line[0]);
		if (!more)
			break;
		script->line = more;
		script->line[script->count] = NULL;
		size = 0;
		if (getline(&script->line[script->count], &size, in) < 0) {
			free(script->line[script->count]);
			break;
		}
		script->line[script->count][strcspn(script->line[script->count], "\n")] = '\0';
		script->count++;
	}
	bool read = in && feof(in);
	if (in)
		fclose(in);
	return read;
}

static void free_script(struct script *script)
{
	for (int i = 0; i < script->count; i++)
		free(script->line[i]);
	free(script->line);
}

static void tell_screen(const struct play *play)
{
	struct cells *cells = terminal_cells(play->terminal);

	printf("# the screen, as an expect block would say it:\n");
	for (int row = 0; cells && row < cells->rows; row++) {
		char *text = cells_row(cells, row);
		printf("#   |%s\n", text ? text : "");
		free(text);
	}
	cells_free(cells);
}

static void tell_jobs(const struct play *play)
{
	for (int i = 0; i < play->jobs.count; i++) {
		char *copy = strdup(play->jobs.job[i].written);
		printf("# %s wrote:\n", play->jobs.job[i].name);
		for (char *line = strtok_r(copy, "\n", &copy); line;
		     line = strtok_r(NULL, "\n", &copy))
			printf("#   %s\n", line);
	}
}

static void tell(struct play *play, const struct script *script, int at, bool went_well)
{
	printf("%s %d - %s:%d %s\n", went_well ? "ok" : "not ok", ++play->cases, script->path,
	    at + 1, script->line[at]);
	if (went_well)
		return;
	if (play->why[0])
		printf("# %s\n", play->why);
	if (play->terminal)
		tell_screen(play);
	tell_jobs(play);
}

static bool play_step(struct play *play, struct script *script, int at)
{
	const char *line = script->line[at] + strspn(script->line[at], " \t");
	size_t length = strcspn(line, " \t");
	const struct step_row *row = step_find(line, length);
	struct words words = {.count = 0};
	struct step step = {.play = play, .script = script, .words = &words};

	play->why[0] = '\0';
	step.raw = line + length + strspn(line + length, " \t");
	bool fits = row && (row->raw || words_split(&words, step.raw)) &&
		    (row->raw || (words.count >= row->least && words.count <= row->most));
	if (!fits)
		snprintf(play->why, sizeof play->why, "no such step, or not with these words");
	bool went_well = fits && row->act(&step);
	if (!went_well || row->is_case)
		tell(play, script, at, went_well);
	fflush(stdout);
	return went_well;
}

static bool is_step(const char *line)
{
	line += strspn(line, " \t");
	return *line && *line != '#';
}

bool play_file(struct play *play, const char *path)
{
	struct script script;
	bool went_well = read_script(&script, path);

	if (!went_well)
		printf("not ok %d - %s cannot be read\n", ++play->cases, path);
	while (went_well && script.at < script.count) {
		int at = script.at++;
		if (is_step(script.line[at]))
			went_well = play_step(play, &script, at);
	}
	free_script(&script);
	return went_well;
}
