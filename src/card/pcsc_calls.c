/*
 * card/pcsc_calls.c - each call through the table, with the watchdog around it.
 */
#include "card/pcsc.h"

static void arm(const struct pcsc *p, enum problem meaning)
{
	if (p->guard != NULL)
		p->guard(p->guard_arg, meaning);
}

static enum pcsc_status disarm(const struct pcsc *p, enum pcsc_status status)
{
	arm(p, PROBLEM_NONE);
	if (p->remote && (status == PCSC_NO_SERVICE || status == PCSC_STOPPED))
		return PCSC_AWAY;
	return status;
}

/* For the daemon's own questions, which it answers at once if at all. */
static void arm_daemon(const struct pcsc *p)
{
	arm(p, pcsc_problem(p->remote ? PCSC_AWAY : PCSC_NO_SERVICE));
}

enum pcsc_status pcsc_open(struct pcsc *p)
{
	arm_daemon(p);
	return disarm(p, p->ops->open(p->state));
}

enum pcsc_status pcsc_list(struct pcsc *p, struct pcsc_reader *readers, size_t *count)
{
	*count = 0;
	arm_daemon(p);
	return disarm(p, p->ops->list(p->state, readers, count));
}

enum pcsc_status pcsc_connect(struct pcsc *p, const char *reader)
{
	/* The daemon lets a connect wait while another program holds a transaction. */
	arm(p, PROBLEM_CARD_BUSY);
	return disarm(p, p->ops->connect(p->state, reader));
}

enum pcsc_status pcsc_reconnect(struct pcsc *p)
{
	arm(p, PROBLEM_CARD_BUSY);
	return disarm(p, p->ops->reconnect(p->state));
}

enum pcsc_status pcsc_begin(struct pcsc *p)
{
	arm(p, PROBLEM_CARD_BUSY);
	return disarm(p, p->ops->begin(p->state));
}

enum pcsc_status pcsc_transmit(
    struct pcsc *p, const uint8_t *command, size_t command_len, uint8_t *reply, size_t *len)
{
	arm(p, PROBLEM_CARD_MUTE);
	return disarm(p, p->ops->transmit(p->state, command, command_len, reply, len));
}

void pcsc_disconnect(struct pcsc *p, bool unpower)
{
	arm(p, PROBLEM_CARD_MUTE);
	p->ops->disconnect(p->state, unpower);
	arm(p, PROBLEM_NONE);
}

void pcsc_free(struct pcsc *p)
{
	if (p->ops == NULL)
		return;
	arm_daemon(p);
	p->ops->close(p->state);
	arm(p, PROBLEM_NONE);
	p->ops->free(p->state);
	p->ops = NULL;
}

enum problem pcsc_problem(enum pcsc_status status)
{
	static const enum problem problems[] = {
	    [PCSC_OK] = PROBLEM_NONE,
	    [PCSC_NO_SERVICE] = PROBLEM_NO_PCSCD,
	    [PCSC_AWAY] = PROBLEM_READER_AWAY,
	    [PCSC_DENIED] = PROBLEM_PCSCD_DENIED,
	    [PCSC_PROTOCOL] = PROBLEM_PCSCD_PROTOCOL,
	    [PCSC_STOPPED] = PROBLEM_NO_PCSCD,
	    [PCSC_NO_READER] = PROBLEM_NO_READER,
	    [PCSC_REMOVED] = PROBLEM_CARD_REMOVED,
	    [PCSC_MUTE] = PROBLEM_CARD_MUTE,
	    [PCSC_RESET] = PROBLEM_CARD_BUSY,
	    [PCSC_BUSY] = PROBLEM_CARD_BUSY,
	    [PCSC_UNSUPPORTED] = PROBLEM_CARD_FOREIGN,
	    [PCSC_FAILED] = PROBLEM_CARD_UNREADABLE,
	};

	return problems[status];
}
