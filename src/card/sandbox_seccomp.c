/*
 * card/sandbox_seccomp.c - system calls, by libseccomp: an allow-list for the card helper, a
 * deny-list for the face, whose libraries (ncurses, libcurl, OpenSSL) may ask for more.
 */
#include "card/sandbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "card/sandbox_parts.h"

/* What libpcsclite, libjpeg, libchafa with GLib, malloc and our loop call; with those that
 * are allowed on conditions at most 40. */
static const int helper_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(close),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(recvfrom),
    SCMP_SYS(connect),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(fcntl),
    SCMP_SYS(stat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(fstat),
    SCMP_SYS(lseek),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(mlock),
    SCMP_SYS(munlock),
    SCMP_SYS(futex),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(setitimer),
    SCMP_SYS(getrandom),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(getpid),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* What neither a face nor a program that we run ever has to do (hardening.md §5, «Sandbox»). */
static const int denied[] = {
    /* other processes */
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd),
    SCMP_SYS(kcmp),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    /* sockets and files past this filter */
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),
    SCMP_SYS(io_uring_register),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at),
    /* the kernel, and what all programs share */
    SCMP_SYS(bpf),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(delete_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kexec_file_load),
    SCMP_SYS(reboot),
    SCMP_SYS(swapon),
    SCMP_SYS(swapoff),
    SCMP_SYS(acct),
    SCMP_SYS(quotactl),
    SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(adjtimex),
    SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname),
    SCMP_SYS(ioperm),
    SCMP_SYS(iopl),
    SCMP_SYS(syslog),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    /* mounts and namespaces */
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(move_mount),
    SCMP_SYS(open_tree),
    SCMP_SYS(mount_setattr),
    SCMP_SYS(fsopen),
    SCMP_SYS(fspick),
    SCMP_SYS(fsmount),
    SCMP_SYS(fsconfig),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(personality),
};

/* Programs are started by the parent. */
static const int starting[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
};

static bool sanitizer_built_in(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
	return true;
#else
	return false;
#endif
#else
	return false;
#endif
}

static uint32_t denial(void)
{
	const char *wish = getenv("DDOPA_SANDBOX");

	if (wish != NULL && strcmp(wish, "kill") == 0)
		return SCMP_ACT_KILL_PROCESS;
	return SCMP_ACT_ERRNO(EPERM);
}

bool sandbox_add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
			return false;
	return true;
}

/* What types into the terminal for whoever sits at it. */
static bool add_terminal_denials(scmp_filter_ctx filter, uint32_t action)
{
	static const unsigned long requests[] = {TIOCSTI, TIOCLINUX};

	for (size_t i = 0; i < NAMES(requests); i++)
		if (seccomp_rule_add(filter, action, SCMP_SYS(ioctl), 1,
			SCMP_A1(SCMP_CMP_MASKED_EQ, 0xFFFFFFFFUL, requests[i])) != 0)
			return false;
	return true;
}

bool sandbox_add_denials(scmp_filter_ctx filter, uint32_t action)
{
	return sandbox_add_all(filter, action, denied, NAMES(denied)) &&
	       add_terminal_denials(filter, action);
}

bool sandbox_load(scmp_filter_ctx filter, bool complete)
{
	bool loaded = false;

	if (filter != NULL && complete) {
		/* Logging what was denied is wished for, not needed. */
		(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, 1);
		loaded = seccomp_load(filter) == 0;
	}
	seccomp_release(filter);
	return loaded;
}

static bool add_helper_conditions(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		   SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0)) == 0 &&
	       /* isatty(2), asked by libpcsclite */
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
		   SCMP_A1(SCMP_CMP_EQ, TCGETS, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
}

bool sandbox_seccomp_card_helper(void)
{
	scmp_filter_ctx filter;

	if (sanitizer_built_in())
		return true;
	filter = seccomp_init(denial());
	return sandbox_load(filter,
	    filter != NULL &&
		sandbox_add_all(filter, SCMP_ACT_ALLOW, helper_calls, NAMES(helper_calls)) &&
		add_helper_conditions(filter));
}

bool sandbox_seccomp_face(void)
{
	scmp_filter_ctx filter;

	if (sanitizer_built_in())
		return true;
	filter = seccomp_init(SCMP_ACT_ALLOW);
	return sandbox_load(
	    filter, filter != NULL && sandbox_add_denials(filter, denial()) &&
			sandbox_add_all(filter, denial(), starting, NAMES(starting)));
}
