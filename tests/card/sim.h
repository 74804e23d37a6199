/*
 * tests/card/sim.h - the simulated card (room simcard/) behind three functions, since its
 * headers and those of card/ name the same things in their own ways.
 */
#ifndef TESTS_CARD_SIM_H
#define TESTS_CARD_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

/* A card of etc/training; fails the test when there is none of this name. */
struct sim *sim_new(const char *name);
void sim_free(struct sim *sim);
void sim_power(struct sim *sim); /* off and on */
size_t sim_atr(const struct sim *sim, uint8_t atr[33]);
/* Bytes of the answer; 0: mute or pulled. */
size_t sim_transmit(struct sim *sim, const uint8_t *command, size_t len, uint8_t out[258]);

/* The card's storage as the file describes it, from `offset`. */
const uint8_t *sim_storage(const struct sim *sim, size_t offset);
/* A template file of etc/training; its bytes. */
size_t sim_template(const char *name, uint8_t *out, size_t size);

#endif
