#include <stdio.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "counter.h"

void counter_approve(struct counter *k, const char *number, const char *pin, enum api_act act,
    const char *citizen, struct answer *a)
{
	struct api_approval_request r = {.act = act};
	struct buf body = BUF_INIT;
	snprintf(r.number.digits, sizeof r.number.digits, "%s", number);
	snprintf(r.pin, sizeof r.pin, "%s", pin);
	snprintf(r.citizen.digits, sizeof r.citizen.digits, "%s", citizen);
	api_approval_request_write(&body, &r);
	client_json(&k->client, "POST", "/v1/approvals", (const char *)body.data, a);
	buf_free(&body);
}

void counter_approve_ok(
    struct counter *k, enum api_act act, const struct api_card_claim *card, char id[API_ID_SIZE])
{
	struct api_approval approval;
	struct answer a;
	struct error err;
	counter_approve(k, SECOND_NUMBER, SECOND_PIN, act, card->number.digits, &a);
	answer_is(&a, 201);
	assert_true(api_approval_read(&approval, a.body.data, a.body.len, &err));
	memcpy(id, approval.id, API_ID_SIZE);
	answer_free(&a);
}

void write_of(
    const struct api_card_claim *card, bool remove, enum finger finger, struct api_finger_write *w)
{
	*w = (struct api_finger_write){.card = *card,
	    .remove = remove,
	    .finger = finger,
	    .reference = finger == FINGER_RIGHT_INDEX ? 0x81 : 0x82,
	    .challenge = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef},
	    .serial = {0x51, 0x05, 0x20, 0x26, 0x0a, 0x0b, 0x0c, 0x0d},
	    .same_person = true};
}

void counter_write(
    struct counter *k, const struct api_finger_write *w, const char *key, struct answer *a)
{
	struct buf body = BUF_INIT;
	api_finger_write_write(&body, w);
	const struct request r = {.method = "POST",
	    .path = "/v1/finger-writes",
	    .body = body.data,
	    .len = body.len,
	    .key = key ? key : ""};
	client_call(&k->client, &r, a);
	buf_free(&body);
}

void counter_write_ok(
    struct counter *k, const struct api_finger_write *w, struct api_finger_cryptogram *out)
{
	struct answer a;
	struct error err;
	counter_write(k, w, NULL, &a);
	answer_is(&a, 201);
	assert_true(api_finger_cryptogram_read(out, a.body.data, a.body.len, &err));
	answer_free(&a);
}

void counter_outcome(struct counter *k, const char *id, const char *outcome, struct answer *a)
{
	char path[160];
	char json[64];
	snprintf(path, sizeof path, "/v1/finger-writes/%s/outcome", id);
	snprintf(json, sizeof json, "{\"outcome\":\"%s\"}", outcome);
	client_json(&k->client, "POST", path, json, a);
}

void counter_outcome_ok(struct counter *k, const char *id, const char *outcome)
{
	struct answer a;
	counter_outcome(k, id, outcome, &a);
	answer_is(&a, 204);
	answer_free(&a);
}

void world_policy(struct world *w, const char *name, const char *value)
{
	char sql[240];
	snprintf(sql, sizeof sql,
	    "INSERT INTO settings (name, value) VALUES ('%s', '%s') "
	    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	    name, value);
	world_sql(w, sql, NULL, 0);
}

void world_audit(struct world *w, const char *act, const char *column, char *out, size_t size)
{
	char sql[240];
	snprintf(sql, sizeof sql,
	    "SELECT %s FROM audit WHERE act = '%s' ORDER BY time DESC, seq DESC", column, act);
	world_sql(w, sql, out, size);
}
