/* The client against the real ddopa-centrald. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/cmocka_all.h"
#include "../centrald/counter.h"
#include "../centrald/fixture.h"
#include "central/central.h"

struct desk {
	struct loop *loop;
	struct central *central;
	struct pki_issued files;
	int answers;
	bool failed;
	struct central_failure failure;
	struct api_enrolment enrolment;
	struct api_linkage_answer linkage;
	struct api_approval approval;
	struct api_finger_cryptogram cryptogram;
	struct api_search_result found;
	struct api_day_report report;
	struct api_audit_trail trail;
	size_t list_count;
	char listed[API_ID_SIZE];
};

static void answered(void *arg, const struct central_failure *failure, const void *answer)
{
	struct desk *d = arg;
	(void)answer;
	d->answers++;
	d->failed = failure != NULL;
	d->failure = failure ? *failure : (struct central_failure){0};
}

static void enrolment(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->enrolment = *(const struct api_enrolment *)answer;
}

static void linkage(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->linkage = *(const struct api_linkage_answer *)answer;
}

static void list(void *arg, const struct central_failure *failure, const void *answer)
{
	const struct api_enrolment_list *l = answer;
	struct desk *d = arg;
	answered(arg, failure, answer);
	if (!l)
		return;
	d->list_count = l->count;
	if (l->count > 0)
		memcpy(d->listed, l->rows[0].id, sizeof(d->listed));
}

static void approved(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->approval = *(const struct api_approval *)answer;
}

static void authorised(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->cryptogram = *(const struct api_finger_cryptogram *)answer;
}

static void found(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->found = *(const struct api_search_result *)answer;
}

static void reported(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->report = *(const struct api_day_report *)answer;
}

static void audited(void *arg, const struct central_failure *failure, const void *answer)
{
	answered(arg, failure, answer);
	if (answer)
		((struct desk *)arg)->trail = *(const struct api_audit_trail *)answer;
}

static void wait_answer(struct desk *d)
{
	int64_t until = clock_mono_ms(&clock_system) + 30000;
	while (d->answers == 0 && clock_mono_ms(&clock_system) < until)
		loop_turn(d->loop, 100);
	assert_int_equal(d->answers, 1);
	d->answers = 0;
}

static void wait_well(struct desk *d)
{
	wait_answer(d);
	if (d->failed)
		fail_msg("%s: %s", problem_row(d->failure.error.problem)->name,
		    d->failure.error.context);
}

static void open_desk(struct desk *d, struct pki *authority, const char *name, bool training)
{
	char url[64], cn[32], ca[512];
	struct error err = {0};
	snprintf(cn, sizeof(cn), "4701-%s", name);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d", world.terminals_port);
	snprintf(ca, sizeof(ca), "%s/ca.pem", world.directory);
	*d = (struct desk){.loop = loop_new(&clock_system)};
	const struct pki_subject subject = {.o = "DOPA", .ou = "4701", .cn = cn};
	pki_issue(authority, &subject, world.directory, cn, &d->files);
	assert_int_equal(chmod(d->files.key_file, 0600), 0);
	const struct central_options o = {.url = url,
	    .ca = ca,
	    .certificate = d->files.cert_file,
	    .key = d->files.key_file,
	    .connect_timeout_s = 5,
	    .timeout_s = 15,
	    .poll_wait_s = 20,
	    .training = training};
	d->central = central_new(d->loop, &o, &err);
	if (!d->central)
		fail_msg("%s: %s", problem_row(err.problem)->name, err.context);
}

static void close_desk(struct desk *d)
{
	central_free(d->central);
	loop_free(d->loop);
	pki_issued_free(&d->files);
}

static void log_in(struct desk *d, const char *pin)
{
	struct api_login login = {0};
	assert_true(citizen_number_parse(&login.number, "1234567890121"));
	snprintf(login.pin, sizeof(login.pin), "%s", pin);
	central_login(d->central, &login, answered, d);
	wait_answer(d);
}

static void open_and_log_in(struct desk *d)
{
	open_desk(d, &world.ca, "01", true);
	log_in(d, "24681357");
	assert_false(d->failed);
}

static void test_login(void **state)
{
	struct desk d;
	(void)state;
	open_desk(&d, &world.ca, "01", true);
	log_in(&d, "11112222");
	assert_int_equal(d.failure.error.problem, PROBLEM_WRONG_PIN);
	assert_false(central_logged_in(d.central));
	log_in(&d, "24681357");
	assert_false(d.failed);
	assert_string_equal(central_session(d.central)->office.code, "4701");
	assert_string_equal(central_last_status(d.central)->counter, "01");
	central_logout(d.central, answered, &d);
	wait_well(&d);
	central_list(d.central, list, &d);
	wait_answer(&d);
	assert_int_equal(d.failure.error.problem, PROBLEM_NOT_LOGGED_IN);
	close_desk(&d);
}

static void test_linkage(void **state)
{
	struct desk d;
	struct api_linkage_check check = {.new_phone = false};
	(void)state;
	open_and_log_in(&d);
	card_of(&check.card, "boonmee");
	central_linkage_check(d.central, &check, linkage, &d);
	wait_well(&d);
	assert_true(d.linkage.allowed);
	card_of(&check.card, "somchai-old");
	central_linkage_check(d.central, &check, linkage, &d);
	wait_well(&d);
	assert_false(d.linkage.allowed);
	assert_int_equal(d.linkage.reasons[0], PROBLEM_REFUSED_NOT_LATEST_CARD);
	const struct api_refusal refusal = {.problem = PROBLEM_CARD_UNREADABLE, .step = "reading"};
	central_refusal(d.central, &refusal, "k1", answered, &d);
	wait_well(&d);
	close_desk(&d);
}

static void post_evidence(struct desk *d, const char *card, const char *key)
{
	struct api_new_enrolment n = {.new_phone = false};
	struct api_evidence e = {.same_person = true,
	    .tries_left = 3,
	    .match_time = central_now(d->central),
	    .time = central_now(d->central)};
	struct buf jws = BUF_INIT;
	struct error err = {0};
	card_of(&e.card, card);
	memset(e.digest, 0x11, sizeof(e.digest));
	assert_true(central_sign_evidence(d->central, &jws, &e, &err));
	memcpy(n.evidence, jws.data, jws.len + 1);
	buf_free(&jws);
	central_enrol(d->central, &n, key, enrolment, d);
	wait_well(d);
	char id[API_ID_SIZE];
	memcpy(id, d->enrolment.id, sizeof(id));
	/* Sent once more with the same key: the same answer, no second enrollment. */
	central_enrol(d->central, &n, key, enrolment, d);
	wait_well(d);
	assert_string_equal(d->enrolment.id, id);
}

