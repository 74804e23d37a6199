/* The backchannel authentication endpoint (CIBA Core 1.0 §7). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "centrald/ids.h"
#include "centrald/linkage.h"
#include "centrald/sign_in.h"

#define REQUEST_BYTES 32
#define BINDING_MAX   60 /* characters: what a phone's screen shows whole */
#define MINUTE_MS     60000

/* Whether `scope` holds the word. */
static bool has_word(const char *scope, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = strstr(scope, word); at; at = strstr(at + 1, word))
		if ((at == scope || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

static bool binding_fits(const char *binding)
{
	char clean[API_BINDING_SIZE];
	size_t characters = 0;
	for (const char *p = binding; *p; p++)
		characters += ((unsigned char)*p & 0xc0) != 0x80;
	text_sanitise(clean, sizeof clean, binding, strlen(binding));
	return characters <= BINDING_MAX && strcmp(clean, binding) == 0;
}

static bool read_life(const char *text, int64_t *life)
{
	*life = OIDC_LIFE;
	if (!*text)
		return true;
	if (strlen(text) > 6 || strspn(text, "0123456789") != strlen(text))
		return false;
	*life = strtol(text, NULL, 10);
	if (*life > OIDC_LIFE_MAX)
		*life = OIDC_LIFE_MAX;
	return *life > 0;
}

/* NULL, or OAuth's word for what is wrong with it. */
static const char *fault_of(const struct oidc_form *f, int64_t *life)
{
	if (!has_word(f->scope, "openid"))
		return "invalid_scope";
	if (!*f->login_hint || *f->login_hint_token || *f->id_token_hint)
		return "invalid_request";
	if (!read_life(f->requested_expiry, life))
		return "invalid_request";
	return binding_fits(f->binding_message) ? NULL : "invalid_binding_message";
}

static void read_citizen(void *arg, const struct store_row *row)
{
	row_text(row, 0, arg, HASH_HEX_SIZE);
}

/* A citizen number, or the `sub` that this client was given before. citizen: "" when it is
 * neither. */
static bool who_is_meant(struct call *c, const struct oidc_form *f,
    const struct oidc_client *client, char citizen[HASH_HEX_SIZE], struct error *err)
{
	struct citizen_number number;
	citizen[0] = '\0';
	if (citizen_number_valid(f->login_hint) && citizen_number_parse(&number, f->login_hint)) {
		citizen_hash(citizen, c->centre->keys, &number);
		secret_wipe(&number, sizeof number);
		return true;
	}
	return store_query(c->centre->store, SQL_SUBJECT,
	    SQL_PARAMS(sql_text(client->id), sql_text(f->login_hint)), read_citizen, citizen, NULL,
	    err);
}

static bool within_limits(
    struct call *c, const struct oidc_client *client, const char *citizen, struct error *err)
{
	int64_t open, asked;
	struct store *s = c->centre->store;
	if (!store_number(
		s, SQL_SIGN_INS_OPEN, SQL_PARAMS(sql_text(citizen), sql_int(c->now)), &open, err) ||
	    !store_number(s, SQL_SIGN_INS_OF_CLIENT,
		SQL_PARAMS(sql_text(client->id), sql_int(c->now - MINUTE_MS)), &asked, err))
		return false;
	return (open < OIDC_OPEN_MAX && asked < OIDC_ASKS_A_MINUTE) ||
	       error_set(err, PROBLEM_RATE_LIMITED, "sign-ins");
}

static bool make_request(struct sign_in *s, struct buf *request, struct error *err)
{
	uint8_t random[REQUEST_BYTES];
	bool ok = random_bytes(random, sizeof random) &&
		  random_bytes(s->api.challenge, sizeof s->api.challenge) &&
		  id_make(s->api.id, 's');
	base64url_encode(request, random, sizeof random);
	secret_wipe(random, sizeof random);
	return (ok && buf_ok(request)) || error_set(err, PROBLEM_SYSTEM, "auth_req_id");
}

static bool open_request(struct call *c, struct sign_in *s, int64_t life, struct error *err)
{
	char hash[HASH_HEX_SIZE];
	struct buf request = BUF_INIT_SECRET;
	s->api.created = c->now;
	s->api.expires = c->now + life * 1000;
	s->pause = OIDC_PAUSE;
	bool ok = make_request(s, &request, err);
	if (ok) {
		keys_hash(hash, c->centre->keys, "auth-req", (const char *)request.data);
		ok = sign_in_add(c, s, hash, err);
	}
	if (ok)
		buf_printf(&c->out, "{\"auth_req_id\":\"%s\",\"expires_in\":%lld,\"interval\":%d}",
		    (const char *)request.data, (long long)life, OIDC_PAUSE);
	buf_free(&request);
	return ok && call_finish(c, 200, err);
}

static bool ask(
    struct call *c, const struct oidc_form *f, const struct oidc_client *client, struct error *err)
{
	struct sign_in s = {0};
	int64_t life;
	oidc_note(c, client);
	const char *fault = fault_of(f, &life);
	if (fault)
		return oidc_refuse(c, fault, PROBLEM_BAD_REQUEST, err);
	if (!who_is_meant(c, f, client, s.citizen, err))
		return false;
	if (!*s.citizen)
		return oidc_refuse(c, "unknown_user_id", PROBLEM_NOT_FOUND, err);
	call_note_citizen(c, s.citizen);
	if (!within_limits(c, client, s.citizen, err))
		return false;
	text_append(s.api.client, sizeof s.api.client, client->id);
	text_append(s.api.binding, sizeof s.api.binding, f->binding_message);
	text_append(s.api.origin, sizeof s.api.origin, c->source);
	bool ok = open_request(c, &s, life, err);
	memcpy(c->note_enrolment, s.api.id, sizeof c->note_enrolment);
	return ok;
}

bool oidc_ask(struct call *c, struct error *err)
{
	struct oidc_client client;
	bool known = false;
	struct oidc_form *f = secret_alloc(sizeof *f);
	bool ok = f || error_set(err, PROBLEM_MEMORY, "form");
	if (ok && !form_read(oidc_form_rows, f, sizeof *f, c->body, c->body_len))
		ok = oidc_refuse(c, "invalid_request", PROBLEM_BAD_REQUEST, err);
	else
		ok = ok && oidc_client_check(c, f, &client, &known, err) &&
		     (known ? ask(c, f, &client, err)
			    : oidc_refuse(c, "invalid_client", PROBLEM_SIGNATURE_BAD, err));
	secret_free(f, sizeof *f);
	return ok;
}
