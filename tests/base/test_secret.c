/* Secret memory, and what a process gives up. What changes the process is tried in a
 * child, which answers with its exit code: the number of the check that failed. */
#include "base/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/base/cmocka_all.h"

static int in_child(int (*check)(void *arg), void *arg)
{
	int status = -1;
	const pid_t pid = fork();

	if (pid == 0)
		_exit(check(arg));
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void it_is_zeroed_writable_and_freed(void **state)
{
	static const size_t sizes[] = {1, 13, 4096, 4097, 100000};
	static const uint8_t zeros[100000];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		uint8_t *p = secret_alloc(sizes[i]);

		assert_non_null(p);
		assert_memory_equal(p, zeros, sizes[i]);
		memset(p, 'x', sizes[i]);
		secret_wipe(p, sizes[i]);
		assert_memory_equal(p, zeros, sizes[i]);
		secret_free(p, sizes[i]);
	}
	secret_free(NULL, 10);
	secret_wipe(NULL, 10);
	assert_null(secret_alloc(0));
	assert_null(secret_alloc(SIZE_MAX - 10));
}

/* The flags of the mapping at p, as /proc/self/smaps has them. */
static void flags_of(const void *p, char *flags, size_t size)
{
	FILE *in = fopen("/proc/self/smaps", "r");
	char line[300];
	bool ours = false;

	assert_non_null(in);
	flags[0] = '\0';
	while (fgets(line, sizeof(line), in) != NULL) {
		unsigned long from, to;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			ours = (unsigned long)p >= from && (unsigned long)p < to;
		else if (ours && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(flags, size, "%s", line);
	}
	fclose(in);
}

static void it_stays_out_of_core_files_and_children(void **state)
{
	char flags[300];
	char *p = secret_alloc(64);

	(void)state;
	flags_of(p, flags, sizeof(flags));
	assert_non_null(strstr(flags, " dd")); /* MADV_DONTDUMP */
	assert_non_null(strstr(flags, " wf")); /* MADV_WIPEONFORK */
	secret_free(p, 64);
}

static int sees_secret(void *arg)
{
	return memcmp(arg, "50718293", 8) == 0;
}

static void a_child_finds_it_empty(void **state)
{
	char *p = secret_alloc(64);

	(void)state;
	strcpy(p, "50718293");
	assert_int_equal(in_child(sees_secret, p), 0);
	assert_string_equal(p, "50718293");
	secret_free(p, 64);
}

static int hardened(void *arg)
{
	struct rlimit core = {1, 1};

	(void)arg;
	umask(0);
	secret_harden_process();
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 1;
	if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || core.rlim_max != 0)
		return 2;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return 3;
	return umask(0) == 077 ? 0 : 4;
}

static void a_hardened_process_leaves_no_traces(void **state)
{
	(void)state;
	assert_int_equal(in_child(hardened, NULL), 0);
}

static const char *const hostile[] = {"SSLKEYLOGFILE", "https_proxy", "HTTPS_PROXY", "ALL_PROXY",
    "NO_PROXY", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "SSL_CERT_FILE",
    "SSL_CERT_DIR", "PKCS11_MODULE_PATH", "P11_KIT_STRICT", "SOFTHSM2_CONF", "TPM2OPENSSL_TCTI",
    "PCSCLITE_CSOCK_NAME", "PCSCLITE_FILTER_IGNORE_READER_NAMES", "LIBCCID_ifdLogLevel", "TERMINFO",
    "TERMINFO_DIRS", "NLSPATH", "MALLOC_CHECK_", "GCONV_PATH", "LOCPATH", "TZDIR", "LD_PRELOAD",
    "LD_LIBRARY_PATH", "IFS", "TERMX", "HOMEX", "LANGX", "LC", "DDOPA", "XDG_DATA_HOME"};
static const char *const kept[] = {"TERM", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "HOME", "PATH",
    "USER", "LOGNAME", "TZ", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "NO_COLOR",
    "COLORTERM", "TMUX", "SSH_TTY", "SSH_CONNECTION", "DDOPA_LOCALEDIR"};

static int cleaned(void *arg)
{
	(void)arg;
	for (size_t i = 0; i < COUNT_OF(hostile); i++)
		setenv(hostile[i], "/planted", 1);
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		setenv(kept[i], "kept", 1);
	secret_clean_environment();
	for (size_t i = 0; i < COUNT_OF(hostile); i++)
		if (getenv(hostile[i]) != NULL)
			return 1;
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		if (getenv(kept[i]) == NULL || strcmp(getenv(kept[i]), "kept") != 0)
			return 2;
	size_t count = 0;
	while (environ[count] != NULL)
		count++;
	if (count != COUNT_OF(kept))
		return 3;
	/* it can still be added to */
	setenv("LANGUAGE", "th", 1);
	setenv("DDOPA_NEW", "x", 1);
	return strcmp(getenv("LANGUAGE"), "th") == 0 && getenv("DDOPA_NEW") != NULL ? 0 : 4;
}

static int cleaned_of_nothing(void *arg)
{
	(void)arg;
	clearenv();
	secret_clean_environment();
	return environ != NULL && environ[0] != NULL;
}

static void only_what_is_harmless_stays_in_the_environment(void **state)
{
	(void)state;
	assert_int_equal(in_child(cleaned, NULL), 0);
	assert_int_equal(in_child(cleaned_of_nothing, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_zeroed_writable_and_freed),
	    cmocka_unit_test(it_stays_out_of_core_files_and_children),
	    cmocka_unit_test(a_child_finds_it_empty),
	    cmocka_unit_test(a_hardened_process_leaves_no_traces),
	    cmocka_unit_test(only_what_is_harmless_stays_in_the_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
