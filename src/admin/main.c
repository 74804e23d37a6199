/*
 * ddopa-admin: the operators' command over the centre's store. See the head of admin.h.
 */
#include <signal.h>
#include <string.h>

#include "admin/admin.h"
#include "autoconf.h"
#include "base/complete.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/nearest.h"
#include "base/secret.h"
#include "centrald/eligibility.h"

const struct option_row admin_options[OPT_COUNT + 1] = {
    [OPT_STORE] = {"store", 's', "STORE", N_("the centre's store")},
    [OPT_KEYS] = {"keys", 'k', "FILE", N_("the centre's keys; of a file: STORE.keys")},
    [OPT_FORMAT] = {"format", 'f', "FORMAT", N_("text, csv, json or ndjson")},
    [OPT_OFFICE] = {"office", 'o', "CODE", N_("of this office")},
    [OPT_OFFICER] = {"officer", 0, "ID", N_("by this officer")},
    [OPT_ACT] = {"act", 'a', "ACT", N_("of this act")},
    [OPT_FROM] = {"from", 0, "DAY", N_("from this day on (YYYY-MM-DD)")},
    [OPT_TO] = {"to", 0, "DAY", N_("up to and with this day")},
    [OPT_ENROLLMENT] = {"enrollment", 'e', "ID", N_("about this enrollment")},
    [OPT_CITIZEN_FD] = {"citizen-fd", 0, "N",
	N_("about the citizen whose number is read from this file descriptor")},
    [OPT_DAY] = {"day", 'd', "DAY", N_("the day (YYYY-MM-DD)")},
    [OPT_PIN_FD] = {"pin-fd", 0, "N", N_("the PIN is read from this file descriptor")},
    [OPT_MAY_ENROLL] = {"may-enroll", 0, "YES", N_("yes or no: whether the officer may enroll")},
    [OPT_PERSON_FD] = {"person-fd", 0, "N",
	N_("number, PIN and name, a line each, are read from this file descriptor")},
    [OPT_CA_CERT] = {"ca-cert", 0, "FILE", N_("the certificate of the counters' authority (PEM)")},
    [OPT_CA_KEY] = {"ca-key", 0, "FILE", N_("the authority's key (PEM)")},
    [OPT_CRL] = {"crl", 0, "FILE", N_("the list of revoked certificates, written anew")},
    [OPT_SEED] = {"seed", 0, "N", N_("other fictitious people for each (0)")},
    [OPT_INTO] = {"into", 0, "DIR", N_("into people.csv and cards.csv there, not the store")},
    [OPT_LIMIT] = {"limit", 'n', "N", N_("at most so many rows")},
};

#define BIT(O) (1u << (O))
#define CA     (BIT(OPT_CA_CERT) | BIT(OPT_CA_KEY))
#define REPORT (BIT(OPT_FORMAT) | BIT(OPT_OFFICE) | BIT(OPT_OFFICER) | BIT(OPT_FROM) | BIT(OPT_TO))
#define SEARCH                                                                                     \
	(BIT(OPT_FORMAT) | BIT(OPT_OFFICE) | BIT(OPT_OFFICER) | BIT(OPT_ACT) | BIT(OPT_FROM) |     \
	    BIT(OPT_TO) | BIT(OPT_ENROLLMENT) | BIT(OPT_CITIZEN_FD))

