/*
 * card/sandbox_landlock.c - Landlock without a library: three system calls, of which two are
 * needed since nothing at all is allowed. Debian 12's headers stop at ABI 2, its kernel too;
 * what later kernels know is defined here and masked by the ABI found.
 */
#include "card/sandbox.h"

#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self  446
#endif

#define CREATE_RULESET_VERSION 1U

/* struct landlock_ruleset_attr as of ABI 6; an older kernel takes the longer one when what
 * it does not know is zero. */
struct ruleset {
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

/* The rights that each ABI has brought, the first in row 0. */
static const struct ruleset brought[] = {
    {.fs = 0x1FFF},  /* 1: execute … make_sym */
    {.fs = 1 << 13}, /* 2: refer */
    {.fs = 1 << 14}, /* 3: truncate */
    {.net = 0x3},    /* 4: bind and connect TCP */
    {.fs = 1 << 15}, /* 5: ioctl of devices */
    {.scoped = 0x3}, /* 6: abstract sockets, signals */
};
#define ABIS ((int)(sizeof brought / sizeof *brought))

int sandbox_landlock_abi(void)
{
	const long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

	return abi > 0 ? (int)abi : 0; /* not built in, or not among the boot's LSMs */
}

int sandbox_landlock(void)
{
	struct ruleset all = {0};
	const int abi = sandbox_landlock_abi();
	long fd;
	bool done;

	if (abi == 0)
		return 0;
	for (int i = 0; i < ABIS && i < abi; i++) {
		all.fs |= brought[i].fs;
		all.net |= brought[i].net;
		all.scoped |= brought[i].scoped;
	}
	fd = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (fd < 0)
		return -1;
	done = syscall(SYS_landlock_restrict_self, (int)fd, 0) == 0;
	close((int)fd);
	return done ? abi : -1;
}
