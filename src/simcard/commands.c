#include "simcard/commands.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "simcard/desk.h"
#include "simcard/save.h"
#include "simcard/settings.h"

#define CUT_BACK_MAX 600000 /* ms */

typedef void command_fn(struct desk *d, char *operand, struct buf *answer);

static void put_card_in(struct desk *d, const char *path, enum desk_way way, struct buf *answer)
{
	struct error err;

	if (path != NULL && !desk_take(d, path, way, &err))
		buf_printf(answer, "error %s", err.context);
	else if (!desk_insert(d))
		buf_puts(answer, "error no card to insert: name its file");
	else
		buf_puts(answer, "ok");
}

static void do_insert(struct desk *d, char *operand, struct buf *answer)
{
	put_card_in(d, operand, DESK_ANEW, answer);
}

static void do_return(struct desk *d, char *operand, struct buf *answer)
{
	put_card_in(d, operand, DESK_KEPT, answer);
}

static void do_eject(struct desk *d, char *operand, struct buf *answer)
{
	(void)operand;
	desk_eject(d);
	buf_puts(answer, "ok");
}

static void do_eject_after(struct desk *d, char *operand, struct buf *answer)
{
	long n;

	if (operand == NULL || !settings_number(&n, operand, 0, EJECT_AFTER_MAX)) {
		buf_puts(answer, "error eject-after wants a number");
		return;
	}
	vpcd_eject_after(desk_vpcd(d), n);
	buf_puts(answer, "ok");
}

/* Two hexadecimal digits; "any" for all of them. */
static bool parse_ins(long *out, const char *word)
{
	*out = strcmp(word, "any") == 0 ? -1 : strtol(word, NULL, 16);
	return *out == -1 || (strlen(word) == 2 && strspn(word, "0123456789ABCDEFabcdef") == 2);
}

/* "N [INS [MS]]"; what is left out stays as *cut has it. */
static bool parse_cut(struct power_cut *cut, char *operand)
{
	char *rest = operand;
	const char *at = strsep(&rest, " ");
	const char *ins = strsep(&rest, " ");
	const char *back = strsep(&rest, " ");

	return at != NULL && rest == NULL && settings_number(&cut->at, at, 0, EJECT_AFTER_MAX) &&
	       (ins == NULL || parse_ins(&cut->ins, ins)) &&
	       (back == NULL || settings_number(&cut->back, back, 0, CUT_BACK_MAX));
}

static void do_cut_write(struct desk *d, char *operand, struct buf *answer)
{
	struct power_cut cut = {.ins = -1, .back = CARD_BACK_MS};

	if (desk_card(d) == NULL) {
		buf_puts(answer, "error no card");
	} else if (!parse_cut(&cut, operand)) {
		buf_puts(answer, "error cut-write wants a number, an instruction, milliseconds");
	} else {
		card_set_cut(desk_card(d), &cut);
		buf_puts(answer, "ok");
	}
}

static void do_status(struct desk *d, char *operand, struct buf *answer)
{
	struct vpcd *v = desk_vpcd(d);

	(void)operand;
	buf_printf(answer, "ok card=%s reader=%s port=%d commands=%lu",
	    desk_inserted(d) ? "inserted" : "out", vpcd_connected(v) ? "connected" : "away",
	    vpcd_port(v), vpcd_commands(v));
}

static void put_finger(struct buf *answer, const char *name, const struct finger_record *f)
{
	static const char *const states[] = {
	    [SLOT_EMPTY] = "empty", [SLOT_STORED] = "stored", [SLOT_DAMAGED] = "damaged"};

	buf_printf(answer, "%s=%s,%u/%u ", name, states[f->state], f->tries_left, f->tries_max);
}

static void do_fingers(struct desk *d, char *operand, struct buf *answer)
{
	const struct card *card = desk_card(d);
	const struct write_key *key;

	(void)operand;
	if (card == NULL) {
		buf_puts(answer, "error no card");
		return;
	}
	key = card_write_key(card);
	buf_puts(answer, "ok ");
	put_finger(answer, "right", card_finger(card, FINGER_RIGHT_INDEX));
	put_finger(answer, "left", card_finger(card, FINGER_LEFT_INDEX));
	if (key->kind == WRITE_KEY_SET)
		buf_printf(answer, "key=%u/%u", key->tries_left, key->tries_max);
	else
		buf_puts(answer, "key=none");
	buf_printf(answer, " writes=%ld", card_writes(card));
}

static void do_save(struct desk *d, char *operand, struct buf *answer)
{
	struct error err;

	if (operand == NULL || desk_card(d) == NULL)
		buf_puts(answer, operand == NULL ? "error save wants a file" : "error no card");
	else if (!save_card(desk_card(d), desk_path(d), operand, &err))
		buf_printf(answer, "error %s", err.context);
	else
		buf_puts(answer, "ok");
}

static const struct {
	const char *name;
	command_fn *run;
	bool names_file;
} commands[] = {
    {"insert", do_insert, true},
    {"return", do_return, true},
    {"eject", do_eject, false},
    {"eject-after", do_eject_after, false},
    {"cut-write", do_cut_write, false},
    {"status", do_status, false},
    {"fingers", do_fingers, false},
    {"save", do_save, true},
};

#define COMMAND_COUNT (sizeof commands / sizeof *commands)

/* The row of the line's first word; COMMAND_COUNT: none. */
static size_t find_command(const char *line)
{
	const size_t len = strcspn(line, " ");

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strlen(commands[i].name) == len && strncmp(commands[i].name, line, len) == 0)
			return i;
	return COMMAND_COUNT;
}

void commands_run(void *desk, char *line, struct buf *answer)
{
	const size_t i = find_command(line);
	char *operand = strchr(line, ' ');

	if (i == COMMAND_COUNT)
		buf_puts(answer, "error unknown command");
	else
		commands[i].run(desk, operand != NULL ? operand + 1 : NULL, answer);
}

void commands_put(struct buf *line, const char *command)
{
	const size_t i = find_command(command);
	const char *operand = strchr(command, ' ');
	char *here;

	if (i == COMMAND_COUNT || !commands[i].names_file || operand == NULL || operand[1] == '/' ||
	    (here = getcwd(NULL, 0)) == NULL) {
		buf_puts(line, command);
		return;
	}
	buf_printf(line, "%s %s/%s", commands[i].name, here, operand + 1);
	free(here);
}
