#include "counter/own_pin.h"

#include <stdio.h>
#include <string.h>

#include "base/encode.h"
#include "base/secret.h"
#include "base/text.h"
#include "person/pin.h"

enum problem own_pin_check(const char *old, const char *new, const char *again, struct date today)
{
	if (pin_is_weak(new, today))
		return PROBLEM_PIN_WEAK;
	if (strcmp(new, old) == 0)
		return PROBLEM_PIN_UNCHANGED;
	return strcmp(new, again) != 0 ? PROBLEM_PIN_DIFFERS : PROBLEM_NONE;
}

static bool make_key(struct own_pin *p)
{
	uint8_t random[16];
	struct buf hex = BUF_INIT;
	bool ok = random_bytes(random, sizeof random);

	hex_encode(&hex, random, sizeof random);
	ok = ok && buf_ok(&hex);
	if (ok)
		snprintf(p->key, sizeof p->key, "k%s", (const char *)hex.data);
	buf_free(&hex);
	return ok;
}

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct own_pin *p = arg;

	p->call = 0;
	if (failure == NULL || !failure->maybe_done)
		p->key[0] = '\0';
	if (failure != NULL && !failure->maybe_done)
		secret_wipe(&p->change, sizeof p->change);
	p->fn(p->arg, failure, answer);
}

bool own_pin_ask(struct own_pin *p, const char *old, const char *new, struct error *err)
{
	if (p->key[0] == '\0' && !make_key(p))
		return error_set(err, PROBLEM_SYSTEM, "%s", "");
	p->change = (struct api_pin_change){0};
	text_append(p->change.old, sizeof p->change.old, old);
	text_append(p->change.new, sizeof p->change.new, new);
	p->call = central_change_pin(p->central, &p->change, p->key, answered, p);
	return p->call != 0 || error_set(err, PROBLEM_MEMORY, "%s", "");
}

void own_pin_stop(struct own_pin *p)
{
	if (p->call != 0)
		central_abort(p->central, p->call);
	p->call = 0;
}

void own_pin_forget(struct own_pin *p)
{
	p->key[0] = '\0';
	secret_wipe(&p->change, sizeof p->change);
}
