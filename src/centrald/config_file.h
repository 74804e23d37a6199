/*
 * centrald/config_file.h - the options of `run` in a file: "name = value" lines, where the
 * names are those of the options; "yes" and "no" for the ones without a value. Lines that
 * begin with "#" and empty ones are left out. ddopa-centrald.conf(5).
 */
#ifndef DDOPA_CENTRALD_CONFIG_FILE_H
#define DDOPA_CENTRALD_CONFIG_FILE_H

#include "centrald/config.h"

/* As if the options stood in the place of --config. PROBLEM_CONFIG with "file:line: …", and
 * PROBLEM_CONFIG_OWNER for a file that others may write. */
bool config_file_read(const char *file, struct centrald_config *c, struct error *err);

#endif