const struct admin_command admin_commands[] = {
    {.group = "audit",
	.name = "verify",
	.operands = "[WITNESS...]",
	.operands_max = 10000,
	.help = N_("check chains and checkpoints, and what terminals remember of them"),
	.options = BIT(OPT_FORMAT),
	.run = audit_verify},
    {.group = "audit",
	.name = "restored",
	.operands = "WITNESS...",
	.operands_min = 1,
	.operands_max = 10000,
	.help = N_("put down in the audit what a restored backup has lost"),
	.options = BIT(OPT_FORMAT),
	.run = audit_restored},
    {.group = "audit",
	.name = "search",
	.operands = "",
	.help = N_("show records"),
	.options = SEARCH | BIT(OPT_LIMIT),
	.run = audit_search},
    {.group = "audit",
	.name = "export",
	.operands = "",
	.help = N_("write records with what their hashes are made of"),
	.options = SEARCH,
	.run = audit_export},
    {.group = "report",
	.name = "offices",
	.operands = "",
	.help = N_("count what became of enrollments, by office"),
	.options = REPORT,
	.run = report_offices},
    {.group = "report",
	.name = "officers",
	.operands = "",
	.help = N_("count what became of enrollments, by officer"),
	.options = REPORT,
	.run = report_officers},
    {.group = "report",
	.name = "days",
	.operands = "",
	.help = N_("count what became of enrollments, by day"),
	.options = REPORT,
	.run = report_days},
    {.group = "report",
	.name = "reasons",
	.operands = "",
	.help = N_("count the reasons of refusals, and the steps that enrollments expired in"),
	.options = REPORT,
	.run = report_reasons},
    {.group = "report",
	.name = "chips",
	.operands = "",
	.help = N_("count the chips that could not be read, by batch of cards, office and day"),
	.options = REPORT,
	.run = report_chips},
    {.group = "report",
	.name = "quota",
	.operands = "",
	.help = N_("show the places used and left, and when the last one will be used"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE),
	.run = report_quota},
    {.group = "close",
	.name = "day",
	.operands = "",
	.help = N_("sign what became of a day's enrollments, if it balances"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE) | BIT(OPT_DAY),
	.run = close_day},
    {.group = "backup",
	.name = "make",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("copy an SQLite store and its keys, also beside a running centre"),
	.options = 0,
	.run = backup_make},
    {.group = "purge",
	.name = "run",
	.operands = "",
	.help = N_("remove what is kept of persons and whose time is over"),
	.options = BIT(OPT_FORMAT),
	.run = purge_run},
    {.group = "receipts",
	.name = "check",
	.operands = "FILE...",
	.operands_min = 1,
	.operands_max = 10000,
	.help = N_("tell which receipts the store does not have, as after a restore"),
	.options = BIT(OPT_FORMAT),
	.run = receipts_check},
    {.group = "office",
	.name = "load",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add the offices of a CSV file"),
	.options = 0,
	.run = office_load},
    {.group = "terminal",
	.name = "load",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add the counters of a CSV file"),
	.options = 0,
	.run = terminal_load},
    {.group = "terminal",
	.name = "block",
	.operands = "OFFICE COUNTER",
	.operands_min = 2,
	.operands_max = 2,
	.help = N_("refuse a counter from its next request on"),
	.options = 0,
	.run = terminal_block},
    {.group = "terminal",
	.name = "unblock",
	.operands = "OFFICE COUNTER",
	.operands_min = 2,
	.operands_max = 2,
	.help = N_("serve a counter again"),
	.options = 0,
	.run = terminal_unblock},
    {.group = "terminal",
	.name = "sign",
	.operands = "OFFICE COUNTER REQUEST",
	.operands_min = 3,
	.operands_max = 3,
	.help = N_("sign a certificate for a counter's request"),
	.options = CA,
	.run = terminal_sign},
    {.group = "terminal",
	.name = "renew",
	.operands = "REQUEST",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("sign the next certificate for a key that has one"),
	.options = CA,
	.run = terminal_renew},
    {.group = "terminal",
	.name = "bind",
	.operands = "OFFICE COUNTER CERTIFICATE",
	.operands_min = 3,
	.operands_max = 3,
	.help = N_("take another authority's certificate for a counter's"),
	.options = 0,
	.run = terminal_bind},
    {.group = "terminal",
	.name = "revoke",
	.operands = "OFFICE COUNTER [CERTIFICATE]",
	.operands_min = 2,
	.operands_max = 3,
	.help = N_("refuse a counter's certificates, or one of them, for good"),
	.options = CA | BIT(OPT_CRL),
	.run = terminal_revoke},
    {.group = "terminal",
	.name = "crl",
	.operands = "",
	.help = N_("write the list of revoked certificates anew"),
	.options = CA | BIT(OPT_CRL),
	.run = terminal_crl},
    {.group = "terminal",
	.name = "certificates",
	.operands = "",
	.help = N_("show the certificates that have not ended"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE),
	.run = terminal_certificates},
    {.group = "officer",
	.name = "unlock",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("let an officer try the PIN again"),
	.options = 0,
	.run = officer_unlock},
    {.group = "officer",
	.name = "reset-pin",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("set a PIN that the officer must change at once"),
	.options = BIT(OPT_PIN_FD),
	.run = officer_reset_pin},
    {.group = "officer",
	.name = "set",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("change an officer's office or right"),
	.options = BIT(OPT_OFFICE) | BIT(OPT_MAY_ENROLL),
	.run = officer_set},
    {.group = "officer",
	.name = "add",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add an officer, whose PIN must be changed at once"),
	.options = BIT(OPT_OFFICE) | BIT(OPT_MAY_ENROLL) | BIT(OPT_PERSON_FD),
	.run = officer_add},
    {.group = "officer",
	.name = "remove",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("take an officer out of service for good"),
	.options = 0,
	.run = officer_remove},
    {.group = "officer",
	.name = "lend",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("let an officer work at another office for some days"),
	.options = BIT(OPT_OFFICE) | BIT(OPT_FROM) | BIT(OPT_TO),
	.run = officer_lend},
    {.group = "officer",
	.name = "recall",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("end an officer's days at another office"),
	.options = 0,
	.run = officer_recall},
    {.group = "officer",
	.name = "grant",
	.operands = "ID RIGHT",
	.operands_min = 2,
	.operands_max = 2,
	.help = N_("give an officer a right beside that to enroll"),
	.options = 0,
	.run = officer_grant},
    {.group = "officer",
	.name = "withdraw",
	.operands = "ID RIGHT",
	.operands_min = 2,
	.operands_max = 2,
	.help = N_("take such a right away"),
	.options = 0,
	.run = officer_withdraw},
    {.group = "officer",
	.name = "list",
	.operands = "",
	.operands_min = 0,
	.operands_max = 0,
	.help = N_("show the officers, without names"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE),
	.run = officer_list},
    {.group = "setting",
	.name = "set",
	.operands = "NAME VALUE",
	.operands_min = 2,
	.operands_max = 2,
	.help = N_("set opening days, hours or a policy"),
	.options = 0,
	.run = setting_set},
    {.group = "quota",
	.name = "propose",
	.operands = "PLACES",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("propose another number of places"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE),
	.run = quota_propose},
    {.group = "quota",
	.name = "approve",
	.operands = "PROPOSAL",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("approve what another operator has proposed"),
	.options = 0,
	.run = quota_approve},
    {.group = "slot",
	.name = "set",
	.operands = "OFFICE HOUR[-HOUR] PLACES",
	.operands_min = 3,
	.operands_max = 3,
	.help = N_("set how many may book each of these hours"),
	.options = 0,
	.run = slot_set},
    {.group = "slot",
	.name = "load",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("set the hours of a CSV file"),
	.options = 0,
	.run = slot_load},
    {.group = "slot",
	.name = "list",
	.operands = "",
	.operands_min = 0,
	.operands_max = 0,
	.help = N_("show the hours that can be booked, and how many have"),
	.options = BIT(OPT_FORMAT) | BIT(OPT_OFFICE) | BIT(OPT_DAY),
	.run = slot_list},
    {.group = "client",
	.name = "add",
	.operands = "ID KEYFILE NAME_TH NAME_EN",
	.operands_min = 4,
	.operands_max = 4,
	.help = N_("register a service that citizens sign in to"),
	.options = 0,
	.run = client_add},
    {.group = "client",
	.name = "block",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("refuse a service from its next request on"),
	.options = 0,
	.run = client_block},
    {.group = "client",
	.name = "unblock",
	.operands = "ID",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("take a service's requests again"),
	.options = 0,
	.run = client_unblock},
    {.group = "client",
	.name = "list",
	.operands = "",
	.operands_min = 0,
	.operands_max = 0,
	.help = N_("show the services"),
	.options = BIT(OPT_FORMAT),
	.run = client_list},
    {.group = "people",
	.name = "load",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add the people of a CSV file to the sample register"),
	.options = 0,
	.run = people_load},
    {.group = "people",
	.name = "generate",
	.operands = "N",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add N fictitious people with their cards to the sample register"),
	.options = BIT(OPT_SEED) | BIT(OPT_DAY) | BIT(OPT_INTO) | BIT(OPT_FORMAT),
	.run = people_generate},
    {.group = "card",
	.name = "load",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = N_("add the cards of a CSV file to the sample register"),
	.options = 0,
	.run = card_load},
    {.group = NULL},
};

