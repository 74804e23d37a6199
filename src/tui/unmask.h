/*
 * tui/unmask.h - the citizen number on the screen is masked until a key is pressed, and masked
 * again by itself: after UNMASK_MS, at the key's next press, at the next step, card or screen,
 * when the screen locks and when somebody opens the citizen's view.
 *
 * A key that is held cannot be told from one that was pressed: terminals send what a key types,
 * again and again while it is held, and nothing when it is let go. So «while held» is «pressed,
 * for a few seconds».
 */
#ifndef DDOPA_TUI_UNMASK_H
#define DDOPA_TUI_UNMASK_H

#include <stdbool.h>

struct app;

#define UNMASK_MS 10000

void unmask_toggle(struct app *app);
void unmask_end(struct app *app);
bool unmask_on(const struct app *app);

#endif
