#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pattern.h"
#include "play.h"

#define WAIT_SECONDS   30
#define FINISH_SECONDS 60

static const struct word *word(const struct step *step, int index)
{
	return index < step->words->count ? &step->words->word[index] : NULL;
}

/* The number that word `index` is; `otherwise` where there is no such word. */
static int number(const struct step *step, int index, int otherwise)
{
	return index < step->words->count ? atoi(step->words->word[index].text) : otherwise;
}

static bool is_bare(const struct word *word, const char *text)
{
	return word && word->kind == WORD_BARE && strcmp(word->text, text) == 0;
}

static bool holds(const char *text, const struct word *wanted)
{
	if (wanted->kind != WORD_REGEX)
		return strstr(text, wanted->text) != NULL;
	char *found = pattern_find(wanted->text, text);
	bool is_there = found != NULL;
	free(found);
	return is_there;
}

static bool screen_holds(const struct play *play, const struct word *wanted)
{
	struct cells *cells = terminal_cells(play->terminal);
	char *text = cells ? cells_text(cells) : NULL;
	bool is_there = text && holds(text, wanted);

	free(text);
	cells_free(cells);
	return is_there;
}

/* Exit status as a shell tells it. */
static int shell_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The program on the terminal --------------------------------------------- */

static bool step_size(struct step *step)
{
	step->play->columns = number(step, 0, 80);
	step->play->rows = number(step, 1, 24);
	return step->play->columns > 0 && step->play->rows > 0;
}

static bool step_env(struct step *step)
{
	return setenv(word(step, 0)->text, word(step, 1)->text, 1) == 0;
}

static bool step_mirror(struct step *step)
{
	struct play *play = step->play;
	int fd = open(word(step, 0)->text, O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || play->mirrors == MIRRORS_MAX) {
		close(fd);
		return false;
	}
	play->mirror[play->mirrors++] = fd;
	return true;
}

static bool step_start(struct step *step)
{
	struct play *play = step->play;

	terminal_free(play->terminal);
	play->terminal = terminal_start(step->raw, play->rows, play->columns);
	play->terminal_silent = false;
	for (int i = 0; play->terminal && i < play->mirrors; i++)
		terminal_mirror(play->terminal, play->mirror[i]);
	return play->terminal != NULL;
}

static bool step_keys(struct step *step)
{
	if (!step->play->terminal)
		return false;
	for (int i = 0; i < step->words->count; i++) {
		const struct word *keys = word(step, i);
		if (keys->kind != WORD_KEY)
			terminal_type(step->play->terminal, keys->text, strlen(keys->text));
		else if (!terminal_key(step->play->terminal, keys->text))
			return false;
	}
	return true;
}

static bool step_paste(struct step *step)
{
	const struct word *text = word(step, 0);

	if (!step->play->terminal)
		return false;
	terminal_paste(step->play->terminal, text->text, strlen(text->text));
	return true;
}

static bool step_resize(struct step *step)
{
	if (!step->play->terminal)
		return false;
	terminal_resize(step->play->terminal, number(step, 1, 24), number(step, 0, 80));
	return true;
}

static bool step_storm(struct step *step)
{
	struct terminal *terminal = step->play->terminal;

	return terminal && terminal_storm(terminal, number(step, 0, 0), number(step, 2, 24),
			       number(step, 1, 80));
}

static bool step_signal(struct step *step)
{
	static const struct {
		const char *name;
		int signo;
	} signals[] = {{"TERM", SIGTERM}, {"KILL", SIGKILL}, {"INT", SIGINT}, {"HUP", SIGHUP},
	    {"WINCH", SIGWINCH}, {"STOP", SIGSTOP}, {"CONT", SIGCONT}, {"USR1", SIGUSR1}};

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (is_bare(word(step, 0), signals[i].name))
			return step->play->terminal &&
			       terminal_signal(step->play->terminal, signals[i].signo);
	return false;
}

static bool has_ended(struct play *play, void *arg)
{
	return play->terminal_silent && terminal_ended(play->terminal, arg);
}

static bool step_exit(struct step *step)
{
	int status = 0;

	if (!step->play->terminal || !play_until(step->play, WAIT_SECONDS, has_ended, &status)) {
		snprintf(step->play->why, sizeof step->play->why, "the program still runs");
		return false;
	}
	snprintf(step->play->why, sizeof step->play->why, "the program ended with %d",
	    shell_status(status));
	return shell_status(status) == number(step, 0, 0);
}

static bool is_restored(struct play *play, void *arg)
{
	(void)arg;
	return terminal_restored(play->terminal);
}

static bool step_restored(struct step *step)
{
	return step->play->terminal &&
	       play_until(step->play, number(step, 0, WAIT_SECONDS), is_restored, NULL);
}

