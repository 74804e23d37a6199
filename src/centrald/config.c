#include "centrald/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "centrald/config_file.h"
#include "centrald/jobs.h"
#include "centrald/office.h"
#include "centrald/store.h"
#include "wire/api.h"

#define CODE_LIFE     300
#define EVIDENCE_LIFE 900
#define SESSION_IDLE  900
#define REQUEST_TIME  30
#define TERMINAL_RATE 50
#define TERMINAL_BUSY 64

typedef bool take_fn(struct centrald_config *c, const char *value);

static bool take_path(char out[CENTRALD_PATH_MAX], const char *value)
{
	out[0] = '\0';
	return *value && text_append(out, CENTRALD_PATH_MAX, value);
}

static bool take_number(long *out, const char *value, long min, long max)
{
	char *end;
	if (!*value || strlen(value) > 9 || strspn(value, "0123456789") != strlen(value))
		return false;
	*out = strtol(value, &end, 10);
	return *out >= min && *out <= max;
}

static bool take_fd(int *out, const char *value)
{
	long fd;
	if (!take_number(&fd, value, 3, 1023))
		return false;
	*out = (int)fd;
	return true;
}

static bool take_address(struct listen_list *list, const char *value)
{
	if (list->count == CENTRALD_LISTEN_MAX || !strchr(value, ':'))
		return false;
	struct listen_at *at = &list->at[list->count++];
	*at = (struct listen_at){.fd = -1};
	return text_append(at->address, sizeof at->address, value);
}

static bool take_listening(struct listen_list *list, const char *value)
{
	if (list->count == CENTRALD_LISTEN_MAX)
		return false;
	struct listen_at *at = &list->at[list->count++];
	*at = (struct listen_at){0};
	return take_fd(&at->fd, value);
}

static bool take_store(struct centrald_config *c, const char *value)
{
	return take_path(c->store, value);
}

static bool take_keys(struct centrald_config *c, const char *value)
{
	return take_path(c->keys, value);
}

static bool take_cert(struct centrald_config *c, const char *value)
{
	return take_path(c->tls_cert, value);
}

static bool take_key(struct centrald_config *c, const char *value)
{
	return take_path(c->tls_key, value);
}

static bool take_ca(struct centrald_config *c, const char *value)
{
	return take_path(c->terminal_ca, value);
}

static bool take_crl(struct centrald_config *c, const char *value)
{
	return take_path(c->terminal_crl, value);
}

static bool take_issuer_cert(struct centrald_config *c, const char *value)
{
	return take_path(c->issuer_cert, value);
}

static bool take_issuer_key(struct centrald_config *c, const char *value)
{
	return take_path(c->issuer_key, value);
}

static bool take_card_key(struct centrald_config *c, const char *value)
{
	return take_path(c->card_key, value);
}

static bool take_terminals(struct centrald_config *c, const char *value)
{
	return take_address(&c->terminals, value);
}

static bool take_terminals_fd(struct centrald_config *c, const char *value)
{
	return take_listening(&c->terminals, value);
}

static bool take_citizens(struct centrald_config *c, const char *value)
{
	return take_address(&c->citizens, value);
}

static bool take_citizens_fd(struct centrald_config *c, const char *value)
{
	return take_listening(&c->citizens, value);
}

static bool take_app(struct centrald_config *c, const char *value)
{
	return take_path(c->app, value);
}

static bool take_host(struct centrald_config *c, const char *value)
{
	c->host[0] = '\0';
	return text_append(c->host, sizeof c->host, value);
}

static bool take_policy(struct centrald_config *c, const char *value)
{
	c->match_code = strcmp(value, "match_code=yes") == 0;
	return c->match_code || strcmp(value, "match_code=no") == 0;
}

static bool take_code_life(struct centrald_config *c, const char *value)
{
	return take_number(&c->code_life, value, 1, CODE_LIFE_MAX);
}

static bool take_evidence_life(struct centrald_config *c, const char *value)
{
	return take_number(&c->evidence_life, value, 1, 900);
}

static bool take_idle(struct centrald_config *c, const char *value)
{
	return take_number(&c->session_idle, value, 1, 43200);
}

static bool take_request_time(struct centrald_config *c, const char *value)
{
	return take_number(&c->request_time, value, 1, 300);
}

static bool take_rate(struct centrald_config *c, const char *value)
{
	return take_number(&c->terminal_rate, value, 0, 100000);
}

static bool take_requests(struct centrald_config *c, const char *value)
{
	return take_number(&c->terminal_requests, value, 0, 100000);
}

static bool take_training(struct centrald_config *c, const char *value)
{
	(void)value;
	c->training = true;
	return true;
}

static bool take_clock(struct centrald_config *c, const char *value)
{
	return take_path(c->training_clock, value);
}

static bool take_ready(struct centrald_config *c, const char *value)
{
	return take_fd(&c->ready_fd, value);
}

static bool take_jobs(struct centrald_config *c, const char *value)
{
	return take_number(&c->jobs, value, 1, JOBS_MAX);
}

