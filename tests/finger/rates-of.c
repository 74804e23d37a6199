/*
 * rates-of: measures how often the comparison of fingers errs and prints the counts.
 *
 *     rates-of SEED FINGERS
 *
 * A line for each threshold of the table in ddopa-simcard(1):
 * "threshold false-matches impostors false-non-matches genuine"; lines of "#" tell the rest.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rates.h"

static const int thresholds[] = {150, 175, 200, 225, 250, 275, 300, 325, 350};

static void print(const struct rates *r)
{
	printf("# pictures %ld, of them refused %ld, minutiae in each %.1f\n", r->pictures,
	    r->refused, (double)r->minutiae / (double)r->pictures);
	printf("# minutiae of the model %ld, found %.1f %%, of these in their direction %.1f %%\n",
	    r->known, 100 * (double)r->known_found / (double)r->known,
	    100 * (double)r->known_directed / (double)r->known_found);
	printf("# area in both impressions: mean %.0f %%, least %.0f %%\n",
	    100 * r->overlap_sum / (double)r->genuine, 100 * r->overlap_least);
	printf("# genuine pairs %ld, impostor pairs %ld\n", r->genuine, r->impostors);
	for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++)
		printf("%d %ld %ld %ld %ld\n", thresholds[i], rates_false_matches(r, thresholds[i]),
		    r->impostors, rates_false_non_matches(r, thresholds[i]), r->genuine);
}

int main(int argc, char **argv)
{
	static struct rates rates;
	struct error err;

	if (argc != 3) {
		fprintf(stderr, "usage: rates-of SEED FINGERS\n");
		return EXIT_FAILURE;
	}
	if (!rates_measure(&rates, strtoull(argv[1], NULL, 10), strtoul(argv[2], NULL, 10),
		RATES_PRESSES, &err)) {
		fprintf(stderr, "rates-of: %s\n", err.context);
		return EXIT_FAILURE;
	}
	print(&rates);
	return EXIT_SUCCESS;
}
