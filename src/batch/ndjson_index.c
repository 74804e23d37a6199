/* Open addressing with linear probing, never more than half full. A place is empty while its
 * key is all zeros, as a hole in the file reads. */
#include "batch/ndjson_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/lang.h"

#define NAME	     ".ddopa-batch-index"
#define FIRST_PLACES 4096

struct request_index {
	int dir;
	int fd;
	uint64_t places, used;
};

/* Made and unlinked while the run's lock is held, so that a left-over of a killed run is
 * taken too. */
static int make_file(int dir, struct error *err)
{
	int fd;

	if (dir < 0)
		fd = memfd_create(NAME, MFD_CLOEXEC);
	else
		fd = openat(dir, NAME, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		error_errno(err, PROBLEM_CANNOT_CREATE, errno, _("index"));
	else if (dir >= 0)
		unlinkat(dir, NAME, 0);
	return fd;
}

static bool failed(struct error *err)
{
	return error_errno(err, PROBLEM_IO, errno, _("index"));
}

static bool make(struct request_index *x, uint64_t places, struct error *err)
{
	x->places = places;
	x->used = 0;
	x->fd = make_file(x->dir, err);
	if (x->fd < 0)
		return false;
	return ftruncate(x->fd, (off_t)(places * sizeof(struct index_entry))) == 0 || failed(err);
}

struct request_index *index_open(int dir, struct error *err)
{
	struct request_index *x = malloc(sizeof *x);

	if (x == NULL) {
		error_set(err, PROBLEM_MEMORY, "index");
		return NULL;
	}
	*x = (struct request_index){.dir = dir, .fd = -1};
	if (make(x, FIRST_PLACES, err))
		return x;
	index_close(x);
	return NULL;
}

void index_close(struct request_index *x)
{
	if (x != NULL && x->fd >= 0)
		close(x->fd);
	free(x);
}

static off_t place_at(uint64_t place)
{
	return (off_t)(place * sizeof(struct index_entry));
}

static bool is_empty(const struct index_entry *e)
{
	static const uint8_t none[INDEX_HASH];

	return memcmp(e->key, none, INDEX_HASH) == 0;
}

/* Where the key stands, or the empty place where it would. */
static bool probe(struct request_index *x, const uint8_t key[INDEX_HASH], uint64_t *place,
    struct index_entry *at, struct error *err)
{
	uint64_t hash;

	memcpy(&hash, key, sizeof hash);
	for (*place = hash % x->places;; *place = (*place + 1) % x->places) {
		if (pread(x->fd, at, sizeof *at, place_at(*place)) != (ssize_t)sizeof *at)
			return failed(err);
		if (is_empty(at) || memcmp(at->key, key, INDEX_HASH) == 0)
			return true;
	}
}

bool index_find(struct request_index *x, const uint8_t key[INDEX_HASH], struct index_entry *found,
    bool *there, struct error *err)
{
	uint64_t place;

	if (!probe(x, key, &place, found, err))
		return false;
	*there = !is_empty(found);
	return true;
}

static bool put(struct request_index *x, const struct index_entry *entry, struct error *err)
{
	struct index_entry at;
	uint64_t place;

	if (!probe(x, entry->key, &place, &at, err))
		return false;
	if (pwrite(x->fd, entry, sizeof *entry, place_at(place)) != (ssize_t)sizeof *entry)
		return failed(err);
	x->used += is_empty(&at);
	return true;
}

static bool move_all(struct request_index *from, struct request_index *to, struct error *err)
{
	struct index_entry e;

	for (uint64_t i = 0; i < from->places; i++) {
		if (pread(from->fd, &e, sizeof e, place_at(i)) != (ssize_t)sizeof e)
			return failed(err);
		if (!is_empty(&e) && !put(to, &e, err))
			return false;
	}
	return true;
}

static bool grow(struct request_index *x, struct error *err)
{
	struct request_index larger = {.dir = x->dir, .fd = -1};
	bool ok = make(&larger, x->places * 4, err) && move_all(x, &larger, err);

	if (!ok) {
		if (larger.fd >= 0)
			close(larger.fd);
		return false;
	}
	close(x->fd);
	*x = larger;
	return true;
}

bool index_put(struct request_index *x, const struct index_entry *entry, struct error *err)
{
	return (2 * x->used < x->places || grow(x, err)) && put(x, entry, err);
}
