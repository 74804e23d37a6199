/*
 * What the card helper and the face cannot do any more (hardening.md, R17): each act in a
 * process of its own, once without the sandbox to see that it is possible at all.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/encode.h"
#include "card/helper.h"
#include "card/photo.h"
#include "card/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define FILTERED false /* a sanitizer needs calls of its own: nothing is filtered */
#else
#define FILTERED true
#endif

/* An act returns what its system call returned: -1 with errno EPERM is «forbidden». */
typedef long act_fn(void);

static long act_open(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static long act_create(void)
{
	return open("/tmp/ddopa-sandbox-test", O_WRONLY | O_CREAT | O_EXCL, 0600);
}

static long act_execve(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};

	return execve("/bin/true", argv, NULL);
}

static long act_execveat(void)
{
	char *const argv[] = {(char[]){"true"}, NULL};

	return syscall(SYS_execveat, AT_FDCWD, "/bin/true", argv, NULL, 0);
}

static long act_fork(void)
{
	const pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid;
}

static long act_inet(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static long act_inet6(void)
{
	return socket(AF_INET6, SOCK_DGRAM, 0);
}

static long act_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static long act_packet(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static long act_bind(void)
{
	return syscall(SYS_bind, 0, NULL, 0);
}

static long act_listen(void)
{
	return syscall(SYS_listen, 0, 1);
}

static long act_exec_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		       MAP_FAILED
		   ? -1
		   : 0;
}

static long act_make_executable(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(p, 4096, PROT_READ | PROT_EXEC);
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

static long act_kill(void)
{
	return kill(getppid(), 0);
}

static long act_unlink(void)
{
	return unlink("/tmp/ddopa-no-such-file") == 0 || errno == ENOENT ? 0 : -1;
}

static long act_mkdir(void)
{
	return mkdir("/proc/ddopa", 0700) == 0 || errno == ENOENT ? 0 : -1;
}

static long act_chmod(void)
{
	return chmod("/tmp/ddopa-no-such-file", 0777) == 0 || errno == ENOENT ? 0 : -1;
}

static long act_rename(void)
{
	return rename("/tmp/ddopa-no-such-file", "/tmp/x") == 0 || errno == ENOENT ? 0 : -1;
}

static long act_setuid(void)
{
	return setuid(getuid());
}

static long act_unshare(void)
{
	return unshare(CLONE_FILES);
}

static long act_personality(void)
{
	return personality(0xFFFFFFFF);
}

static long act_prlimit(void)
{
	return syscall(SYS_prlimit64, 0, 7, NULL, NULL);
}

static long act_setns(void)
{
	return setns(-1, 0) == 0 || errno == EBADF ? 0 : -1;
}

static long act_mount(void)
{
	return mount("none", "/ddopa-no-such-directory", "tmpfs", 0, NULL) == 0 ||
		       errno == ENOENT || errno == EPERM
		   ? (errno == EPERM ? -1 : 0)
		   : -1;
}

static long act_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 0, NULL) == 0 || errno == EINVAL || errno == EFAULT ? 0
											       : -1;
}

static long act_keyctl(void)
{
	return syscall(SYS_keyctl, 0, -3, 0, 0, 0) >= 0 || errno != EPERM ? 0 : -1;
}

static long act_terminal_input(void)
{
	return ioctl(0, TIOCSTI, "x") == 0 || errno == ENOTTY || errno == EIO ? 0 : -1;
}

static long act_console(void)
{
	char command = 6;

	return ioctl(0, TIOCLINUX, &command) == 0 || errno == ENOTTY ? 0 : -1;
}

struct act {
	const char *name;
	act_fn *fn;
	bool face_too; /* forbidden to the face as well */
	bool maybe;    /* not possible everywhere even without a sandbox */
};

static const struct act acts[] = {
    {"open a file", act_open, false, false},
    {"create a file", act_create, false, false},
    {"execve", act_execve, true, false},
    {"execveat", act_execveat, true, false},
    {"fork", act_fork, false, false},
    {"an internet socket", act_inet, false, false},
    {"an IPv6 socket", act_inet6, false, true},
    {"a netlink socket", act_netlink, false, false},
    {"a packet socket", act_packet, false, true},
    {"bind", act_bind, false, true},
    {"listen", act_listen, false, true},
    {"executable memory", act_exec_memory, false, false},
    {"making memory executable", act_make_executable, false, false},
    {"ptrace", act_ptrace, true, false},
    {"reading another's memory", act_vm_read, true, true},
    {"kill", act_kill, false, false},
    {"unlink", act_unlink, false, false},
    {"mkdir", act_mkdir, false, false},
    {"chmod", act_chmod, false, false},
    {"rename", act_rename, false, false},
    {"setuid", act_setuid, false, false},
    {"unshare", act_unshare, true, false},
    {"personality", act_personality, true, false},
    {"prlimit", act_prlimit, false, true},
    {"setns", act_setns, true, false},
    {"mount", act_mount, true, true},
    {"io_uring", act_io_uring, true, true},
    {"keyctl", act_keyctl, true, true},
    {"typing into the terminal", act_terminal_input, true, false},
    {"the console's own commands", act_console, true, false},
};
#define ACTS (sizeof acts / sizeof *acts)

