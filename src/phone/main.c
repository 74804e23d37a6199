/* ddopa-phone: options, and which face. */
#include "autoconf.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/log.h"
#include "base/options.h"
#include "base/secret.h"
#include "base/text.h"
#include "phone/errand.h"
#include "phone/http.h"
#include "phone/phone.h"
#include "wire/api.h"

#define PIN_BYTES_MAX 64

struct settings {
	struct phone_options phone;
	bool json, training, help, version;
	const char *script; /* file of the answers; NULL: standard input */
	int pin_fd;
	char **operands; /* a command and what it is about */
	int operand_count;
	char *pin; /* secret, PIN_BYTES_MAX */
	bool has_lang;
	enum lang lang;
};

static const struct option_row rows[] = {
    {"host", 0, "HOST[:PORT]", N_("the centre's citizens' listener; codes of another are refused")},
    {"connect", 0, "ADDRESS:PORT", N_("call this address instead of HOST's")},
    {"ca", 0, "FILE", N_("certificates (PEM) that the centre's must come from")},
    {"state", 0, "DIR", N_("where key, person data and receipt are kept")},
    {"image", 'i', "FILE", N_("picture (PNG) with the QR code, instead of asking for the code")},
    {"json", 0, NULL, N_("answers and messages as NDJSON on standard input and output")},
    {"script", 0, "FILE", N_("as --json, with the answers from FILE (-: standard input)")},
    {"pin-fd", 0, "N", N_("read the PIN from descriptor N (with --json)")},
    {"training", 0, NULL, N_("mark everything as training")},
    {"lang", 0, "th|en", N_("language of the texts")},
    {"help", 'h', NULL, N_("show this help")},
    {"version", 'V', NULL, N_("show the version")},
    {0},
};

static bool bad_value(struct error *err, const char *option, const char *value)
{
	return error_set(err, PROBLEM_USAGE, "--%s %s", option, value);
}

static bool set_pin_fd(struct settings *s, const char *value, struct error *err)
{
	char *end;
	long fd = strtol(value, &end, 10);
	if (end == value || *end || fd < 0 || fd > 1023)
		return bad_value(err, "pin-fd", value);
	s->pin_fd = (int)fd;
	return true;
}

static bool set_lang(struct settings *s, const char *value, struct error *err)
{
	s->has_lang = lang_parse(&s->lang, value);
	return s->has_lang || bad_value(err, "lang", value);
}

static bool take(void *arg, const struct option_row *row, const char *value, struct error *err)
{
	struct settings *s = arg;
	const struct {
		const char *name;
		const char **text;
		bool *flag;
	} plain[] = {
	    {"host", &s->phone.host, NULL},
	    {"connect", &s->phone.connect, NULL},
	    {"ca", &s->phone.ca, NULL},
	    {"state", &s->phone.state, NULL},
	    {"image", &s->phone.image, NULL},
	    {"script", &s->script, &s->json},
	    {"json", NULL, &s->json},
	    {"training", NULL, &s->training},
	    {"help", NULL, &s->help},
	    {"version", NULL, &s->version},
	};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (strcmp(plain[i].name, row->name) == 0) {
			if (plain[i].text)
				*plain[i].text = value;
			if (plain[i].flag)
				*plain[i].flag = true;
			return true;
		}
	return strcmp(row->name, "lang") == 0 ? set_lang(s, value, err) : set_pin_fd(s, value, err);
}

static bool check(const struct settings *s, struct error *err)
{
	if (!s->phone.host || !*s->phone.host)
		return error_set(err, PROBLEM_USAGE, "--host");
	if (strlen(s->phone.host) > API_HOST_MAX || strpbrk(s->phone.host, "/?#@ "))
		return error_set(err, PROBLEM_CONFIG, "--host %s", s->phone.host);
	if (!s->phone.ca)
		return error_set(err, PROBLEM_USAGE, "--ca");
	if (s->pin_fd >= 0 && !s->json && s->operand_count == 0)
		return error_set(err, PROBLEM_USAGE, "--pin-fd: --json");
	return true;
}

