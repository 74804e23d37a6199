/* An officer of the same office goes on with what a colleague began: both names stay on
 * record, and the move of the revision tells the first counter to let go of it. */
#include <string.h>

#include "centrald/enrolment.h"
#include "centrald/ids.h"

static bool may_take(const struct call *c, const struct enrolment *e, struct error *err)
{
	if (enrolment_state_is_end(e->state))
		return enrolment_wrong_state(e, err);
	return !hash_equal(e->citizen, c->officer.citizen) ||
	       error_set(err, PROBLEM_REFUSED_OWN_CARD, "%s", "");
}

bool enrolment_take_over(struct call *c, struct error *err)
{
	struct enrolment e;
	if (!enrolment_own(c, &e, err) || !may_take(c, &e, err))
		return false;
	if (strcmp(enrolment_holder(&e), c->officer.id) == 0)
		return enrolment_answer(c, &e, 200, err);
	memcpy(e.taken_by, c->officer.id, sizeof e.taken_by);
	memcpy(e.taken_by_name, c->officer.name, sizeof e.taken_by_name);
	return enrolment_save(c, &e, err) && enrolment_answer(c, &e, 200, err);
}
