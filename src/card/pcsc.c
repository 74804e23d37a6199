/*
 * card/pcsc.c - PC/SC through libpcsclite; the only file that knows winscard.
 */
#include "card/pcsc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <winscard.h>

#include "base/clock.h"

#define DAEMON_SOCKET "/run/pcscd/pcscd.comm"
#define AFTERMATH_MS  1000
#define NAMES_MAX     (PCSC_READERS_MAX * CARD_READER_NAME_SIZE + 1)

struct system_state {
	char socket[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	SCARDCONTEXT context;
	bool context_open;
	SCARDHANDLE card;
	bool card_open;
	DWORD protocol;
	int64_t lost_at; /* when the daemon went away, monotonic ms */
};

struct status_row {
	LONG code;
	enum pcsc_status status;
};

/* What is not listed is PCSC_FAILED. */
static const struct status_row rows[] = {
    {SCARD_S_SUCCESS, PCSC_OK},
    {SCARD_E_NO_SERVICE, PCSC_NO_SERVICE},
    {SCARD_E_SERVICE_STOPPED, PCSC_STOPPED},
    {SCARD_F_COMM_ERROR, PCSC_STOPPED}, /* the socket to the daemon broke */
    {SCARD_F_INTERNAL_ERROR, PCSC_STOPPED},
    {SCARD_W_SECURITY_VIOLATION, PCSC_DENIED},
    {SCARD_E_UNKNOWN_READER, PCSC_NO_READER},
    {SCARD_E_READER_UNAVAILABLE, PCSC_NO_READER},
    {SCARD_E_NO_READERS_AVAILABLE, PCSC_NO_READER},
    {SCARD_W_REMOVED_CARD, PCSC_REMOVED},
    {SCARD_E_NO_SMARTCARD, PCSC_REMOVED},
    {SCARD_W_UNRESPONSIVE_CARD, PCSC_MUTE},
    {SCARD_W_UNPOWERED_CARD, PCSC_RESET},
    {SCARD_W_RESET_CARD, PCSC_RESET},
    {SCARD_E_SHARING_VIOLATION, PCSC_BUSY},
    {SCARD_W_UNSUPPORTED_CARD, PCSC_UNSUPPORTED},
    {SCARD_E_PROTO_MISMATCH, PCSC_UNSUPPORTED},
};

static enum pcsc_status status_of(LONG code)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].code == code)
			return rows[i].status;
	return PCSC_FAILED;
}

/* libpcsclite says «no service» of a socket that is missing, deserted or forbidden. */
static bool socket_forbidden(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool forbidden;

	if (fd < 0)
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	forbidden = connect(fd, (struct sockaddr *)&address, sizeof address) != 0 &&
		    (errno == EACCES || errno == EPERM);
	close(fd);
	return forbidden;
}

/* The answers to SCardEstablishContext mean other things than later ones: «stopped» is how
 * a daemon of another release refuses, since its protocol must match exactly. Right after a
 * daemon has gone, or the connection that forwards its socket, «stopped» and «denied» mean
 * nothing but that (seen with ssh -R). */
static enum pcsc_status opening_status(const struct system_state *s, LONG code)
{
	const enum pcsc_status status = status_of(code);

	if (status == PCSC_NO_SERVICE)
		return socket_forbidden(s->socket) ? PCSC_DENIED : PCSC_NO_SERVICE;
	if (status != PCSC_OK && clock_mono_ms(&clock_system) < s->lost_at + AFTERMATH_MS)
		return PCSC_NO_SERVICE;
	if (code == SCARD_E_SERVICE_STOPPED)
		return PCSC_PROTOCOL;
	return status == PCSC_STOPPED || status == PCSC_FAILED ? PCSC_NO_SERVICE : status;
}

static enum pcsc_status system_open(void *state)
{
	struct system_state *s = state;
	LONG code;
	enum pcsc_status status;

	if (s->context_open)
		return PCSC_OK;
	code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &s->context);
	status = opening_status(s, code);
	s->context_open = status == PCSC_OK;
	return status;
}

static void system_disconnect(void *state, bool unpower)
{
	struct system_state *s = state;

	if (!s->card_open)
		return;
	/* Unpowered once inside the transaction, so that no other program comes in between,
	 * and left without power. */
	SCardEndTransaction(s->card, unpower ? SCARD_UNPOWER_CARD : SCARD_LEAVE_CARD);
	SCardDisconnect(s->card, unpower ? SCARD_UNPOWER_CARD : SCARD_LEAVE_CARD);
	s->card_open = false;
}

static void system_close(void *state)
{
	struct system_state *s = state;

	system_disconnect(s, true);
	if (s->context_open)
		SCardReleaseContext(s->context);
	s->context_open = false;
}

