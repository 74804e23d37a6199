/*
 * phone/code.h - what a citizen gives as the code: the typed one, the address inside the QR
 * code, or a picture of it.
 */
#ifndef DDOPA_PHONE_CODE_H
#define DDOPA_PHONE_CODE_H

#include "wire/api.h"

/* Fills code or typed of the claim (the other becomes empty). A text that is neither a
 * typed code nor an address is taken for the path of a picture, when pictures may be used
 * (devices). PROBLEM_CODE_UNREADABLE, PROBLEM_CODE_OTHER_HOST, PROBLEM_NO_LEAVE. */
bool code_from_text(
    struct api_claim *claim, const char *text, const char *host, bool devices, struct error *err);
bool code_from_image(
    struct api_claim *claim, const char *path, const char *host, bool devices, struct error *err);

#endif
