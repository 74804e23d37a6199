#include "centrald/metrics.h"

#include <inttypes.h>
#include <stdlib.h>

#include "autoconf.h"
#include "centrald/agency.h"
#include "centrald/router.h"

/* Upper bounds in milliseconds; one more has no bound. */
static const int64_t bounds[] = {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000};
#define BUCKETS (sizeof bounds / sizeof *bounds)

#define CLASSES 4 /* 2xx to 5xx */

struct histogram {
	uint64_t buckets[BUCKETS + 1];
	uint64_t count;
	int64_t sum_ms;
};

struct metrics {
	size_t routes;
	uint64_t (*answers)[CLASSES]; /* by row of the table; one more: no route */
	uint64_t problems[PROBLEM_COUNT];
	uint64_t reloads[2]; /* failed, well */
	struct histogram took[2];
};

static const char *const listeners[] = {
    [LISTENER_TERMINALS] = "terminals",
    [LISTENER_CITIZENS] = "citizens",
};

struct metrics *metrics_new(void)
{
	struct metrics *m = calloc(1, sizeof *m);
	if (!m)
		return NULL;
	while (routes[m->routes].method)
		m->routes++;
	m->answers = calloc(m->routes + 1, sizeof *m->answers);
	if (m->answers)
		return m;
	free(m);
	return NULL;
}

void metrics_free(struct metrics *m)
{
	if (!m)
		return;
	free(m->answers);
	free(m);
}

static void observe(struct histogram *h, int64_t ms)
{
	size_t i = 0;
	while (i < BUCKETS && ms > bounds[i])
		i++;
	h->buckets[i]++;
	h->count++;
	h->sum_ms += ms;
}

/* Who waits for something to happen takes as long as that takes: no measure of ours. */
void metrics_count(struct metrics *m, const struct call *c, int64_t ms)
{
	size_t row = c->route ? (size_t)(c->route - routes) : m->routes;
	int class = c->status / 100 - 2;
	if (class >= 0 && class < CLASSES)
		m->answers[row][class]++;
	if (c->problem != PROBLEM_NONE)
		m->problems[c->problem]++;
	if (c->route && c->wait == 0)
		observe(&m->took[c->route->listener], ms);
}

void metrics_reloaded(struct metrics *m, bool well)
{
	m->reloads[well]++;
}

/* ---- the text ---- */

static void head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_answers(const struct metrics *m, struct buf *out)
{
	head(out, "ddopa_requests_total", "counter", "Requests answered, by route and class.");
	for (size_t r = 0; r <= m->routes; r++)
		for (int class = 0; class < CLASSES; class ++)
			if (m->answers[r][class] > 0)
				buf_printf(out,
				    "ddopa_requests_total{method=\"%s\",route=\"%s\","
				    "class=\"%dxx\"} %" PRIu64 "\n",
				    r < m->routes ? routes[r].method : "",
				    r < m->routes ? routes[r].path : "", class + 2,
				    m->answers[r][class]);
}

static void write_problems(const struct metrics *m, struct buf *out)
{
	head(
	    out, "ddopa_problems_total", "counter", "Answers that told of a problem, by its name.");
	for (int p = 0; p < PROBLEM_COUNT; p++)
		if (m->problems[p] > 0)
			buf_printf(out, "ddopa_problems_total{problem=\"%s\"} %" PRIu64 "\n",
			    problem_row((enum problem)p)->name, m->problems[p]);
}

static void write_histogram(const struct histogram *h, const char *listener, struct buf *out)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < BUCKETS; i++) {
		sum += h->buckets[i];
		buf_printf(out,
		    "ddopa_request_seconds_bucket{listener=\"%s\",le=\"%g\"} %" PRIu64 "\n",
		    listener, (double)bounds[i] / 1000, sum);
	}
	buf_printf(out, "ddopa_request_seconds_bucket{listener=\"%s\",le=\"+Inf\"} %" PRIu64 "\n",
	    listener, h->count);
	buf_printf(out, "ddopa_request_seconds_sum{listener=\"%s\"} %.3f\n", listener,
	    (double)h->sum_ms / 1000);
	buf_printf(
	    out, "ddopa_request_seconds_count{listener=\"%s\"} %" PRIu64 "\n", listener, h->count);
}

