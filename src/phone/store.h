/*
 * phone/store.h - the state directory: 0700, one program at a time, whole files or none.
 */
#ifndef DDOPA_PHONE_STORE_H
#define DDOPA_PHONE_STORE_H

#include <stddef.h>

#include "base/error.h"

struct store {
	int dir; /* locked; -1 when closed */
	char path[512];
};

/* path NULL: $XDG_STATE_HOME/ddopa-phone, else ~/.local/state/ddopa-phone. Made where it
 * is missing. Somebody else's, or one that others may enter: PROBLEM_CONFIG_OWNER; in use
 * by another phone: PROBLEM_CANNOT_CREATE. */
bool store_open(struct store *s, const char *path, struct error *err);
void store_close(struct store *s);

/* On disk (file and name) when it returns true; else the old file is untouched. */
bool store_write(
    struct store *s, const char *name, const void *data, size_t len, struct error *err);
bool store_rename(struct store *s, const char *from, const char *to, struct error *err);
/* openat with O_NOFOLLOW and O_CLOEXEC; -1 and errno. */
int store_file(struct store *s, const char *name, int flags);
void store_remove(struct store *s, const char *name); /* a missing one is fine */

#endif
