/*
 * centrald/form.h - a body of application/x-www-form-urlencoded, as OAuth sends its requests:
 * into the members of a struct, by a table.
 */
#ifndef DDOPA_CENTRALD_FORM_H
#define DDOPA_CENTRALD_FORM_H

#include <stdbool.h>
#include <stddef.h>

struct form_row {
	const char *name;    /* NULL ends the table */
	size_t offset, size; /* char[size] of the struct */
};
#define FORM_ROW(STRUCT, MEMBER)                                                                   \
	{                                                                                          \
#MEMBER, offsetof(struct STRUCT, MEMBER), sizeof(((struct STRUCT *)0)->MEMBER)     \
	}

/* Zeroes `size` bytes of out first. What the table does not name is passed over. False (and
 * zeroes) for a parameter that stands twice, is too long, or holds a bad escape or a NUL. */
bool form_read(const struct form_row *rows, void *out, size_t size, const char *body, size_t len);

#endif
