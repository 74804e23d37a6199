#include "batch/ndjson_result.h"

#include <stdio.h>

#include "base/lang.h"

void result_put_error(struct buf *out, const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);

	buf_printf(out, ",\"problem\":\"%s\",\"code\":\"%s\"", row->id, row->name);
	if (err->context[0] != '\0') {
		buf_puts(out, ",\"detail\":");
		json_write_string(out, err->context);
	}
}

void result_put_line(struct buf *out, const struct place *p, const struct buf *members)
{
	buf_printf(out, "{\"line\":%lu", p->line);
	if (p->request.key[0] != '\0') {
		buf_puts(out, ",\"key\":");
		json_write_string(out, p->request.key);
	}
	if (p->request.kind != NULL)
		buf_printf(out, ",\"kind\":\"%s\"", p->request.kind->name);
	buf_puts(out, ",");
	buf_put(out, members->data, members->len);
	if (p->state == PLACE_KEPT)
		buf_puts(out, ",\"repeated\":true");
	buf_puts(out, "}\n");
}

void result_tell(const char *file, const struct place *p)
{
	const struct problem_row *row = problem_row(p->error.problem);

	fprintf(stderr, "ddopa: %s:%lu: %s%s%s %s", file, p->line, p->request.key,
	    p->request.key[0] != '\0' ? ": " : "", row->id, _(row->what));
	if (p->error.context[0] != '\0')
		fprintf(stderr, " (%s)", p->error.context);
	fputc('\n', stderr);
}
