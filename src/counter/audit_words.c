#include "counter/audit_words.h"

#include <string.h>

#include "base/lang.h"

const char *audit_act_words(const char *act)
{
	static const struct {
		const char *act, *words;
	} rows[] = {
	    {"enrollment.create", N_("begun")},
	    {"enrollment.exception", N_("begun by an exception")},
	    {"enrollment.take-over", N_("taken over")},
	    {"enrollment.cancel", N_("cancelled")},
	    {"enrollment.expire", N_("expired")},
	    {"enrollment.search", N_("looked for")},
	    {"code.create", N_("QR code made")},
	    {"claim", N_("QR code scanned")},
	    {"match-code", N_("four digits compared")},
	    {"consent.give", N_("consent given")},
	    {"consent.refuse", N_("consent refused")},
	    {"person.read", N_("data loaded")},
	    {"proof", N_("phone proved its key")},
	    {"audit.read", N_("audit looked at")},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].act, act) == 0)
			return _(rows[i].words);
	return act;
}

const char *audit_who_words(const struct api_audit_record *r)
{
	if (r->officer_name[0])
		return r->officer_name;
	if (strncmp(r->who, "phone", 5) == 0)
		return _("the citizen's phone");
	return strcmp(r->who, "centre") == 0 ? _("the centre") : r->who;
}

bool audit_went_well(const struct api_audit_record *r)
{
	return strcmp(r->result, "ok") == 0 || strcmp(r->result, "replayed") == 0;
}