static bool step_bytes(struct step *step)
{
	size_t written = step->play->terminal ? terminal_written(step->play->terminal) : 0;

	snprintf(step->play->why, sizeof step->play->why, "it wrote %zu bytes", written);
	return step->play->terminal && written <= (size_t)number(step, 0, 0);
}

/* What the screen shows ---------------------------------------------------- */

static bool shown(struct play *play, void *arg)
{
	return screen_holds(play, arg);
}

static bool not_shown(struct play *play, void *arg)
{
	return !screen_holds(play, arg);
}

static bool step_wait(struct step *step)
{
	struct word wanted = *word(step, 0);

	return step->play->terminal &&
	       play_until(step->play, number(step, 1, WAIT_SECONDS), shown, &wanted);
}

static bool step_gone(struct step *step)
{
	struct word wanted = *word(step, 0);

	return step->play->terminal &&
	       play_until(step->play, number(step, 1, WAIT_SECONDS), not_shown, &wanted);
}

struct expectation {
	const struct script *script;
	int first; /* line of the block */
	int last;  /* the line "end" */
	int row;
	bool rest_blank;
};

static bool rest_is_blank(const struct cells *cells, int row)
{
	for (; row < cells->rows; row++) {
		int rows;
		if (!pattern_matches("|", cells, row, &rows))
			return false;
	}
	return true;
}

static bool looks_as(struct play *play, void *arg)
{
	const struct expectation *expected = arg;
	struct cells *cells = terminal_cells(play->terminal);
	int row = expected->row;
	bool same = cells != NULL;

	play->why[0] = '\0';
	for (int i = expected->first; same && i < expected->last; i++) {
		int rows;
		same = pattern_matches(expected->script->line[i], cells, row, &rows);
		if (!same)
			snprintf(play->why, sizeof play->why,
			    "row %d is not as line %d says: %.150s", row + 1, i + 1,
			    expected->script->line[i]);
		row += rows;
	}
	if (same && expected->rest_blank && !rest_is_blank(cells, row)) {
		snprintf(play->why, sizeof play->why, "the rows from %d on are not blank", row + 1);
		same = false;
	}
	cells_free(cells);
	return same;
}

static bool step_expect(struct step *step)
{
	struct script *script = step->script;
	bool from = is_bare(word(step, 0), "from");
	struct expectation expected = {.script = script,
	    .first = script->at,
	    .row = from ? number(step, 1, 1) - 1 : 0,
	    .rest_blank = !from};

	while (script->at < script->count && strcmp(script->line[script->at], "end") != 0)
		script->at++;
	expected.last = script->at++;
	if (expected.last >= script->count || !step->play->terminal)
		return false;
	return play_until(
	    step->play, number(step, from ? 2 : 0, WAIT_SECONDS), looks_as, &expected);
}

struct search {
	const char *regex;
	const struct job *job; /* NULL: the screen */
	char *found;
};

static bool finds(struct play *play, void *arg)
{
	struct search *search = arg;

	if (search->job) {
		search->found = pattern_find(search->regex, search->job->written);
		return search->found != NULL;
	}
	struct cells *cells = terminal_cells(play->terminal);
	char *text = cells ? cells_text(cells) : NULL;
	search->found = text ? pattern_find(search->regex, text) : NULL;
	free(text);
	cells_free(cells);
	return search->found != NULL;
}

static bool step_let(struct step *step)
{
	bool from = is_bare(word(step, 1), "from");
	const struct word *regex = word(step, from ? 3 : 1);
	struct search search = {.regex = regex ? regex->text : NULL};

	if (!regex || regex->kind != WORD_REGEX)
		return false;
	if (from)
		search.job = jobs_find(&step->play->jobs, word(step, 2)->text);
	if (from ? !search.job : !step->play->terminal)
		return false;
	if (!play_until(step->play, WAIT_SECONDS, finds, &search))
		return false;
	bool kept = setenv(word(step, 0)->text, search.found, 1) == 0;
	free(search.found);
	return kept;
}

static bool write_screen(const struct step *step, bool colours)
{
	FILE *out = fopen(word(step, 0)->text, "w");
	struct cells *cells = step->play->terminal ? terminal_cells(step->play->terminal) : NULL;
	char *text = cells ? cells_text(cells) : NULL;
	bool written = out && text && (colours ? cells_write(cells, out) : fputs(text, out) >= 0);

	free(text);
	cells_free(cells);
	return out && fclose(out) == 0 && written;
}

static bool step_save(struct step *step)
{
	return write_screen(step, false);
}

static bool is_good(struct play *play, void *arg)
{
	const struct step *step = arg;

	(void)play;
	return write_screen(step, true) && system(word(step, 1)->text) == 0;
}

static bool step_cells(struct step *step)
{
	if (!word(step, 1))
		return write_screen(step, true);
	return play_until(step->play, WAIT_SECONDS, is_good, step);
}

