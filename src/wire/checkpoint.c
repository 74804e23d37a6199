#include "wire/checkpoint.h"

#include <stdio.h>
#include <string.h>

#include "wire/json.h"

#define TYPE	 "ddopa-checkpoint+jwt"
#define HASH_LEN (CHECKPOINT_HASH_SIZE - 1)

static const struct field fields_checkpoint[] = {
    {FIELD(FIELD_NUMBER, checkpoint, number), .min = 1, .max = NUMBER_MAX},
    {FIELD(FIELD_TIME, checkpoint, time)},
    {FIELD(FIELD_NUMBER, checkpoint, records), .max = NUMBER_MAX},
    {FIELD(FIELD_ID, checkpoint, heads)},
    {FIELD(FIELD_ID, checkpoint, links), .optional = true},
    {0},
};
static const struct shape shape_checkpoint = {
    fields_checkpoint, sizeof(struct checkpoint), PROBLEM_CHECKPOINT_BAD};

static bool bad(struct error *err, const char *what)
{
	return error_set(err, PROBLEM_CHECKPOINT_BAD, "%s", what);
}

int checkpoint_levels(long number)
{
	int levels = 0;
	while (
	    levels < CHECKPOINT_LEVELS && number % (1L << levels) == 0 && number > (1L << levels))
		levels++;
	return levels;
}

long checkpoint_step(long from, long target)
{
	for (int level = checkpoint_levels(from) - 1; level > 0; level--)
		if (from - (1L << level) >= target)
			return from - (1L << level);
	return from - 1;
}

bool checkpoint_hash(char out[CHECKPOINT_HASH_SIZE], const char *jws, size_t len)
{
	uint8_t digest[SHA256_SIZE];
	out[0] = '\0';
	if (!sha256(digest, jws, len))
		return false;
	for (size_t i = 0; i < sizeof digest; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
	return true;
}

bool checkpoint_sign(struct buf *out, const struct checkpoint *c, EVP_PKEY *key, struct error *err)
{
	struct buf header = BUF_INIT, payload = BUF_INIT;
	buf_puts(&header, "\"typ\":\"" TYPE "\",\"jwk\":");
	bool ok = jwk_write(&header, key, err);
	shape_write(&payload, &shape_checkpoint, c);
	if (ok && !(buf_ok(&header) && buf_ok(&payload)))
		ok = error_set(err, PROBLEM_MEMORY, "checkpoint");
	ok = ok && jws_sign(out, key, (const char *)header.data, payload.data, payload.len, err);
	buf_free(&header);
	buf_free(&payload);
	return ok;
}

/* ---- checking ---- */

static bool links_are_whole(const struct checkpoint *c, struct error *err)
{
	size_t want = (size_t)checkpoint_levels(c->number) * HASH_LEN;
	return strlen(c->links) == want || bad(err, "links");
}

bool checkpoint_check(struct checkpoint *c, const char *jws, size_t len, struct error *err)
{
	struct jws j;
	struct error why = {0};
	memset(c, 0, sizeof *c);
	if (!jws_parse(&j, jws, len, &why))
		return bad(err, why.context);
	EVP_PKEY *key = NULL;
	bool ok = jws_check(&j, TYPE, &key, &why) &&
		  shape_read(&shape_checkpoint, c, j.payload.data, j.payload.len, &why) &&
		  links_are_whole(c, &why) && jwk_thumbprint(c->signer, key, &why);
	EVP_PKEY_free(key);
	jws_free(&j);
	return ok || bad(err, why.context);
}

static bool remember(struct checkpoint_seen *seen, const struct checkpoint *c, const char *jws,
    size_t len, struct error *err)
{
	*seen = (struct checkpoint_seen){.number = c->number, .records = c->records};
	memcpy(seen->signer, c->signer, sizeof seen->signer);
	return checkpoint_hash(seen->hash, jws, len) ||
	       error_set(err, PROBLEM_MEMORY, "checkpoint");
}

bool checkpoint_seen_of(
    struct checkpoint_seen *seen, const char *jws, size_t len, struct error *err)
{
	struct checkpoint c;
	return checkpoint_check(&c, jws, len, err) && remember(seen, &c, jws, len, err);
}

/* ---- following ---- */

static bool shrank(struct error *err, long number, const char *what)
{
	return error_set(err, PROBLEM_HISTORY_SHRANK, "%ld: %s", number, what);
}

/* Whether c links to the checkpoint of that number and hash. */
static bool links_to(const struct checkpoint *c, long number, const char *hash)
{
	for (int level = 0; level < checkpoint_levels(c->number); level++)
		if (c->number - (1L << level) == number)
			return memcmp(c->links + (size_t)level * HASH_LEN, hash, HASH_LEN) == 0;
	return false;
}

static bool not_less(
    const struct checkpoint_seen *newest, const struct checkpoint_seen *seen, struct error *err)
{
	if (memcmp(newest->signer, seen->signer, sizeof seen->signer) != 0)
		return bad(err, "signed by another key");
	if (newest->number < seen->number)
		return shrank(err, seen->number, "seen, and now an earlier one");
	if (newest->records < seen->records)
		return shrank(err, seen->number, "fewer records");
	if (newest->number == seen->number && strcmp(newest->hash, seen->hash) != 0)
		return shrank(err, seen->number, "another one than was seen");
	return true;
}

/* Down the path: each next one is what the one before links to, and so is the seen one. */
static bool built_upon(struct checkpoint *above, const char *rest,
    const struct checkpoint_seen *seen, struct error *err)
{
	while (!links_to(above, seen->number, seen->hash)) {
		struct checkpoint c;
		char hash[CHECKPOINT_HASH_SIZE];
		size_t len = strcspn(rest, "\n");
		if (len == 0)
			return shrank(err, seen->number, "not built upon what was seen");
		if (!checkpoint_check(&c, rest, len, err))
			return false;
		if (!checkpoint_hash(hash, rest, len) || !links_to(above, c.number, hash))
			return shrank(err, c.number, "not linked");
		rest += len + (rest[len] == '\n');
		*above = c;
	}
	return true;
}

bool checkpoint_follow(struct checkpoint_seen *newest, const char *path,
    const struct checkpoint_seen *seen, struct error *err)
{
	struct checkpoint c;
	size_t len = strcspn(path, "\n");
	if (len == 0)
		return bad(err, "missing");
	if (!checkpoint_check(&c, path, len, err) || !remember(newest, &c, path, len, err))
		return false;
	if (seen->number == 0)
		return true;
	if (!not_less(newest, seen, err))
		return false;
	return newest->number == seen->number ||
	       built_upon(&c, path + len + (path[len] == '\n'), seen, err);
}
