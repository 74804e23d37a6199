/*
 * person/pin.h - which PINs are refused (protocol.md «PIN»): eight digits; no run and no
 * repeat of four; no calendar date of the last 120 years, written DDMMYYYY or YYYYMMDD, in
 * the Buddhist or the Common Era.
 */
#ifndef DDOPA_PERSON_PIN_H
#define DDOPA_PERSON_PIN_H

#include <stdbool.h>

#include "base/date.h"

#define PIN_DIGITS 8

/* Copies eight digits, Thai or ASCII, as ASCII; false when text is anything else. */
bool pin_read(char pin[PIN_DIGITS + 1], const char *text);
bool pin_is_weak(const char pin[PIN_DIGITS + 1], struct date today);

#endif
