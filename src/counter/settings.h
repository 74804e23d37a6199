/*
 * counter/settings.h - what the configuration says, as it is in force: row by row of
 * terminal_config_rows.
 */
#ifndef DDOPA_COUNTER_SETTINGS_H
#define DDOPA_COUNTER_SETTINGS_H

#include "config/terminal.h"

size_t settings_count(void);
void settings_value(
    const struct terminal_config *c, const struct config_row *row, char *out, size_t size);

#endif