static bool take_verbose(struct centrald_config *c, const char *value)
{
	(void)value;
	c->verbose = true;
	return true;
}

static bool take_linkage(struct centrald_config *c, const char *value)
{
	return take_path(c->linkage.url, value);
}

static bool take_linkage_ca(struct centrald_config *c, const char *value)
{
	return take_path(c->linkage.ca, value);
}

static bool take_linkage_cert(struct centrald_config *c, const char *value)
{
	return take_path(c->linkage.cert, value);
}

static bool take_linkage_key(struct centrald_config *c, const char *value)
{
	return take_path(c->linkage.key, value);
}

static bool take_linkage_connect(struct centrald_config *c, const char *value)
{
	return take_number(&c->linkage.connect, value, 1, 10);
}

static bool take_linkage_timeout(struct centrald_config *c, const char *value)
{
	return take_number(&c->linkage.timeout, value, 1, 10);
}

static bool take_linkage_failures(struct centrald_config *c, const char *value)
{
	return take_number(&c->linkage.failures, value, 1, 1000);
}

static bool take_linkage_pause(struct centrald_config *c, const char *value)
{
	return take_number(&c->linkage.pause, value, 1, 3600);
}

static bool take_linkage_cache(struct centrald_config *c, const char *value)
{
	return take_number(&c->linkage.cache, value, 0, 60);
}

static bool take_log(struct centrald_config *c, const char *value)
{
	c->log_json = strcmp(value, "json") == 0;
	return c->log_json || strcmp(value, "text") == 0;
}

static bool take_metrics(struct centrald_config *c, const char *value)
{
	return c->metrics.count == 0 && take_address(&c->metrics, value);
}

/* Read by centrald_config_option() itself, whose words for what is wrong in it are needed. */
static bool take_config(struct centrald_config *c, const char *value)
{
	(void)c;
	return *value;
}

const struct option_row centrald_run_options[] = {
    {"store", 's', "STORE", N_("the store that init has made: a file, or postgresql://...")},
    {"keys", 'k', "FILE", N_("its keys (STORE.keys)")},
    {"tls-cert", 0, "FILE", N_("the centre's certificate, with its chain (PEM)")},
    {"tls-key", 0, "FILE", N_("the certificate's key (PEM)")},
    {"terminal-ca", 0, "FILE", N_("the authority of the counters' certificates (PEM)")},
    {"terminal-crl", 0, "FILE", N_("its list of revoked certificates (PEM)")},
    {"issuer-cert", 0, "FILE", N_("the authority that renews counters' certificates (PEM)")},
    {"issuer-key", 0, "FILE", N_("its key (PEM)")},
    {"card-key", 0, "FILE", N_("the master key for writing fingers to cards")},
    {"terminals", 0, "ADDR:PORT", N_("listen there for counters")},
    {"terminals-fd", 0, "N", N_("listen for counters on this socket, already listening")},
    {"citizens", 0, "ADDR:PORT", N_("listen there for citizens; may be repeated")},
    {"citizens-fd", 0, "N", N_("listen for citizens on this socket, already listening")},
    {"app", 0, "DIRECTORY", N_("serve the citizen's app from there")},
    {"host", 0, "HOST[:PORT]", N_("the host in the codes' address, at most 24 characters")},
    {"policy", 0, "match_code=yes|no", N_("must the officer type the phone's four digits?")},
    {"code-life", 0, "SECONDS", N_("how long a code may be scanned (300, at most 600)")},
    {"evidence-life", 0, "SECONDS", N_("how long evidence is good (900, at most 900)")},
    {"session-idle", 0, "SECONDS", N_("how long a session lives unused (900)")},
    {"request-time", 0, "SECONDS",
	N_("how long a handshake, a request, the taking of an answer may take (30)")},
    {"terminal-rate", 0, "N", N_("requests a second of one counter (50; 0: no limit)")},
    {"terminal-requests", 0, "N", N_("requests of one counter at once (64; 0: no limit)")},
    {"linkage", 0, "URL", N_("ask this service about people and cards, not the store's sample")},
    {"linkage-ca", 0, "FILE", N_("the authority of its certificate (PEM)")},
    {"linkage-cert", 0, "FILE", N_("the certificate to show there, with its chain (PEM)")},
    {"linkage-key", 0, "FILE", N_("that certificate's key (PEM)")},
    {"linkage-connect", 0, "SECONDS", N_("how long connecting to it may take (2)")},
    {"linkage-timeout", 0, "SECONDS", N_("how long its whole answer may take (5, at most 10)")},
    {"linkage-failures", 0, "N", N_("leave it alone after so many failures in a row (5)")},
    {"linkage-pause", 0, "SECONDS", N_("for so long, then ask once (30)")},
    {"linkage-cache", 0, "SECONDS", N_("use a good answer again for so long (0, at most 60)")},
    {"training", 0, NULL, N_("training: evidence must say so too")},
    {"training-clock", 0, "FILE",
	N_("milliseconds added to the clock, read again at SIGHUP; training only")},
    {"ready-fd", 0, "N", N_("write a byte there when the listeners answer")},
    {"jobs", 'j', "N", N_("serve with N processes (1); more need PostgreSQL")},
    {"verbose", 'v', NULL, N_("say more in the log")},
    {"log", 0, "text|json", N_("how the log is written (text)")},
    {"metrics", 0, "ADDR:PORT", N_("show metrics there, on this machine's loopback")},
    {"config", 'c', "FILE", N_("take options from this file, see ddopa-centrald.conf(5)")},
    {NULL, 0, NULL, NULL},
};

