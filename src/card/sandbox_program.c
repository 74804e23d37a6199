/*
 * card/sandbox_program.c - system calls that a vendor's match-on-card program cannot make: a
 * deny-list, since what it needs is not known.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "card/sandbox.h"
#include "card/sandbox_parts.h"

/* Out of the group that is killed as a whole. */
static const int leaving[] = {
    SCMP_SYS(setsid),
    SCMP_SYS(setpgid),
};

/* Any of these flags of clone(2) makes a namespace. */
static const unsigned long namespaces[] = {
    CLONE_NEWUSER,
    CLONE_NEWNS,
    CLONE_NEWNET,
    CLONE_NEWPID,
    CLONE_NEWIPC,
    CLONE_NEWUTS,
    CLONE_NEWCGROUP,
};

static bool add_socket_denials(scmp_filter_ctx filter)
{
	static const int calls[] = {SCMP_SYS(socket), SCMP_SYS(socketpair)};

	for (size_t i = 0; i < NAMES(calls); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), calls[i], 1,
			SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0)) != 0)
			return false;
	return true;
}

static bool add_clone_denials(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < NAMES(namespaces); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i])) != 0)
			return false;
	/* Its flags lie in memory, where no filter sees them; libraries fall back to clone. */
	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
}

bool sandbox_program(void)
{
	const struct rlimit no_core = {0, 0};
	scmp_filter_ctx filter;

	setrlimit(RLIMIT_CORE, &no_core);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	filter = seccomp_init(SCMP_ACT_ALLOW);
	return sandbox_load(
	    filter, filter != NULL && sandbox_add_denials(filter, SCMP_ACT_ERRNO(EPERM)) &&
			sandbox_add_all(filter, SCMP_ACT_ERRNO(EPERM), leaving, NAMES(leaving)) &&
			add_socket_denials(filter) && add_clone_denials(filter));
}
