/*
 * centrald/finger_write.h - storing and removing fingers in a chip: each write is authorised
 * by itself, with the card's challenge, and told of afterwards.
 */
#ifndef DDOPA_CENTRALD_FINGER_WRITE_H
#define DDOPA_CENTRALD_FINGER_WRITE_H

#include "centrald/call.h"

call_handler finger_write_authorise, finger_write_outcome;

#endif
