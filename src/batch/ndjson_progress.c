#include "batch/ndjson_progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"

#define AFTER_MS 1000
#define BAR_MS	 200
#define WORDS_MS 10000
#define CELLS	 20

static bool wants_words(void)
{
	const char *term = getenv("TERM"), *linear = getenv("DDOPA_LINEAR");

	return term == NULL || strcmp(term, "dumb") == 0 ||
	       (linear != NULL && *linear != '\0' && strcmp(linear, "0") != 0);
}

void progress_begin(struct progress *p, const struct clock *clock, int64_t total)
{
	*p = (struct progress){.clock = clock,
	    .shown = isatty(STDERR_FILENO) == 1,
	    .words = wants_words(),
	    .total = total,
	    .started = clock_mono_ms(clock)};
	p->next = p->started + (p->words ? WORDS_MS : AFTER_MS);
}

void progress_count(struct progress *p, int64_t bytes, bool skipped)
{
	if (skipped && p->lines == p->skipped_lines) {
		p->skipped_lines++;
		p->skipped_bytes = bytes;
		p->started = clock_mono_ms(p->clock);
	}
	p->lines++;
	p->bytes = bytes;
}

static void put_left(const struct progress *p, int64_t elapsed, struct buf *out)
{
	const int64_t done = p->bytes - p->skipped_bytes;
	int64_t s;

	if (done <= 0 || p->total <= p->bytes)
		return;
	s = elapsed * (p->total - p->bytes) / done / 1000;
	buf_puts(out, ", ");
	buf_printf(out, _("%d:%02d:%02d left"), (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

static void put_bar(const struct progress *p, struct buf *out)
{
	const int filled = (int)(p->bytes * CELLS / p->total);

	buf_puts(out, "[");
	for (int i = 0; i < CELLS; i++)
		buf_puts(out, i < filled ? "#" : ".");
	buf_puts(out, "] ");
}

void progress_text(const struct progress *p, int64_t now, struct buf *out)
{
	const int64_t elapsed = now > p->started ? now - p->started : 1;
	const unsigned long fresh = p->lines - p->skipped_lines;

	if (p->total > 0) {
		if (!p->words)
			put_bar(p, out);
		buf_printf(out, "%d %%, ", (int)(p->bytes * 100 / p->total));
	}
	buf_printf(out, P_("%lu line", "%lu lines", p->lines), p->lines);
	buf_puts(out, ", ");
	buf_printf(out, _("%lu a second"), fresh * 1000 / (unsigned long)elapsed);
	put_left(p, elapsed, out);
}

void progress_paint(struct progress *p)
{
	const int64_t now = clock_mono_ms(p->clock);
	struct buf text = BUF_INIT;

	if (!p->shown || now < p->next)
		return;
	p->next = now + (p->words ? WORDS_MS : BAR_MS);
	progress_text(p, now, &text);
	if (buf_ok(&text))
		fprintf(stderr, p->words ? "%s\n" : "\r%s\033[K", (const char *)text.data);
	p->painted = !p->words;
	buf_free(&text);
}

void progress_clear(struct progress *p)
{
	if (p->painted)
		fputs("\r\033[K", stderr);
	p->painted = false;
}
