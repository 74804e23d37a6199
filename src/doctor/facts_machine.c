/*
 * doctor/facts_machine.c - kernel, limits, memory, other programs. All from files below /proc,
 * /sys and /etc, but for the one question that the kernel answers by a system call alone.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/lang.h"
#include "card/sandbox.h"
#include "doctor/rows.h"

#define SECRETS_KIB 1024 /* what a counter's secrets need at most, and to spare */
#define MEMORY_STOP 32	 /* MiB */
#define MEMORY_WARN 128	 /* MiB */

/* A word of a list that is separated by commas or blanks. */
static bool has_word(const char *list, const char *word)
{
	const size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += length)
		if ((at == list || strchr(", \n", at[-1]) != NULL) &&
		    (at[length] == '\0' || strchr(", \n", at[length]) != NULL))
			return true;
	return false;
}

static void cut_line(char *text)
{
	text[strcspn(text, "\n")] = '\0';
}

/* ---- sandbox ---- */

void tell_landlock(const struct known_facts *s, struct fact *f)
{
	char lsm[LOOK_MAX];

	if (s->root == NULL)
		return;
	const bool listed = look_text(s, "/sys/kernel/security/lsm", lsm);
	const int abi = sandbox_landlock_abi();
	cut_line(lsm);
	if (listed && !has_word(lsm, "landlock"))
		fact_say(f, FACT_BAD, _("not among the security modules (%s)"), lsm);
	else if (abi == 0)
		fact_say(f, FACT_BAD, "%s", _("this kernel has none"));
	else
		fact_say(f, FACT_GOOD, _("version %d"), abi);
}

void tell_seccomp(const struct known_facts *s, struct fact *f)
{
	char text[LOOK_MAX], mode[32];

	if (s->root == NULL)
		return;
	if (!look_text(s, "/proc/sys/kernel/seccomp/actions_avail", text))
		fact_say(
		    f, FACT_BAD, "/proc/sys/kernel/seccomp/actions_avail: %s", strerror(errno));
	else if (!has_word(text, "errno") || !has_word(text, "kill_process"))
		fact_say(f, FACT_BAD, _("this kernel knows only: %.200s"), text);
	else if (look_text(s, "/proc/self/status", text) &&
		 look_line(text, "Seccomp:", mode, sizeof mode))
		fact_say(f, FACT_GOOD, _("mode %s"), mode);
	else
		fact_say(f, FACT_BAD, "/proc/self/status: %s", "Seccomp");
}

/* ---- memory that may reach a disk ---- */

/* Our own processes leave none whatever the pattern is; others that see the card might. */
void tell_core(const struct known_facts *s, struct fact *f)
{
	char pattern[LOOK_MAX];

	if (s->root == NULL)
		return;
	if (!look_text(s, "/proc/sys/kernel/core_pattern", pattern)) {
		fact_say(f, FACT_WARNING, "/proc/sys/kernel/core_pattern: %s", strerror(errno));
		return;
	}
	cut_line(pattern);
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		fact_say(f, FACT_BAD, "%s", _("this program could be dumped"));
	else
		fact_say(f, pattern[0] == '|' ? FACT_WARNING : FACT_GOOD,
		    pattern[0] == '|' ? _("handed to a program: %.200s")
				      : _("none of this program's (%.200s)"),
		    pattern);
}

/* The first space that is neither compressed memory nor encrypted by the device mapper. */
static bool plain_swap(const char *swaps, char *out, size_t size)
{
	const char *line = strchr(swaps, '\n');

	for (; line != NULL && line[1] != '\0'; line = strchr(line + 1, '\n')) {
		const char *name = line + 1;

		if (strncmp(name, "/dev/zram", 9) == 0 || strncmp(name, "/dev/dm-", 8) == 0 ||
		    strncmp(name, "/dev/mapper/", 12) == 0)
			continue;
		snprintf(out, size, "%.*s", (int)strcspn(name, " \t\n"), name);
		return true;
	}
	return false;
}

