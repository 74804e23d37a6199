#include "enrol/usual.h"

/* How far a state is on the way to success; 0: nobody waits there for something that comes, or
 * not for the same each time. */
static const int way[ENROL_STATE_COUNT] = {
    [ENROL_FACE] = 1,
    [ENROL_CHECKING] = 2,
    [ENROL_STORING] = 3,
    [ENROL_FINGER] = 4,
    [ENROL_MATCHING] = 5,
    [ENROL_PROOFING] = 6,
    [ENROL_PROOFED] = 7,
    [ENROL_CREATING] = 8,
    [ENROL_QR_CREATED] = 9,
    [ENROL_SCANNED] = 10,
    [ENROL_CONFIRMING] = 11,
    [ENROL_CONFIRMED] = 12,
    [ENROL_CONSENTED] = 13,
    [ENROL_SAVED] = 14,
    [ENROL_SUCCESS] = 15,
};

static void add(struct usual_wait *w, int64_t ms)
{
	if (ms < 0)
		return;
	w->ms[w->count % USUAL_KEPT] = ms;
	w->count++;
}

void usual_note(struct usual *u, enum enrol_state from, enum enrol_state to, int64_t ms)
{
	/* How long storing takes depends on how many fingers: its own waits are noted. PROOFED
	 * waits for the officer's key alone. */
	bool own = from == ENROL_STORING || from == ENROL_PROOFED;
	if (u && way[from] > 0 && way[to] > way[from] && !own)
		add(&u->enrol[from], ms);
}

void usual_note_writing(struct usual *u, enum writing_state from, enum writing_state to, int64_t ms)
{
	static const bool waits[WRITING_STATE_COUNT] = {
	    [WRITING_APPROVING] = true,
	    [WRITING_CAPTURE] = true,
	    [WRITING_CHALLENGE] = true,
	    [WRITING_AUTHORISING] = true,
	    [WRITING_WRITING] = true,
	};
	bool came = to != WRITING_TROUBLE && to != WRITING_ENDED && to != WRITING_APPROVAL;
	if (u && waits[from] && came)
		add(&u->writing[from], ms);
}

void usual_note_reading(struct usual *u, int64_t ms)
{
	if (u)
		add(&u->enrol[ENROL_READING], ms);
}

/* By insertion: there are few. The lower of two in the middle. */
static int64_t median(const struct usual_wait *w)
{
	int64_t sorted[USUAL_KEPT] = {0};
	size_t kept = w->count < USUAL_KEPT ? w->count : USUAL_KEPT;
	if (w->count < USUAL_MIN)
		return 0;
	for (size_t i = 0; i < kept; i++) {
		size_t at = i;
		for (; at > 0 && sorted[at - 1] > w->ms[i]; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = w->ms[i];
	}
	return sorted[(kept - 1) / 2];
}

int64_t usual_of(const struct usual *u, enum enrol_state state)
{
	return u ? median(&u->enrol[state]) : 0;
}

int64_t usual_of_writing(const struct usual *u, enum writing_state state)
{
	return u ? median(&u->writing[state]) : 0;
}
