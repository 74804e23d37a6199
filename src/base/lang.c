/*
 * base/lang.c - choosing the language of gettext at run time.
 *
 * gettext looks at LANGUAGE for each text, but keeps what it found until its counter
 * moves; in C.UTF-8 that gives Thai although th_TH was never generated.
 */
#include "base/lang.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DOMAIN "ddopa"

extern int _nl_msg_cat_cntr; /* glibc's and libintl's */

/* gettext itself is process-wide, so what is chosen is so too. */
static bool utf8;
static enum lang current = LANG_EN;

static const char *const lang_names[] = {[LANG_TH] = "th", [LANG_EN] = "en"};

static bool locale_is_utf8(void)
{
	return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The variable that decides about characters, by POSIX's precedence. */
static const char *wanted_locale(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && *value != '\0')
			return value;
	}
	return "C";
}

/* SSH carries the LANG of the desk, which the server may never have generated
 * (th_TH.UTF-8): the characters are meant all the same. */
static void set_locale(void)
{
	const char *wanted = wanted_locale();

	if (setlocale(LC_ALL, "") != NULL && locale_is_utf8())
		return;
	const bool meant =
	    strcasestr(wanted, ".UTF-8") != NULL || strcasestr(wanted, ".utf8") != NULL;
	(void)setlocale(LC_ALL, meant ? "C.UTF-8" : "C");
}

static void look_up_in(enum lang lang)
{
	(void)setenv("LANGUAGE", lang_names[lang], 1);
	_nl_msg_cat_cntr++;
}

bool lang_init(void)
{
	const char *directory = getenv("DDOPA_LOCALEDIR");

	set_locale();
	/* Numbers are read and written by machines too: always with a point. */
	(void)setlocale(LC_NUMERIC, "C");
	(void)bindtextdomain(
	    DOMAIN, directory != NULL && *directory != '\0' ? directory : LOCALEDIR);
	(void)bind_textdomain_codeset(DOMAIN, "UTF-8");
	(void)textdomain(DOMAIN);
	utf8 = locale_is_utf8();
	current = LANG_EN;
	lang_set(LANG_TH);
	return utf8;
}

bool lang_utf8(void)
{
	return utf8;
}

void lang_use_ascii(void)
{
	(void)setlocale(LC_ALL, "C");
	utf8 = false;
	current = LANG_EN;
	_nl_msg_cat_cntr++;
}

void lang_set(enum lang lang)
{
	if (!utf8)
		return;
	current = lang;
	look_up_in(lang);
}

enum lang lang_get(void)
{
	return current;
}

bool lang_parse(enum lang *lang, const char *name)
{
	for (size_t i = 0; i < sizeof(lang_names) / sizeof(lang_names[0]); i++) {
		if (strcmp(name, lang_names[i]) == 0) {
			*lang = (enum lang)i;
			return true;
		}
	}
	return false;
}

const char *lang_text(enum lang lang, const char *msgid)
{
	if (!utf8 || lang == LANG_EN)
		return msgid;
	if (lang == current)
		return gettext(msgid);
	look_up_in(lang);
	const char *text = gettext(msgid);
	look_up_in(current);
	return text;
}
