/* batch/code.h - an enrollment's code, painted for a camera or written as a picture. */
#ifndef DDOPA_BATCH_CODE_H
#define DDOPA_BATCH_CODE_H

#include "base/buf.h"
#include "wire/api.h"

/* 19 rows of cells in colours, an empty line, the typed code. out: secret memory. */
void code_paint(struct buf *out, const struct api_code *code);
/* A picture to fd, from the file's beginning (qr/picture.h). False: errno tells. */
bool code_picture(int fd, const struct api_code *code);

#endif
