/*
 * The one file that knows winscard, against a winscard of the test's own: what each answer
 * of the daemon means (card.md «PC/SC», hardening.md finding 7 and F4).
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <winscard.h>

#include <cmocka.h>

#include "card/pcsc.h"

/* ---- winscard ---- */

static struct {
	LONG establish, list, status, connect, reconnect, begin, transmit;
	const char *names;
	size_t names_len;
	DWORD events[4];
	BYTE atr[33];
	DWORD atr_len;
	int contexts, released, ended, disconnected;
	DWORD end_disposition, disconnect_disposition, share, protocols;
	BYTE reply[300];
	DWORD reply_len;
} daemon_;

const SCARD_IO_REQUEST g_rgSCardT0Pci = {SCARD_PROTOCOL_T0, sizeof(SCARD_IO_REQUEST)};
const SCARD_IO_REQUEST g_rgSCardT1Pci = {SCARD_PROTOCOL_T1, sizeof(SCARD_IO_REQUEST)};

LONG SCardEstablishContext(DWORD scope, LPCVOID a, LPCVOID b, LPSCARDCONTEXT context)
{
	(void)a;
	(void)b;
	assert_int_equal(scope, SCARD_SCOPE_SYSTEM);
	*context = 7;
	daemon_.contexts += daemon_.establish == SCARD_S_SUCCESS;
	return daemon_.establish;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
	assert_int_equal(context, 7);
	daemon_.released++;
	return SCARD_S_SUCCESS;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR groups, LPSTR readers, LPDWORD len)
{
	(void)groups;
	assert_int_equal(context, 7);
	if (daemon_.list != SCARD_S_SUCCESS)
		return daemon_.list;
	assert_true(*len >= daemon_.names_len);
	if (daemon_.names_len > 0)
		memcpy(readers, daemon_.names, daemon_.names_len);
	*len = daemon_.names_len;
	return SCARD_S_SUCCESS;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD timeout, SCARD_READERSTATE *states, DWORD n)
{
	(void)context;
	assert_int_equal(timeout, 0);
	for (DWORD i = 0; i < n; i++) {
		assert_int_equal(states[i].dwCurrentState, SCARD_STATE_UNAWARE);
		states[i].dwEventState = daemon_.events[i];
		memcpy(states[i].rgbAtr, daemon_.atr, sizeof daemon_.atr);
		states[i].cbAtr = daemon_.atr_len;
	}
	return daemon_.status;
}

LONG SCardConnect(SCARDCONTEXT context, LPCSTR reader, DWORD share, DWORD protocols,
    LPSCARDHANDLE card, LPDWORD active)
{
	(void)context;
	(void)reader;
	daemon_.share = share;
	daemon_.protocols = protocols;
	*card = 9;
	*active = SCARD_PROTOCOL_T0;
	return daemon_.connect;
}

LONG SCardReconnect(
    SCARDHANDLE card, DWORD share, DWORD protocols, DWORD initialization, LPDWORD active)
{
	(void)card;
	(void)protocols;
	assert_int_equal(share, SCARD_SHARE_SHARED);
	assert_int_equal(initialization, SCARD_LEAVE_CARD);
	*active = SCARD_PROTOCOL_T1;
	return daemon_.reconnect;
}

LONG SCardBeginTransaction(SCARDHANDLE card)
{
	assert_int_equal(card, 9);
	return daemon_.begin;
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
	(void)card;
	daemon_.ended++;
	daemon_.end_disposition = disposition;
	return SCARD_S_SUCCESS;
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
	(void)card;
	daemon_.disconnected++;
	daemon_.disconnect_disposition = disposition;
	return SCARD_S_SUCCESS;
}

LONG SCardTransmit(SCARDHANDLE card, const SCARD_IO_REQUEST *send_pci, LPCBYTE command,
    DWORD command_len, SCARD_IO_REQUEST *receive_pci, LPBYTE reply, LPDWORD len)
{
	(void)card;
	(void)send_pci;
	(void)command;
	(void)command_len;
	assert_null(receive_pci);
	/* 256 fails with SCARD_E_INSUFFICIENT_BUFFER (card.md). */
	assert_true(*len >= 258);
	if (daemon_.transmit != SCARD_S_SUCCESS)
		return daemon_.transmit;
	memcpy(reply, daemon_.reply, daemon_.reply_len);
	*len = daemon_.reply_len;
	return SCARD_S_SUCCESS;
}

/* ---- tests ---- */

static struct pcsc pcsc;
static char directory[64];
static char socket_path[96];

static int setup(void **state)
{
	(void)state;
	memset(&daemon_, 0, sizeof daemon_);
	assert_true(pcsc_system(&pcsc, socket_path));
	return 0;
}

