/*
 * base/lang.h - the two languages. Texts in the source are English msgids; Thai comes
 * from po/th.po through gettext and can be switched at run time.
 *
 * In the plain C locale LANGUAGE is never looked at: English and ASCII then, as it
 * should be. In any UTF-8 locale (C.UTF-8 is enough) Thai is the default.
 */
#ifndef DDOPA_BASE_LANG_H
#define DDOPA_BASE_LANG_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)	 gettext(text)
#define N_(text) text
/* "%d day", "%d days": the one that goes with n. Each tells the number once. */
#define P_(one, many, n) ngettext(one, many, (unsigned long)(n))

enum lang { LANG_TH, LANG_EN };

/* setlocale, bindtextdomain (DDOPA_LOCALEDIR of the environment, else LOCALEDIR),
 * UTF-8 check. Returns false when the locale is not UTF-8 (then English stays). */
bool lang_init(void);
bool lang_utf8(void);
/* English and ASCII from here on, as in a locale without UTF-8: the terminal shows no more. */
void lang_use_ascii(void);
void lang_set(enum lang lang); /* no effect without UTF-8 */
enum lang lang_get(void);
bool lang_parse(enum lang *lang, const char *name); /* "th", "en" */
/* gettext in a given language whatever is set, for output that carries both. */
const char *lang_text(enum lang lang, const char *msgid) __attribute__((format_arg(2)));

#endif
