#include "enrol/revocation_words.h"

#include <stdio.h>

#include "base/date.h"
#include "base/lang.h"

#define ANEW                                                                                       \
	N_("The old phone can no longer be used. With your ID card and a phone you can enroll "    \
	   "again at any office")

const struct revocation_words revocation_words[REVOCATION_REASONS] = {
    [REVOKED_LOST] = {N_("the phone is lost"), ANEW},
    [REVOKED_STOLEN] = {N_("the phone was stolen"), ANEW},
    [REVOKED_PIN_FORGOTTEN] = {N_("the PIN is forgotten"), ANEW},
    [REVOKED_MISUSED] = {N_("somebody else has used it"), ANEW},
    [REVOKED_DECEASED] = {N_("the holder has died"),
	N_("The digital ID can no longer be used by anybody")},
    [REVOKED_ON_REQUEST] = {N_("the holder does not want it any more"), ANEW},
};

void revocation_time(char out[REVOCATION_TIME_SIZE], int64_t real_ms)
{
	const struct bangkok_time t = bangkok_time_of(real_ms);

	snprintf(out, REVOCATION_TIME_SIZE, "%02d/%02d/%04d %02d:%02d:%02d", t.date.day,
	    t.date.month, t.date.year + BE_OFFSET, t.hour, t.minute, t.second);
}