/* The daemon of this computer, whose socket is only another one. */
static int setup_near(void **state)
{
	setup(state);
	pcsc.remote = false;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	pcsc_free(&pcsc);
	return 0;
}

static void test_socket_of_the_configuration(void **state)
{
	(void)state;
	assert_string_equal(getenv("PCSCLITE_CSOCK_NAME"), socket_path);
}

static void test_opening(void **state)
{
	static const struct {
		LONG code;
		enum pcsc_status status;
	} rows[] = {
	    {SCARD_E_NO_SERVICE, PCSC_NO_SERVICE},
	    {SCARD_E_SERVICE_STOPPED, PCSC_PROTOCOL}, /* how another release refuses */
	    {SCARD_W_SECURITY_VIOLATION, PCSC_DENIED},
	    {SCARD_F_COMM_ERROR, PCSC_NO_SERVICE},
	    {SCARD_S_SUCCESS, PCSC_OK},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		daemon_.establish = rows[i].code;
		assert_int_equal(pcsc_open(&pcsc), rows[i].status);
	}
	/* open once is open */
	assert_int_equal(pcsc_open(&pcsc), PCSC_OK);
	assert_int_equal(daemon_.contexts, 1);
	pcsc_free(&pcsc);
	assert_int_equal(daemon_.released, 1);
}

/* «No service» of a socket whose mode forbids it is a denial (root may everything). */
static void test_forbidden_socket(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	strcpy(address.sun_path, socket_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(chmod(socket_path, 0), 0);
	daemon_.establish = SCARD_E_NO_SERVICE;
	assert_int_equal(pcsc_open(&pcsc), geteuid() == 0 ? PCSC_NO_SERVICE : PCSC_DENIED);
	close(fd);
	unlink(socket_path);
}

static void list(
    struct pcsc_reader readers[PCSC_READERS_MAX], size_t *count, enum pcsc_status wanted)
{
	assert_int_equal(pcsc_list(&pcsc, readers, count), wanted);
}

static void test_list(void **state)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	static const char names[] = "Reader A 00 00\0Reader B 01 00\0Reader C 02 00\0";
	size_t count;

	(void)state;
	assert_int_equal(pcsc_open(&pcsc), PCSC_OK);
	daemon_.names = names;
	daemon_.names_len = sizeof names;
	daemon_.events[0] = SCARD_STATE_EMPTY | SCARD_STATE_CHANGED;
	daemon_.events[1] = SCARD_STATE_PRESENT | SCARD_STATE_CHANGED | (5U << 16);
	daemon_.events[2] = SCARD_STATE_PRESENT | SCARD_STATE_MUTE | (1U << 16);
	daemon_.atr_len = 14;
	memcpy(daemon_.atr, "\x3B\x79", 2);
	list(readers, &count, PCSC_OK);
	assert_int_equal(count, 3);
	assert_string_equal(readers[1].name, "Reader B 01 00");
	assert_false(readers[0].present);
	assert_int_equal(readers[0].atr_len, 0);
	assert_true(readers[1].present);
	assert_int_equal(readers[1].counter, 5);
	assert_int_equal(readers[1].atr_len, 14);
	assert_int_equal(readers[1].atr[0], 0x3B);
	assert_true(readers[2].mute);
	/* an ATR longer than any can be is none */
	daemon_.atr_len = 40;
	list(readers, &count, PCSC_OK);
	assert_int_equal(readers[1].atr_len, 0);
}

static void test_list_of_none(void **state)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	size_t count = 9;

	(void)state;
	pcsc_open(&pcsc);
	daemon_.list = SCARD_E_NO_READERS_AVAILABLE;
	list(readers, &count, PCSC_OK);
	assert_int_equal(count, 0);
}

/* Unplugged between being listed and being looked at. */
static void test_reader_vanishes(void **state)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	static const char names[] = "Reader A 00 00\0";
	size_t count;

	(void)state;
	pcsc_open(&pcsc);
	daemon_.names = names;
	daemon_.names_len = sizeof names;
	daemon_.status = SCARD_E_UNKNOWN_READER;
	list(readers, &count, PCSC_OK);
	assert_int_equal(count, 0);
}

static void test_strange_lists(void **state)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	char names[2100];
	size_t count;

	(void)state;
	pcsc_open(&pcsc);
	/* a name too long for us is left out, the next one taken */
	memset(names, 'x', sizeof names);
	strcpy(names + 200, "");
	strcpy(names + 201, "Reader");
	names[208] = '\0';
	daemon_.names = names;
	daemon_.names_len = 209;
	list(readers, &count, PCSC_OK);
	assert_int_equal(count, 1);
	assert_string_equal(readers[0].name, "Reader");
	/* no end */
	daemon_.names_len = 100;
	list(readers, &count, PCSC_OK);
	assert_int_equal(count, 1);
	assert_int_equal(strlen(readers[0].name), 100);
}

