/*
 * tui/moc_view.h - the Match on Card screen's state and its drawing, private to screen_moc.c
 * and moc_view.c.
 */
#ifndef DDOPA_TUI_MOC_VIEW_H
#define DDOPA_TUI_MOC_VIEW_H

#include "tui/finger_dialog.h"

enum moc_action {
	MOC_READ = ACT_SCREEN,
	MOC_RIGHT,
	MOC_LEFT,
	MOC_STORE,
	MOC_REMOVE,
	MOC_REMOVE_RIGHT,
	MOC_REMOVE_LEFT,
	MOC_REMOVE_SURE,
	MOC_SAME,
	MOC_NOT_SAME,
	MOC_ASK_BACK,
	MOC_STOP,
	MOC_SHOW_NUMBER,
	MOC_END
};

/* What this screen asks before the engine is told. */
enum ask { ASK_NOTHING, ASK_FACE, ASK_REMOVE };

/* What was done last, to be said until the next key. */
enum moc_note { NOTE_NOTHING, NOTE_MATCHED, NOTE_STORED, NOTE_REMOVED };

struct moc_screen {
	struct app *app;
	struct runner *runner;
	struct error error; /* the runner could not be made or begun */
	struct finger_dialog dialog;
	enum ask ask;
	int after_face;	    /* the action that waits for the verdict */
	enum finger finger; /* to be removed */
	enum moc_note note;
	int stored; /* fingers in the chip before the writing */
	enum enrol_state last;
	enum runner_card last_card;
};

/* All its tables, for the tests; ended by NULL. */
extern const struct key_row *const moc_tables[];

bool moc_live(const struct moc_screen *s); /* else `error` says why not */
bool moc_over(const struct moc_screen *s); /* the card is done with */
/* Whether the action would do something now, of a live one. */
bool moc_can(const struct moc_screen *s, int action);
void moc_draw(struct app *app, const struct moc_screen *s, WINDOW *win);

#endif
