#include "training/exchange.h"

int batch_run(struct world *w, struct error *err)
{
	(void)w;
	error_set(err, PROBLEM_INTERNAL, "batch");
	return -1;
}
