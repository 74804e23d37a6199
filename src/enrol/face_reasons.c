#include "enrol/face_reasons.h"

#include <stddef.h>

#include "base/lang.h"

const struct face_reason face_reasons[FACE_REASONS] = {
    {PROBLEM_NOT_SAME_PERSON, N_("another face than on the photo"),
	N_("I cannot enroll you with this card. The head of the office will speak with you")},
    {PROBLEM_FACE_UNSURE, N_("cannot say: photo too old, looks changed"),
	N_("The photo does not let me recognise you. With a new ID card you can enroll at once")},
    {PROBLEM_CARD_OF_ANOTHER, N_("somebody else's card"),
	N_("Only the owner of the card can enroll, in person with their own phone")},
    {PROBLEM_FACE_NOT_SHOWN, N_("the face is not shown"),
	N_("I may enroll you only after I have seen your face; nobody else need see it")},
};

const struct face_reason *face_reason_of(enum problem problem)
{
	for (size_t i = 0; i < FACE_REASONS; i++)
		if (face_reasons[i].problem == problem)
			return &face_reasons[i];
	return NULL;
}
