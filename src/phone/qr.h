/*
 * phone/qr.h - the code out of a picture file (PNG), by zbar.
 */
#ifndef DDOPA_PHONE_QR_H
#define DDOPA_PHONE_QR_H

#include <stddef.h>

#include "base/error.h"

#define QR_CODES_MAX 8
#define QR_TEXT_SIZE 256

struct qr_codes {
	char text[QR_CODES_MAX][QR_TEXT_SIZE]; /* longer ones are left out */
	size_t count;
};

/* All QR codes in the picture. PROBLEM_CODE_UNREADABLE: no picture, too large a one
 * (over 64 million pixels), or no code in it. */
bool qr_read_png(struct qr_codes *codes, const char *path, struct error *err);

#endif
