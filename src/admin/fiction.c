#include "admin/fiction.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "person/person.h"

#define BODIES	   1000000000u /* nine digits */
#define STRIDE	   618033989u  /* no factor of BODIES: every body once */
#define CARD_YEARS 8
#define CARD_DAYS  3100 /* some cards are older than they are good for */
#define OLD_AGE	   70

/* splitmix64 (Steele, Lea, Flood 2014): a good stream from any state. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static unsigned below(uint64_t *state, unsigned limit)
{
	return (unsigned)((next(state) >> 32) * limit >> 32);
}

/* ---- dates ---- */

/* Days since 1970-01-01 and back, by the civil calendar's own arithmetic. */
static long days_of(struct date d)
{
	long y = d.year - (d.month <= 2);
	long era = y / 400;
	long yoe = y - era * 400;
	long doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static struct date date_of(long days)
{
	long z = days + 719468;
	long era = z / 146097;
	long doe = z - era * 146097;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long mp = (5 * doy + 2) / 153;
	long month = mp < 10 ? mp + 3 : mp - 9;
	return (struct date){.year = (int16_t)(yoe + era * 400 + (month <= 2)),
	    .month = (int8_t)month,
	    .day = (int8_t)(doy - (153 * mp + 2) / 5 + 1)};
}

/* The day before the first birthday that is not before eight years after the issue. */
static struct date expiry(struct date issued, struct date birth)
{
	if (date_age(birth, issued) >= OLD_AGE)
		return DATE_LIFELONG;
	struct date end = {(int16_t)(issued.year + CARD_YEARS), 12, 31};
	if (!date_is_known(birth))
		return end;
	struct date birthday = {end.year, birth.month, birth.day};
	struct date from = {end.year, issued.month, issued.day};
	if (date_compare(birthday, from) < 0)
		birthday.year++;
	return date_of(days_of(birthday) - 1);
}

/* ---- names and places ---- */

struct word {
	const char *thai, *english;
};

static const struct word first_words[] = {{"กล้า", "kla"}, {"ขวัญ", "khwan"}, {"คำ", "kham"},
    {"จันทร์", "chan"}, {"ชัย", "chai"}, {"ดาว", "dao"}, {"ทอง", "thong"}, {"บัว", "bua"},
    {"บุญ", "bun"}, {"ปราง", "prang"}, {"ฝน", "fon"}, {"พร", "phon"}, {"เพชร", "phet"}, {"ฟ้า", "fa"},
    {"มณี", "mani"}, {"มาลี", "mali"}, {"รัก", "rak"}, {"ลดา", "lada"}, {"ศรี", "si"}, {"แสง", "saeng"},
    {"หยก", "yok"}, {"อุ่น", "un"}, {"เอื้อง", "ueang"}, {"น้ำ", "nam"}};
static const struct word last_words[] = {{"กาญจน์", "kan"}, {"เขียว", "khiao"}, {"งาม", "ngam"},
    {"เจริญ", "charoen"}, {"ชื่น", "chuen"}, {"ดี", "di"}, {"ถาวร", "thawon"}, {"ธรรม", "tham"},
    {"นา", "na"}, {"ปรีดา", "prida"}, {"พนา", "phana"}, {"มั่น", "man"}, {"ยืน", "yuen"},
    {"รุ่ง", "rung"}, {"วงศ์", "wong"}, {"สุข", "suk"}, {"สวน", "suan"}, {"เหมือน", "muean"},
    {"อยู่", "yu"}, {"ใหญ่", "yai"}};
#define COUNT(A) (sizeof(A) / sizeof *(A))

static const struct {
	const char *sex, *thai, *english;
} titles[] = {{"male", "นาย", "Mr."}, {"female", "นาง", "Mrs."}, {"female", "นางสาว", "Miss"}};

static void make_names(struct fiction_person *p, uint64_t *state)
{
	unsigned t = below(state, COUNT(titles));
	if (t > 0 && below(state, 4) == 0)
		t = 0; /* as many men as women, nearly */
	const struct word *f = &first_words[below(state, COUNT(first_words))];
	const struct word *g = &first_words[below(state, COUNT(first_words))];
	const struct word *l = &last_words[below(state, COUNT(last_words))];
	const struct word *m = &last_words[below(state, COUNT(last_words))];
	p->sex = titles[t].sex;
	snprintf(p->name_th, sizeof p->name_th, "%s#ทดสอบ%s%s##สมมติ%s%s", titles[t].thai, f->thai,
	    g->thai, l->thai, m->thai);
	snprintf(p->name_en, sizeof p->name_en, "%s#Thotsop%s%s##Sommut%s%s", titles[t].english,
	    f->english, g->english, l->english, m->english);
	snprintf(p->address, sizeof p->address, "%u/%u#หมู่ที่ %u####ตำบลทดสอบ%u#อำเภอสมมติ%u#จังหวัดสมมติ",
	    1 + below(state, 999), 1 + below(state, 99), 1 + below(state, 20), 1 + below(state, 20),
	    1 + below(state, 40));
}

static void make_number(struct fiction_person *p, const struct fiction *f, uint64_t index)
{
	uint64_t seed = f->seed;
	uint64_t body = (index * STRIDE + next(&seed) % BODIES) % BODIES;
	int sum = 0;
	snprintf(p->number, sizeof p->number, "%c99%09" PRIu64, p->thai ? '1' : '6', body);
	for (int i = 0; i < CITIZEN_NUMBER_DIGITS - 1; i++)
		sum += (p->number[i] - '0') * (CITIZEN_NUMBER_DIGITS - i);
	p->number[CITIZEN_NUMBER_DIGITS - 1] = (char)('0' + (11 - sum % 11) % 10);
	p->number[CITIZEN_NUMBER_DIGITS] = '\0';
}

/* ---- cards ---- */

static void make_card(struct fiction_person *p, long issued, struct date birth, uint64_t *state)
{
	struct fiction_card *c = &p->cards[p->card_count++];
	struct date day = date_of(issued);
	memcpy(c->request_number, p->number + 1, 11);
	snprintf(c->request_number + 11, sizeof c->request_number - 11, "/%08u",
	    below(state, 100000000));
	date_to_iso(c->issued, day);
	date_to_iso(c->expires, expiry(day, birth));
	c->cancelled = false;
}

static void make_cards(
    struct fiction_person *p, const struct fiction *f, struct date birth, uint64_t *state)
{
	long issued = days_of(f->day) - below(state, CARD_DAYS);
	unsigned older = 1 + below(state, 1500);
	bool two = below(state, 1000) < 200;
	bool cancelled = below(state, 1000) < 10;
	p->card_count = 0;
	if (below(state, 1000) < 20)
		return;
	if (two)
		make_card(p, issued - older, birth, state);
	make_card(p, issued, birth, state);
	p->cards[p->card_count - 1].cancelled = cancelled;
}

void fiction_person(struct fiction_person *out, const struct fiction *f, uint64_t index)
{
	uint64_t state = f->seed ^ (index * 0xd1342543de82ef95u);
	struct fiction_person *p = out;
	p->alive = below(&state, 1000) >= 10;
	p->thai = below(&state, 1000) >= 5;
	make_number(p, f, index);
	make_names(p, &state);
	/* Old enough for the oldest of the cards. */
	struct date birth = date_of(days_of(f->day) - 21L * 366 - below(&state, 70 * 365));
	if (below(&state, 1000) < 10)
		birth = (struct date){.year = birth.year};
	date_to_iso(p->birth, birth);
	make_cards(p, f, birth, &state);
}
