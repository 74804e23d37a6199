/* RFC 9457 problem documents. Members of the RFC (type, title, status) and of the
 * catalogue (id, dopa, retry) are written for others; ours reads the code alone. */
#include "wire/api.h"
#include "wire/json.h"

static const struct field fields_problem[] = {
    {.name = "code",
	.type = FIELD_PROBLEM,
	.offset = offsetof(struct api_problem, problem),
	.size = sizeof(enum problem)},
    {FIELD(FIELD_TEXT, api_problem, detail), .optional = true},
    {FIELD(FIELD_ID, api_problem, correlation), .optional = true},
    {FIELD(FIELD_PROBLEMS, api_problem, reasons), .optional = true,
	.aux = offsetof(struct api_problem, reason_count)},
    {0},
};
static const struct shape shape_problem = {
    fields_problem, sizeof(struct api_problem), PROBLEM_CENTRE_ANSWER};

void api_problem_write(struct buf *out, const struct api_problem *p)
{
	const struct problem_row *row = problem_row(p->problem);
	buf_printf(out, "{\"type\":\"urn:ddopa:problem:%s\",\"title\":", row->name);
	json_write_string(out, row->what);
	buf_printf(out, ",\"status\":%d,\"id\":\"%s\",\"retry\":%s,", row->http, row->id,
	    row->retry ? "true" : "false");
	if (row->dopa)
		buf_printf(out, "\"dopa\":%d,", row->dopa);
	fields_write(out, fields_problem, p);
	buf_u8(out, '}');
}

bool api_problem_read(struct api_problem *p, const void *json, size_t len, struct error *err)
{
	return shape_read(&shape_problem, p, json, len, err);
}
