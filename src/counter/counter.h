/*
 * counter/counter.h - what the faces of a counter (tui/, linear/) share beside the enrollment,
 * and none of them draws: the words that both say, and what both ask, remember and decide. A
 * face paints it or tells it; two faces never differ in it.
 *
 *   labels.c        the labels of the manual, one table, where one edit changes each
 *   state_words.c   states and steps of enrollments in words
 *   wait_words.c    what is waited for, what the phone shows, what to tell the citizen
 *   way_out.c       how a citizen goes on whose card could not be matched
 *   lock_rule.c     when a counter locks itself, warns and logs out; wrong PINs
 *   pin_verifier.c  whether the officer who comes back is the one who logged in
 *   asked.c         a question to the centre, and what became of it
 *   own_pin.c       an officer's change of their own PIN
 *   open_list.c     what is open, of the centre's list and the journal
 *   parked_words.c  what was put aside and has moved
 *   search_filter.c, audit_words.c, report_words.c  the office's records
 *   reader_watch.c  how the card reader stands; settings.c  the configuration in force
 *   queue.c, queue_words.c  the bookings of a day, and an officer's booking and cancelling
 *   manual.c        the manual
 *
 * Texts are msgids or in the language that is set, as each header says; nothing here knows
 * cells, keys or lines. All of it runs in the caller's loop, and nothing blocks.
 */
#ifndef DDOPA_COUNTER_COUNTER_H
#define DDOPA_COUNTER_COUNTER_H

#endif
