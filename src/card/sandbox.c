/*
 * card/sandbox.c - the two sandboxes, made of the mechanisms.
 */
#include "card/sandbox.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static void limit(__rlimit_resource_t resource, rlim_t most)
{
	const struct rlimit both = {most, most};

	setrlimit(resource, &both);
}

bool sandbox_card_helper(void)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_NOFILE, 16);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || sandbox_landlock() < 0)
		return false;
	return sandbox_seccomp_card_helper();
}

bool sandbox_face(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return sandbox_seccomp_face();
}
