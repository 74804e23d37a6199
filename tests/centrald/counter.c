#include "counter.h"

#include <stdio.h>
#include <string.h>

#include "../base/cmocka_all.h"
#include "base/clock.h"
#include "base/text.h"

void counter_make(struct counter *k, struct world *w, const char *office, const char *name)
{
	char cn[32];
	char file[48];
	memset(k, 0, sizeof *k);
	snprintf(k->office, sizeof k->office, "%s", office);
	snprintf(k->name, sizeof k->name, "%s", name);
	snprintf(cn, sizeof cn, "%s-%s", office, name);
	snprintf(file, sizeof file, "counter-%s-%ld", cn, w->ca.serial);
	const struct pki_subject subject = {.o = "DOPA", .ou = k->office, .cn = cn};
	pki_issue(&w->ca, &subject, w->directory, file, &k->certificate);
	client_make(&k->client, w, &k->certificate);
}

void counter_free(struct counter *k)
{
	client_free(&k->client);
	pki_issued_free(&k->certificate);
}

void counter_login(struct counter *k, const char *number, const char *pin, struct answer *a)
{
	struct api_login login = {0};
	struct buf body = BUF_INIT;
	snprintf(login.number.digits, sizeof login.number.digits, "%s", number);
	snprintf(login.pin, sizeof login.pin, "%s", pin);
	api_login_write(&body, &login);
	k->client.token[0] = '\0';
	const struct request r = {
	    .method = "POST", .path = "/v1/session", .body = body.data, .len = body.len};
	client_call(&k->client, &r, a);
	buf_free(&body);
}

void counter_login_ok(struct counter *k, const char *number, const char *pin)
{
	struct answer a;
	struct error err;
	counter_login(k, number, pin, &a);
	answer_is(&a, 201);
	assert_true(api_session_read(&k->session, a.body.data, a.body.len, &err));
	memcpy(k->client.token, k->session.token, sizeof k->client.token);
	answer_free(&a);
}

void counter_ready(struct counter *k, struct world *w)
{
	counter_make(k, w, "4701", "01");
	counter_login_ok(k, "1234567890121", "24681357");
}

static const struct sample {
	const char *name;
	const char *number, *thai, *english, *birth, *issued, *expires, *request;
} samples[] = {
    {"somsri", "1112034563562", "นาง#สมศรี#น้ำผึ้ง#ทดสอบกำลังดี",
	"Mrs.#Somsri#Namphueng#Thotsopkamlangdi", "1977-02-28", "2020-01-01", "9999-12-31",
	"47019900001/01010001"},
    {"somchai", "1101799999014", "นาย#สมชาย##ทดสอบใจดี", "Mr.#Somchai##Thotsopchaidi", "1990-10-15",
	"2023-06-15", "2031-10-14", "10179900002/02020002"},
    {"somchai-old", "1101799999014", "นาย#สมชาย##ทดสอบใจดี", "Mr.#Somchai##Thotsopchaidi",
	"1990-10-15", "2019-03-10", "2027-10-14", "10179900001/01010001"},
    {"boonmee", "3470599999021", "นาง#บุญมี##ทดสอบยืนยง", "Mrs.#Boonmee##Thotsopyuenyong",
	"1946-04-13", "2019-05-20", "9999-12-31", "47059900003/03030003"},
    {"khampan", "5570199999038", "นาย#คำปัน##ทดสอบดอยสูง", "Mr.#Khampan##Thotsopdoisung", "1962",
	"2021-09-09", "2029-12-31", "57019900004/04040004"},
    {"malee", "1500199999060", "นางสาว#มาลี##ทดสอบเวียงพิงค์", "Miss#Malee##Thotsopwiangphing",
	"1997-07-01", "2024-02-14", "2032-06-30", "50019900006/06060006"},
    {"expired", "1400199999087", "นาง#พิมพ์ใจ##ทดสอบหมดอายุ", "Mrs.#Phimchai##Thotsopmotayu",
	"1985-08-20", "2013-09-01", "2022-08-19", "40019900009/09090009"},
    {"alien", "6710199999077", "นาย#โซ##ทดสอบต่างด้าว", "Mr.#So##Thotsoptangdao", "1987-01-01",
	"2022-05-05", "2030-12-31", "71019900008/08080008"},
    {"officer", "1234567890121", "นาย#วินัย##ทดสอบรับลงทะเบียน", "Mr.#Winai##Thotsoprap", "1985-05-05",
	"2022-03-01", "2031-05-04", "47019900010/10100010"},
    {"second", SECOND_NUMBER, "นางสาว#อรทัย##ทดสอบคนที่สอง", "Miss#Orathai##Thotsopkhonthisong",
	"1990-09-09", "2022-04-01", "2031-09-08", "47019900011/11110011"},
    {"deceased", "1470199999125", "นาย#ปรีชา##ทดสอบถึงแก่กรรม", "Mr.#Pricha##Thotsopthuengkaekam",
	"1950-02-02", "2019-01-01", "2028-02-01", "47019900012/12120012"},
    {"no-card", "1470199999133", "เด็กหญิง#ใบบัว##ทดสอบไร้บัตร", "Miss#Baibua##Thotsopraibat",
	"2020-06-06", "2024-01-01", "2032-01-01", "47019900013/13130013"},
    {"cancelled", "1470199999141", "นาง#ลำดวน##ทดสอบยกเลิก", "Mrs.#Lamduan##Thotsopyokloek",
	"1972-12-12", "2023-01-15", "2031-12-11", "47019900014/14140014"},
    {"unknown", "1101700207030", "นาย#ไม่มี##ทดสอบในทะเบียน", "Mr.#Maimi##Thotsopnaithabian",
	"1980-01-01", "2020-01-01", "2029-01-01", "47019900099/99990099"},
};