enum { DONE = 0, FORBIDDEN = 1, OTHER = 2, NO_SANDBOX = 3 };

/* In a child: the sandbox, then the act. */
static int try_act(bool (*sandbox)(void), const struct act *act)
{
	const pid_t pid = fork();
	int status;

	if (pid == 0) {
		long result;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (sandbox != NULL && !sandbox())
			_exit(NO_SANDBOX);
		errno = 0;
		result = act->fn();
		_exit(result >= 0 ? DONE : errno == EPERM || errno == EACCES ? FORBIDDEN : OTHER);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	unlink("/tmp/ddopa-sandbox-test");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void test_acts_are_possible(void **state)
{
	(void)state;
	for (size_t i = 0; i < ACTS; i++)
		if (!acts[i].maybe && try_act(NULL, &acts[i]) != DONE)
			fail_msg("%s is not possible without a sandbox either", acts[i].name);
}

static void test_card_helper(void **state)
{
	(void)state;
	unsetenv("DDOPA_SANDBOX");
	for (size_t i = 0; FILTERED && i < ACTS; i++) {
		const int result = try_act(sandbox_card_helper, &acts[i]);

		if (result != FORBIDDEN)
			fail_msg("%s: %d", acts[i].name, result);
	}
}

static void test_card_helper_killed(void **state)
{
	(void)state;
	setenv("DDOPA_SANDBOX", "kill", 1);
	for (size_t i = 0; FILTERED && i < ACTS; i++) {
		const int result = try_act(sandbox_card_helper, &acts[i]);

		if (result != 128 + SIGSYS)
			fail_msg("%s: %d", acts[i].name, result);
	}
	unsetenv("DDOPA_SANDBOX");
}

static void test_face(void **state)
{
	(void)state;
	for (size_t i = 0; FILTERED && i < ACTS; i++) {
		const int before = try_act(NULL, &acts[i]);
		const int result = try_act(sandbox_face, &acts[i]);

		if (acts[i].face_too ? result != FORBIDDEN : result != before)
			fail_msg("%s: %d", acts[i].name, result);
	}
}

/* What the helper lives on still works, and would be killed for anything else. */
static long act_its_work(void)
{
	uint8_t field[CARD_PHOTO_BYTES] = {
	    0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11};
	uint8_t digest[SHA256_SIZE], pixels[64 * 64 * 4] = {0};
	const struct photo photo = {.width = 64, .height = 64, .rgba = pixels};
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "/nowhere/comm"};
	struct photo none;
	struct error err;
	struct face face;
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	void *large = malloc(8 << 20);

	if (fd < 0 || large == NULL ||
	    connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return -1;
	free(large);
	close(fd);
	/* as libpcsclite does when there is nobody to connect to */
	if (strlen(strerror(ECONNREFUSED)) == 0)
		return -1;
	photo_decode(&none, field, sizeof field, &err);
	return sha256(digest, field, sizeof field) && photo_paint(&face, &photo) ? 0 : -1;
}

static void test_helper_can_work(void **state)
{
	static const struct act work = {"its work", act_its_work, false, false};

	(void)state;
	setenv("LANGUAGE", "th", 1);
	assert_non_null(setlocale(LC_ALL, "C.UTF-8"));
	helper_warm_up();
	setenv("DDOPA_SANDBOX", "kill", 1);
	assert_int_equal(try_act(sandbox_card_helper, &work), DONE);
	unsetenv("DDOPA_SANDBOX");
}

/* Where the kernel has Landlock, files are gone by it alone. */
static bool landlock_only(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && sandbox_landlock() >= 0;
}

static void test_landlock(void **state)
{
	static const struct act create = {"create a file", act_create, false, false};
	const long abi = syscall(444, NULL, 0, 1U);
	const int result = try_act(landlock_only, &create);

	(void)state;
	/* CAP_SYS_ADMIN or NO_NEW_PRIVS is there; without Landlock nothing changes */
	assert_int_equal(result, abi > 0 ? FORBIDDEN : DONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_acts_are_possible),
	    cmocka_unit_test(test_card_helper),
	    cmocka_unit_test(test_card_helper_killed),
	    cmocka_unit_test(test_face),
	    cmocka_unit_test(test_helper_can_work),
	    cmocka_unit_test(test_landlock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