static void fill_reader(struct pcsc_reader *r, const SCARD_READERSTATE *state)
{
	const DWORD event = state->dwEventState;

	r->present = (event & SCARD_STATE_PRESENT) != 0;
	r->mute = (event & SCARD_STATE_MUTE) != 0;
	r->counter = (uint16_t)(event >> 16);
	r->atr_len = 0;
	if (r->present && state->cbAtr <= PCSC_ATR_MAX) {
		memcpy(r->atr, state->rgbAtr, state->cbAtr);
		r->atr_len = state->cbAtr;
	}
}

/* The multi-string of names; names too long for us cannot be used and are left out. */
static size_t take_names(struct pcsc_reader *readers, const char *names, size_t len)
{
	size_t count = 0;

	for (size_t at = 0; at < len && names[at] != '\0' && count < PCSC_READERS_MAX;) {
		const size_t n = strnlen(names + at, len - at);

		if (n < sizeof readers[count].name) {
			memcpy(readers[count].name, names + at, n);
			readers[count].name[n] = '\0';
			count++;
		}
		at += n + 1;
	}
	return count;
}

static enum pcsc_status dead_context(struct system_state *s, LONG code)
{
	enum pcsc_status status = status_of(code);

	if (code == SCARD_E_INVALID_HANDLE || status == PCSC_NO_SERVICE)
		status = PCSC_STOPPED;
	if (status == PCSC_STOPPED) {
		system_close(s);
		s->lost_at = clock_mono_ms(&clock_system);
	}
	return status;
}

static enum pcsc_status system_list(void *state, struct pcsc_reader *readers, size_t *count)
{
	struct system_state *s = state;
	char names[NAMES_MAX];
	DWORD len = sizeof names;
	SCARD_READERSTATE states[PCSC_READERS_MAX] = {0};
	LONG code = SCardListReaders(s->context, NULL, names, &len);

	*count = 0;
	if (code == SCARD_E_NO_READERS_AVAILABLE)
		return PCSC_OK;
	if (code != SCARD_S_SUCCESS)
		return dead_context(s, code);
	*count = take_names(readers, names, len);
	for (size_t i = 0; i < *count; i++)
		states[i].szReader = readers[i].name;
	code = SCardGetStatusChange(s->context, 0, states, (DWORD)*count);
	if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT) {
		*count = 0;
		/* Unplugged between the two calls: the next look will tell. */
		return code == SCARD_E_UNKNOWN_READER ? PCSC_OK : dead_context(s, code);
	}
	for (size_t i = 0; i < *count; i++)
		fill_reader(&readers[i], &states[i]);
	return PCSC_OK;
}

static enum pcsc_status system_connect(void *state, const char *reader)
{
	struct system_state *s = state;
	const LONG code = SCardConnect(s->context, reader, SCARD_SHARE_SHARED,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &s->card, &s->protocol);

	s->card_open = code == SCARD_S_SUCCESS;
	return status_of(code);
}

static enum pcsc_status system_reconnect(void *state)
{
	struct system_state *s = state;

	return status_of(SCardReconnect(s->card, SCARD_SHARE_SHARED,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_LEAVE_CARD, &s->protocol));
}

static enum pcsc_status system_begin(void *state)
{
	struct system_state *s = state;

	return status_of(SCardBeginTransaction(s->card));
}

static enum pcsc_status system_transmit(
    void *state, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	struct system_state *s = state;
	const SCARD_IO_REQUEST *request =
	    s->protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
	DWORD got = (DWORD)*len;
	const LONG code =
	    SCardTransmit(s->card, request, command, (DWORD)command_len, NULL, reply, &got);

	*len = code == SCARD_S_SUCCESS ? got : 0;
	return status_of(code);
}

static void system_free(void *state)
{
	free(state);
}

static const struct pcsc_ops system_ops = {
    .open = system_open,
    .close = system_close,
    .list = system_list,
    .connect = system_connect,
    .reconnect = system_reconnect,
    .begin = system_begin,
    .transmit = system_transmit,
    .disconnect = system_disconnect,
    .free = system_free,
};

bool pcsc_system(struct pcsc *pcsc, const char *socket)
{
	struct system_state *s = calloc(1, sizeof *s);

	if (s == NULL)
		return false;
	if (strlen(socket) >= sizeof s->socket ||
	    (socket[0] != '\0' && setenv("PCSCLITE_CSOCK_NAME", socket, 1) != 0)) {
		free(s);
		return false;
	}
	snprintf(s->socket, sizeof s->socket, "%s", socket[0] != '\0' ? socket : DAEMON_SOCKET);
	/* So that SCardBeginTransaction says «busy» instead of polling for ever. */
	setenv("PCSCLITE_NO_BLOCKING", "1", 1);
	s->lost_at = -AFTERMATH_MS;
	*pcsc = (struct pcsc){.ops = &system_ops, .state = s, .remote = socket[0] != '\0'};
	return true;
}
