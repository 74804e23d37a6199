/*
 * base/secret.c - secret memory, and what a process gives up at its start.
 */
#include "base/secret.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* hardening.md, finding 4 and T14; a trailing '*' stands for any rest. */
static const char *const allowed_environment[] = {"TERM", "LANG", "LANGUAGE", "LC_*", "HOME",
    "PATH", "USER", "LOGNAME", "TZ", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME",
    "NO_COLOR", "COLORTERM", "TMUX", "SSH_TTY", "SSH_CONNECTION", "NOTIFY_SOCKET", "WATCHDOG_*",
    "DDOPA_*", NULL};

void secret_harden_process(void)
{
	const struct rlimit none = {0, 0};

	/* Where core files are piped to a program the limit is not looked at, so
	 * both are needed. None of these can fail in a way that could be mended. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)umask(077);
}

static bool name_allowed(const char *entry)
{
	const size_t len = strcspn(entry, "=");

	for (size_t i = 0; allowed_environment[i] != NULL; i++) {
		const char *want = allowed_environment[i];
		const size_t n = strlen(want);

		if (want[n - 1] == '*' ? strncmp(entry, want, n - 1) == 0
				       : len == n && strncmp(entry, want, n) == 0)
			return true;
	}
	return false;
}

void secret_clean_environment(void)
{
	size_t kept = 0;

	for (size_t i = 0; environ != NULL && environ[i] != NULL; i++)
		if (name_allowed(environ[i]))
			environ[kept++] = environ[i];
	if (environ != NULL)
		environ[kept] = NULL;
}

/* Whole pages of its own for each secret: the advice works on pages only. */
static size_t pages_of(size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (size + page - 1) / page * page;
}

void *secret_alloc(size_t size)
{
	if (size == 0 || size > SIZE_MAX / 2)
		return NULL;
	const size_t len = pages_of(size);
	void *p = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	/* Locking ends at RLIMIT_MEMLOCK (8 MiB on Debian); the memory is usable
	 * without it, so failing is not an error. */
	(void)madvise(p, len, MADV_DONTDUMP);
	(void)madvise(p, len, MADV_WIPEONFORK);
	(void)mlock(p, len);
	return p;
}

void secret_free(void *p, size_t size)
{
	if (p == NULL)
		return;
	OPENSSL_cleanse(p, size);
	(void)munmap(p, pages_of(size));
}

void secret_wipe(void *p, size_t size)
{
	if (p != NULL)
		OPENSSL_cleanse(p, size);
}

void secret_heap_free(void *p)
{
	if (p == NULL)
		return;
	OPENSSL_cleanse(p, malloc_usable_size(p));
	free(p);
}

/* realloc may leave the old copy behind. */
void *secret_heap_realloc(void *p, size_t size)
{
	void *fresh = malloc(size > 0 ? size : 1);

	if (fresh != NULL && p != NULL) {
		const size_t old = malloc_usable_size(p);

		memcpy(fresh, p, old < size ? old : size);
		secret_heap_free(p);
	}
	return fresh;
}
