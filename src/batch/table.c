/* batch/table.c - the table of commands, in the order of --help. */
#include <string.h>

#include "base/nearest.h"
#include "batch/commands.h"

const struct batch_command *const batch_commands[] = {
    &batch_read,
    &batch_check,
    &batch_enrol,
    &batch_resume,
    &batch_list,
    &batch_status,
    &batch_renew,
    &batch_cancel,
    &batch_receipt,
    &batch_search,
    &batch_queue,
    &batch_audit,
    &batch_report,
    &batch_config,
    &batch_moc,
    &batch_revoke,
    &batch_cert,
    &batch_ndjson,
    &batch_doctor,
    &batch_explain,
    NULL,
};

const struct batch_command *batch_find(const char *name)
{
	for (size_t i = 0; batch_commands[i] != NULL; i++)
		if (strcmp(batch_commands[i]->name, name) == 0)
			return batch_commands[i];
	return NULL;
}

bool batch_no_such(const char *name, struct error *err)
{
	struct nearest n = {.typed = name};

	for (size_t i = 0; batch_commands[i] != NULL; i++)
		nearest_try(&n, batch_commands[i]->name);
	return nearest_refuse(&n, "", err);
}
