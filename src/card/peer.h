/*
 * card/peer.h - one end of a socket pair in a face's loop; what the links to the card helper
 * and to the sensor process have in common.
 *
 * A message that the owner does not accept ends the peer, like the other side's death; both
 * are told once, from the loop and never from inside a call of the owner. The owner may
 * close from inside its callbacks: it is destroyed when the last of them has returned.
 */
#ifndef DDOPA_CARD_PEER_H
#define DDOPA_CARD_PEER_H

#include "base/buf.h"
#include "base/loop.h"

struct peer_ops {
	bool (*message)(void *owner, uint16_t type, const struct buf *body); /* false: hostile */
	void (*gone)(void *owner);
	void (*destroy)(void *owner);
};

struct peer {
	struct loop *loop;
	const struct peer_ops *ops;
	void *owner;
	int fd; /* -1: gone */
	unsigned handle;
	unsigned gone_timer;
	int depth; /* of callbacks */
	bool closed;
	struct buf body;
};

/* Takes fd, and makes it non-blocking; false: fd stays the caller's. */
bool peer_open(struct peer *p, struct loop *loop, int fd, const struct peer_ops *ops, void *owner);
void peer_close(struct peer *p); /* ops->destroy(owner) follows, at once or when it can */
/* False when the other side is gone; ops->gone follows. */
bool peer_send(struct peer *p, uint16_t type, const struct buf *body);

#endif
