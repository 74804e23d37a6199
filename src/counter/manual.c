#include "counter/manual.h"

#include <stdio.h>

#include "base/lang.h"
#include "base/text.h"

const struct manual_part manual_parts[] = {
    {.kind = PART_HEAD, .text = N_("Before the enrollment")},
    {.kind = PART_POINT,
	.text = N_("Since 1 October BE 2563 every district and every local registration "
		   "office enrolls, but for the joint service centres.")},
    {.kind = PART_POINT,
	.text = N_("Enrolled are Thai nationals who hold a national ID card; at most "
		   "100,000 people in the first phase.")},
    {.kind = PART_POINT,
	.text = N_("The citizen has put the D.DOPA app on their own phone (iOS or "
		   "Android) before coming, and brings their latest ID card.")},
    {.kind = PART_POINT,
	.text = N_("The computer has a card reader with a fingerprint device (Match on "
		   "Card: MOC).")},
    {.kind = PART_HEAD, .text = N_("What the officer does")},
    {.kind = PART_PATH},
    {.kind = PART_STEP, .number = 1, .label = LABEL_STEP_1},
    {.kind = PART_POINT,
	.text = N_("Make sure that the person standing there and the card are the same "
		   "person: Smart Card Offline shows what the chip holds: citizen number, "
		   "name, date of birth, face photo, address as printed.")},
    {.kind = PART_POINT,
	.text = N_("L in the menu, then the card into the reader. If the chip cannot be "
		   "read, the system says:"),
	.in_lines = N_("1 in the menu, then the card into the reader. If the chip cannot be "
		       "read, the system says:")},
    {.kind = PART_SAID, .problem = PROBLEM_CARD_UNREADABLE},
    {.kind = PART_POINT,
	.text = N_("The holder proves with an index finger on the reader that the card "
		   "is theirs. The system says:")},
    {.kind = PART_LABEL, .label = LABEL_PLACE_FINGER},
    {.kind = PART_POINT,
	.text = N_("If the chip holds no fingerprint, the index fingers are stored in "
		   "the chip first, then the enrollment goes on. The system says:")},
    {.kind = PART_SAID, .problem = PROBLEM_NO_FINGER_ON_CARD},
    {.kind = PART_STEP, .number = 2, .label = LABEL_STEP_2},
    {.kind = PART_POINT,
	.text = N_("The checks are passed: the citizen's data are shown. Compare them "
		   "with the person once more, then C creates the QR code."),
	.in_lines = N_("The checks are passed: v tells the citizen's data. Compare them "
		       "with the person once more, then 1 creates the QR code.")},
    {.kind = PART_STEP, .number = 3, .label = LABEL_STEP_3},
    {.kind = PART_SUBSTEP,
	.number = 1,
	.label = LABEL_SUBSTEP_1,
	.text = N_("the code stands on this screen"),
	.in_lines = N_("the code is told, to be typed on the phone; as a QR code on request")},
    {.kind = PART_SUBSTEP,
	.number = 2,
	.label = LABEL_SUBSTEP_2,
	.text = N_("with the D.DOPA app, while the code is valid; where the phone shows four "
		   "digits, the officer types them here")},
    {.kind = PART_SUBSTEP,
	.number = 3,
	.label = LABEL_SUBSTEP_3,
	.text = N_("the citizen consents, the data are loaded into the app")},
    {.kind = PART_SUBSTEP,
	.number = 4,
	.label = LABEL_SUBSTEP_4,
	.text = N_("the citizen is enrolled; the next card starts the next citizen")},
    {.kind = PART_HEAD, .text = N_("What the citizen does on the phone")},
    {.kind = PART_POINT,
	.number = 1,
	.text = N_("Open the D.DOPA app and allow it to use the phone's devices.")},
    {.kind = PART_POINT, .number = 2, .text = N_("Type the 13-digit citizen number.")},
    {.kind = PART_POINT, .number = 3, .text = N_("Accept the terms and conditions.")},
    {.kind = PART_POINT, .number = 4, .text = N_("Scan the QR code on the officer's screen.")},
    {.kind = PART_POINT, .number = 5, .text = N_("Set a PIN: typed twice, both the same.")},
    {.kind = PART_POINT,
	.number = 6,
	.text = N_("Consent by typing the PIN once more: the data are loaded into the app, and "
		   "the officer's screen shows success.")},
};
const size_t manual_part_count = sizeof manual_parts / sizeof manual_parts[0];

static void path_text(char *out, size_t size)
{
	static const enum label path[] = {
	    LABEL_SSO, LABEL_MENU_RENTAL, LABEL_MENU_ONLINE, LABEL_MENU_DDOPA};
	out[0] = '\0';
	for (size_t i = 0; i < sizeof path / sizeof path[0]; i++) {
		text_append(out, size, i > 0 ? (lang_utf8() ? " → " : " > ") : "");
		text_append(out, size, label(path[i]));
	}
}

void manual_text(char *out, size_t size, const struct manual_part *p, bool lines)
{
	const char *text = lines && p->in_lines != NULL ? p->in_lines : p->text;

	switch (p->kind) {
	case PART_PATH:
		path_text(out, size);
		break;
	case PART_STEP:
		snprintf(out, size, _("Step %d: %s"), p->number, label(p->label));
		break;
	case PART_SUBSTEP:
		snprintf(out, size, "%s: %s", label(p->label), _(text));
		break;
	case PART_SAID:
		snprintf(out, size, "«%s»", _(problem_row(p->problem)->todo));
		break;
	case PART_LABEL:
		snprintf(out, size, "«%s»", label(p->label));
		break;
	default:
		snprintf(out, size, "%s", _(text));
	}
}
