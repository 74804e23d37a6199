#include "base/csv.h"

#include <string.h>

void csv_cell(struct buf *out, const char *text)
{
	const bool formula = *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

	if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
		buf_puts(out, text);
		return;
	}
	buf_puts(out, formula ? "\"'" : "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_u8(out, '"');
		buf_u8(out, (uint8_t)*text);
	}
	buf_puts(out, "\"");
}
