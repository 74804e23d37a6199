/*
 * From inside a world: cards into the reader, fingers on the sensor. ddopa-simcard listens
 * on the world's card.sock; the sensor opens the world's `finger` anew for each capture, so
 * a rename puts another finger down.
 */
#include "training/training.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static bool tell_card(const struct world *w, const char *line, struct error *err)
{

	struct sockaddr_un un = {.sun_family = AF_UNIX};
	char answer[256];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ssize_t n = -1;

	snprintf(un.sun_path, sizeof un.sun_path, "%.90s/card.sock", w->directory);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&un, sizeof un) == 0 &&
	    write(fd, line, strlen(line)) == (ssize_t)strlen(line))
		n = read(fd, answer, sizeof answer - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "the card program");
	answer[n] = '\0';
	if (strncmp(answer, "ok", 2) == 0)
		return true;
	answer[strcspn(answer, "\n")] = '\0';
	return error_set(err, PROBLEM_SYSTEM, "the card program: %s", answer);
}

/* A link, so that one rename puts a template or a whole hand (a directory) down. */
bool world_put_finger(const struct world *w, const char *finger, struct error *err)
{
	char from[PATH_MAX], to[PATH_MAX + 16], fresh[PATH_MAX + 16];

	if (strcmp(finger, "stranger") == 0)
		snprintf(from, sizeof from, "%.2000s/%s", w->data, w->demo.stranger);
	else if (!data_finger(w, finger, from))
		return strcmp(finger, "any") == 0 ||
		       error_set(
			   err, PROBLEM_USAGE, "--finger %s: this card has no such finger", finger);
	snprintf(to, sizeof to, "%s/finger", w->directory);
	snprintf(fresh, sizeof fresh, "%s/finger.new", w->directory);
	(void)unlink(fresh);
	return (symlink(from, fresh) == 0 && rename(fresh, to) == 0) ||
	       error_errno(err, PROBLEM_IO, errno, to);
}

/* The next call inside the world must know whose card is in the reader. */
static bool remember_card(const struct world *w, struct error *err)
{
	char link[PATH_MAX + 16];

	snprintf(link, sizeof link, "%s/card", w->directory);
	(void)unlink(link);
	return symlink(w->card, link) == 0 || error_errno(err, PROBLEM_IO, errno, link);
}

/* A hand takes a moment to change cards, and pcscd looks at the slot every 400 ms: a card that
 * came sooner would be taken for the one before it. */
static void change_cards(void)
{
	const struct timespec pause = {.tv_nsec = 600000000L};

	nanosleep(&pause, NULL);
}

bool world_insert(struct world *w, const char *card, struct error *err)
{
	char line[PATH_MAX + 16];

	if (!data_card(w, card, err))
		return false;
	snprintf(line, sizeof line, "insert %s\n", w->card);
	if (!tell_card(w, "eject\n", err))
		return false;
	change_cards();
	return tell_card(w, line, err) && remember_card(w, err) && world_put_finger(w, "any", err);
}

bool world_eject(const struct world *w, struct error *err)
{
	return tell_card(w, "eject\n", err);
}

/* On a stage the brief names the card's holder; the phone's script shows it anew. */
static bool renew_brief(const struct world *w, struct error *err)
{
	char path[PATH_MAX + 16];
	int pid = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/phone.pid", w->directory);
	f = fopen(path, "re");
	if (f == NULL)
		return true;
	if (fscanf(f, "%d", &pid) != 1)
		pid = 0;
	fclose(f);
	return script_write_holder(w, err) &&
	       (pid <= 1 || kill((pid_t)pid, SIGUSR1) == 0 ||
		   error_errno(err, PROBLEM_SYSTEM, errno, "phone.sh"));
}

static bool run_insert(struct world *w, const char *argument, struct error *err)
{
	return world_insert(w, argument, err) && renew_brief(w, err);
}

static bool run_eject(struct world *w, const char *argument, struct error *err)
{
	(void)argument;
	return world_eject(w, err);
}

static bool run_finger(struct world *w, const char *argument, struct error *err)
{
	char link[PATH_MAX + 16];

	snprintf(link, sizeof link, "%s/card", w->directory);
	if (realpath(link, w->card) == NULL && !data_card(w, w->demo.card, err))
		return false;
	return world_put_finger(w, argument, err);
}

static const struct {
	const char *verb;
	bool (*run)(struct world *w, const char *argument, struct error *err);
} verbs[] = {
    {"insert", run_insert},
    {"eject", run_eject},
    {"finger", run_finger},
};

bool control_run(struct world *w, const char *verb, const char *argument, struct error *err)
{
	const char *directory = getenv("DDOPA_TRAINING");

	if (directory == NULL)
		return error_set(err, PROBLEM_USAGE, "--%s: only inside a training world", verb);
	if (!data_find(w, err) || !data_demo(w, err))
		return false;
	snprintf(w->directory, sizeof w->directory, "%s", directory);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return verbs[i].run(w, argument, err);
	return error_set(err, PROBLEM_USAGE, "--%s", verb);
}
