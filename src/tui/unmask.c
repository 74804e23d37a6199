#include "tui/unmask.h"

#include "tui/app.h"

bool unmask_on(const struct app *app)
{
	return app_mono(app) < app->unmasked_until;
}

void unmask_end(struct app *app)
{
	app->unmasked_until = 0;
}

void unmask_toggle(struct app *app)
{
	app->unmasked_until = unmask_on(app) ? 0 : app_mono(app) + UNMASK_MS;
}
