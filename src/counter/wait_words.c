#include "counter/wait_words.h"

#include "base/lang.h"

static const struct wait_words words[ENROL_STATE_COUNT] = {
    [ENROL_WAIT_CARD] = {.what = N_("Waiting for a card"),
	.say = N_("Please hand me your latest ID card")},
    [ENROL_READING] = {.what = N_("Reading the chip"), .say = N_("Please leave the card in")},
    [ENROL_FACE] = {.what = N_("Your verdict, please"), .say = N_("Please take off mask and hat")},
    [ENROL_CHECKING] = {.what = N_("Waiting for the centre's checks"),
	.say = N_("One moment, please")},
    [ENROL_FINGER] = {.what = N_("Which finger?"), .say = N_("Please get an index finger ready")},
    [ENROL_MATCHING] = {.what = N_("Waiting for the finger"),
	.say = N_("Please place the finger on the reader")},
    [ENROL_LAST_TRY] = {.what = N_("The last try: to be confirmed"),
	.say = N_("Please wipe the finger")},
    [ENROL_STORING] = {.what = N_("The chip is asked what it holds now"),
	.say = N_("Please leave the card in")},
    [ENROL_EXCEPTION] = {.what = N_("Waiting for the second officer"),
	.say = N_("One moment, please")},
    [ENROL_DESK] = {.what = N_("What is to be done?"),
	.say = N_("Please leave the card in the reader")},
    [ENROL_PROOFING] = {.what = N_("The centre records the proof"),
	.say = N_("One moment, please")},
    [ENROL_PROOFED] = {.what = N_("Checks passed: create the QR code"),
	.say = N_("Please open the D.DOPA app"),
	.tell = N_("Open the D.DOPA app and allow it to use the camera")},
    [ENROL_CREATING] = {.what = N_("The centre makes the QR code"),
	.say = N_("Please open the D.DOPA app"),
	.phone = N_("the first page of D.DOPA"),
	.tell = N_("Open the D.DOPA app and allow it to use the camera")},
    [ENROL_QR_CREATED] = {.what = N_("Waiting for the citizen's scan"),
	.say = N_("You may take your card back"),
	.phone = N_("13 digits, terms, camera"),
	.tell = N_("Open the D.DOPA app, type your 13 digits, accept the terms, then scan this "
		   "code or type it")},
    [ENROL_SCANNED] = {.what = N_("Waiting for the four digits"),
	.say = N_("Please show me your phone"),
	.phone = N_("four digits"),
	.tell = N_("Show me the four digits on your phone")},
    [ENROL_CONFIRMING] = {.what = N_("The centre compares the digits"),
	.say = N_("One moment, please"),
	.phone = N_("four digits, and to wait"),
	.tell = N_("Leave the app open")},
    [ENROL_CONFIRMED] = {.what = N_("Waiting for PIN and consent"),
	.say = N_("Please set a PIN and give consent"),
	.phone = N_("set an 8-digit PIN, consent"),
	.tell = N_("Set a PIN of 8 digits, type it twice, then type it once more to give "
		   "consent")},
    [ENROL_CONSENTED] = {.what = N_("The centre records the result"),
	.say = N_("Please leave the app open"),
	.phone = N_("the data are being loaded"),
	.tell = N_("Leave the app open until it says success")},
    [ENROL_SAVED] = {.what = N_("The phone proves its key"),
	.say = N_("Please leave the app open"),
	.phone = N_("the data are being loaded"),
	.tell = N_("Leave the app open until it says success")},
    [ENROL_CANCELLING] = {.what = N_("The centre cancels the enrollment"),
	.say = N_("One moment, please")},
    [ENROL_SUCCESS] = {.what = N_("Put in the next card: the next citizen begins"),
	.phone = N_("success")},
    [ENROL_ENDED] = {.what = N_("Put in the next card: the next citizen begins")},
    [ENROL_STOPPED] = {.what = N_("Put in the next card: the next citizen begins")},
    [ENROL_PARKED] = {.what = N_("It stays open at the centre, in the list of open ones")},
};

static const struct wait_words writing[WRITING_STATE_COUNT] = {
    [WRITING_ASK] = {.what = N_("Which fingers are stored?"),
	.say = N_("Please get both index fingers ready")},
    [WRITING_APPROVAL] = {.what = N_("Waiting for the second officer"),
	.say = N_("One moment, please")},
    [WRITING_APPROVING] = {.what = N_("The centre checks the officer"),
	.say = N_("One moment, please")},
    [WRITING_CAPTURE] = {.what = N_("Waiting for the finger"),
	.say = N_("Please place the finger on the reader")},
    [WRITING_CHALLENGE] = {.what = N_("The chip gets ready"),
	.say = N_("Please leave the card in")},
    [WRITING_AUTHORISING] = {.what = N_("The centre authorises it"),
	.say = N_("Please leave the card in")},
    [WRITING_WRITING] = {.what = N_("The chip is being written"),
	.say = N_("Please leave the card in")},
    [WRITING_TROUBLE] = {.what = N_("Try again, or give up?"), .say = N_("One moment, please")},
    [WRITING_DONE] = {.what = N_("The chip is asked what it holds now"),
	.say = N_("Please leave the card in")},
    [WRITING_ENDED] = {.what = N_("The chip is asked what it holds now"),
	.say = N_("Please leave the card in")},
};

const struct wait_words *wait_words_of(enum enrol_state state)
{
	return &words[state];
}

const struct wait_words *wait_words_writing(enum writing_state state)
{
	return &writing[state];
}

bool wait_for_photo(const struct runner_view *view)
{
	return view->enrol->state == ENROL_FACE && !view->enrol->read_done;
}

int64_t wait_since(const struct runner_view *view)
{
	const int64_t *entered = view->state_since;
	bool both = entered[ENROL_READING] != 0 && entered[ENROL_FACE] >= entered[ENROL_READING];
	if (wait_for_photo(view) && both)
		return view->waiting_since - (entered[ENROL_FACE] - entered[ENROL_READING]);
	return view->waiting_since;
}

int64_t wait_usual(const struct runner_view *view)
{
	if (view->writing)
		return usual_of_writing(view->usual, view->writing->state);
	return usual_of(view->usual, wait_for_photo(view) ? ENROL_READING : view->enrol->state);
}
