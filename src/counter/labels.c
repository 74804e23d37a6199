#include "counter/labels.h"

#include "base/lang.h"

static const char *const labels[LABEL_COUNT] = {
    [LABEL_BUREAU] = N_("The Bureau of Registration Administration"),
    [LABEL_BUREAU_SHORT] = N_("Bureau of Reg. Admin."),
    [LABEL_BUREAU_INITIALS] = N_("BORA"),
    [LABEL_TITLE] = N_("D.DOPA Registration"),
    [LABEL_SSO] = N_("Single Sign On"),
    [LABEL_SSO_SYSTEM] = N_("Registration and ID Card Services (Single Sign On)"),
    [LABEL_MENU_RENTAL] = N_("Rental Project System (3)"),
    [LABEL_MENU_ONLINE] = N_("Online Registration System"),
    [LABEL_MENU_DDOPA] = N_("D.DOPA Enrollment System"),
    [LABEL_OFFLINE] = N_("Read a card offline (Smart Card Offline)"),
    [LABEL_STEP_1] = N_("Read the ID card"),
    [LABEL_STEP_2] = N_("Citizen data"),
    [LABEL_STEP_3] = N_("Enrollment status"),
    [LABEL_SUBSTEP_1] = N_("Create the QR code"),
    [LABEL_SUBSTEP_2] = N_("Citizen scans the QR code"),
    [LABEL_SUBSTEP_3] = N_("Record the result"),
    [LABEL_SUBSTEP_4] = N_("Success"),
    [LABEL_READ_CARD] = N_("Enroll (read the card)"),
    [LABEL_CREATE_QR] = N_("Create QR code"),
    [LABEL_PLACE_FINGER] = N_("The system checks that the card is its holder's. Please place an "
			      "index finger on the card reader (Match on Card)."),
    [LABEL_MOC] = N_("Index fingers on the card (Match on Card)"),
    [LABEL_PENDING] = N_("Open enrollments"),
    [LABEL_STATUS] = N_("System status"),
    [LABEL_REPORT] = N_("Day's report"),
    [LABEL_QUEUE] = N_("Today's queue"),
    [LABEL_SETTINGS] = N_("Settings"),
    [LABEL_PIN] = N_("Own PIN"),
    [LABEL_SEARCH_OPEN] = N_("Search / open enrollments"),
    [LABEL_SEARCH] = N_("Search enrollments"),
    [LABEL_REVOKE] = N_("Revoke a digital ID"),
    [LABEL_AUDIT] = N_("Audit of an enrollment"),
    [LABEL_MANUAL] = N_("Manual"),
    [LABEL_HELP] = N_("Help"),
    [LABEL_LOCK] = N_("The screen is locked"),
};

const char *label_msgid(enum label l)
{
	return labels[l];
}

const char *label(enum label l)
{
	return _(labels[l]);
}