static void write_took(const struct metrics *m, struct buf *out)
{
	head(out, "ddopa_request_seconds", "histogram",
	    "Time from a whole request to its answer, without those that wait.");
	for (int l = 0; l < 2; l++)
		write_histogram(&m->took[l], listeners[l], out);
}

static void write_gauges(
    struct buf *out, const struct centre *centre, const struct metrics_now *now)
{
	const struct {
		const char *name, *help;
		int64_t value;
	} gauges[] = {
	    {"ddopa_requests_pending", "Requests not yet answered.", (int64_t)now->pending},
	    {"ddopa_requests_waiting", "Of these, who waits for something to happen.",
		(int64_t)now->waiting},
	    {"ddopa_store_reachable", "1 if the store was reached at the last look.",
		centre->reachable},
	    {"ddopa_draining", "1 while this process is ending.", centre->draining},
	    {"ddopa_audit_records", "Records of this process's chain.", centre->audit.seq},
	    {"ddopa_checkpoint_number", "The newest checkpoint that was read.",
		centre->checkpoint.number},
	    {"ddopa_checkpoint_time_seconds", "Its time.", centre->checkpoint.time / 1000},
	    {"ddopa_certificate_ends_seconds", "When the centre's certificate expires.",
		now->certificate_ends},
	    {"ddopa_crl_ends_seconds", "When the list of the revoked is too old; 0: there is none.",
		now->crl_ends},
	};
	for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++) {
		head(out, gauges[i].name, "gauge", gauges[i].help);
		buf_printf(out, "%s %" PRId64 "\n", gauges[i].name, gauges[i].value);
	}
}

/* Nothing of it where the registers are the store's own. */
static void write_linkage(struct buf *out, const struct centre *centre)
{
	struct agency_numbers n;
	if (!agency_numbers(&centre->registers, &n))
		return;
	head(out, "ddopa_linkage_questions_total", "counter", "Questions, by what came of them.");
	for (int o = 0; o < AGENCY_OUTCOMES; o++)
		buf_printf(out, "ddopa_linkage_questions_total{outcome=\"%s\"} %ld\n",
		    agency_outcome_word((enum agency_outcome)o), n.outcomes[o]);
	head(out, "ddopa_linkage_remembered_total", "counter", "Answered from memory.");
	buf_printf(out, "ddopa_linkage_remembered_total %ld\n", n.remembered);
	head(out, "ddopa_linkage_under_way", "gauge", "Questions under way.");
	buf_printf(out, "ddopa_linkage_under_way %zu\n", n.under_way);
	head(out, "ddopa_linkage_breaker_closed", "gauge", "1: the service is asked.");
	buf_printf(out, "ddopa_linkage_breaker_closed %d\n", n.breaker == BREAKER_CLOSED);
}

void metrics_write(const struct metrics *m, struct buf *out, const struct centre *centre,
    const struct metrics_now *now)
{
	head(out, "ddopa_build_info", "gauge", "The program's version.");
	buf_printf(out, "ddopa_build_info{version=\"" PACKAGE_VERSION "\"} 1\n");
	write_answers(m, out);
	write_problems(m, out);
	write_took(m, out);
	head(out, "ddopa_connections", "gauge", "Open connections.");
	for (int l = 0; l < 2; l++)
		buf_printf(out, "ddopa_connections{listener=\"%s\"} %zu\n", listeners[l],
		    now->connections[l]);
	head(out, "ddopa_reloads_total", "counter", "Times that certificates were read again.");
	for (int well = 0; well < 2; well++)
		buf_printf(out, "ddopa_reloads_total{result=\"%s\"} %" PRIu64 "\n",
		    well ? "ok" : "failed", m->reloads[well]);
	write_linkage(out, centre);
	write_gauges(out, centre, now);
}
