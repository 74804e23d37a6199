/*
 * card/sandbox.h - what a process gives up before it meets foreign bytes. One file a
 * mechanism: sandbox_landlock.c (files, sockets of other kinds), sandbox_seccomp.c (system
 * calls), sandbox_program.c (those of a vendor's program). The helpers call these for
 * themselves; main/ calls sandbox_face() for the face.
 *
 * A forbidden call fails with EPERM and is logged by the kernel; with DDOPA_SANDBOX=kill in
 * the environment (tests) it ends the process, so that none passes unseen. A build with a
 * sanitizer, which needs calls of its own, filters none.
 */
#ifndef DDOPA_CARD_SANDBOX_H
#define DDOPA_CARD_SANDBOX_H

#include <stdbool.h>

/* The card helper: no file at all, no program, no socket but AF_UNIX (pcscd's), no memory
 * made executable, small limits. Everything that is loaded lazily must have been loaded.
 * False when the kernel refused the filter: then no card must be touched. Kernels without
 * Landlock are tolerated. */
bool sandbox_card_helper(void);

/* The screen or batch command: starts no program, traces nobody, mounts nothing, types
 * nothing into the terminal (TIOCSTI, TIOCLINUX). */
bool sandbox_face(void);

/* A vendor's match-on-card program, in its process right before it is executed; what it
 * starts inherits it. No socket but AF_UNIX, also none by way of io_uring; it traces nobody,
 * reads no other process's memory or descriptors, mounts nothing, makes no namespace, loads
 * nothing into the kernel, uses no key ring, types nothing into a terminal, and cannot leave
 * its process group, by which it is killed. What is forbidden fails (EAFNOSUPPORT for
 * sockets, ENOSYS for clone3, EPERM) whatever DDOPA_SANDBOX says: the program is not ours,
 * and may try. Programs of another architecture are killed at their first call. */
bool sandbox_program(void);

/* ---- mechanisms ---- */

/* Gives up every right to files that the running kernel's Landlock knows, TCP, abstract
 * sockets and signals to others. Returns the ABI found, 0 where there is none, -1 when it
 * is there and refused. */
int sandbox_landlock(void);
int sandbox_landlock_abi(void); /* asks only; 0: there is none */

bool sandbox_seccomp_card_helper(void);
bool sandbox_seccomp_face(void);

#endif
