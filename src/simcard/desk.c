#include "simcard/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/secret.h"

#define KEPT_MAX 16 /* the one longest unused is forgotten */

struct kept {
	char *path; /* NULL: free */
	struct card *card;
	unsigned long used;
};

struct desk {
	struct loop *loop;
	struct vpcd *vpcd;
	struct kept kept[KEPT_MAX];
	struct kept *current; /* in the reader or in hand; NULL */
	unsigned long uses;
	bool inserted;
	unsigned back; /* timer: the card has contact again */
	bool has_master;
	uint8_t master[WRITE_KEY_SIZE];
};

/* ---- in and out ---- */

static void stay_away(struct desk *d)
{
	loop_remove(d->loop, d->back);
	d->back = 0;
}

bool desk_insert(struct desk *d)
{
	stay_away(d);
	if (d->current == NULL || d->inserted)
		return d->current != NULL;
	vpcd_insert(d->vpcd, d->current->card);
	d->inserted = true;
	log_write(LOG_LEVEL_INFO, "card inserted");
	return true;
}

void desk_eject(struct desk *d)
{
	stay_away(d);
	vpcd_eject(d->vpcd);
	d->inserted = false;
	log_write(LOG_LEVEL_INFO, "card ejected");
}

static void on_back(void *arg)
{
	struct desk *d = arg;

	d->back = 0;
	desk_insert(d);
}

static void on_gone(void *arg)
{
	struct desk *d = arg;
	long back_ms;

	d->inserted = false;
	if (!card_lost_power(d->current->card, &back_ms)) {
		log_write(LOG_LEVEL_INFO, "card pulled");
		return;
	}
	log_write(LOG_LEVEL_INFO, "card without power");
	if (back_ms > 0)
		d->back = loop_add_timer(d->loop, back_ms, on_back, d);
}

/* ---- cards at hand ---- */

static void forget(struct kept *k)
{
	card_free(k->card);
	free(k->path);
	*k = (struct kept){.path = NULL};
}

static struct kept *find_kept(struct desk *d, const char *path)
{
	for (size_t i = 0; i < KEPT_MAX; i++)
		if (d->kept[i].path != NULL && strcmp(d->kept[i].path, path) == 0)
			return &d->kept[i];
	return NULL;
}

/* A free place, or that of the card longest unused. */
static struct kept *make_place(struct desk *d)
{
	struct kept *oldest = &d->kept[0];

	for (size_t i = 0; i < KEPT_MAX; i++)
		if (d->kept[i].used < oldest->used)
			oldest = &d->kept[i];
	return oldest;
}

static struct card *read_card(struct desk *d, const char *path, struct error *err)
{
	struct card_file file;
	struct card *card = NULL;

	if (card_file_read(&file, path, err) &&
	    (!d->has_master || card_file_personalise(&file, d->master, err)) &&
	    (card = card_new(&file)) == NULL)
		error_set(err, PROBLEM_MEMORY, "%s", path);
	secret_wipe(&file, sizeof file);
	return card;
}

static struct kept *keep_anew(struct desk *d, const char *path, struct error *err)
{
	struct card *card = read_card(d, path, err);
	char *copy = card != NULL ? strdup(path) : NULL;
	struct kept *place;

	if (copy == NULL) {
		if (card != NULL)
			error_set(err, PROBLEM_MEMORY, "%s", path);
		card_free(card);
		return NULL;
	}
	desk_eject(d); /* before the place of the card in the reader may go to this one */
	place = find_kept(d, path);
	if (place == NULL)
		place = make_place(d);
	forget(place);
	place->path = copy;
	place->card = card;
	return place;
}

bool desk_take(struct desk *d, const char *path, enum desk_way way, struct error *err)
{
	struct kept *found = way == DESK_KEPT ? find_kept(d, path) : NULL;

	if (found != NULL)
		desk_eject(d);
	else
		found = keep_anew(d, path, err);
	if (found == NULL)
		return false;
	found->used = ++d->uses;
	d->current = found;
	return true;
}

/* ---- what others ask ---- */

struct card *desk_card(const struct desk *d)
{
	return d->current != NULL ? d->current->card : NULL;
}

const char *desk_path(const struct desk *d)
{
	return d->current != NULL ? d->current->path : NULL;
}

bool desk_inserted(const struct desk *d)
{
	return d->inserted;
}

struct vpcd *desk_vpcd(const struct desk *d)
{
	return d->vpcd;
}

/* ---- start and end ---- */

struct desk *desk_open(struct loop *loop, const struct vpcd_options *options,
    const char *write_master, struct error *err)
{
	struct desk *d = calloc(1, sizeof *d);

	if (d == NULL) {
		error_set(err, PROBLEM_MEMORY, "desk");
		return NULL;
	}
	d->loop = loop;
	d->has_master = write_master != NULL;
	if ((!d->has_master || write_master_read(d->master, write_master, err)) &&
	    (d->vpcd = vpcd_open(loop, options, on_gone, d, err)) != NULL)
		return d;
	secret_wipe(d, sizeof *d);
	free(d);
	return NULL;
}

void desk_close(struct desk *d)
{
	if (d == NULL)
		return;
	stay_away(d);
	vpcd_close(d->vpcd);
	for (size_t i = 0; i < KEPT_MAX; i++)
		forget(&d->kept[i]);
	secret_wipe(d, sizeof *d);
	free(d);
}