static void test_daemon_dies(void **state)
{
	static const LONG codes[] = {SCARD_F_COMM_ERROR, SCARD_E_INVALID_HANDLE, SCARD_E_NO_SERVICE,
	    SCARD_E_SERVICE_STOPPED};
	struct pcsc_reader readers[PCSC_READERS_MAX];
	size_t count;

	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		daemon_.establish = SCARD_S_SUCCESS;
		assert_int_equal(pcsc_open(&pcsc), PCSC_OK);
		daemon_.list = codes[i];
		list(readers, &count, PCSC_STOPPED);
		daemon_.list = SCARD_S_SUCCESS;
		/* right after, «stopped» and «denied» mean only that it is away */
		daemon_.establish = SCARD_E_SERVICE_STOPPED;
		assert_int_equal(pcsc_open(&pcsc), PCSC_NO_SERVICE);
		daemon_.establish = SCARD_W_SECURITY_VIOLATION;
		assert_int_equal(pcsc_open(&pcsc), PCSC_NO_SERVICE);
	}
	assert_int_equal(daemon_.contexts, daemon_.released);
}

/* Over a socket that ssh forwards: the cut breaks the call that is under way, and a new
 * context is refused for a moment in the words of a denial, then as if nobody were there. */
static void test_link_is_cut(void **state)
{
	static const LONG refusals[] = {SCARD_W_SECURITY_VIOLATION, SCARD_E_SERVICE_STOPPED,
	    SCARD_E_NO_SERVICE, SCARD_F_COMM_ERROR};
	struct pcsc_reader readers[PCSC_READERS_MAX];
	uint8_t reply[PCSC_REPLY_MAX];
	size_t count, len = sizeof reply;

	(void)state;
	assert_true(pcsc.remote);
	pcsc_open(&pcsc);
	daemon_.transmit = SCARD_F_COMM_ERROR;
	assert_int_equal(pcsc_connect(&pcsc, "Reader"), PCSC_OK);
	assert_int_equal(pcsc_transmit(&pcsc, reply, 5, reply, &len), PCSC_AWAY);
	daemon_.list = SCARD_F_COMM_ERROR;
	list(readers, &count, PCSC_AWAY);
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		daemon_.establish = refusals[i];
		assert_int_equal(pcsc_open(&pcsc), PCSC_AWAY);
	}
	assert_int_equal(pcsc_problem(PCSC_AWAY), PROBLEM_READER_AWAY);
	daemon_.establish = daemon_.list = SCARD_S_SUCCESS;
	assert_int_equal(pcsc_open(&pcsc), PCSC_OK);
	list(readers, &count, PCSC_OK);
	assert_int_equal(daemon_.contexts, 2);
	assert_int_equal(daemon_.released, 1);
}

/* A denial that lasts is one: the thin client's pcscd does not admit the account there. */
static void test_denied_over_the_link(void **state)
{
	(void)state;
	daemon_.establish = SCARD_W_SECURITY_VIOLATION;
	assert_int_equal(pcsc_open(&pcsc), PCSC_DENIED);
	daemon_.establish = SCARD_E_SERVICE_STOPPED;
	assert_int_equal(pcsc_open(&pcsc), PCSC_PROTOCOL);
}

static void test_connection(void **state)
{
	static const struct {
		LONG code;
		enum pcsc_status status;
	} rows[] = {
	    {SCARD_W_UNRESPONSIVE_CARD, PCSC_MUTE},
	    {SCARD_W_REMOVED_CARD, PCSC_REMOVED},
	    {SCARD_E_NO_SMARTCARD, PCSC_REMOVED},
	    {SCARD_W_RESET_CARD, PCSC_RESET},
	    {SCARD_W_UNPOWERED_CARD, PCSC_RESET},
	    {SCARD_E_SHARING_VIOLATION, PCSC_BUSY},
	    {SCARD_E_PROTO_MISMATCH, PCSC_UNSUPPORTED},
	    {SCARD_W_UNSUPPORTED_CARD, PCSC_UNSUPPORTED},
	    {SCARD_E_READER_UNAVAILABLE, PCSC_NO_READER},
	    {SCARD_E_NOT_TRANSACTED, PCSC_FAILED},
	    {SCARD_S_SUCCESS, PCSC_OK},
	};
	uint8_t reply[PCSC_REPLY_MAX];

	(void)state;
	pcsc_open(&pcsc);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = sizeof reply;

		daemon_.connect = daemon_.reconnect = daemon_.begin = daemon_.transmit =
		    rows[i].code;
		assert_int_equal(pcsc_connect(&pcsc, "Reader"), rows[i].status);
		if (rows[i].code == SCARD_S_SUCCESS)
			break;
		assert_int_equal(pcsc_transmit(&pcsc, reply, 5, reply, &len), rows[i].status);
		assert_int_equal(len, 0);
		assert_int_equal(pcsc_reconnect(&pcsc), rows[i].status);
	}
	assert_int_equal(daemon_.share, SCARD_SHARE_SHARED);
	assert_int_equal(daemon_.protocols, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1);
	assert_int_equal(pcsc_begin(&pcsc), PCSC_OK);
}

