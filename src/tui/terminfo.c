#include "tui/terminfo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/encode.h"

#define EXCHANGE "\033[7m"
#define PUT_BACK "\033[27m"

/* term(5), «Extended number format»: little-endian, numbers of 32 bits, the rest of 16. */
#define MAGIC  01036
#define ABSENT 0xffff

static void put_16(struct buf *b, uint32_t v)
{
	buf_u8(b, (uint8_t)v);
	buf_u8(b, (uint8_t)(v >> 8));
}

static void put_32(struct buf *b, uint32_t v)
{
	put_16(b, v);
	put_16(b, v >> 16);
}

/* NULL where the terminal has it not, also where terminfo says so by (char *)-1. */
static const char *said(const char *name)
{
	const char *value = tigetstr(name);
	return (intptr_t)value == -1 ? NULL : value;
}

/* A terminal without colours has none to exchange; its reverse video ends by sgr0. */
static bool can_exchange(void)
{
	const char *reverse = said("rev");
	return tigetnum("colors") > 0 && reverse && strcmp(reverse, EXCHANGE) == 0;
}

static const char *changed(const char *name)
{
	if (strcmp(name, "sgr") == 0 || strcmp(name, "prot") == 0)
		return NULL;
	if (strcmp(name, "smso") == 0 && can_exchange())
		return EXCHANGE;
	if (strcmp(name, "rmso") == 0 && can_exchange())
		return PUT_BACK;
	return said(name);
}

/* The offsets into the table, and the table. */
static void put_strings(struct buf *offsets, struct buf *table)
{
	for (int i = 0; i < STRWRITE; i++) {
		const char *value = changed(strnames[i]);
		put_16(offsets, value ? (uint32_t)table->len : ABSENT);
		if (value)
			buf_put(table, value, strlen(value) + 1);
	}
}

static void put_description(struct buf *b, const char *type)
{
	struct buf offsets = BUF_INIT, table = BUF_INIT;
	size_t name = strlen(type) + 1;
	put_strings(&offsets, &table);
	put_16(b, MAGIC);
	put_16(b, (uint32_t)name);
	put_16(b, BOOLWRITE);
	put_16(b, NUMWRITE);
	put_16(b, STRWRITE);
	put_16(b, (uint32_t)table.len);
	buf_put(b, type, name);
	for (int i = 0; i < BOOLWRITE; i++)
		buf_u8(b, tigetflag(boolnames[i]) > 0);
	if (b->len % 2 != 0)
		buf_u8(b, 0);
	for (int i = 0; i < NUMWRITE; i++)
		put_32(b, (uint32_t)tigetnum(numnames[i])); /* absent is -1 in both */
	buf_put(b, offsets.data, offsets.len);
	buf_put(b, table.data, table.len);
	b->failed |= !buf_ok(&offsets) || !buf_ok(&table) || table.len > INT16_MAX;
	buf_free(&offsets);
	buf_free(&table);
}

static bool has_single_ones(void)
{
	return said("bold") && said("rev") && said("sgr0");
}

/* Sets $TERMINFO to the changed description. False: there is none of this terminal. */
static bool describe(const char *type)
{
	struct buf description = BUF_INIT, text = BUF_INIT;
	TERMINAL *before = cur_term;
	int found = 0;
	if (setupterm(type, STDOUT_FILENO, &found) != OK)
		return false;
	if (has_single_ones()) {
		put_description(&description, type);
		buf_puts(&text, "hex:");
		hex_encode(&text, description.data, description.len);
		if (buf_ok(&description) && buf_ok(&text))
			setenv("TERMINFO", (const char *)text.data, 1);
	}
	del_curterm(set_curterm(before));
	buf_free(&description);
	buf_free(&text);
	return true;
}

SCREEN *terminfo_open(const char *type, FILE *out, FILE *in)
{
	if (!describe(type))
		return NULL;
	SCREEN *screen = newterm(type, out, in);
	unsetenv("TERMINFO");
	return screen ? screen : newterm(type, out, in);
}

bool terminfo_exchanges(void)
{
	return max_colors > 0 && !set_attributes && !enter_protected_mode && enter_standout_mode &&
	       exit_standout_mode && strcmp(enter_standout_mode, EXCHANGE) == 0 &&
	       strcmp(exit_standout_mode, PUT_BACK) == 0;
}
