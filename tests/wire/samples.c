#include "samples.h"

#include <stdlib.h>

#define THAI_NAME                                                                                   \
	{                                                                                           \
		.prefix = "นาย", .first = "ทดสอบ", .middle = "", .last = "ตัวอย่าง" \
	}
#define ENGLISH_NAME                                                                               \
	{                                                                                          \
		.prefix = "Mr.", .first = "Thotsop", .middle = "", .last = "Tuayang"               \
	}
#define OFFICE                                                                                     \
	{                                                                                          \
		.code = "1001", .type = OFFICE_LOCAL, .name_th = "สำนักงานเขตทดสอบ",                \
		.name_en = "Test District Office", .may_enroll = true                              \
	}
#define CARD                                                                                       \
	{                                                                                          \
		.number = {"1100700000019"}, .thai = THAI_NAME, .english = ENGLISH_NAME,           \
		.birth = {1977, 2, 28}, .issued = {2020, 10, 9}, .expires = {9999, 12, 31},        \
		.request_number = "10010112345/25631009"                                           \
	}
#define T0 1605000000123

static const struct api_problem problem = {.problem = PROBLEM_CODE_EXPIRED,
    .detail = "รหัส \"หนึ่ง\"",
    .correlation = "e0123456789abcdef0123456789abcdef",
    .reasons = {PROBLEM_REFUSED_QUOTA, PROBLEM_REFUSED_DECEASED},
    .reason_count = 2};
static const struct api_status status = {.version = 1,
    .training = true,
    .now = T0,
    .office = OFFICE,
    .counter = "1001-01",
    .open = true,
    .quota = 100000,
    .quota_used = 17,
    .match_code = true,
    .can_write = true,
    .approve_store = true,
    .approve_remove = true,
    .exceptions = true,
    .code_life = 300,
    .evidence_life = 900};
static const struct api_login login = {.number = {"1100700000019"}, .pin = "50718293"};
static const struct api_session session = {.token = "q4Zk-_Tok",
    .officer_id = "o1",
    .officer_name = "ทดสอบ เจ้าหน้าที่",
    .office = OFFICE,
    .may_enroll = true,
    .pin_change = true,
    .expires = T0 + 1,
    .today_success = 3,
    .today_open = 1,
    .today_refused = 2};
static const struct api_pin_change pin_change = {.old = "50718293", .new = "61829304"};
static const struct api_linkage_check linkage_check = {.card = CARD, .new_phone = true};
static const struct api_linkage_answer linkage_answer = {
    .reasons = {PROBLEM_REFUSED_IN_PROGRESS, PROBLEM_REFUSED_OWN_CARD},
    .reason_count = 2,
    .in_progress_office = "สำนักงานเขตทดสอบ"};
static const struct api_refusal refusal = {
    .problem = PROBLEM_CARD_UNREADABLE, .step = "reading", .batch = "TH-NID-6"};
static const struct api_new_enrolment new_enrolment = {.evidence = "a.b.c", .new_phone = true};
static const struct api_enrolment enrolment = {.id = "e00112233445566778899aabbccddeeff",
    .state = STATE_QR_CREATED,
    .revision = 7,
    .created = T0,
    .changed = T0 + 1000,
    .deadline = T0 + 2000,
    .now = T0 + 1500,
    .renewals_left = 3,
    .match_tries_left = 2,
    .digit_tries_left = 1,
    .second_phone = true,
    .end_problem = PROBLEM_ENDED_LOCKED,
    .assurance = "IAL2.2",
    .absence = ABSENCE_INJURED,
    .has_code = true,
    .code = {.url = "HTTPS://LOCALHOST:8443/E/ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	.typed = "0123-4567-89-*",
	.expires = T0 + 300000},
    .receipt = "a.b.c",
    .officer_name = "ทดสอบ เจ้าหน้าที่",
    .counter = "01",
    .taken_by = "ทดสอบ ผู้รับช่วง",
    .holder_id = "o2"};
static const struct api_match_code match_code_body = {.digits = "0042"};
static const struct api_cancel cancel = {.contested = true};
static const struct api_approval_request approval_request = {.number = {"1100700000027"},
    .pin = "50718293",
    .act = ACT_EXCEPTION,
    .citizen = {"1100700000019"}};
static const struct api_approval approval = {.id = "a00112233445566778899aabbccddeeff",
    .officer_name = "ทดสอบ ผู้อนุมัติ",
    .expires = T0 + 300000};
static const struct api_finger_write finger_write = {.card = CARD,
    .remove = true,
    .finger = FINGER_LEFT_INDEX,
    .reference = 0x82,
    .challenge = {0, 1, 2, 3, 4, 5, 6, 255},
    .serial = {7, 6, 5, 4, 3, 2, 1, 1},
    .absence = ABSENCE_NO_PRINT,
    .same_person = true,
    .approval = "a00112233445566778899aabbccddeeff"};