static int fail(const struct error *err)
{
	const struct problem_row *row = problem_row(err->problem);
	fprintf(stderr, "ddopa-admin: %s %s\n  %s\n  %s %s\n", row->id, err->context, _(row->what),
	    _(row->why), _(row->todo));
	return row->exit_code;
}

static int show_help(void)
{
	puts(_("Usage: ddopa-admin GROUP COMMAND --store STORE [OPTION...] [OPERAND...]\n"
	       "The centre's operators' command: see ddopa-admin(8).\n"));
	for (const struct admin_command *c = admin_commands; c->group; c++)
		printf("  %s %s%s%s\n      %s\n", c->group, c->name, *c->operands ? " " : "",
		    c->operands, _(c->help));
	putchar('\n');
	options_help(stdout, admin_options);
	return EXIT_DONE;
}

/* ---- for the shells' completions ---- */

static bool takes(const void *arg, size_t option)
{
	const struct admin_command *c = arg;
	return option == OPT_STORE || option == OPT_KEYS || (c->options & BIT(option));
}

static void offer_operands(const struct complete *c, const char *operands)
{
	char one[64];
	for (size_t len; *operands; operands += len + strspn(operands + len, " []")) {
		len = strcspn(operands, " []");
		snprintf(one, sizeof one, "%.*s", (int)len, operands);
		complete_value(c, one);
	}
}

