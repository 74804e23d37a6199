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
/* How answers with data come (simcard/apdu.h, enum t0_mode); the card is as new then. */
#define SIM_T0_MODES 3
void sim_speak(struct sim *sim, int t0_mode);
size_t sim_atr(const struct sim *sim, uint8_t atr[33]);
/* Bytes of the answer; 0: mute or pulled. */
size_t sim_transmit(struct sim *sim, const uint8_t *command, size_t len, uint8_t out[258]);

/* What the slot of a finger holds, as someone sees who looks into the chip. */
enum sim_slot { SIM_EMPTY, SIM_STORED, SIM_DAMAGED };
enum sim_slot sim_slot(const struct sim *sim, int finger);
/* Power fails at the n-th write to the EEPROM from now; sim_transmit then tells 0. */
void sim_cut(struct sim *sim, long at);
bool sim_lost_power(struct sim *sim);	/* so it went; told once */
long sim_writes(const struct sim *sim); /* to the EEPROM, so far */
/* As the centre does: the cryptogram for this challenge, by the samples' master key. */
void sim_authorise(
    uint8_t out[8], const uint8_t serial[8], const uint8_t challenge[8], uint8_t reference);

/* The card's storage as the file describes it, from `offset`. */
const uint8_t *sim_storage(const struct sim *sim, size_t offset);
/* A template file of etc/training; its bytes. */
size_t sim_template(const char *name, uint8_t *out, size_t size);

#endif
