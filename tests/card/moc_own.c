/*
 * moc-own PROGRAM - makes a card=own program (ddopa-moc(7)) of a card=through one: it passes
 * commands on to PROGRAM, opens the card itself for each, transmits what PROGRAM has
 * transmitted, and puts the chip's serial to the end of its answers. What a vendor's
 * middleware over winscard looks like from outside; for the stories.
 *
 * PROGRAM is the first line of the file beside it, $0.program, since a program is started
 * with no arguments.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <winscard.h>

#define LINE 8192

static SCARDCONTEXT context;
static SCARDHANDLE card;
static DWORD protocol;
static FILE *to, *from;

_Noreturn static void give_up(const char *why)
{
	fprintf(stderr, "moc-own: %s\n", why);
	exit(1);
}

/* ---- hex ---- */

static size_t unhex(const char *hex, unsigned char *out, size_t size)
{
	size_t len = 0;
	unsigned byte;

	while (len < size && sscanf(hex + 2 * len, "%2x", &byte) == 1)
		out[len++] = (unsigned char)byte;
	return len;
}

static void print_hex(FILE *out, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%02X", bytes[i]);
}

/* ---- the card ---- */

static size_t transmit_once(const unsigned char *command, size_t len, unsigned char reply[258])
{
	DWORD got = 258;

	if (SCardTransmit(card, protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0,
		command, (DWORD)len, NULL, reply, &got) != SCARD_S_SUCCESS ||
	    got < 2)
		give_up("transmit");
	return got;
}

/* With what T=0 asks for: the rest fetched, a length corrected. */
static size_t transmit(const unsigned char *command, size_t len, unsigned char *reply, size_t size)
{
	unsigned char again[262];
	size_t total = 0, got;

	memcpy(again, command, len);
	for (;;) {
		unsigned char part[258];

		got = transmit_once(again, len, part);
		if (total + got > size)
			give_up("reply too long");
		memcpy(reply + total, part, got);
		total += got;
		if (part[got - 2] == 0x6C) {
			total -= got;
			again[len == 4 ? len++ : len - 1] = part[got - 1];
		} else if (part[got - 2] == 0x61) {
			total -= 2;
			memcpy(again, "\0\xC0\0\0", 4);
			again[4] = part[got - 1];
			len = 5;
		} else {
			return total;
		}
	}
}

static void open_card(const char *reader)
{
	if (SCardConnect(context, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
		&card, &protocol) != SCARD_S_SUCCESS ||
	    SCardBeginTransaction(card) != SCARD_S_SUCCESS)
		give_up("connect");
}

static void close_card(void)
{
	SCardEndTransaction(card, SCARD_LEAVE_CARD);
	SCardDisconnect(card, SCARD_LEAVE_CARD);
}

/* Production data, read before anything is selected that must stay so. */
static void read_serial(unsigned char serial[8])
{
	static const unsigned char select[] = {0, 0xA4, 4, 0}, get[] = {0x80, 0xCA, 0x9F, 0x7F, 0};
	unsigned char reply[600];

	transmit(select, sizeof select, reply, sizeof reply);
	if (transmit(get, sizeof get, reply, sizeof reply) < 23)
		give_up("serial");
	memcpy(serial, reply + 13, 8);
}

/* ---- one command ---- */

static void serve_apdu(const char *number, const char *hex)
{
	unsigned char command[261], reply[2050] = {0};
	const size_t len = unhex(hex, command, sizeof command);
	const size_t got = transmit(command, len, reply, sizeof reply);

	fprintf(to, "%s RAPDU ", number);
	print_hex(to, reply, got);
	fprintf(to, "\n");
	fflush(to);
}

static void pass_answer_on(const unsigned char serial[8])
{
	char line[LINE], number[16], verb[16], hex[LINE];

	for (;;) {
		if (fgets(line, sizeof line, from) == NULL)
			give_up("no answer");
		line[strcspn(line, "\n")] = '\0';
		hex[0] = '\0';
		if (sscanf(line, "%15s %15s %8191s", number, verb, hex) < 2)
			give_up("answer");
		if (strcmp(verb, "APDU") == 0) {
			serve_apdu(number, hex);
			continue;
		}
		if (strcmp(verb, "FINGER") == 0) {
			printf("%s\n", line);
			continue;
		}
		if (strstr(line, " serial=") != NULL || strcmp(verb, "FAILED") == 0) {
			printf("%s\n", line);
		} else {
			printf("%s serial=", line);
			print_hex(stdout, serial, 8);
			printf("\n");
		}
		fflush(stdout);
		return;
	}
}

static void pass_command_on(char *line)
{
	/* A write goes on where its challenge has left the card. */
	static unsigned char serial[8];
	char *reader = strstr(line, " reader=");
	const int writes = strstr(line, " STORE ") != NULL || strstr(line, " REMOVE ") != NULL;

	if (reader == NULL)
		give_up("no reader");
	*reader = '\0';
	open_card(reader + strlen(" reader="));
	if (!writes)
		read_serial(serial);
	fprintf(to, "%s\n", line);
	fflush(to);
	pass_answer_on(serial);
	close_card();
}

/* ---- the program behind ---- */

static void start(const char *self)
{
	char path[600], program[600];
	int in[2], out[2];
	FILE *f;

	snprintf(path, sizeof path, "%s.program", self);
	f = fopen(path, "r");
	if (f == NULL || fgets(program, sizeof program, f) == NULL || pipe(in) != 0 ||
	    pipe(out) != 0)
		give_up(path);
	fclose(f);
	program[strcspn(program, "\n")] = '\0';
	if (fork() == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	to = fdopen(in[1], "w");
	from = fdopen(out[0], "r");
}

int main(int argc, char **argv)
{
	char line[LINE];

	(void)argc;
	signal(SIGPIPE, SIG_IGN);
	start(argv[0]);
	if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
		give_up("no pcscd");
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strstr(line, " HELLO ") != NULL) {
			printf("1 HELLO version=1 card=own\n");
			fflush(stdout);
		} else {
			pass_command_on(line);
		}
	}
	SCardReleaseContext(context);
	return 0;
}
