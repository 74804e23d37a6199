/*
 * centrald/linger.h - a refused handshake's last word must arrive.
 *
 * Under TLS 1.3 a counter without a good certificate has sent its request before it reads
 * our alert. Closing with that request unread makes the kernel send a reset, which
 * throws the alert away: the counter could not tell «no certificate» from «centre down».
 * So after a fatal alert the connection is half closed, and what still comes is read and
 * dropped until the other side closes, falls silent for two seconds, or has sent enough.
 */
#ifndef DDOPA_CENTRALD_LINGER_H
#define DDOPA_CENTRALD_LINGER_H

#include <event2/event.h>
#include <openssl/ssl.h>

struct linger_set;

struct linger_set *linger_new(struct event_base *base); /* borrowed; NULL without memory */
void linger_watch(struct linger_set *l, SSL_CTX *ctx);	/* l must outlive ctx */
void linger_free(struct linger_set *l);			/* closes what is left */

#endif
