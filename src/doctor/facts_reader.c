/*
 * doctor/facts_reader.c - card service, reader, sensor.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lang.h"
#include "doctor/rows.h"

/* ---- the service's socket ---- */

/* Whether others than its owner and group can get at a path: through each directory above it,
 * up to the root that is looked at. */
static bool others_reach(const char *path, const char *root)
{
	char at[PATH_MAX];
	struct stat st;

	snprintf(at, sizeof at, "%s", path);
	for (char *slash = strrchr(at, '/');
	     slash != NULL && slash != at && (size_t)(slash - at) >= strlen(root);
	     slash = strrchr(at, '/')) {
		*slash = '\0';
		if (stat(at, &st) == 0 && (st.st_mode & S_IXOTH) == 0)
			return false;
	}
	return true;
}

void tell_socket(const struct known_facts *s, struct fact *f)
{
	const char *path =
	    s->config->reader_socket[0] != '\0' ? s->config->reader_socket : SERVICE_SOCKET;
	char whole[PATH_MAX];
	struct stat st;

	if (s->root == NULL)
		return;
	look_path(s, path, whole);
	const bool there = stat(whole, &st) == 0;
	if (!there || !S_ISSOCK(st.st_mode)) {
		fact_say(f, FACT_BAD, "%s: %s", whole, there ? _("no socket") : strerror(errno));
		fact_advise(f, "%s", _("Install and start pcscd, or correct reader.socket."));
		return;
	}
	const unsigned mode = st.st_mode & 07777;
	/* A training world's is in that world alone. */
	if ((mode & S_IWOTH) != 0 && !s->config->training && others_reach(whole, s->root))
		fact_say(f, FACT_BAD, _("%s: mode %04o, every account can use the citizen's card"),
		    whole, mode);
	else
		fact_say(f, FACT_GOOD, _("%s: mode %04o"), whole, mode);
}

void tell_protocol(const struct known_facts *s, struct fact *f)
{
	const struct service_version *v = s->service;

	if (v == NULL || v->library == NULL || v->major == 0)
		return;
	fact_say(f, v->accepted ? FACT_GOOD : FACT_BAD,
	    _("pcscd speaks %d:%d, this computer's library (%s) %d:%d"), v->major, v->minor,
	    v->library, v->our_major, v->our_minor);
}

/* ---- as the card helper tells them ---- */

void tell_card(const struct known_facts *s, struct fact *f)
{
	if (s->reader->link == NULL || s->reader->card < RUNNER_CARD_EMPTY)
		return;
	if (s->reader->card == RUNNER_CARD_PRESENT)
		fact_say(f, FACT_GOOD, _("a card is in %s"), s->reader->reader);
	else
		fact_say(f, FACT_UNKNOWN, "%s", _("no card is in the reader"));
	if (f->how == FACT_UNKNOWN)
		fact_advise(f, "%s", _("To see a card recognised put one in and ask again."));
}

void tell_helper(const struct known_facts *s, struct fact *f)
{
	if (s->reader->link)
		fact_say(f, FACT_GOOD, "%s", _("runs"));
	else
		fact_problem(f, &s->reader->error);
}

void tell_service(const struct known_facts *s, struct fact *f)
{
	if (!s->reader->link || s->reader->card == RUNNER_CARD_UNKNOWN)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader->card == RUNNER_CARD_NO_PCSCD)
		fact_problem(f, &s->reader->error);
	else
		fact_say(f, FACT_GOOD, "%s", _("answers"));
}

void tell_reader(const struct known_facts *s, struct fact *f)
{
	if (!s->reader->link || s->reader->card <= RUNNER_CARD_NO_PCSCD)
		fact_say(f, FACT_UNKNOWN, "%s", _("not known yet"));
	else if (s->reader->card == RUNNER_CARD_NO_READER)
		fact_error(f, &s->reader->error);
	else if (s->reader->card == RUNNER_CARD_EMPTY)
		fact_say(f, FACT_GOOD, "%s", _("ready, no card in it"));
	else
		fact_say(f, FACT_GOOD, _("a card is in %s"), s->reader->reader);
}

void tell_sensor(const struct known_facts *s, struct fact *f)
{
	const struct terminal_config *c = s->config;
	if (strcmp(c->sensor_type, "none") == 0 || c->sensor_type[0] == '\0')
		fact_problem(f, &(struct error){.problem = PROBLEM_NO_SENSOR});
	else
		fact_say(f, FACT_PLAIN, _("%s %s, asked when a finger is wanted"), c->sensor_type,
		    c->sensor_path[0] ? c->sensor_path : c->sensor_device);
}