void tell_swap(const struct known_facts *s, struct fact *f)
{
	char swaps[LOOK_MAX], name[256];

	if (s->root == NULL)
		return;
	if (!look_text(s, "/proc/swaps", swaps))
		fact_say(f, FACT_WARNING, "/proc/swaps: %s", strerror(errno));
	else if (plain_swap(swaps, name, sizeof name))
		fact_say(f, FACT_WARNING, _("%s: not encrypted"), name);
	else
		fact_say(f, FACT_GOOD, "%s", _("none that is not encrypted"));
}

void tell_locked(const struct known_facts *s, struct fact *f)
{
	char limits[LOOK_MAX], text[128];

	if (s->root == NULL)
		return;
	if (!look_text(s, "/proc/self/limits", limits) ||
	    !look_line(limits, "Max locked memory", text, sizeof text)) {
		fact_say(f, FACT_WARNING, "/proc/self/limits: %s", "Max locked memory");
		return;
	}
	char *end;
	const unsigned long long kib = strtoull(text, &end, 10) / 1024;
	if (end == text)
		fact_say(f, FACT_GOOD, "%s", _("no limit"));
	else
		fact_say(f, kib < SECRETS_KIB ? FACT_WARNING : FACT_GOOD,
		    _("at most %llu KiB can be kept out of the swap space"), kib);
}

void tell_memory(const struct known_facts *s, struct fact *f)
{
	char text[LOOK_MAX], available[64];

	if (s->root == NULL)
		return;
	if (!look_text(s, "/proc/meminfo", text) ||
	    !look_line(text, "MemAvailable:", available, sizeof available)) {
		fact_say(f, FACT_WARNING, "/proc/meminfo: %s", "MemAvailable");
		return;
	}
	const unsigned long mib = strtoul(available, NULL, 10) / 1024;
	const enum standing_of_fact how = mib < MEMORY_WARN ? FACT_WARNING : FACT_GOOD;
	fact_say(f, mib < MEMORY_STOP ? FACT_BAD : how, _("%lu MiB"), mib);
}

/* ---- other programs ---- */

void tell_preload(const struct known_facts *s, struct fact *f)
{
	char text[LOOK_MAX];

	if (s->root == NULL)
		return;
	if (look_text(s, "/etc/ld.so.preload", text) && text[strspn(text, " \t\n")] != '\0') {
		cut_line(text);
		fact_say(f, FACT_WARNING, "/etc/ld.so.preload: %.200s", text);
		return;
	}
	fact_say(f, FACT_GOOD, "%s", _("none"));
}

/* The words of a command line are apart by NUL, here by blanks. */
static bool command_of(const struct known_facts *s, const char *pid, char text[LOOK_MAX])
{
	char path[64], whole[PATH_MAX];

	snprintf(path, sizeof path, "/proc/%.16s/cmdline", pid);
	look_path(s, path, whole);
	FILE *file = fopen(whole, "re");
	const size_t length = file != NULL ? fread(text, 1, LOOK_MAX - 1, file) : 0;

	if (file != NULL)
		fclose(file);
	for (size_t i = 0; i < length; i++)
		if (text[i] == '\0')
			text[i] = ' ';
	text[length] = '\0';
	return length > 0;
}

static bool is_service(const char *command)
{
	const size_t length = strcspn(command, " ");

	return length >= 5 && strncmp(command + length - 5, "pcscd", 5) == 0 &&
	       (length == 5 || command[length - 6] == '/');
}

static bool tells_of_cards(const char *command)
{
	static const char *const words[] = {"--apdu", "-a", "--debug", "-d", "--color", "-T"};

	for (size_t i = 0; i < 4; i++)
		if (has_word(command, words[i]))
			return true;
	return false;
}

void tell_service_log(const struct known_facts *s, struct fact *f)
{
	char path[PATH_MAX], command[LOOK_MAX];
	const struct dirent *e;

	if (s->root == NULL)
		return;
	look_path(s, "/proc", path);
	DIR *proc = opendir(path);
	fact_say(f, FACT_GOOD, "%s", _("nothing of a card"));
	while (proc != NULL && (e = readdir(proc)) != NULL)
		if (isdigit((unsigned char)e->d_name[0]) && command_of(s, e->d_name, command) &&
		    is_service(command) && tells_of_cards(command))
			fact_say(f, FACT_BAD, "%.200s", command);
	if (proc != NULL)
		closedir(proc);
}