static const struct api_finger_cryptogram finger_cryptogram = {
    .id = "w00112233445566778899aabbccddeeff", .cryptogram = {0xde, 0xad, 1, 2, 3, 4, 5, 6}};
static const struct api_finger_outcome finger_outcome = {.outcome = OUTCOME_DAMAGED};
static const struct api_search_person search_person = {.number = {"1100700000019"}};
static const struct api_search_result search_result = {.more = true,
    .row_count = 2,
    .rows = {{.id = "e1",
		 .state = STATE_CANCELLED,
		 .created = T0,
		 .changed = T0 + 1,
		 .counter = "01",
		 .officer_name = "ทดสอบ เจ้าหน้าที่",
		 .taken_by = "ทดสอบ ผู้รับช่วง",
		 .holder_id = "o2",
		 .end_problem = PROBLEM_ENDED_MATCH_CODE,
		 .assurance = "IAL2.2",
		 .absence = ABSENCE_MISSING},
	{.id = "e0",
	    .state = STATE_SUCCESS,
	    .created = T0 - 2,
	    .changed = T0 - 1,
	    .counter = "02",
	    .officer_name = "ทดสอบ เจ้าหน้าที่",
	    .holder_id = "o1"}}};
static const struct api_day_report day_report = {.date = {2026, 11, 23},
    .now = T0,
    .created = 9,
    .success = 5,
    .open = 1,
    .refused = 2,
    .end_count = 2,
    .ends = {{STATE_EXPIRED, 2}, {STATE_REFUSED, 1}},
    .reason_count = 1,
    .reasons = {{PROBLEM_CARD_UNREADABLE, 2}},
    .hours = {[9] = 2, [23] = 3},
    .step_count = 1,
    .steps = {{STATE_PROOFED, STATE_SUCCESS, 5, 61000, 125000}}};
static const struct api_audit_trail audit_trail = {.more = true,
    .record_count = 2,
    .records = {{.time = T0,
		    .act = "enrollment.create",
		    .who = "o1",
		    .officer_name = "ทดสอบ เจ้าหน้าที่",
		    .office = "1001",
		    .counter = "01",
		    .result = "ok",
		    .correlation = "c1"},
	{.time = T0 + 1, .act = "enrollment.expire", .result = "ok"}}};
static const struct api_texts texts = {.version = "2563-10",
    .terms_th = "ข้อตกลง\nสองบรรทัด",
    .terms_en = "Terms",
    .consent_th = "ยินยอม",
    .consent_en = "Consent"};
