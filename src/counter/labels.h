/*
 * counter/labels.h - the labels of the manual (mission: names of systems, menu path, header,
 * steps). The scan of the manual is garbled in places, so every label stands here once:
 * the English in labels.c, the Thai in po/th.po.
 */
#ifndef DDOPA_COUNTER_LABELS_H
#define DDOPA_COUNTER_LABELS_H

enum label {
	LABEL_BUREAU,
	LABEL_BUREAU_SHORT, /* where the whole does not fit, and this does not either: */
	LABEL_BUREAU_INITIALS,
	LABEL_TITLE,
	LABEL_SSO,
	LABEL_SSO_SYSTEM,
	LABEL_MENU_RENTAL,
	LABEL_MENU_ONLINE,
	LABEL_MENU_DDOPA,
	LABEL_OFFLINE,
	LABEL_STEP_1,
	LABEL_STEP_2,
	LABEL_STEP_3,
	LABEL_SUBSTEP_1,
	LABEL_SUBSTEP_2,
	LABEL_SUBSTEP_3,
	LABEL_SUBSTEP_4,
	LABEL_READ_CARD,
	LABEL_CREATE_QR,
	LABEL_PLACE_FINGER,
	LABEL_PENDING,
	LABEL_MOC,
	LABEL_STATUS,
	LABEL_QUEUE,
	LABEL_SETTINGS,
	LABEL_PIN,
	LABEL_SEARCH_OPEN,
	LABEL_SEARCH,
	LABEL_AUDIT,
	LABEL_REVOKE,
	LABEL_MANUAL,
	LABEL_REPORT,
	LABEL_HELP,
	LABEL_LOCK,
	LABEL_COUNT
};

const char *label(enum label l);       /* in the language that is set */
const char *label_msgid(enum label l); /* the key of the translation */

#endif
