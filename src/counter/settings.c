#include "counter/settings.h"

#include <stdio.h>

size_t settings_count(void)
{
	size_t n = 0;
	while (terminal_config_rows[n].key)
		n++;
	return n;
}

void settings_value(
    const struct terminal_config *c, const struct config_row *row, char *out, size_t size)
{
	const char *field = (const char *)c + row->offset;
	if (row->type == CONFIG_BOOL)
		snprintf(out, size, "%s", *(const bool *)(const void *)field ? "yes" : "no");
	else if (row->type == CONFIG_NUMBER)
		snprintf(out, size, "%ld", *(const long *)(const void *)field);
	else
		snprintf(out, size, "%s", field);
}
