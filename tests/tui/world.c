#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/loop.h"
#include "tui/keyboard.h"

#define WORDS	   20
#define TURNS_MOST 20 /* in which one answer has followed the other */

int __real_keyboard_read(struct keyboard *k);
int __wrap_keyboard_read(struct keyboard *k);

/* 23 November 2026 (BE 2569), 14:05:00 at UTC+7. */
#define BEGIN_MS 1795417500000LL

#define BEGINNING                                                                                  \
	{                                                                                          \
		.clock = {.real = BEGIN_MS, .mono = 1000000}, .card = RUNNER_CARD_EMPTY,           \
		.tries = {3, 3}, .policy = {.can_write = true, .approve_remove = true},            \
	}

static const struct card_text somsri = {
    .person = {.number = {"1112000000565"},
	.thai = {"นาง", "สมศรี", "น้ำผึ้ง", "ทดสอบกำลังดี"},
	.english = {"Mrs.", "Somsri", "Namphueng", "Thotsop"},
	.birth = {1977, 2, 28},
	.sex = SEX_FEMALE,
	.address = {{"99/9", "หมู่ที่ 12", "ตรอกทดสอบ", "ซอยน้ำใส", "ถนนกำแพงเพชร", "ตำบลธาตุเชิงชุม",
	    "อำเภอเมืองสกลนคร", "จังหวัดสกลนคร"}}},
    .issue = {.request_number = "47010000001/01020304",
	.issuing_office = "ท้องถิ่นเทศบาลนครสกลนคร (ทดสอบ)",
	.issued = {2020, 1, 1},
	.expires = {9999, 12, 31}},
};

static const struct card_text somchai = {
    .person = {.number = {"3470100000127"},
	.thai = {"นาย", "สมชาย", "", "ทดสอบใจดี"},
	.english = {"Mr.", "Somchai", "", "Thotsopchaidi"},
	.birth = {1960, 0, 0},
	.sex = SEX_MALE,
	.address = {{"1", "หมู่ที่ 1", "", "", "", "ตำบลทดสอบ", "อำเภอทดสอบ", "จังหวัดสกลนคร"}}},
    .issue = {.request_number = "47010000001/05060708",
	.issuing_office = "อำเภอเมืองสกลนคร/สกลนคร (ทดสอบ)",
	.issued = {2021, 6, 1},
	.expires = {2030, 5, 31}},
};

/* Names and address as long as TIS-620 fields let them be. */
static const struct card_text kanchana = {
    .person = {.number = {"2800100000044"},
	.thai = {"นางสาว", "กาญจนาภรณ์สุดารัตน์", "ศรีสุดารัตนาวดี", "ทดสอบนามสกุลยาวมากเป็นพิเศษกว่าใครทั้งหมด"},
	.english = {"Miss", "Kanchanapornsudarat", "Srisudarattanawadi",
	    "Thotsopnamsakunyaomakpenphisetkwakhraithangmot"},
	.birth = {1925, 12, 31},
	.sex = SEX_FEMALE,
	.address = {{"1234/5678 อาคารทดสอบยาวที่สุด", "หมู่ที่ 15", "ตรอกยาวเหลือเกิน",
	    "ซอยเทศบาลทดสอบ 12/45", "ถนนพัฒนาการคูขวางสายทดสอบ", "ตำบลปากพูน", "อำเภอเมืองนครศรีธรรมราช",
	    "จังหวัดนครศรีธรรมราช"}}},
    .issue = {.request_number = "80010000005/05050005",
	.issuing_office = "เทศบาลนครนครศรีธรรมราช/นครศรีธรรมราช (ทดสอบ)",
	.issued = {2022, 2, 28},
	.expires = {2030, 12, 30}},
};

struct world world = BEGINNING;
enum world_texts world_texts;

/* A mark without a base, an escape sequence, a carriage return, bidi controls (U+202E, U+2066),
 * zero width (U+200B, U+FEFF), a C1 control, a byte that is no UTF-8, a letter that is read
 * from the right, what is ignored, private or wide, a mark on a blank, marks in a heap. */
#define HOSTILE                                                                                    \
	"\u0e35\u0e48\033]0;hostile\a\r\n\033[2J\u202e\u2066\u200b\u200d\ufeff\xc2\x9b"            \
	"31m\xff"                                                                                  \
	"\u05d0\u00ad\u034f\u061c\ue000\u4e2d \u0e34"                                              \
	"ก\u0e35\u0e48\u0301\u0301\u0301\u0301\tb\bc\x7f"

const char *world_text(const char *plain)
{
	if (world_texts == WORLD_PLAIN)
		return plain;
	if (world_texts == WORLD_HOSTILE)
		return HOSTILE;
	return plain[0] ? "ก" : "";
}

static void replace(char *part, size_t size)
{
	char text[NAME_PART_SIZE];
	snprintf(text, sizeof text, "%s", world_text(part));
	snprintf(part, size, "%s", text);
}

static void replace_name(struct name *name)
{
	replace(name->prefix, sizeof name->prefix);
	replace(name->first, sizeof name->first);
	replace(name->middle, sizeof name->middle);
	replace(name->last, sizeof name->last);
}

/* The same card with other texts. */
static const struct card_text *retold(const struct card_text *told)
{
	static struct card_text text;
	if (world_texts == WORLD_PLAIN)
		return told;
	text = *told;
	replace_name(&text.person.thai);
	replace_name(&text.person.english);
	for (int i = 0; i < ADDRESS_PARTS; i++)
		replace(text.person.address.part[i], sizeof text.person.address.part[i]);
	replace(text.issue.request_number, sizeof text.issue.request_number);
	replace(text.issue.issuing_office, sizeof text.issue.issuing_office);
	return &text;
}

