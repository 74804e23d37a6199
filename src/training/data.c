/* Where the programs and the sample data are, and who plays in the demo. */
#include "training/training.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"

#define FIELD(member) offsetof(struct demo, member), sizeof((struct demo *)0)->member

static const struct config_row demo_rows[] = {
    {"officer.number", CONFIG_STRING, FIELD(officer), 0, 0, NULL, NULL,
	"the officer's citizen number"},
    {"officer.pin", CONFIG_STRING, FIELD(pin), 0, 0, NULL, NULL, "the officer's PIN"},
    {"officer.office", CONFIG_STRING, FIELD(office), 0, 0, NULL, NULL, "office in the certificate"},
    {"officer.counter", CONFIG_STRING, FIELD(counter), 0, 0, NULL, "01",
	"counter in the certificate"},
    {"citizen.card", CONFIG_STRING, FIELD(card), 0, 0, NULL, NULL,
	"card in the reader at the start"},
    {"citizen.number", CONFIG_STRING, FIELD(citizen), 0, 0, NULL, NULL, "typed into the phone"},
    {"citizen.stranger", CONFIG_STRING, FIELD(stranger), 0, 0, NULL, NULL,
	"template of another finger"},
    {"citizen.phone_pin", CONFIG_STRING, FIELD(phone_pin), 0, 0, NULL, NULL,
	"PIN chosen on the phone"},
    {0},
};

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Beside the build directory in a source tree, else where `make install` put it. */
bool data_find(struct world *w, struct error *err)
{
	const char *named = getenv("DDOPA_TRAINING_DATA");
	ssize_t n = readlink("/proc/self/exe", w->self, sizeof w->self - 1);
	char *slash;

	if (n <= 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "/proc/self/exe");
	w->self[n] = '\0';
	memcpy(w->programs, w->self, sizeof w->programs);
	slash = strrchr(w->programs, '/');
	*slash = '\0';
	if (named != NULL && strlen(named) < sizeof w->data) {
		memcpy(w->data, named, strlen(named) + 1);
		return true;
	}
	slash = strrchr(w->programs, '/');
	n = snprintf(
	    w->data, sizeof w->data, "%.*s/etc/training", (int)(slash - w->programs), w->programs);
	if (n < (ssize_t)sizeof w->data && exists(w->data))
		return true;
	snprintf(w->data, sizeof w->data, "%s", PKGDATADIR "/training");
	return exists(w->data) || error_set(err, PROBLEM_CONFIG, "%s: no sample data", w->data);
}

bool data_card(struct world *w, const char *card, struct error *err)
{
	char sample[PATH_MAX + 256], found[PATH_MAX];

	snprintf(sample, sizeof sample, "%s/%s", w->data, card);
	if (realpath(card, found) == NULL && realpath(sample, found) == NULL)
		return error_errno(err, PROBLEM_USAGE, errno, card);
	snprintf(w->card, sizeof w->card, "%s", found);
	return true;
}

bool data_demo(struct world *w, struct error *err)
{
	char file[PATH_MAX + 16];

	snprintf(file, sizeof file, "%s/demo.conf", w->data);
	return config_defaults(demo_rows, &w->demo, err) &&
	       config_read(demo_rows, file, &w->demo, err);
}

/* "right_index = somsri-right.fmd" in the card's file: the template stored in the chip. The
 * same finger put down once more is the file beside it, somsri-right-live.fmd. */
static bool stored_template(const char *card, const char *key, char *out, size_t size)
{
	char line[1024], value[256], name[64];
	FILE *f = fopen(card, "re");
	bool found = false;

	if (f == NULL)
		return false;
	while (!found && fgets(line, sizeof line, f) != NULL)
		found = sscanf(line, "%63s = %255s", name, value) == 2 && strcmp(name, key) == 0;
	fclose(f);
	if (found)
		snprintf(out, size, "%s", value);
	return found;
}

bool data_finger(const struct world *w, const char *finger, char out[PATH_MAX])
{
	bool any = strcmp(finger, "any") == 0;
	char stored[256];
	size_t stem;

	if (!((any || strcmp(finger, "right") == 0) &&
		stored_template(w->card, "right_index", stored, sizeof stored)) &&
	    !((any || strcmp(finger, "left") == 0) &&
		stored_template(w->card, "left_index", stored, sizeof stored)))
		return false;
	stem = strcspn(stored, ".");
	snprintf(out, PATH_MAX, "%.2000s/%.*s-live.fmd", w->data, (int)stem, stored);
	return true;
}

bool data_program(const struct world *w, const char *name, char out[PATH_MAX], struct error *err)
{
	static const char *const system_places[] = {
	    "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin"};

	if (snprintf(out, PATH_MAX, "%s/%s", w->programs, name) < PATH_MAX && exists(out))
		return true;
	if (snprintf(out, PATH_MAX, "%s/../sbin/%s", w->programs, name) < PATH_MAX && exists(out))
		return true;
	for (size_t i = 0; i < sizeof system_places / sizeof system_places[0]; i++) {
		snprintf(out, PATH_MAX, "%s/%s", system_places[i], name);
		if (exists(out))
			return true;
	}
	return error_set(err, PROBLEM_CONFIG, "%s is not installed", name);
}
