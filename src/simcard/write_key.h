/*
 * simcard/write_key.h - the arithmetic of authorised writing. A card's key is
 * AES-128-CMAC(master, chip serial); a write is authorised by the first eight bytes of
 * AES-128-CMAC(key, challenge || reference). CMAC is that of NIST SP 800-38B (RFC 4493).
 */
#ifndef DDOPA_SIMCARD_WRITE_KEY_H
#define DDOPA_SIMCARD_WRITE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define WRITE_KEY_SIZE	 16
#define CHIP_SERIAL_SIZE 8
#define CHALLENGE_SIZE	 8
#define CRYPTOGRAM_SIZE	 8

/* False when the library fails (memory); out is nothing then. */
bool write_key_derive(uint8_t out[WRITE_KEY_SIZE], const uint8_t master[WRITE_KEY_SIZE],
    const uint8_t serial[CHIP_SERIAL_SIZE]);
bool write_cryptogram(uint8_t out[CRYPTOGRAM_SIZE], const uint8_t key[WRITE_KEY_SIZE],
    const uint8_t challenge[CHALLENGE_SIZE], uint8_t reference);

/* A file of 32 hexadecimal digits and at most a newline. PROBLEM_IO or PROBLEM_CONFIG,
 * naming the file, never what is in it. */
bool write_master_read(uint8_t out[WRITE_KEY_SIZE], const char *path, struct error *err);

#endif
