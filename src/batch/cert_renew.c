/* The next certificate for the key in use: over the centre, or as a request for the operator. */
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "batch/cert.h"
#include "batch/login.h"

struct renewal {
	const struct batch_context *context;
	struct loop *loop;
	struct central *central;
	int code;
};

static int tell_end(int64_t end)
{
	char text[RFC3339_SIZE];

	rfc3339_format(text, end);
	printf(_("The certificate is good until %s.\n"), text);
	return EXIT_DONE;
}

static void on_answer(void *arg, const struct central_failure *failure, const void *answer)
{
	struct renewal *r = arg;
	const struct api_certificate *a = answer;
	struct error err;

	if (failure != NULL)
		r->code = batch_tell(&failure->error);
	else if (!cert_replace_file(r->context->config->certificate, a->certificate, &err))
		r->code = batch_tell(&err);
	else
		r->code = tell_end(a->expires);
	loop_stop(r->loop);
}

static int ask_centre(struct renewal *r)
{
	struct error err;

	if (central_renew_certificate(r->central, on_answer, r) == 0) {
		error_set(&err, PROBLEM_MEMORY, "cert");
		return batch_tell(&err);
	}
	loop_run(r->loop);
	return r->code;
}

static int write_request(struct renewal *r, const char *path)
{
	struct buf pem = BUF_INIT;
	struct error err;
	bool ok = central_certificate_request(r->central, &pem, &err) &&
		  cert_make_file(path, &pem, 0644, &err);

	buf_free(&pem);
	return ok ? EXIT_DONE : batch_tell(&err);
}

int cert_renew(const struct batch_context *context, const char *request)
{
	struct renewal r = {.context = context, .loop = loop_new(context->clock)};
	struct error err = {.problem = PROBLEM_MEMORY};
	int code;

	if (r.loop != NULL)
		r.central = batch_central(r.loop, context->config, &err);
	if (r.central == NULL)
		code = batch_tell(&err);
	else
		code = request != NULL ? write_request(&r, request) : ask_centre(&r);
	central_free(r.central);
	loop_free(r.loop);
	return code;
}
