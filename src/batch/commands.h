/*
 * batch/commands.h - the entries of the commands, for the table in batch.c alone.
 */
#ifndef DDOPA_BATCH_COMMANDS_H
#define DDOPA_BATCH_COMMANDS_H

#include "batch/batch.h"

extern const struct batch_command batch_cert;
extern const struct batch_command batch_enrol;
extern const struct batch_command batch_explain;
extern const struct batch_command batch_list;
extern const struct batch_command batch_moc;
extern const struct batch_command batch_read;
extern const struct batch_command batch_revoke;

#endif
