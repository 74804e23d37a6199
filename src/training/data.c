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

/* The directory, by its whole path: cards and programs are named to processes elsewhere. */
static bool is_data(struct world *w, const char *place)
{
	char file[PATH_MAX + 128];

	snprintf(file, sizeof file, "%s/demo.conf", place);
	return exists(file) && realpath(place, w->data) != NULL;
}

bool data_find_programs(struct world *w, struct error *err)
{
	ssize_t n = readlink("/proc/self/exe", w->self, sizeof w->self - 1);

	if (n <= 0)
		return error_errno(err, PROBLEM_SYSTEM, errno, "/proc/self/exe");
	w->self[n] = '\0';
	memcpy(w->programs, w->self, sizeof w->programs);
	*strrchr(w->programs, '/') = '\0';
	return true;
}

/* Thai for programs that lie in a build directory, or below DESTDIR: theirs is not where
 * the compiler was told that it would be. */
void data_find_texts(const struct world *w)
{
	static const char *const places[] = {"locale", "../share/locale"};
	char path[PATH_MAX + 64];

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		snprintf(
		    path, sizeof path, "%s/%s/th/LC_MESSAGES/ddopa.mo", w->programs, places[i]);
		if (!exists(path))
			continue;
		snprintf(path, sizeof path, "%s/%s", w->programs, places[i]);
		(void)setenv("DDOPA_LOCALEDIR", path, 0);
		return;
	}
}

/* Beside the build directory of a source tree, where `make install` put it, or (with
 * DESTDIR) beside the programs that were installed with it. */
bool data_find(struct world *w, struct error *err)
{
	static const char *const places[] = {
	    "../etc/training", PKGDATADIR "/training", "../share/ddopa/training"};
	const char *named = getenv("DDOPA_TRAINING_DATA");
	char place[PATH_MAX + 64];

	if (named != NULL && named[0] != '\0')
		return is_data(w, named) ||
		       error_set(err, PROBLEM_CONFIG, "%s: no sample data", named);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		snprintf(place, sizeof place, "%s/%s", w->programs, places[i]);
		if (is_data(w, places[i][0] == '/' ? places[i] : place))
			return true;
	}
	return error_set(err, PROBLEM_CONFIG, "%s: no sample data", PKGDATADIR "/training");
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

/* ---- counters ---- */

bool data_other_counters(const struct world *w, counter_fn *fn, void *arg, struct error *err)
{
	char file[PATH_MAX + 32], line[128];
	struct counter k;
	bool ok = true;
	FILE *f;

	snprintf(file, sizeof file, "%s/terminals.csv", w->data);
	f = fopen(file, "re");
	if (f == NULL)
		return error_errno(err, PROBLEM_CONFIG, errno, file);
	while (ok && fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "%7[0-9],%15[0-9]", k.office, k.number) != 2)
			continue; /* the names of the columns */
		if (strcmp(k.office, w->demo.office) == 0 && strcmp(k.number, w->demo.counter) == 0)
			continue;
		snprintf(k.name, sizeof k.name, "%s-%s", k.office, k.number);
		ok = fn(w, &k, arg, err);
	}
	fclose(f);
	return ok;
}

/* ---- what a card's file says (ddopa-simcard(1)) ---- */

#define LIKE_MAX 8 /* files that a card may go back to */

/* "key = value" in this file alone; like: the file that it goes back to, or "". */
static bool find_entry(const char *file, const char *key, char value[256], char like[256])
{
	char line[1024], name[64];
	FILE *f = fopen(file, "re");
	bool found = false;

	like[0] = '\0';
	while (f != NULL && !found && fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "%63s = %255s", name, value) != 2)
			continue;
		found = strcmp(name, key) == 0;
		if (!found && strcmp(name, "like") == 0)
			memcpy(like, value, 256);
	}
	if (f != NULL)
		fclose(f);
	return found;
}

/* A name in a card's file is meant beside that file. */
static void beside(const char *file, const char *name, char out[PATH_MAX])
{
	const char *slash = strrchr(file, '/');
	int directory = name[0] == '/' || slash == NULL ? 0 : (int)(slash + 1 - file);
	char path[PATH_MAX + 256];

	snprintf(path, sizeof path, "%.*s%s", directory, file, name);
	snprintf(out, PATH_MAX, "%.*s", PATH_MAX - 1, path);
}

/* file: in which the value stands. */
static bool card_value(const char *card, const char *key, char file[PATH_MAX], char value[256])
{
	char like[256];

	snprintf(file, PATH_MAX, "%s", card);
	for (int i = 0; i < LIKE_MAX; i++) {
		if (find_entry(file, key, value, like))
			return true;
		if (like[0] == '\0')
			return false;
		beside(file, like, file);
	}
	return false;
}

bool data_holder(const struct world *w, char out[32])
{
	char file[PATH_MAX], value[256];

	if (!card_value(w->card, "citizen_number", file, value))
		return false;
	snprintf(out, 32, "%.31s", value);
	return true;
}

/* "right_index = somsri-right.fmd": the template stored in the chip. The same finger put
 * down once more is the file beside it, somsri-right-live.fmd; where there is none, the
 * stored one matches itself. */
static bool live_template(const struct world *w, const char *key, char out[PATH_MAX])
{
	char file[PATH_MAX], stored[256], live[256 + 16];
	size_t stem;

	if (!card_value(w->card, key, file, stored))
		return false;
	stem = strlen(stored) > 4 ? strlen(stored) - 4 : 0;
	snprintf(live, sizeof live, "%.*s-live.fmd", (int)stem, stored);
	beside(file, live, out);
	if (!exists(out))
		beside(file, stored, out);
	return exists(out);
}

/* "hands/no-finger" for no-finger.card: the fingers of someone whose card holds none yet. */
static bool hand_named(const struct world *w, const char *card, char out[PATH_MAX])
{
	const char *name = strrchr(card, '/');
	const char *dot = strrchr(card, '.');

	name = name != NULL ? name + 1 : card;
	if (dot == NULL || dot < name)
		return false;
	return snprintf(out, PATH_MAX, "%s/hands/%.*s", w->data, (int)(dot - name), name) <
		   PATH_MAX &&
	       exists(out);
}

/* A card like another is that one's holder's, with something wrong with it. */
static bool hand_of(const struct world *w, char out[PATH_MAX])
{
	char file[PATH_MAX], like[256], none[256];

	snprintf(file, sizeof file, "%s", w->card);
	for (int i = 0; i < LIKE_MAX; i++) {
		if (hand_named(w, file, out))
			return true;
		if (!find_entry(file, "like", like, none))
			return false;
		beside(file, like, file);
	}
	return false;
}

/* Any other word is a file or directory, of the sample data or by its whole name. */
static bool named_finger(const struct world *w, const char *finger, char out[PATH_MAX])
{
	const int n = finger[0] == '/' ? snprintf(out, PATH_MAX, "%s", finger)
				       : snprintf(out, PATH_MAX, "%s/%s", w->data, finger);

	return n < PATH_MAX && strchr(finger, '/') != NULL && exists(out);
}

bool data_finger(const struct world *w, const char *finger, char out[PATH_MAX])
{
	const bool any = strcmp(finger, "any") == 0;

	return ((any || strcmp(finger, "right") == 0) && live_template(w, "right_index", out)) ||
	       ((any || strcmp(finger, "left") == 0) && live_template(w, "left_index", out)) ||
	       ((any || strcmp(finger, "hand") == 0) && hand_of(w, out)) ||
	       named_finger(w, finger, out);
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
