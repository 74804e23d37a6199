/*
 * centrald/eligibility.h - the check of a card by citizen number, the evening before a booking:
 * so that people hear in time that their card must be renewed. It must not become an oracle
 * (who is enrolled, whose number is real): so it takes a right of its own, tells only of those
 * who have booked at the officer's office, only what is about the card, each asking is
 * recorded, and a counter has CHECKS_AN_HOUR of them. Whoever is asked about, the registers
 * and the store are asked the same questions before anything is decided.
 */
#ifndef DDOPA_CENTRALD_ELIGIBILITY_H
#define DDOPA_CENTRALD_ELIGIBILITY_H

#include "centrald/call.h"

#define CHECKS_AN_HOUR	      200
#define RIGHT_CHECK_BY_NUMBER "check-by-number"

call_handler eligibility_check;

#endif
