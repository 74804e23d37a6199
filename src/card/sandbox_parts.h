/*
 * card/sandbox_parts.h - what the seccomp filters share: sandbox_seccomp.c (the card helper,
 * the face) and sandbox_program.c (a vendor's program).
 */
#ifndef DDOPA_CARD_SANDBOX_PARTS_H
#define DDOPA_CARD_SANDBOX_PARTS_H

#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES(list) (sizeof(list) / sizeof *(list))

/* The same action for each call, whatever its arguments. */
bool sandbox_add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count);

/* The same action for what nobody here ever has to do: other processes' memory, the kernel, mounts
 * and namespaces, key rings, typing into a terminal. */
bool sandbox_add_denials(scmp_filter_ctx filter, uint32_t action);

/* Loads a filter whose rules were all added (`complete`), and frees it in any case; NULL is
 * no filter. */
bool sandbox_load(scmp_filter_ctx filter, bool complete);

#endif
