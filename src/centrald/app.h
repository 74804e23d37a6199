/*
 * centrald/app.h - the citizen's app, as the citizens' listener serves it.
 *
 * The files of one directory (src/app, without subdirectories) are read when the centre
 * begins, compressed once, and answered from memory. Their contents together make one hash,
 * the bundle's: the files stand below /app/BUNDLE/ and may be kept for ever (RFC 8246),
 * because another version has another address. The page itself (/, and a code's address) and
 * its service worker (/sw.js) are asked for anew each time; in them @BUNDLE@ stands for the
 * hash. Whoever changes a file tells the centre by a restart.
 */
#ifndef DDOPA_CENTRALD_APP_H
#define DDOPA_CENTRALD_APP_H

#include "centrald/call.h"

#define APP_FILES_MAX 64
#define APP_FILE_MAX  (1024L * 1024) /* bytes, of one file */

struct app;

/* PROBLEM_IO: not to be read; PROBLEM_CONFIG: too large, too many, or no index.html and sw.js.
 * NULL then. Files of no type that is served are left alone. */
struct app *app_open(const char *directory, struct error *err);
void app_close(struct app *a);

/* Where no app is configured the page says so in words, and there are no files. */
call_handler app_page, app_worker, app_file;

#endif
