/*
 * What a vendor's match-on-card program cannot do, and what it can: each act in a process of
 * its own, once without the sandbox to see that it is possible at all.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "card/sandbox.h"

/* Sockets of every kind of address but AF_UNIX. */
static const int families[] = {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_BLUETOOTH, AF_VSOCK,
    AF_ALG, AF_TIPC, AF_KEY, AF_UNSPEC, AF_XDP, 45, -1, 0x7FFFFFFF};

static long act_open(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long act_unix(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/nowhere/comm"};
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int pair[2];

	if (fd < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
		return -1;
	return connect(fd, (struct sockaddr *)&address, sizeof address) != 0 && errno == ENOENT
		   ? 0
		   : -1;
}

static long act_shell(void)
{
	int status = -1;
	const pid_t pid = fork();

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", "test \"$(echo one | tr o O)\" = One", (char *)NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status == 0 ? 0 : -1;
}

static long act_exec_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		       MAP_FAILED
		   ? -1
		   : 0;
}

static long act_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 0, NULL) == 0 || errno == EINVAL || errno == EFAULT ? 0
											       : -1;
}

static long act_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long act_vm_read(void)
{
	char byte = 0;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return process_vm_readv(getpid(), &here, 1, &there, 1, 0);
}

static long act_vm_write(void)
{
	char byte = 0;
	struct iovec here = {&byte, 1}, there = {&byte, 1};

	return process_vm_writev(getpid(), &here, 1, &there, 1, 0);
}

static long act_unshare(void)
{
	return unshare(CLONE_FILES);
}

static long act_setns(void)
{
	return setns(-1, 0) == 0 || errno == EBADF ? 0 : -1;
}

static long act_keyctl(void)
{
	return syscall(SYS_keyctl, 0, -3, 0, 0, 0) >= 0 || errno != EPERM ? 0 : -1;
}

static long act_bpf(void)
{
	return syscall(SYS_bpf, 9999, NULL, 0) == 0 || errno == EINVAL ? 0 : -1;
}

static long act_mount(void)
{
	return mount("none", "/ddopa-no-such-directory", "tmpfs", 0, NULL) == 0 || errno == ENOENT
		   ? 0
		   : -1;
}

static long act_chroot(void)
{
	return chroot("/ddopa-no-such-directory") == 0 || errno == ENOENT ? 0 : -1;
}

static long act_personality(void)
{
	return personality(0xFFFFFFFF);
}

static long act_setsid(void)
{
	return setsid();
}

static long act_setpgid(void)
{
	return setpgid(0, 0);
}

static long clone_with(unsigned long flags)
{
	const long pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, 0UL);

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid((pid_t)pid, NULL, 0);
	return pid;
}

static long act_clone_user(void)
{
	return clone_with(CLONE_NEWUSER);
}

static long act_clone_net(void)
{
	return clone_with(CLONE_NEWUSER | CLONE_NEWNET);
}

static long act_clone_plain(void)
{
	return clone_with(0);
}

/* Refused for what it could carry; the caller falls back to clone. */
static long act_clone3(void)
{
	struct clone_args args = {.exit_signal = SIGCHLD};
	const long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid == 0)
		_exit(0);
	if (pid < 0 && errno == ENOSYS)
		errno = EPERM;
	return pid;
}

static long act_terminal_input(void)
{
	return ioctl(0, TIOCSTI, "x") == 0 || errno == ENOTTY || errno == EIO ? 0 : -1;
}

struct act {
	const char *name;
	long (*fn)(void);
	bool allowed;
	bool maybe; /* not possible everywhere even without a sandbox */
};

static const struct act acts[] = {
    {"open a file", act_open, true, false},
    {"a Unix socket", act_unix, true, false},
    {"programs of its own", act_shell, true, false},
    {"executable memory", act_exec_memory, true, false},
    {"a process", act_clone_plain, true, false},
    {"io_uring", act_io_uring, false, true},
    {"ptrace", act_ptrace, false, false},
    {"reading another's memory", act_vm_read, false, true},
    {"writing another's memory", act_vm_write, false, true},
    {"unshare", act_unshare, false, false},
    {"setns", act_setns, false, false},
    {"keyctl", act_keyctl, false, true},
    {"bpf", act_bpf, false, true},
    {"mount", act_mount, false, true},
    {"chroot", act_chroot, false, true},
    {"personality", act_personality, false, false},
    {"a session of its own", act_setsid, false, false},
    {"a group of its own", act_setpgid, false, false},
    {"a user namespace", act_clone_user, false, true},
    {"a network of its own", act_clone_net, false, true},
    {"clone3", act_clone3, false, true},
    {"typing into the terminal", act_terminal_input, false, false},
};
#define ACTS (sizeof acts / sizeof *acts)

enum { DONE, FORBIDDEN, OTHERWISE };

static int try_act(const struct act *act, bool boxed)
{
	int status;
	const pid_t pid = fork();

	if (pid == 0) {
		/* a leader of none: setsid would be refused to one */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (boxed && !sandbox_program())
			_exit(99);
		errno = 0;
		if (act->fn() >= 0)
			_exit(DONE);
		_exit(errno == EPERM ? FORBIDDEN : OTHERWISE);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void test_acts_are_possible(void **state)
{
	(void)state;
	for (size_t i = 0; i < ACTS; i++)
		if (!acts[i].maybe && try_act(&acts[i], false) != DONE)
			fail_msg("%s is not possible without a sandbox either", acts[i].name);
}

static void test_what_is_forbidden_and_what_is_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < ACTS; i++) {
		const int result = try_act(&acts[i], true);

		if (result != (acts[i].allowed ? DONE : FORBIDDEN))
			fail_msg("%s: %d", acts[i].name, result);
	}
}

/* The program is a stranger: it may try, and is not killed for it. */
static void test_it_is_refused_not_killed(void **state)
{
	(void)state;
	setenv("DDOPA_SANDBOX", "kill", 1);
	test_what_is_forbidden_and_what_is_not(state);
	unsetenv("DDOPA_SANDBOX");
}

static bool refused(long result)
{
	return result < 0 && errno == EAFNOSUPPORT;
}

static void test_no_socket_but_unix(void **state)
{
	int status;
	const pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		int pair[2];

		if (!sandbox_program())
			_exit(99);
		for (size_t i = 0; i < sizeof families / sizeof *families; i++)
			if (!refused(socket(families[i], SOCK_STREAM, 0)) ||
			    !refused(socketpair(families[i], SOCK_STREAM, 0, pair)))
				_exit((int)i + 1);
		/* what a 32-bit comparison would let through */
		if (!refused(syscall(SYS_socket, 0x100000001UL, SOCK_STREAM, 0)))
			_exit(98);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* It holds for what the program starts, too. */
static void test_it_is_inherited(void **state)
{
	int status;
	const pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		if (!sandbox_program())
			_exit(99);
		execl("/bin/sh", "sh", "-c",
		    "! setsid true 2>/dev/null && ! unshare -U true 2>/dev/null && "
		    "grep -q '^NoNewPrivs:.1' /proc/self/status && "
		    "grep -q '^Seccomp:.2' /proc/self/status && test \"$(ulimit -c)\" = 0",
		    (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_acts_are_possible),
	    cmocka_unit_test(test_what_is_forbidden_and_what_is_not),
	    cmocka_unit_test(test_it_is_refused_not_killed),
	    cmocka_unit_test(test_no_socket_but_unix),
	    cmocka_unit_test(test_it_is_inherited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
