#include "counter/pin_verifier.h"

#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/verifier.h"

enum stage { MAKING, MADE, FAILED };

struct pin_verifier {
	struct loop *loop;
	struct pin_verifier_host host;
	enum stage stage;
	int fd; /* to the process that computes; -1: none */
	unsigned handle;
	uint8_t salt[VERIFIER_SALT_SIZE];
	uint8_t hash[VERIFIER_HASH_SIZE];
	char waiting[VERIFIER_PIN_MAX + 1]; /* to be checked once the verifier is made */
	pin_verdict_fn *fn;		    /* NULL: nothing is being checked */
	void *arg;
};

static void hang_up(struct pin_verifier *v)
{
	loop_remove(v->loop, v->handle);
	v->handle = 0;
	if (v->fd >= 0)
		close(v->fd);
	v->fd = -1;
}

static void on_hash(void *arg, int fd, short revents);

/* Has the hash of a PIN computed; on_hash() gets it. */
static bool compute(struct pin_verifier *v, const char *pin)
{
	v->fd = v->host.start ? v->host.start(v->host.arg) : -1;
	if (v->fd < 0)
		return false;
	v->handle = loop_add_fd(v->loop, v->fd, POLLIN, on_hash, v);
	if (v->handle && verifier_ask(v->fd, pin, v->salt))
		return true;
	hang_up(v);
	return false;
}

static void tell(struct pin_verifier *v, enum pin_verdict verdict)
{
	pin_verdict_fn *fn = v->fn;
	v->fn = NULL;
	if (fn)
		fn(v->arg, verdict);
}

/* The verifier is there, or will never be: a PIN that was typed meanwhile has its turn. */
static void on_made(struct pin_verifier *v)
{
	bool begun = v->fn && v->stage == MADE && compute(v, v->waiting);
	secret_wipe(v->waiting, sizeof v->waiting);
	if (!begun)
		tell(v, PIN_UNKNOWN);
}

static void on_hash(void *arg, int fd, short revents)
{
	struct pin_verifier *v = arg;
	uint8_t hash[VERIFIER_HASH_SIZE];
	bool good = verifier_answer(fd, hash);
	(void)revents;
	hang_up(v);
	if (v->stage == MAKING) {
		v->stage = good ? MADE : FAILED;
		if (good)
			memcpy(v->hash, hash, sizeof hash);
		on_made(v);
	} else if (!good) {
		tell(v, PIN_UNKNOWN);
	} else {
		tell(v, CRYPTO_memcmp(hash, v->hash, sizeof hash) == 0 ? PIN_RIGHT : PIN_WRONG);
	}
	secret_wipe(hash, sizeof hash);
}

struct pin_verifier *pin_verifier_new(
    struct loop *loop, struct pin_verifier_host host, const char *pin)
{
	struct pin_verifier *v = secret_alloc(sizeof *v);
	if (!v)
		return NULL;
	v->loop = loop;
	v->host = host;
	v->fd = -1;
	if (!random_bytes(v->salt, sizeof v->salt) || !compute(v, pin))
		v->stage = FAILED;
	return v;
}

void pin_verifier_free(struct pin_verifier *v)
{
	if (!v)
		return;
	hang_up(v);
	secret_free(v, sizeof *v);
}

bool pin_verifier_works(const struct pin_verifier *v)
{
	return v && v->stage != FAILED;
}

bool pin_verifier_check(struct pin_verifier *v, const char *pin, pin_verdict_fn *fn, void *arg)
{
	if (!pin_verifier_works(v) || v->fn || strlen(pin) > VERIFIER_PIN_MAX)
		return false;
	if (v->stage == MAKING)
		memcpy(v->waiting, pin, strlen(pin) + 1);
	else if (!compute(v, pin))
		return false;
	v->fn = fn;
	v->arg = arg;
	return true;
}

void pin_verifier_forget(struct pin_verifier *v)
{
	if (!v)
		return;
	v->fn = NULL;
	secret_wipe(v->waiting, sizeof v->waiting);
	if (v->stage == MADE)
		hang_up(v);
}
