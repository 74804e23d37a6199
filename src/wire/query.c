#include "wire/query.h"

#include <stdlib.h>
#include <string.h>

/* "name=value", of which the table's function takes the value; each name once. */
static const struct query_parameter *find_parameter(
    const struct query_parameter *table, const char *pair, unsigned *seen)
{
	for (unsigned i = 0; table[i].name; i++) {
		size_t len = strlen(table[i].name);
		if (strncmp(pair, table[i].name, len) != 0 || pair[len] != '=')
			continue;
		bool again = *seen & (1U << i);
		*seen |= 1U << i;
		return again ? NULL : &table[i];
	}
	return NULL;
}

bool query_take(
    const struct query_parameter *table, void *out, const char *target, struct error *err)
{
	unsigned seen = 0;
	const char *pair = strchr(target, '?');
	for (pair = pair ? pair + 1 : ""; *pair; pair += strspn(pair, "&")) {
		char value[QUERY_VALUE_SIZE] = "";
		size_t len = strcspn(pair, "&");
		const struct query_parameter *p = find_parameter(table, pair, &seen);
		size_t skip = p ? strlen(p->name) + 1 : 0;
		if (!p || len - skip >= sizeof value)
			return error_set(err, PROBLEM_BAD_REQUEST, "query");
		memcpy(value, pair + skip, len - skip);
		if (!p->take(out, value))
			return error_set(err, PROBLEM_BAD_REQUEST, "%s", p->name);
		pair += len;
	}
	return true;
}

bool query_number(int *out, const char *value, int max)
{
	size_t len = strlen(value);
	if (len == 0 || len > 3 || strspn(value, "0123456789") != len)
		return false;
	*out = (int)strtol(value, NULL, 10);
	return *out >= 1 && *out <= max;
}