static bool read_pin(struct settings *s, struct error *err)
{
	size_t len = 0;
	if (s->pin_fd < 0)
		return true;
	s->pin = secret_alloc(PIN_BYTES_MAX);
	if (!s->pin)
		return error_set(err, PROBLEM_MEMORY, "PIN");
	while (len < PIN_BYTES_MAX - 1) {
		ssize_t n = read(s->pin_fd, s->pin + len, PIN_BYTES_MAX - 1 - len);
		if (n <= 0)
			break;
		len += (size_t)n;
		if (memchr(s->pin, '\n', len))
			break;
	}
	s->pin[strcspn(s->pin, "\r\n")] = '\0';
	return *s->pin || error_set(err, PROBLEM_USAGE, "--pin-fd %d", s->pin_fd);
}

/* Before there is a face. */
static int complain(const struct error *e)
{
	const struct problem_row *row = problem_row(e->problem);
	fprintf(stderr, "ddopa-phone: %s: %s\n%s %s %s\n", row->id, e->context, _(row->what),
	    _(row->why), _(row->todo));
	return row->exit_code;
}

static int run(const struct settings *s, int answers)
{
	struct error e;
	int exit_code;
	const struct face_options options = {answers, s->training, s->pin};
	struct loop *loop = loop_new(&clock_system);
	struct face *face = !loop     ? NULL
			    : s->json ? face_json_new(loop, &options)
				      : face_text_new(loop, &options);
	struct phone *phone = NULL;
	if (!face)
		error_set(&e, PROBLEM_MEMORY, "loop");
	else
		phone = phone_new(loop, &s->phone, face, &e);
	exit_code = phone ? phone_run(phone) : complain(&e);
	if (face)
		face->ops->free(face);
	phone_free(phone);
	loop_free(loop);
	return exit_code;
}

static int with_answers(struct settings *s)
{
	struct error e;
	int answers = STDIN_FILENO;
	if (s->script && strcmp(s->script, "-") != 0)
		answers = open(s->script, O_RDONLY | O_CLOEXEC);
	if (answers < 0) {
		error_set(&e, PROBLEM_IO, "--script %s", s->script);
		return complain(&e);
	}
	if (!read_pin(s, &e) || !http_global_init(&e))
		return complain(&e);
	int exit_code = run(s, answers);
	secret_free(s->pin, PIN_BYTES_MAX);
	return exit_code;
}

static int do_errand(struct settings *s)
{
	struct error e;
	bool ok = read_pin(s, &e) && http_global_init(&e) &&
		  errand_run(&(struct errand_order){.options = &s->phone,
				 .operands = s->operands,
				 .operand_count = s->operand_count,
				 .pin = s->pin,
				 .json = s->json},
		      &e);
	secret_free(s->pin, PIN_BYTES_MAX);
	return ok ? EXIT_DONE : complain(&e);
}

static int show_help(void)
{
	puts(_("Usage: ddopa-phone --host HOST[:PORT] --ca FILE [OPTION...] [COMMAND]"));
	puts(_("The reference phone: enrolls a citizen as the D.DOPA app does."));
	putchar('\n');
	puts(_("Commands, of a phone that is enrolled; each asks for the PIN:"));
	for (const struct errand_row *r = errand_rows; r->name; r++)
		printf("  %s%s%s\n      %s\n", r->name, *r->operands ? " " : "", r->operands,
		    _(r->help));
	putchar('\n');
	options_help(stdout, rows);
	return EXIT_DONE;
}

int main(int argc, char **argv)
{
	struct settings s = {.pin_fd = -1};
	struct error e;
	int operand;
	secret_harden_process();
	secret_clean_environment();
	lang_init();
	signal(SIGPIPE, SIG_IGN);
	log_open("ddopa-phone", LOG_SINK_STDERR, LOG_LEVEL_WARN);
	bool ok = options_parse(rows, argc, argv, take, &s, &operand, &e);
	if (s.has_lang)
		lang_set(s.lang);
	if (ok && s.help)
		return show_help();
	if (ok && s.version)
		return puts("ddopa-phone " PACKAGE_VERSION) < 0;
	if (ok) {
		s.operands = argv + operand;
		s.operand_count = argc - operand;
	}
	if (!ok || !check(&s, &e))
		return complain(&e);
	return s.operand_count > 0 ? do_errand(&s) : with_answers(&s);
}
