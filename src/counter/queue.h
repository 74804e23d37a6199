/*
 * counter/queue.h - today's queue. Bookings come from Queue Online, which this protocol version
 * does not reach: what is told instead of them.
 */
#ifndef DDOPA_COUNTER_QUEUE_H
#define DDOPA_COUNTER_QUEUE_H

#define QUEUE_SENTENCES 3

extern const char *const queue_sentences[QUEUE_SENTENCES]; /* msgids */

#endif
