#include "counter/way_out.h"

#include <stddef.h>

#include "base/lang.h"

static const char still_valid[] = N_("This card stays a valid ID card; only its fingerprint check "
				     "is closed. Tell the citizen so.");
static const char new_card[] = N_("A new ID card, made at this or another registration office; "
				  "then enroll with the new card.");
static const char or_new_card[] = N_("Or a new ID card, made at this or another registration "
				     "office; then enroll with the new card.");

static const struct way_out locked = {
    .ways = {new_card, N_("Or Match on Card (M): with a second officer the "
			  "fingers are removed from the chip and stored "
			  "anew.")},
    .card = still_valid};
static const struct way_out no_applet = {.ways = {new_card}, .card = still_valid};
static const struct way_out not_stored = {
    .ways = {N_("Read the card again and store the index fingers, here or at another "
		"registration office."),
	or_new_card}};
static const struct way_out no_key = {
    .ways = {N_("Another day: cards can be written as soon as the centre's operators have "
		"given it the key."),
	or_new_card}};

const struct way_out *way_out_of(enum problem problem)
{
	static const struct way_out *const ways[PROBLEM_COUNT] = {
	    [PROBLEM_FINGER_LOCKED] = &locked,
	    [PROBLEM_NO_MOC_APPLET] = &no_applet,
	    [PROBLEM_NO_FINGER_ON_CARD] = &not_stored,
	    [PROBLEM_NO_CARD_KEY] = &no_key,
	};
	return ways[problem];
}
