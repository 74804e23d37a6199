#include "centrald/register.h"

#include "base/secret.h"

struct register_lookup *register_lookup_new(const struct register_question *q)
{
	struct register_lookup *l = secret_alloc(sizeof *l);
	if (l)
		l->question = *q;
	return l;
}

void register_lookup_free(struct register_lookup *l)
{
	secret_free(l, sizeof *l);
}

void registers_close(struct registers *r)
{
	if (r->driver && r->driver->close)
		r->driver->close(r->self);
	*r = (struct registers){0};
}
