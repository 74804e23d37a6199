/*
 * base/message.h - small typed messages between our own processes over a
 * SOCK_SEQPACKET socket pair. One datagram is one message: u16 type, then the body.
 * At most MESSAGE_MAX bytes; the receiver checks type and body, any other is hostile.
 */
#ifndef DDOPA_BASE_MESSAGE_H
#define DDOPA_BASE_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define MESSAGE_MAX 65536

enum message_result { MESSAGE_OK, MESSAGE_NONE /* would block */, MESSAGE_CLOSED, MESSAGE_BAD };

/* fds[0] and [1]: close-on-exec, non-blocking when asked for. */
bool message_pair(int fds[2], bool nonblocking);
/* body may be NULL. False when the peer is gone or its queue full. */
bool message_send(int fd, uint16_t type, const struct buf *body);
bool message_send_fd(int fd, uint16_t type, int pass_fd);
/* Appends nothing on failure; body is cleared first. pass_fd (may be NULL) gets a
 * descriptor that came along, or -1. */
enum message_result message_receive(int fd, uint16_t *type, struct buf *body, int *pass_fd);

#endif