/* Beside the rows above, in their order. */
static take_fn *const takes[] = {take_store, take_keys, take_cert, take_key, take_ca, take_crl,
    take_issuer_cert, take_issuer_key, take_card_key, take_terminals, take_terminals_fd,
    take_citizens, take_citizens_fd, take_app, take_host, take_policy, take_code_life,
    take_evidence_life, take_idle, take_request_time, take_rate, take_requests, take_linkage,
    take_linkage_ca, take_linkage_cert, take_linkage_key, take_linkage_connect,
    take_linkage_timeout, take_linkage_failures, take_linkage_pause, take_linkage_cache,
    take_training, take_clock, take_ready, take_jobs, take_verbose, take_log, take_metrics,
    take_config};

_Static_assert(
    sizeof takes / sizeof *takes == sizeof centrald_run_options / sizeof *centrald_run_options - 1,
    "a function for each option");

void centrald_config_init(struct centrald_config *c)
{
	*c = (struct centrald_config){.match_code = true,
	    .code_life = CODE_LIFE,
	    .evidence_life = EVIDENCE_LIFE,
	    .session_idle = SESSION_IDLE,
	    .request_time = REQUEST_TIME,
	    .terminal_rate = TERMINAL_RATE,
	    .terminal_requests = TERMINAL_BUSY,
	    .linkage = {.connect = 2, .timeout = 5, .failures = 5, .pause = 30},
	    .ready_fd = -1,
	    .jobs = 1};
}

bool centrald_config_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	long i = row - centrald_run_options;
	if (takes[i](arg, value))
		return takes[i] != take_config || config_file_read(value, arg, err);
	return error_set(err, PROBLEM_USAGE, "--%s %s", row->name, value);
}

/* Only what stands in a QR code's alphanumeric set, so that the code stays version 3. */
static bool host_fits(const char *host)
{
	static const char symbols[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:";
	size_t len = strlen(host);
	return len > 0 && len <= API_HOST_MAX && strspn(host, symbols) == len && *host != ':';
}

bool centrald_keys_path(
    char out[CENTRALD_PATH_MAX], const char *store, const char *given, struct error *err)
{
	char path[CENTRALD_PATH_MAX] = "";
	if (!*given && store_is_shared(store))
		return error_set(err, PROBLEM_USAGE, "--keys");
	if (!text_append(path, sizeof path, *given ? given : store) ||
	    !text_append(path, sizeof path, *given ? "" : ".keys"))
		return error_set(err, PROBLEM_USAGE, "--store: too long");
	memcpy(out, path, sizeof path);
	return true;
}

static bool check_linkage(const struct linkage_config *l, struct error *err)
{
	bool given = *l->ca || *l->cert || *l->key;
	if (!*l->url)
		return !given || error_set(err, PROBLEM_CONFIG, "--linkage is missing");
	if (strncmp(l->url, "https://", 8) != 0)
		return error_set(err, PROBLEM_CONFIG, "--linkage %s: not https://", l->url);
	return (*l->ca && *l->cert && *l->key) ||
	       error_set(err, PROBLEM_CONFIG, "--linkage-ca, --linkage-cert, --linkage-key");
}

bool centrald_config_check(struct centrald_config *c, struct error *err)
{
	const struct {
		const char *option;
		bool given;
	} needed[] = {{"--store", *c->store}, {"--tls-cert", *c->tls_cert},
	    {"--tls-key", *c->tls_key}, {"--terminal-ca", *c->terminal_ca}, {"--host", *c->host},
	    {"--terminals", c->terminals.count > 0}, {"--citizens", c->citizens.count > 0}};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!needed[i].given)
			return error_set(err, PROBLEM_USAGE, "%s", needed[i].option);
	if (!host_fits(c->host))
		return error_set(err, PROBLEM_CONFIG,
		    "--host %s: letters, digits, - . : and at most %d of them", c->host,
		    API_HOST_MAX);
	if (!*c->issuer_cert != !*c->issuer_key)
		return error_set(err, PROBLEM_USAGE, "--issuer-cert, --issuer-key");
	if (*c->training_clock && !c->training)
		return error_set(err, PROBLEM_CONFIG, "--training-clock without --training");
	if (c->jobs > 1 && !store_is_shared(c->store))
		return error_set(
		    err, PROBLEM_CONFIG, "--jobs %ld: an SQLite store is for one process", c->jobs);
	return check_linkage(&c->linkage, err) &&
	       centrald_keys_path(c->keys, c->store, c->keys, err);
}
