/*
 * batch/commands.h - the entries of the commands, for the table in table.c alone.
 */
#ifndef DDOPA_BATCH_COMMANDS_H
#define DDOPA_BATCH_COMMANDS_H

#include "batch/batch.h"

extern const struct batch_command batch_audit;
extern const struct batch_command batch_cancel;
extern const struct batch_command batch_cert;
extern const struct batch_command batch_check;
extern const struct batch_command batch_config;
extern const struct batch_command batch_doctor;
extern const struct batch_command batch_enrol;
extern const struct batch_command batch_explain;
extern const struct batch_command batch_list;
extern const struct batch_command batch_moc;
extern const struct batch_command batch_ndjson;
extern const struct batch_command batch_queue;
extern const struct batch_command batch_read;
extern const struct batch_command batch_receipt;
extern const struct batch_command batch_renew;
extern const struct batch_command batch_report;
extern const struct batch_command batch_resume;
extern const struct batch_command batch_revoke;
extern const struct batch_command batch_search;
extern const struct batch_command batch_status;

#endif