void card_of(struct api_card_claim *card, const char *name)
{
	const struct sample *s = samples;
	while (strcmp(s->name, name) != 0)
		assert_true(++s < samples + COUNT_OF(samples));
	memset(card, 0, sizeof *card);
	assert_true(citizen_number_parse(&card->number, s->number));
	assert_true(name_split(&card->thai, s->thai));
	assert_true(name_split(&card->english, s->english));
	assert_true(date_from_iso(&card->birth, s->birth));
	assert_true(date_from_iso(&card->issued, s->issued));
	assert_true(date_from_iso(&card->expires, s->expires));
	snprintf(card->request_number, sizeof card->request_number, "%s", s->request);
}

void counter_linkage(struct counter *k, const struct api_card_claim *card, bool new_phone,
    struct api_linkage_answer *out)
{
	const struct api_linkage_check check = {.card = *card, .new_phone = new_phone};
	struct buf body = BUF_INIT;
	struct answer a;
	struct error err;
	api_linkage_check_write(&body, &check);
	client_json(&k->client, "POST", "/v1/linkage-checks", (const char *)body.data, &a);
	answer_is(&a, 200);
	assert_true(api_linkage_answer_read(out, a.body.data, a.body.len, &err));
	answer_free(&a);
	buf_free(&body);
}

void evidence_of(struct counter *k, const struct api_card_claim *card, struct api_evidence *e)
{
	int64_t now = clock_real_ms(&clock_system) + k->client.world->offset;
	*e = (struct api_evidence){.card = *card,
	    .same_person = true,
	    .finger = FINGER_RIGHT_INDEX,
	    .tries_left = 3,
	    .match_time = now - 2000,
	    .time = now,
	    .training = true};
	memset(e->digest, 0x5a, sizeof e->digest);
	text_append(e->office, sizeof e->office, k->office);
	text_append(e->counter, sizeof e->counter, k->name);
	text_append(e->officer_id, sizeof e->officer_id, k->session.officer_id);
}

void counter_create(
    struct counter *k, const struct api_evidence *e, bool new_phone, struct answer *a)
{
	struct api_new_enrolment n = {.new_phone = new_phone};
	struct buf jws = BUF_INIT;
	struct buf body = BUF_INIT;
	struct error err;
	assert_true(evidence_sign(&jws, e, k->certificate.key, k->certificate.certificate, &err));
	assert_true(text_append(n.evidence, sizeof n.evidence, (const char *)jws.data));
	api_new_enrolment_write(&body, &n);
	client_json(&k->client, "POST", "/v1/enrollments", (const char *)body.data, a);
	buf_free(&jws);
	buf_free(&body);
}

void read_enrolment(const struct answer *a, struct api_enrolment *out)
{
	struct error err;
	assert_true(api_enrolment_read(out, a->body.data, a->body.len, &err));
}

void counter_create_ok(
    struct counter *k, const struct api_card_claim *card, bool new_phone, struct api_enrolment *out)
{
	struct api_evidence e;
	struct answer a;
	evidence_of(k, card, &e);
	counter_create(k, &e, new_phone, &a);
	answer_is(&a, 201);
	read_enrolment(&a, out);
	answer_free(&a);
}

void counter_post(
    struct counter *k, const char *id, const char *what, const char *json, struct answer *a)
{
	char path[128];
	snprintf(path, sizeof path, "/v1/enrollments/%s/%s", id, what);
	client_json(&k->client, "POST", path, json, a);
}

void counter_code_ok(struct counter *k, const char *id, struct api_enrolment *out)
{
	struct answer a;
	counter_post(k, id, "codes", "{}", &a);
	answer_is(&a, 200);
	read_enrolment(&a, out);
	assert_true(out->has_code);
	answer_free(&a);
}

void counter_get_ok(struct counter *k, const char *id, struct api_enrolment *out)
{
	char path[128];
	struct answer a;
	snprintf(path, sizeof path, "/v1/enrollments/%s", id);
	client_json(&k->client, "GET", path, NULL, &a);
	answer_is(&a, 200);
	read_enrolment(&a, out);
	answer_free(&a);
}

void match_ok(struct counter *k, struct phone *p)
{
	char digits[API_MATCH_DIGITS + 1];
	char json[64];
	struct answer a;
	phone_digits(p, digits);
	snprintf(json, sizeof json, "{\"digits\":\"%s\"}", digits);
	counter_post(k, p->id, "match-code", json, &a);
	answer_is(&a, 200);
	answer_free(&a);
}

void enrol_ok(struct counter *k, struct phone *p, const char *name, bool new_phone)
{
	struct api_card_claim card;
	struct api_enrolment e;
	card_of(&card, name);
	counter_create_ok(k, &card, new_phone, &e);
	counter_code_ok(k, e.id, &e);
	phone_claim_ok(p, &e.code, card.number.digits);
	match_ok(k, p);
	phone_finish_ok(p);
}