static void person(const char *name)
{
	world.person = retold(&somsri);
	if (strcmp(name, "somchai") == 0)
		world.person = retold(&somchai);
	else if (strcmp(name, "kanchana") == 0)
		world.person = retold(&kanchana);
}

/* A face drawn of a few blocks, so that a golden screen shows where it stands. */
static void draw_face(struct face *face)
{
	face->columns = CARD_FACE_COLUMNS;
	face->rows = CARD_FACE_ROWS;
	for (int y = 0; y < CARD_FACE_ROWS; y++) {
		for (int x = 0; x < CARD_FACE_COLUMNS; x++) {
			int dx = 2 * x - CARD_FACE_COLUMNS + 1;
			int dy = 4 * y - 2 * CARD_FACE_ROWS + 2;
			bool head = dx * dx * 5 + dy * dy * 2 < 900;
			struct face_cell cell = {
			    head ? 0x2584 : ' ', head ? 223 : 17, head ? 216 : 17};
			face->cell[y][x] = cell;
			face->mono[y][x] = cell;
		}
	}
	face->picture.width = CARD_PICTURE_WIDTH;
	face->picture.height = CARD_PICTURE_HEIGHT;
	for (size_t i = 0; i < sizeof face->picture.rgb; i++)
		face->picture.rgb[i] = (uint8_t)(i * i / 977);
}

static void take_fingers(char *const word[], int count)
{
	for (int i = 0; i < FINGER_COUNT && i + 1 < count; i++) {
		const char *how = word[i + 1];
		world.tries[i] = how[0] == '-'	 ? -1
				 : how[0] == 'x' ? -2
				 : how[0] == 'n' ? -3
						 : atoi(how);
	}
}

static void take_policy(char *const word[], int count)
{
	world.policy = (struct api_status){0};
	for (int i = 1; i < count; i++) {
		world.policy.can_write |= strcmp(word[i], "write") == 0;
		world.policy.approve_store |= strcmp(word[i], "approve-store") == 0;
		world.policy.approve_remove |= strcmp(word[i], "approve-remove") == 0;
		world.policy.exceptions |= strcmp(word[i], "exceptions") == 0;
	}
}

static void take_reasons(char *const word[], int count)
{
	world.reason_count = 0;
	for (int i = 1; i < count && world.reason_count < API_REASONS_MAX; i++)
		world.reasons[world.reason_count++] = problem_by_name(word[i]);
}

static void take_card(const char *how)
{
	static const char *const names[] = {[RUNNER_CARD_NO_PCSCD] = "pcscd",
	    [RUNNER_CARD_NO_READER] = "reader",
	    [RUNNER_CARD_EMPTY] = "empty",
	    [RUNNER_CARD_PRESENT] = "present"};
	for (int i = RUNNER_CARD_NO_PCSCD; i <= RUNNER_CARD_PRESENT; i++)
		if (strcmp(names[i], how) == 0)
			world.card = (enum runner_card)i;
}

/* Answers come in turns of their own, and each turn ends with painting. */
static void mark(void *arg)
{
	static unsigned turns;
	(void)arg;
	if (++turns % TURNS_MOST != 0) {
		loop_add_timer(world.loop, 0, mark, NULL);
		return;
	}
	fputs("\033_painted\033\\", stdout);
	fflush(stdout);
}

static void world_itself(char *const word[], int count)
{
	if (strcmp(word[0], "advance") == 0 && count > 1)
		clock_fake_advance(&world.clock, 1000LL * atoi(word[1]));
	else if (strcmp(word[0], "card") == 0 && count > 1)
		take_card(word[1]);
	else if (strcmp(word[0], "person") == 0 && count > 1)
		person(word[1]);
	else if (strcmp(word[0], "fingers") == 0)
		take_fingers(word, count);
	else if (strcmp(word[0], "reasons") == 0)
		take_reasons(word, count);
	else if (strcmp(word[0], "policy") == 0)
		take_policy(word, count);
	else if (strcmp(word[0], "mark") == 0)
		mark(NULL);
	else if (strcmp(word[0], "absence") == 0 && count > 1)
		finger_absence_parse(&world.absence, word[1]);
}

void world_command(const char *line)
{
	char copy[512];
	char *word[WORDS];
	char *rest = NULL;
	int count = 0;
	snprintf(copy, sizeof copy, "%s", line);
	for (char *w = strtok_r(copy, " ", &rest); w && count < WORDS;
	     w = strtok_r(NULL, " ", &rest))
		word[count++] = w;
	if (count == 0)
		return;
	world_itself(word, count);
	fake_central_command(word, count);
	fake_card_command(word, count);
	fake_runner_command(word, count);
}

/* What is typed between braces is the world's, in the order of the keys around it. */
int __wrap_keyboard_read(struct keyboard *k)
{
	static char command[256];
	static size_t len;
	static bool inside;
	for (int key; (key = __real_keyboard_read(k)) != 0;) {
		if (key == '}') {
			command[len] = '\0';
			len = 0;
			inside = false;
			world_command(command);
		} else if (inside && len < sizeof command - 1) {
			command[len++] = (char)key;
		} else if (key == '{') {
			inside = true;
		} else {
			return key;
		}
	}
	return 0;
}

void world_reset(void)
{
	world = (struct world)BEGINNING;
	fake_runner_begin();
}

void world_begin(struct loop *loop)
{
	world.loop = loop;
	person("somsri");
	draw_face(&world.face);
}
