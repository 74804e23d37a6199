#include "phone/errand.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/secret.h"
#include "phone/key.h"
#include "phone/runner.h"
#include "wire/api.h"
#include "wire/json.h"

#define PIN_BYTES_MAX 64

/* ---- the PIN, and the key that it opens ---- */

static bool read_line(char *out, size_t size)
{
	size_t len = 0;
	while (len + 1 < size && read(STDIN_FILENO, out + len, 1) == 1 && out[len] != '\n')
		len++;
	out[len] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
	return *out != '\0';
}

/* Not shown while it is typed. */
static bool ask_pin(char out[PIN_BYTES_MAX], struct error *err)
{
	struct termios shown;
	bool tty = tcgetattr(STDIN_FILENO, &shown) == 0;
	struct termios hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)ECHO;
	fputs(_("PIN: "), stderr);
	if (tty)
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	bool ok = read_line(out, PIN_BYTES_MAX);
	if (tty) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputc('\n', stderr);
	}
	return ok || error_set(err, PROBLEM_INPUT_ENDED, "PIN");
}

static bool open_key(struct errand *e, const char *pin, struct error *err)
{
	int tries;
	EVP_PKEY *key = key_unwrap(&e->store, FILE_KEY, pin, &tries, err);
	if (key)
		client_set_key(e->client, key);
	return key != NULL;
}

static bool take_key(struct errand *e, const char *pin, struct error *err)
{
	char *typed = pin ? NULL : secret_alloc(PIN_BYTES_MAX);
	if (!pin && !typed)
		return error_set(err, PROBLEM_MEMORY, "PIN");
	bool ok = (pin || ask_pin(typed, err)) && open_key(e, pin ? pin : typed, err);
	secret_free(typed, PIN_BYTES_MAX);
	return ok;
}

/* ---- the calls ---- */

static void put_question(struct errand *e, errand_make *make);

static void on_answer(void *arg, const struct error *problem, const struct buf *body)
{
	struct errand *e = arg;
	buf_clear(&e->answer);
	if (problem)
		e->error = *problem;
	else
		buf_put(&e->answer, body->data, body->len);
	if (!problem && e->row->then && !e->second) {
		e->second = true;
		put_question(e, e->row->then);
	} else {
		loop_stop(e->loop);
	}
}

static void put_question(struct errand *e, errand_make *make)
{
	buf_clear(&e->target);
	buf_clear(&e->body);
	if (!make(e, &e->error)) {
		loop_stop(e->loop);
		return;
	}
	client_start(e->client,
	    &(struct client_call){.target = (const char *)e->target.data,
		.body = e->body.len > 0 ? &e->body : NULL,
		.signature = e->row->anybody ? UNSIGNED : SIGNED_WITH_JWK},
	    on_answer, e);
}

static void on_start(void *arg)
{
	struct errand *e = arg;
	put_question(e, e->row->make);
}

/* ---- the answer ---- */

static bool flushed(struct error *err)
{
	return fflush(stdout) == 0 || error_set(err, PROBLEM_IO, "output");
}

static bool print_answer(const struct errand *e, struct error *err)
{
	if (e->row->tell && !e->json)
		return e->row->tell(&e->answer, err) && flushed(err);
	json_t *tree = e->answer.len > 0 ? json_load_strict(e->answer.data, e->answer.len,
					       PROBLEM_CENTRE_ANSWER, err)
					 : json_object();
	if (!tree)
		return false;
	if (e->json) {
		json_dumpf(tree, stdout, JSON_COMPACT);
		putchar('\n');
	} else {
		errand_tell(tree, e->row->named ? e->row->named : N_("Service"));
		if (e->row->note)
			puts(_(e->row->note));
	}
	json_decref(tree);
	return flushed(err);
}

static bool find_row(struct errand *e, const struct errand_order *o, struct error *err)
{
	const struct errand_row *r = errand_rows;
	while (r->name && strcmp(r->name, o->operands[0]) != 0)
		r++;
	int more = o->operand_count - 1 - r->operand_count;
	if (!r->name || more < 0 || more > r->optional_count)
		return error_set(
		    err, PROBLEM_USAGE, "%s %s", o->operands[0], r->name ? r->operands : "");
	e->row = r;
	e->operands = o->operands + 1;
	e->json = o->json;
	return true;
}

static bool carry_out(struct errand *e, const struct errand_order *o, struct error *err)
{
	const struct http_options http = {o->options->host, o->options->connect, o->options->ca};
	e->loop = loop_new(&clock_system);
	if (!e->loop)
		return error_set(err, PROBLEM_MEMORY, "loop");
	if (!store_open(&e->store, o->options->state, err))
		return false;
	e->client = client_new(e->loop, &http, err);
	if (!e->client || (!e->row->anybody && !take_key(e, o->pin, err)))
		return false;
	loop_add_timer(e->loop, 0, on_start, e);
	loop_run(e->loop);
	*err = e->error;
	return e->error.problem == PROBLEM_NONE && print_answer(e, err);
}

bool errand_run(const struct errand_order *order, struct error *err)
{
	struct errand e = {.store = {.dir = -1}, .target = BUF_INIT, .answer = BUF_INIT_SECRET};
	bool ok = find_row(&e, order, err) && carry_out(&e, order, err);
	client_free(e.client);
	store_close(&e.store);
	loop_free(e.loop);
	buf_free(&e.target);
	buf_free(&e.body);
	buf_free(&e.answer);
	return ok;
}