static void test_leaving(void **state)
{
	(void)state;
	pcsc_open(&pcsc);
	pcsc_connect(&pcsc, "Reader");
	pcsc_disconnect(&pcsc, false);
	assert_int_equal(daemon_.disconnect_disposition, SCARD_LEAVE_CARD);
	pcsc_connect(&pcsc, "Reader");
	pcsc_disconnect(&pcsc, true);
	assert_int_equal(daemon_.end_disposition, SCARD_UNPOWER_CARD);
	assert_int_equal(daemon_.disconnect_disposition, SCARD_UNPOWER_CARD);
	pcsc_disconnect(&pcsc, true);
	assert_int_equal(daemon_.disconnected, 2);
	/* a context that is closed leaves no card powered */
	pcsc_connect(&pcsc, "Reader");
	pcsc_free(&pcsc);
	assert_int_equal(daemon_.disconnected, 3);
	assert_int_equal(daemon_.disconnect_disposition, SCARD_UNPOWER_CARD);
}

static void test_every_status_has_a_row(void **state)
{
	(void)state;
	assert_int_equal(pcsc_problem(PCSC_OK), PROBLEM_NONE);
	for (int s = PCSC_OK + 1; s <= PCSC_FAILED; s++)
		assert_int_not_equal(pcsc_problem((enum pcsc_status)s), PROBLEM_NONE);
}

/* Armed over each call with what its hanging would mean, disarmed after it. */
static enum problem armed, armed_last;

static void guard(void *arg, enum problem meaning)
{
	(void)arg;
	armed = meaning;
	if (meaning != PROBLEM_NONE)
		armed_last = meaning;
}

static void test_guard(void **state)
{
	uint8_t reply[PCSC_REPLY_MAX];
	size_t len = sizeof reply;

	(void)state;
	pcsc.guard = guard;
	pcsc_open(&pcsc);
	assert_int_equal(armed_last, PROBLEM_NO_PCSCD);
	pcsc_connect(&pcsc, "Reader");
	assert_int_equal(armed_last, PROBLEM_CARD_BUSY);
	pcsc_transmit(&pcsc, reply, 5, reply, &len);
	assert_int_equal(armed_last, PROBLEM_CARD_MUTE);
	pcsc_disconnect(&pcsc, true);
	assert_int_equal(armed, PROBLEM_NONE);
}

/* A connection that is silent says nothing of a daemon. */
static void test_guard_over_the_link(void **state)
{
	struct pcsc_reader readers[PCSC_READERS_MAX];
	size_t count;

	(void)state;
	pcsc.guard = guard;
	pcsc_open(&pcsc);
	assert_int_equal(armed_last, PROBLEM_READER_AWAY);
	list(readers, &count, PCSC_OK);
	assert_int_equal(armed_last, PROBLEM_READER_AWAY);
	assert_int_equal(armed, PROBLEM_NONE);
}

static void test_socket_too_long(void **state)
{
	struct pcsc other = {0};
	char path[200];

	(void)state;
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_false(pcsc_system(&other, path));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup_near, teardown)
#define FAR(name)  cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_socket_of_the_configuration),
	    TEST(test_opening),
	    TEST(test_forbidden_socket),
	    TEST(test_list),
	    TEST(test_list_of_none),
	    TEST(test_reader_vanishes),
	    TEST(test_strange_lists),
	    TEST(test_daemon_dies),
	    FAR(test_link_is_cut),
	    FAR(test_denied_over_the_link),
	    FAR(test_guard_over_the_link),
	    TEST(test_connection),
	    TEST(test_leaving),
	    TEST(test_every_status_has_a_row),
	    TEST(test_guard),
	    TEST(test_socket_too_long),
	};
	const char *top = getenv("TMPDIR");

	int failed;

	snprintf(directory, sizeof directory, "%s/ddopa-XXXXXX", top != NULL ? top : "/tmp");
	if (mkdtemp(directory) == NULL)
		return 99;
	snprintf(socket_path, sizeof socket_path, "%s/comm", directory);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(directory);
	return failed;
}
