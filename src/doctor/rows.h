/*
 * doctor/rows.h - private to the room: the functions of the table's rows, and how they look at
 * files.
 */
#ifndef DDOPA_DOCTOR_ROWS_H
#define DDOPA_DOCTOR_ROWS_H

#include "doctor/facts.h"

typedef void fact_fn(const struct known_facts *s, struct fact *fact);

/* facts_centre.c */
fact_fn tell_name, tell_connection, tell_encryption, tell_office, tell_kind, tell_counter,
    tell_centre, tell_answer, tell_version, tell_clock, tell_quota, tell_policy, tell_fingers;
/* facts_certificate.c */
fact_fn tell_authorities, tell_revoked, tell_certificate, tell_key;
bool fact_ends_soon(const struct known_facts *s, int64_t begin, int64_t end);
/* facts_files.c */
fact_fn tell_configuration, tell_programs, tell_state, tell_journal, tell_disk, tell_checkpoint,
    tell_runtime;
/* facts_machine.c */
fact_fn tell_landlock, tell_seccomp, tell_core, tell_swap, tell_locked, tell_memory, tell_preload,
    tell_service_log;
/* facts_reader.c */
fact_fn tell_socket, tell_protocol, tell_helper, tell_service, tell_reader, tell_card, tell_sensor;
/* facts_terminal.c */
fact_fn tell_locale, tell_width, tell_terminal, tell_size, tell_colour, tell_keyboard, tell_zone,
    tell_date;

/* ---- look.c: files under s->root ---- */

#define LOOK_MAX 4096

/* The text of a file such as "/proc/swaps", cut at LOOK_MAX - 1 bytes. False, errno set: it
 * cannot be read. */
bool look_text(const struct known_facts *s, const char *path, char text[LOOK_MAX]);
/* The path itself, under the root. */
void look_path(const struct known_facts *s, const char *path, char out[PATH_MAX]);
/* Copies what follows `label` in its line of text, without spaces around it. False: no such
 * line. */
bool look_line(const char *text, const char *label, char *out, size_t size);

#endif
