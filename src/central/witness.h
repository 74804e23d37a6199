/*
 * central/witness.h - private to the room: the last checkpoint of the centre's audit that
 * this terminal has seen (wire/checkpoint.h), kept in the file `checkpoint` beside the
 * journal, and what answers bring compared with it.
 *
 * The file has two lines, the centre's URL and the checkpoint as it was signed; it is
 * written whole or not at all (a draft, fsync, rename, fsync of the directory). The first
 * checkpoint of a centre is taken as it comes, its key with it; from then on only one by
 * the same key that is built upon it is accepted. Of another URL nothing is remembered.
 */
#ifndef DDOPA_CENTRAL_WITNESS_H
#define DDOPA_CENTRAL_WITNESS_H

#include "wire/checkpoint.h"

struct witness {
	char directory[512]; /* "": nothing is kept beyond this process */
	char url[256];
	struct checkpoint_seen seen;
};

/* directory may be missing yet. PROBLEM_CHECKPOINT_BAD: the file is damaged. */
bool witness_open(struct witness *w, const char *directory, const char *url, struct error *err);

/* What an answer brought, a line each. sent: what was remembered when it was asked for. With
 * nothing brought only a terminal that has seen nothing is content. */
bool witness_judge(
    struct witness *w, const struct checkpoint_seen *sent, const char *path, struct error *err);

#endif
