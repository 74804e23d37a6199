#include "phone/face.h"

#include "base/lang.h"

static const char *const messages[STEP_COUNT] = {
    [STEP_LEAVE] = N_("Allow the app to use the devices of this phone?"),
    [STEP_NUMBER] = N_("Type your citizen number, 13 digits."),
    [STEP_TEXTS] = N_("Asking the centre for the terms and conditions."),
    [STEP_TERMS] = N_("Do you accept the terms and conditions?"),
    [STEP_CODE] = N_("Scan the QR code on the officer's screen, or type the code below it."),
    [STEP_CLAIM] = N_("Telling the centre."),
    [STEP_PIN] = N_("Choose a PIN of eight digits, and type it twice."),
    [STEP_OFFICER] = N_("Waiting for the officer. Show the officer the four digits."),
    [STEP_CONSENT] = N_("Type your PIN to consent."),
    [STEP_SIGN] = N_("Sending your consent."),
    [STEP_PERSON] = N_("Your data are being loaded into the app."),
    [STEP_PROOF] = N_("Proving to the centre that this phone holds the key."),
    [STEP_REFUSE] = N_("Telling the centre that you do not consent."),
    [STEP_SUCCESS] = N_("Success. Your Digital ID is on this phone."),
    [STEP_END] = N_("Ended without success."),
};

const char *face_message(enum step step)
{
	return messages[step];
}
