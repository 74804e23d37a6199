/* One filled body of each kind; everyone in them is made up. */
#ifndef DDOPA_TESTS_WIRE_SAMPLES_H
#define DDOPA_TESTS_WIRE_SAMPLES_H

#include "wire/api.h"

struct sample {
	const char *name;
	const void *body;
	size_t size;
	void (*write)(struct buf *out, const void *body);
	bool (*read)(void *body, const void *json, size_t len, struct error *err);
	enum problem problem; /* what a bad one is */
	const char *optional; /* " a b.c " : members that may be missing */
};

extern const struct sample samples[];
extern const size_t sample_count;

/* Room for the largest body. */
void *sample_room(const struct sample *s);

#endif