static void test_enrolment(void **state)
{
	struct desk d;
	struct phone phone;
	struct api_match_code m = {.digits = ""};
	struct api_card_claim card;
	(void)state;
	open_and_log_in(&d);
	card_of(&card, "boonmee");
	post_evidence(&d, "boonmee", "k-boonmee");
	assert_int_equal(d.enrolment.state, STATE_PROOFED);
	central_list(d.central, list, &d);
	wait_well(&d);
	assert_int_equal(d.list_count, 1);
	assert_string_equal(d.listed, d.enrolment.id);
	central_code(d.central, d.enrolment.id, "k-code", enrolment, &d);
	wait_well(&d);
	assert_true(d.enrolment.has_code);
	const struct api_code code = d.enrolment.code;
	/* The poll is answered by the claim, not by the end of its time. */
	central_enrolment(d.central, d.enrolment.id, d.enrolment.revision, enrolment, &d);
	phone_make(&phone, &world);
	phone_claim_ok(&phone, &code, card.number.digits);
	wait_well(&d);
	assert_int_equal(d.enrolment.state, STATE_SCANNED);
	phone_digits(&phone, m.digits);
	central_match_code(d.central, d.enrolment.id, &m, "k-match", enrolment, &d);
	wait_well(&d);
	assert_int_equal(d.enrolment.state, STATE_CONFIRMED);
	phone_finish_ok(&phone);
	central_enrolment(d.central, d.enrolment.id, -1, enrolment, &d);
	wait_well(&d);
	assert_int_equal(d.enrolment.state, STATE_SUCCESS);
	assert_true(strlen(d.enrolment.receipt) > 0);
	phone_free(&phone);
	close_desk(&d);
}

static void approve(struct desk *d, enum api_act act, const char *card, const char *key)
{
	struct api_card_claim claim;
	struct api_approval_request r = {.act = act, .pin = SECOND_PIN};
	card_of(&claim, card);
	r.citizen = claim.number;
	assert_true(citizen_number_parse(&r.number, SECOND_NUMBER));
	central_approve(d->central, &r, key, approved, d);
	wait_well(d);
	assert_string_equal(d->approval.officer_name, "อรทัย ทดสอบคนที่สอง");
}

