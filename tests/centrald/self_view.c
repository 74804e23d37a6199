#include "self_view.h"

#include <stdio.h>
#include <stdlib.h>

#include "../base/cmocka_all.h"

static void get(struct phone *p, const char *path, struct answer *a)
{
	const struct request r = {.method = "GET", .path = path};
	phone_call(p, &r, a);
}

void self_view(struct phone *p, struct answer *a)
{
	get(p, "/citizen/v1/self-view", a);
}

void self_view_ok(struct phone *p, struct api_self_view **out)
{
	struct answer a;
	struct error err;
	self_view(p, &a);
	answer_is(&a, 200);
	*out = calloc(1, sizeof **out);
	assert_non_null(*out);
	assert_true(api_self_view_read(*out, a.body.data, a.body.len, &err));
	answer_free(&a);
}

void looks(struct phone *p, const char *query, struct answer *a)
{
	char path[160];
	snprintf(path, sizeof path, "/citizen/v1/self-view/looks%s", query);
	get(p, path, a);
}

void looks_ok(struct phone *p, const char *query, struct api_looks **out)
{
	struct answer a;
	struct error err;
	looks(p, query, &a);
	answer_is(&a, 200);
	*out = calloc(1, sizeof **out);
	assert_non_null(*out);
	assert_true(api_looks_read(*out, a.body.data, a.body.len, &err));
	answer_free(&a);
}
