/*
 * base/secret.h - memory for PINs, tokens, keys, templates and person data.
 *
 * The memory is kept out of core files (MADV_DONTDUMP), wiped in children
 * (MADV_WIPEONFORK) and locked where the limit allows; it is wiped when freed.
 * secret_harden_process() is called first in every main().
 */
#ifndef DDOPA_BASE_SECRET_H
#define DDOPA_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* No core files, not traceable by the same user (PR_SET_DUMPABLE 0), umask 077,
 * no new privileges. Is lost at execve, so every program calls it anew. */
void secret_harden_process(void);

/* Empties the environment but for an allow-list (hardening.md, finding 4: libcurl,
 * OpenSSL, PC/SC and ncurses read variables that could redirect them): TERM, LANG,
 * LANGUAGE, LC_*, HOME, PATH, USER, LOGNAME, TZ, XDG_STATE_HOME, XDG_RUNTIME_DIR,
 * XDG_CONFIG_HOME, NO_COLOR, COLORTERM, TMUX, SSH_TTY, SSH_CONNECTION, DDOPA_* . */
void secret_clean_environment(void);

/* Zeroed; NULL when memory ends. */
void *secret_alloc(size_t size);
void secret_free(void *p, size_t size); /* wipes; NULL is allowed */
void secret_wipe(void *p, size_t size);

/* For libraries that take an allocator: malloc's memory, wiped before it is given back. */
void secret_heap_free(void *p);
void *secret_heap_realloc(void *p, size_t size);

#endif