static void complete_command(
    const struct complete *c, const struct admin_command *command, int count, char *words[])
{
	const struct option_row *row;
	complete_skip(admin_options, count, words, &row);
	if (row) {
		complete_value(c, row->value);
		return;
	}
	complete_options(c, admin_options, takes, command);
	offer_operands(c, command->operands);
}

/* words: what follows the program's name, the last one being typed. */
static int complete(int count, char *words[])
{
	static const struct complete_words values[] = {{"FORMAT", "text|csv|json|ndjson"},
	    {"YES", "yes|no"}, {"RIGHT", RIGHT_CHECK_BY_NUMBER}, {NULL, NULL}};
	const struct complete c = {stdout, count > 0 ? words[count - 1] : "", values};
	const char *last = "";
	for (const struct admin_command *a = admin_commands; a->group; a++) {
		if (count <= 1 && strcmp(last, a->group) != 0)
			complete_offer(&c, a->group, NULL);
		if (count == 2 && strcmp(words[0], a->group) == 0)
			complete_offer(&c, a->name, a->help);
		if (count > 2 && strcmp(words[0], a->group) == 0 && strcmp(words[1], a->name) == 0)
			complete_command(&c, a, count - 2, words + 2);
		last = a->group;
	}
	return EXIT_DONE;
}

/* ---- one command ---- */

/* The command whose group or name is near to what was typed. */
static bool no_such(const char *group, const char *name, struct error *err)
{
	struct nearest g = {.typed = group}, n = {.typed = name};
	for (const struct admin_command *c = admin_commands; c->group; c++) {
		nearest_try(&g, c->group);
		if (strcmp(c->group, group) == 0)
			nearest_try(&n, c->name);
	}
	if (n.best || (g.best && g.distance == 0))
		return nearest_refuse(&n, "", err);
	return nearest_refuse(&g, "", err);
}

struct taking {
	struct admin *admin;
	const struct admin_command *command;
};

static bool take_option(
    void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct taking *t = arg;
	long o = row - admin_options;
	if (o != OPT_STORE && o != OPT_KEYS && !(t->command->options & BIT(o)))
		return error_set(err, PROBLEM_USAGE, "%s %s: --%s", t->command->group,
		    t->command->name, row->name);
	t->admin->value[o] = value;
	return true;
}

static bool take_operands(
    struct admin *a, const struct admin_command *c, int count, char **operands, struct error *err)
{
	a->operands = operands;
	a->operand_count = count;
	if (count < c->operands_min)
		return error_set(err, PROBLEM_USAGE, "%s %s: %s", c->group, c->name, c->operands);
	if (count > c->operands_max)
		return error_set(err, PROBLEM_USAGE, "%s", operands[c->operands_max]);
	return true;
}

static int run(const struct admin_command *c, int argc, char **argv)
{
	struct admin a = {.out = stdout};
	struct taking taking = {&a, c};
	struct error err = {0};
	int status = EXIT_DONE;
	int first;
	if (!options_parse(admin_options, argc, argv, take_option, &taking, &first, &err) ||
	    !take_operands(&a, c, argc - first, argv + first, &err))
		return fail(&err);
	/* What goes into files needs no store. */
	bool ok =
	    (a.value[OPT_INTO] || admin_open(&a, &err)) && admin_run(&a, c->run, &status, &err);
	admin_close(&a);
	return ok ? status : fail(&err);
}

int main(int argc, char **argv)
{
	struct error err;
	secret_harden_process();
	secret_clean_environment();
	lang_init();
	log_open("ddopa-admin", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	const char *first = argc > 1 ? argv[1] : "";
	if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		return show_help();
	if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
		puts("ddopa-admin " PACKAGE_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(first, "--complete") == 0 && argc > 3)
		return complete(argc - 3, argv + 3); /* after "--" */
	for (const struct admin_command *c = admin_commands; argc > 2 && c->group; c++)
		if (strcmp(first, c->group) == 0 && strcmp(argv[2], c->name) == 0)
			return run(c, argc - 2, argv + 2);
	if (*first)
		no_such(first, argc > 2 ? argv[2] : "COMMAND", &err);
	else
		error_set(&err, PROBLEM_USAGE, "GROUP COMMAND");
	return fail(&err);
}