/* Programs beside ------------------------------------------------------------ */

static bool step_spawn(struct step *step)
{
	char name[32];
	size_t length = strcspn(step->raw, " ");

	if (length == 0 || length >= sizeof name || !step->raw[length])
		return false;
	memcpy(name, step->raw, length);
	name[length] = '\0';
	return jobs_start(&step->play->jobs, name, step->raw + length + 1) != NULL;
}

static bool job_done(struct play *play, void *arg)
{
	struct job *job = arg;

	(void)play;
	return job->output < 0 && job_ended(job);
}

static bool finish(struct play *play, struct job *job, int status)
{
	if (!play_until(play, FINISH_SECONDS, job_done, job)) {
		snprintf(play->why, sizeof play->why, "%s still runs", job->name);
		return false;
	}
	snprintf(
	    play->why, sizeof play->why, "%s ended with %d", job->name, shell_status(job->status));
	return shell_status(job->status) == status;
}

static bool step_finish(struct step *step)
{
	struct job *job = jobs_find(&step->play->jobs, word(step, 0)->text);

	return job && finish(step->play, job, number(step, 1, 0));
}

static bool step_run(struct step *step)
{
	struct jobs *jobs = &step->play->jobs;
	struct job *job = jobs_start(jobs, "run", step->raw);

	if (!job)
		return false;
	job_close_input(job);
	if (!finish(step->play, job, 0))
		return false;
	free(job->written);
	jobs->count--;
	return true;
}

static bool step_say(struct step *step)
{
	struct job *job = jobs_find(&step->play->jobs, word(step, 0)->text);

	if (job && job->input >= 0)
		job_say(job, word(step, 1)->text);
	return job && job->input >= 0;
}

static bool step_close(struct step *step)
{
	struct job *job = jobs_find(&step->play->jobs, word(step, 0)->text);

	if (job)
		job_close_input(job);
	return job != NULL;
}

struct hearing {
	const struct job *job;
	const struct word *wanted;
};

static bool is_heard(struct play *play, void *arg)
{
	const struct hearing *hearing = arg;

	(void)play;
	return holds(hearing->job->written, hearing->wanted);
}

static bool step_heard(struct step *step)
{
	struct hearing hearing = {
	    .job = jobs_find(&step->play->jobs, word(step, 0)->text), .wanted = word(step, 1)};

	return hearing.job &&
	       play_until(step->play, number(step, 2, WAIT_SECONDS), is_heard, &hearing);
}

static bool step_include(struct step *step)
{
	char *copy = strdup(step->script->path);
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", copy ? dirname(copy) : ".", word(step, 0)->text);
	free(copy);
	return play_file(step->play, path);
}

static const struct step_row steps[] = {
    {.name = "bytes", .act = step_bytes, .least = 1, .most = 1, .is_case = true},
    {.name = "cells", .act = step_cells, .least = 1, .most = 2},
    {.name = "close", .act = step_close, .least = 1, .most = 1},
    {.name = "env", .act = step_env, .least = 2, .most = 2},
    {.name = "exit", .act = step_exit, .least = 1, .most = 1, .is_case = true},
    {.name = "expect", .act = step_expect, .most = 3, .is_case = true},
    {.name = "finish", .act = step_finish, .least = 1, .most = 2, .is_case = true},
    {.name = "gone", .act = step_gone, .least = 1, .most = 2, .is_case = true},
    {.name = "heard", .act = step_heard, .least = 2, .most = 3, .is_case = true},
    {.name = "include", .act = step_include, .least = 1, .most = 1},
    {.name = "keys", .act = step_keys, .least = 1, .most = WORDS_MAX},
    {.name = "let", .act = step_let, .least = 2, .most = 4, .is_case = true},
    {.name = "mirror", .act = step_mirror, .least = 1, .most = 1},
    {.name = "paste", .act = step_paste, .least = 1, .most = 1},
    {.name = "resize", .act = step_resize, .least = 2, .most = 2},
    {.name = "restored", .act = step_restored, .most = 1, .is_case = true},
    {.name = "run", .act = step_run, .raw = true, .is_case = true},
    {.name = "save", .act = step_save, .least = 1, .most = 1},
    {.name = "say", .act = step_say, .least = 2, .most = 2},
    {.name = "signal", .act = step_signal, .least = 1, .most = 1},
    {.name = "size", .act = step_size, .least = 2, .most = 2},
    {.name = "spawn", .act = step_spawn, .raw = true},
    {.name = "start", .act = step_start, .raw = true},
    {.name = "storm", .act = step_storm, .least = 3, .most = 3, .is_case = true},
    {.name = "wait", .act = step_wait, .least = 1, .most = 2, .is_case = true},
};

const struct step_row *step_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if (strlen(steps[i].name) == length && memcmp(steps[i].name, name, length) == 0)
			return &steps[i];
	return NULL;
}
