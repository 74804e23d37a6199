/*
 * card/watchdog.h - a PC/SC call may never return: SCardCancel does not stop a transmit to
 * a mute card, and a stopped daemon answers nothing. So a timer runs over each call; when it
 * fires, a last message, prepared beforehand, tells the face what happened, and the helper
 * ends. The parent starts another.
 */
#ifndef DDOPA_CARD_WATCHDOG_H
#define DDOPA_CARD_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WATCHDOG_MS 5000 /* hardening.md, F7 */

/* fd: where the last message goes. */
bool watchdog_init(int fd);
/* message: one datagram as it is to be sent (copied; at most 512 bytes). */
void watchdog_arm(const uint8_t *message, size_t len, int ms);
void watchdog_disarm(void);

#endif
