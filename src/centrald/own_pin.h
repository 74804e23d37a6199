/*
 * centrald/own_pin.h - an officer changes their own PIN. The old one is asked for and counted
 * as at login, the new one held to the rule of person/pin.h; the officer's other sessions end.
 */
#ifndef DDOPA_CENTRALD_OWN_PIN_H
#define DDOPA_CENTRALD_OWN_PIN_H

#include "centrald/call.h"

call_handler pin_change;

#endif