/* A second officer's word, the cryptogram for one write, and what became of it. */
static void test_finger_write(void **state)
{
	static const uint8_t wanted[] = {0xce, 0xb1, 0x52, 0x15, 0xdf, 0x05, 0xd5, 0xeb};
	const struct api_finger_outcome good = {OUTCOME_GOOD}, damaged = {OUTCOME_DAMAGED};
	struct desk d;
	struct api_finger_write w;
	struct api_card_claim card;
	(void)state;
	open_and_log_in(&d);
	assert_true(central_last_status(d.central)->can_write);
	assert_true(central_last_status(d.central)->approve_remove);
	card_of(&card, "khampan");
	write_of(&card, true, FINGER_RIGHT_INDEX, &w);
	central_finger_write(d.central, &w, "k-write-0", authorised, &d);
	wait_answer(&d);
	assert_int_equal(d.failure.error.problem, PROBLEM_SECOND_OFFICER);
	approve(&d, ACT_FINGER_REMOVE, "khampan", "k-approve-1");
	memcpy(w.approval, d.approval.id, sizeof(w.approval));
	for (int again = 0; again < 2; again++) { /* with the same key: the same answer */
		central_finger_write(d.central, &w, "k-write-1", authorised, &d);
		wait_well(&d);
		assert_memory_equal(d.cryptogram.cryptogram, wanted, sizeof(wanted));
	}
	central_finger_outcome(d.central, d.cryptogram.id, &good, "k-told-1", answered, &d);
	wait_well(&d);
	central_finger_outcome(d.central, d.cryptogram.id, &damaged, "k-told-2", answered, &d);
	wait_answer(&d);
	assert_int_equal(d.failure.error.problem, PROBLEM_STATE);
	central_finger_write(d.central, &w, "k-write-2", authorised, &d);
	wait_answer(&d);
	assert_int_equal(d.failure.error.problem, PROBLEM_APPROVAL_BAD);
	close_desk(&d);
}

static void test_exception(void **state)
{
	struct desk d;
	struct api_new_enrolment n = {.new_phone = false};
	struct api_evidence e = {.same_person = true, .absence = ABSENCE_NO_PRINT};
	struct buf jws = BUF_INIT;
	struct error err = {0};
	(void)state;
	world_policy(&world, "exceptions", "yes");
	open_and_log_in(&d);
	assert_true(central_last_status(d.central)->exceptions);
	approve(&d, ACT_EXCEPTION, "khampan", "k-approve-2");
	memcpy(e.approval, d.approval.id, sizeof(e.approval));
	card_of(&e.card, "khampan");
	memset(e.digest, 0x11, sizeof(e.digest));
	e.time = central_now(d.central);
	assert_true(central_sign_evidence(d.central, &jws, &e, &err));
	memcpy(n.evidence, jws.data, jws.len + 1);
	buf_free(&jws);
	central_enrol(d.central, &n, "k-exception", enrolment, &d);
	wait_well(&d);
	assert_string_equal(d.enrolment.assurance, "IAL2.2");
	assert_int_equal(d.enrolment.absence, ABSENCE_NO_PRINT);
	close_desk(&d);
}

static void test_cancel(void **state)
{
	struct desk d;
	const struct api_cancel cancel = {.contested = false};
	(void)state;
	open_and_log_in(&d);
	post_evidence(&d, "malee", "k-malee");
	central_cancel(d.central, d.enrolment.id, &cancel, "k-cancel", enrolment, &d);
	wait_well(&d);
	assert_int_equal(d.enrolment.state, STATE_CANCELLED);
	central_code(d.central, d.enrolment.id, "k-code-2", enrolment, &d);
	wait_answer(&d);
	assert_int_equal(d.failure.error.problem, PROBLEM_ENDED_CANCELLED);
	assert_true(d.failure.answered && !d.failure.maybe_done);
	close_desk(&d);
}

