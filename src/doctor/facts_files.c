/*
 * doctor/facts_files.c - configuration, helper programs, and what the program keeps.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/lang.h"
#include "doctor/rows.h"
#include "enrol/journal.h"
#include "wire/checkpoint.h"

#define MIB	  (1024ULL * 1024)
#define DISK_STOP 16  /* MiB; below it the journal lets no enrollment begin (hardening.md, F18) */
#define DISK_WARN 128 /* MiB */
#define FEW_FILES 64

void tell_configuration(const struct known_facts *s, struct fact *f)
{
	const char *file = s->config_file != NULL ? s->config_file : TERMINAL_CONFIG_FILE;

	if (s->config_error != NULL && s->config_error->problem != PROBLEM_NONE)
		fact_error(f, s->config_error);
	else
		fact_say(f, FACT_GOOD, "%s · %s", file,
		    s->config->training ? _("training") : _("real operation"));
}

/* ---- helper programs ---- */

/* "": nothing is wrong with it. */
static const char *wrong_with(const char *path, bool program)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return strerror(errno);
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !S_ISLNK(st.st_mode))
		return _("others can write it");
	if (access(path, program ? X_OK : R_OK) != 0)
		return strerror(errno);
	return "";
}

static bool tell_path(const char *path, bool program, struct fact *f)
{
	const char *wrong = path[0] != '\0' ? wrong_with(path, program) : "";

	if (wrong[0] != '\0')
		fact_say(f, FACT_BAD, "%s: %s", path, wrong);
	return wrong[0] == '\0';
}

void tell_programs(const struct known_facts *s, struct fact *f)
{
	const struct terminal_config *c = s->config;
	const bool sensor = strcmp(c->sensor_type, "program") == 0;

	if (s->root == NULL || !tell_path(c->moc_program, true, f) ||
	    !tell_path(c->sensor_path, sensor, f))
		return;
	if (c->moc_program[0] == '\0' && c->sensor_path[0] == '\0')
		fact_say(f, FACT_GOOD, "%s", _("none are configured"));
	else
		fact_say(f, FACT_GOOD, "%s%s%s", c->moc_program,
		    c->moc_program[0] != '\0' && c->sensor_path[0] != '\0' ? " · " : "",
		    c->sensor_path);
}

/* ---- the directory of the journal ---- */

static bool state_path(const struct known_facts *s, char out[PATH_MAX])
{
	return s->root != NULL && journal_directory(out, s->config->state_directory, NULL);
}

/* The nearest directory above path that is there. */
static void nearest(char path[PATH_MAX])
{
	while (access(path, F_OK) != 0 && errno == ENOENT) {
		char *slash = strrchr(path, '/');

		if (slash == NULL || slash == path) {
			snprintf(path, PATH_MAX, "/");
			return;
		}
		*slash = '\0';
	}
}

void tell_state(const struct known_facts *s, struct fact *f)
{
	char path[PATH_MAX];
	struct stat st;

	if (!state_path(s, path))
		return;
	if (stat(path, &st) != 0) {
		fact_say(f, errno == ENOENT ? FACT_GOOD : FACT_BAD, "%s: %s", path,
		    errno == ENOENT ? _("will be made when it is needed") : strerror(errno));
		return;
	}
	const bool ours = S_ISDIR(st.st_mode) && st.st_uid == geteuid();
	const bool shut = (st.st_mode & 077) == 0;
	fact_say(f, ours && shut ? FACT_GOOD : FACT_BAD,
	    ours ? _("%s: mode %04o") : _("%s: mode %04o, not this account's directory"), path,
	    (unsigned)(st.st_mode & 07777));
}

void tell_journal(const struct known_facts *s, struct fact *f)
{
	char path[PATH_MAX], file[PATH_MAX + 16];

	if (!state_path(s, path))
		return;
	nearest(path);
	snprintf(file, sizeof file, "%s/journal", path);
	if (access(path, R_OK | W_OK | X_OK) != 0)
		fact_say(f, FACT_BAD, "%s: %s", path, strerror(errno));
	else if (access(file, R_OK | W_OK) != 0 && errno != ENOENT)
		fact_say(f, FACT_BAD, "%s: %s", file, strerror(errno));
	else
		fact_say(f, FACT_GOOD, _("%s can be written"), path);
}

void tell_disk(const struct known_facts *s, struct fact *f)
{
	char path[PATH_MAX];
	struct statvfs fs;

	if (!state_path(s, path))
		return;
	nearest(path);
	if (statvfs(path, &fs) != 0) {
		fact_say(f, FACT_BAD, "%s: %s", path, strerror(errno));
		return;
	}
	const unsigned long long free_mib = (unsigned long long)fs.f_bavail * fs.f_frsize / MIB;
	const bool few = fs.f_files > 0 && fs.f_favail < FEW_FILES;
	enum standing_of_fact how = free_mib < DISK_WARN ? FACT_WARNING : FACT_GOOD;

	if (few)
		fact_say(f, FACT_BAD, _("%s: room for %lu more files"), path,
		    (unsigned long)fs.f_favail);
	else
		fact_say(f, free_mib < DISK_STOP ? FACT_BAD : how, _("%s: %llu MiB free"), path,
		    free_mib);
}

/* ---- what was seen of the centre's audit ---- */

/* The file has the centre's URL and the checkpoint, a line each (central/witness.h). */
static bool checkpoint_number(char *text, const char *url, long *number)
{
	struct checkpoint_seen seen;
	char *jws = strchr(text, '\n');
	char *end = jws != NULL ? strchr(jws + 1, '\n') : NULL;

	*number = 0;
	if (end == NULL)
		return false;
	*jws++ = '\0';
	if (strcmp(text, url) != 0)
		return true; /* of another centre: nothing is remembered of this one */
	if (!checkpoint_seen_of(&seen, jws, (size_t)(end - jws), NULL))
		return false;
	*number = seen.number;
	return true;
}

void tell_checkpoint(const struct known_facts *s, struct fact *f)
{
	char path[PATH_MAX], file[PATH_MAX + 16];
	char text[CHECKPOINT_SIZE + sizeof s->config->url + 2];
	long number;

	if (!state_path(s, path))
		return;
	snprintf(file, sizeof file, "%s/checkpoint", path);
	FILE *in = fopen(file, "re");
	if (in == NULL) {
		fact_say(f, errno == ENOENT ? FACT_GOOD : FACT_BAD, "%s: %s", file,
		    errno == ENOENT ? _("nothing is remembered yet") : strerror(errno));
		return;
	}
	text[fread(text, 1, sizeof text - 1, in)] = '\0';
	fclose(in);
	if (!checkpoint_number(text, s->config->url, &number))
		fact_say(f, FACT_BAD, _("%s: damaged"), file);
	else
		fact_say(f, FACT_GOOD, _("%s: number %ld"), file, number);
}

/* ---- runtime directory ---- */

void tell_runtime(const struct known_facts *s, struct fact *f)
{
	const char *path = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (s->root == NULL)
		return;
	if (path == NULL || path[0] == '\0') {
		fact_say(f, FACT_GOOD, "%s", _("XDG_RUNTIME_DIR is not set"));
		return;
	}
	const bool there = stat(path, &st) == 0;
	if (!there)
		fact_say(f, FACT_WARNING, "%s: %s", path, strerror(errno));
	else
		fact_say(f,
		    S_ISDIR(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 022) == 0
			? FACT_GOOD
			: FACT_WARNING,
		    _("%s: mode %04o"), path, (unsigned)(st.st_mode & 07777));
}
