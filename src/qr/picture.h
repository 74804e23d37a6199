/*
 * qr/picture.h - the enrollment's code as a PNG file, for whoever asks for one: a picture that is
 * shown elsewhere than on a terminal. Until it is used or runs out, the file is as secret as
 * the code, so it is readable by its owner alone and never takes the place of another file.
 */
#ifndef DDOPA_QR_PICTURE_H
#define DDOPA_QR_PICTURE_H

#include "qr/qr.h"

#define QR_PICTURE_SCALE 8				 /* pixels a module */
#define QR_PICTURE_SIDE	 (QR_MODULES * QR_PICTURE_SCALE) /* pixels, the quiet zone included */

/* A new file of mode 0600; directory as openat() takes it. Its descriptor is the caller's; -1:
 * errno tells, EEXIST where there is anything of that name. */
int qr_picture_create(int directory, const char *path);
/* The picture, from the file's beginning: a renewed code takes the place of a dead one. False:
 * errno tells, and the file is empty if it can be. */
bool qr_picture_write(int fd, const struct qr *q);

#endif