/* What the office's screens ask for, of the enrollment just cancelled. */
static void test_records(void **state)
{
	static struct desk d;
	const struct api_search search = {.has_state = true, .state = STATE_CANCELLED, .limit = 1};
	struct api_search_person person;
	struct api_card_claim card;
	(void)state;
	open_and_log_in(&d);
	central_search(d.central, &search, found, &d);
	wait_well(&d);
	assert_int_equal(d.found.row_count, 1);
	const struct api_search_row row = d.found.rows[0];
	card_of(&card, "malee");
	person.number = card.number;
	central_search_person(d.central, &person, found, &d);
	wait_well(&d);
	assert_int_equal(d.found.row_count, 1);
	assert_memory_equal(&d.found.rows[0], &row, sizeof(row));
	central_day_report(d.central, (struct date){0}, reported, &d);
	wait_well(&d);
	assert_true(d.report.success >= 1);
	assert_int_equal(d.report.ends[0].state, STATE_CANCELLED);
	central_audit_trail(d.central, row.id, audited, &d);
	wait_well(&d);
	assert_int_equal(d.trail.record_count, 3); /* create, cancel, a code refused */
	assert_string_equal(d.trail.records[1].act, "enrollment.cancel");
	close_desk(&d);
}

static void test_pin_and_take_over(void **state)
{
	static struct desk d;
	const struct api_pin_change there = {"24681357", "50718293"},
				    back = {"50718293", "24681357"};
	const struct api_cancel cancel = {.contested = false};
	(void)state;
	open_and_log_in(&d);
	central_change_pin(d.central, &there, "k-pin-1", answered, &d);
	wait_well(&d);
	post_evidence(&d, "malee", "k-malee-2"); /* the session goes on */
	central_take_over(d.central, d.enrolment.id, "k-take", enrolment, &d);
	wait_well(&d);
	assert_string_equal(d.enrolment.taken_by, ""); /* one's own */
	assert_string_equal(d.enrolment.holder_id, central_session(d.central)->officer_id);
	central_cancel(d.central, d.enrolment.id, &cancel, "k-cancel-2", enrolment, &d);
	wait_well(&d);
	central_change_pin(d.central, &back, "k-pin-2", answered, &d);
	wait_well(&d);
	close_desk(&d);
}

static void refused(struct pki *authority, const char *name, bool training, enum problem problem)
{
	struct desk d;
	open_desk(&d, authority, name, training);
	log_in(&d, "24681357");
	assert_true(d.failed);
	if (d.failure.error.problem != problem)
		fail_msg("%s", problem_row(d.failure.error.problem)->name);
	close_desk(&d);
}

static void test_refused(void **state)
{
	(void)state;
	refused(&world.stranger, "01", true, PROBLEM_CERTIFICATE_REFUSED);
	refused(&world.ca, "77", true, PROBLEM_CERTIFICATE_REFUSED); /* not registered */
	refused(&world.ca, "01", false, PROBLEM_TRAINING_MISMATCH);
}

static void test_revoked(void **state)
{
	struct desk d;
	char file[512];
	(void)state;
	open_desk(&d, &world.ca, "02", true);
	snprintf(file, sizeof(file), "%s/crl.pem", world.directory);
	pki_revoke(&world.ca, d.files.certificate, file);
	world_kill(&world, SIGTERM);
	world.extra[0] = "--terminal-crl";
	world.extra[1] = file;
	world_start(&world);
	log_in(&d, "24681357");
	assert_int_equal(d.failure.error.problem, PROBLEM_CERTIFICATE_REVOKED);
	close_desk(&d);
	world_kill(&world, SIGTERM);
	world.extra[0] = NULL;
	world_start(&world);
}

/* The centre is started anew between two calls: the client goes on, session and all. */
static void test_centre_restarts(void **state)
{
	struct desk d;
	(void)state;
	open_and_log_in(&d);
	world_kill(&world, SIGKILL);
	world_start(&world);
	central_list(d.central, list, &d);
	wait_well(&d);
	close_desk(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_login),
	    cmocka_unit_test(test_linkage),
	    cmocka_unit_test(test_enrolment),
	    cmocka_unit_test(test_finger_write),
	    cmocka_unit_test(test_exception),
	    cmocka_unit_test(test_cancel),
	    cmocka_unit_test(test_records),
	    cmocka_unit_test(test_pin_and_take_over),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_revoked),
	    cmocka_unit_test(test_centre_restarts),
	};
	struct error err = {0};
	if (!central_global_init(&err))
		return 99;
	return cmocka_run_group_tests_name("client and centre", tests, set_up_samples, tear_down);
}
