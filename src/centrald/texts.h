/*
 * centrald/texts.h - the terms and the consent text, in both languages. Consent is a
 * signature over their hash, so a changed word is a new version.
 */
#ifndef DDOPA_CENTRALD_TEXTS_H
#define DDOPA_CENTRALD_TEXTS_H

#include "centrald/call.h"

extern const struct api_texts consent_texts;

call_handler texts_get;

#endif
