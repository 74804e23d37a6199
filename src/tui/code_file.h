/*
 * tui/code_file.h - the code as a PNG file in the officer's home directory, which they asked for.
 * It lives as long as the code does: as soon as that is used, runs out or is left, the file is
 * removed. After a kill -9 it stays, and is worth nothing once the code is dead.
 */
#ifndef DDOPA_TUI_CODE_FILE_H
#define DDOPA_TUI_CODE_FILE_H

#include "qr/qr.h"

#define CODE_FILE_NAME_SIZE 32

struct code_file {
	int home;			/* the directory, while there is a file */
	char name[CODE_FILE_NAME_SIZE]; /* "ddopa-code-140500.png"; "": none */
};

/* real_ms: for the name. False: errno tells; there is none then. An earlier one is removed. */
bool code_file_write(struct code_file *f, const struct qr *q, int64_t real_ms);
void code_file_remove(struct code_file *f); /* none is fine */

#endif
