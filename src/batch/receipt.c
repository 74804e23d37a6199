/*
 * batch/receipt.c - `ddopa receipt`: what the citizen may take home of a finished enrollment, as
 * plain text for whatever prints it. Masked: neither name nor number stands there; who has
 * the paper learns nothing of the person. The check code is the beginning of the SHA-256 of the
 * centre's signed receipt, by which the centre's operators find it again.
 */
#include <string.h>

#include "base/encode.h"
#include "base/lang.h"
#include "batch/commands.h"
#include "batch/errand.h"
#include "counter/labels.h"

#define CHECK_BYTES 8
#define CHECK_SIZE  (2 * CHECK_BYTES + CHECK_BYTES / 2)

struct receiving {
	struct errand errand;
	const char *id;
};

static const struct option_row options[] = {ERRAND_JSON, ERRAND_PIN_FD, {0}};

/* "1A2B-3C4D-5E6F-7A8B" */
static void check_code(char out[CHECK_SIZE], const char *jws)
{
	uint8_t hash[SHA256_SIZE] = {0};
	size_t at = 0;

	sha256(hash, jws, strlen(jws));
	for (int i = 0; i < CHECK_BYTES; i++)
		at += (size_t)snprintf(
		    out + at, CHECK_SIZE - at, "%s%02X", i > 0 && i % 2 == 0 ? "-" : "", hash[i]);
}

static void put_text(struct buf *out, const struct errand *e, const struct api_enrolment *enrolment)
{
	const struct api_office *office = &central_session(e->central)->office;
	char when[OUTPUT_WHEN_SIZE], check[CHECK_SIZE];

	if (e->context->config->training)
		buf_printf(out, "*** %s ***\n", _("TRAINING"));
	buf_printf(out, "%s\n%s\n", label(LABEL_TITLE), _("Receipt of an enrollment"));
	buf_printf(out, _("Office: %s %s, counter %s\n"), office->code,
	    lang_get() == LANG_TH ? office->name_th : office->name_en, enrolment->counter);
	output_when(when, enrolment->changed);
	buf_printf(out, _("Enrolled: %s\n"), when);
	buf_printf(out, _("Number of the enrollment: %s\n"), enrolment->id);
	buf_printf(out, _("Assurance: %s\n"), enrolment->assurance);
	check_code(check, enrolment->receipt);
	buf_printf(out, _("Check code: %s\n"), check);
	buf_puts(out, _("Neither name nor citizen number stands on this receipt.\n"));
}

static void put_json(struct buf *out, const struct errand *e, const struct api_enrolment *enrolment)
{
	char check[CHECK_SIZE];

	check_code(check, enrolment->receipt);
	output_json(out, json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:b}", "id", enrolment->id,
			     "office", central_session(e->central)->office.code, "counter",
			     enrolment->counter, "enrolled", output_time(enrolment->changed),
			     "assurance", enrolment->assurance, "check_code", check, "receipt",
			     enrolment->receipt, "training", e->context->config->training ? 1 : 0));
}

static void on_enrolment(void *arg, const struct central_failure *failure, const void *answer)
{
	struct errand *e = arg;
	const struct api_enrolment *enrolment = answer;
	struct buf out = BUF_INIT;
	struct error err;

	if (failure != NULL) {
		errand_fail(e, failure);
	} else if (enrolment->receipt[0] == '\0') {
		error_set(&err, PROBLEM_STATE, "%s", enrolment_state_name(enrolment->state));
		errand_refuse(e, &err);
	} else {
		(e->form == OUTPUT_TEXT ? put_text : put_json)(&out, e, enrolment);
		errand_print(e, &out);
	}
}

static void begin(struct errand *e)
{
	central_enrolment(e->central, ((struct receiving *)e)->id, -1, on_enrolment, e);
}

static int run(const struct batch_context *context, int argc, char **argv)
{
	struct receiving r = {.errand = {.context = context, .begin = begin}};

	if (!errand_operands(&r.errand, argc, argv, errand_only_option, 1, &r.id) ||
	    (r.id == NULL && !errand_missing(&r.errand, "ID")))
		return r.errand.code;
	return errand_run(&r.errand);
}

const struct batch_command batch_receipt = {
    .name = "receipt",
    .usage = "[--json] --pin-fd N ID",
    .summary = N_("Print the receipt of a finished enrollment, masked."),
    .options = options,
    .config = BATCH_CONFIG_NEEDED,
    .helpers = false,
    .run = run,
};