static const struct api_claim claim = {
    .code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", .number = {"1100700000019"}};
#define PHONE_ENROLMENT                                                                            \
	{                                                                                          \
		.id = "e00112233445566778899aabbccddeeff", .state = STATE_SAVED, .revision = 11,   \
		.deadline = T0 + 5, .now = T0, .has_match_nonce = true,                            \
		.match_nonce = {1, 2, 255}, .has_proof_nonce = true, .proof_nonce = {9, 0, 8},     \
		.end_problem = PROBLEM_ENDED_REFUSED, .receipt = "a.b.c"                           \
	}
static const struct api_phone_enrolment phone_enrolment = PHONE_ENROLMENT;
static const struct api_consent consent = {.jws = "a.b.c"};
static const struct api_person_answer person_answer = {
    .person = {.number = {"1100700000019"},
	.thai = THAI_NAME,
	.english = ENGLISH_NAME,
	.birth = {1940, 0, 0},
	.sex = SEX_FEMALE,
	.address = {.part = {[ADDRESS_HOUSE] = "99/1",
			[ADDRESS_MOO] = "หมู่ที่ 4",
			[ADDRESS_PROVINCE] = "จังหวัดทดสอบ"}}},
    .enrolment = PHONE_ENROLMENT};
static const struct api_proof proof = {.jws = "a.b.c"};

static const struct api_self_view self_view = {.now = T0,
    .has_population = true,
    .population = {.person = {.number = {"1100700000019"},
		       .thai = THAI_NAME,
		       .english = ENGLISH_NAME,
		       .birth = {1977, 2, 0},
		       .sex = SEX_MALE,
		       .address = {.part = {[ADDRESS_HOUSE] = "9", [ADDRESS_PROVINCE] = "กรุงเทพ"}}},
	.alive = true,
	.thai = true},
    .has_latest_card = true,
    .latest_card = {.request_number = "10010112345/25631009",
	.issued = {2020, 10, 9},
	.expires = {9999, 12, 31}},
    .has_card = true,
    .card = {.request_number = "10010112345/25531009",
	.issued = {2010, 10, 9},
	.expires = {2019, 2, 27},
	.cancelled = true},
    .reasons = {PROBLEM_REFUSED_NOT_LATEST_CARD},
    .reason_count = 1};
static const struct api_looks looks = {.next = "1605000000123-17-a0f",
    .count = 2,
    .looks = {{.time = T0 + 2,
		  .act = "linkage.check",
		  .by = LOOK_BY_OFFICER,
		  .office = "1001",
		  .counter = "01",
		  .name_th = "สำนักงานเขตทดสอบ",
		  .name_en = "Test District Office",
		  .result = "DD-705",
		  .correlation = "c1"},
	{.time = T0 + 1, .act = "person.read", .by = LOOK_BY_THIS_PHONE, .result = "ok"}}};

#define CALLS(NAME)                                                                                \
	static void write_##NAME(struct buf *out, const void *body)                                \
	{                                                                                          \
		api_##NAME##_write(out, body);                                                     \
	}                                                                                          \
	static bool read_##NAME(void *body, const void *json, size_t len, struct error *err)       \
	{                                                                                          \
		return api_##NAME##_read(body, json, len, err);                                    \
	}

CALLS(problem)
CALLS(status)
CALLS(login)
CALLS(session)
CALLS(pin_change)
CALLS(linkage_check)
CALLS(linkage_answer)
CALLS(refusal)
CALLS(new_enrolment)
CALLS(enrolment)
CALLS(match_code)
CALLS(cancel)
CALLS(approval_request)
CALLS(approval)
CALLS(finger_write)
CALLS(finger_cryptogram)
CALLS(finger_outcome)
CALLS(search_person)
CALLS(search_result)
CALLS(day_report)
CALLS(audit_trail)
CALLS(texts)
CALLS(claim)
CALLS(phone_enrolment)
CALLS(consent)
CALLS(person_answer)
CALLS(proof)
CALLS(self_view)
CALLS(looks)

#define SAMPLE(NAME, BODY, PROBLEM, OPTIONAL)                                                      \
	{                                                                                          \
#NAME, &(BODY), sizeof(BODY), write_##NAME, read_##NAME, PROBLEM, OPTIONAL         \
	}

const struct sample samples[] = {
    SAMPLE(problem, problem, PROBLEM_CENTRE_ANSWER,
	" type title status id retry dopa detail correlation reasons "),
    SAMPLE(status, status, PROBLEM_CENTRE_ANSWER, " "),
    SAMPLE(login, login, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(session, session, PROBLEM_CENTRE_ANSWER, " pin_change "),
    SAMPLE(pin_change, pin_change, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(linkage_check, linkage_check, PROBLEM_BAD_REQUEST, " card.request_number "),
    SAMPLE(linkage_answer, linkage_answer, PROBLEM_CENTRE_ANSWER, " reasons in_progress_office "),
    SAMPLE(refusal, refusal, PROBLEM_BAD_REQUEST, " batch "),
    SAMPLE(new_enrolment, new_enrolment, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(enrolment, enrolment, PROBLEM_CENTRE_ANSWER,
	" deadline end_problem assurance absence code receipt officer_name counter taken_by "
	"holder_id "),
    SAMPLE(match_code, match_code_body, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(cancel, cancel, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(approval_request, approval_request, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(approval, approval, PROBLEM_CENTRE_ANSWER, " "),
    SAMPLE(
	finger_write, finger_write, PROBLEM_BAD_REQUEST, " card.request_number absence approval "),
    SAMPLE(finger_cryptogram, finger_cryptogram, PROBLEM_CENTRE_ANSWER, " "),
    SAMPLE(finger_outcome, finger_outcome, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(search_person, search_person, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(search_result, search_result, PROBLEM_CENTRE_ANSWER,
	" rows.taken_by rows.end_problem rows.assurance rows.absence "),
    SAMPLE(day_report, day_report, PROBLEM_CENTRE_ANSWER, " "),
    SAMPLE(audit_trail, audit_trail, PROBLEM_CENTRE_ANSWER,
	" records.who records.officer_name records.office records.counter records.correlation "),
    SAMPLE(texts, texts, PROBLEM_CENTRE_ANSWER, " "),
    SAMPLE(claim, claim, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(phone_enrolment, phone_enrolment, PROBLEM_CENTRE_ANSWER,
	" deadline match_nonce proof_nonce end_problem receipt "),
    SAMPLE(consent, consent, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(person_answer, person_answer, PROBLEM_CENTRE_ANSWER,
	" enrollment.deadline enrollment.match_nonce enrollment.proof_nonce"
	" enrollment.end_problem enrollment.receipt "),
    SAMPLE(proof, proof, PROBLEM_BAD_REQUEST, " "),
    SAMPLE(self_view, self_view, PROBLEM_CENTRE_ANSWER, " population latest_card card reasons "),
    SAMPLE(looks, looks, PROBLEM_CENTRE_ANSWER,
	" next looks.office looks.counter looks.name_th looks.name_en looks.correlation "),
};
const size_t sample_count = sizeof samples / sizeof samples[0];

void *sample_room(const struct sample *s)
{
	void *room = calloc(1, s->size);
	if (!room)
		abort();
	return room;
}
