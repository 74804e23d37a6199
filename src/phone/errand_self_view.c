/* The Linkage self-view for people: what the registers hold, and who looked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/lang.h"
#include "base/secret.h"
#include "phone/errand.h"
#include "wire/api.h"

static void line(const char *label, const char *text)
{
	if (*text)
		printf("%s: %s\n", label, text);
}

static void tell_date(const char *label, struct date d)
{
	char shown[64];
	date_format(shown, sizeof shown, d, lang_get() == LANG_TH);
	line(label, shown);
}

/* ---- what the registers hold ---- */

/* Secret memory. */
struct self_view {
	struct api_self_view v;
	char text[ADDRESS_PARTS * ADDRESS_PART_SIZE];
};

static const char *sex_word(enum sex sex)
{
	return sex == SEX_MALE ? _("male") : sex == SEX_FEMALE ? _("female") : "";
}

static void tell_population(struct self_view *w)
{
	const struct api_population *p = &w->v.population;
	const struct person *person = &p->person;
	char number[CITIZEN_NUMBER_SHOWN];
	citizen_number_format(number, &person->number);
	line(_("Citizen number"), number);
	secret_wipe(number, sizeof number);
	name_format(w->text, sizeof w->text, &person->thai, true);
	line(_("Name"), w->text);
	name_format(w->text, sizeof w->text, &person->english, false);
	line(_("Name in English"), w->text);
	tell_date(_("Date of birth"), person->birth);
	line(_("Sex"), sex_word(person->sex));
	address_format(w->text, sizeof w->text, &person->address);
	line(_("Address"), w->text);
	line(_("Nationality"), p->thai ? _("Thai") : _("other than Thai"));
	line(_("In the register as"), p->alive ? _("living") : _("deceased"));
}

static void tell_card(const char *heading, const struct api_register_card *card)
{
	printf("\n%s\n", heading);
	line(_("Request number"), card->request_number);
	tell_date(_("Date of issue"), card->issued);
	tell_date(_("Date of expiry"), card->expires);
	line(_("The card is"), card->cancelled ? _("cancelled") : _("valid"));
}

static void tell_view(struct self_view *w)
{
	const struct api_self_view *v = &w->v;
	puts(_("What the population register holds on you"));
	if (v->has_population)
		tell_population(w);
	else
		puts(_("Nothing: the register does not know this citizen number."));
	if (v->has_latest_card)
		tell_card(
		    _("What the card register holds on you: the latest card"), &v->latest_card);
	if (v->has_card && (!v->has_latest_card ||
			       strcmp(v->card.request_number, v->latest_card.request_number) != 0))
		tell_card(_("The card on which the digital ID was given"), &v->card);
	for (size_t i = 0; i < v->reason_count; i++)
		printf("\n%s\n", _(problem_row(v->reasons[i])->what));
}

bool self_view_tell(const struct buf *answer, struct error *err)
{
	struct self_view *w = secret_alloc(sizeof *w);
	if (!w)
		return error_set(err, PROBLEM_MEMORY, "self-view");
	bool ok = api_self_view_read(&w->v, answer->data, answer->len, err);
	if (ok)
		tell_view(w);
	secret_free(w, sizeof *w);
	return ok;
}

/* ---- who looked ---- */

/* What for, in a citizen's words; an act that is not here is shown by its name. */
static const struct {
	const char *act, *words; /* words: msgid */
} acts[] = {
    {"linkage.check", N_("to check person and card with the registers")},
    {"linkage.ask", N_("the registers were asked for your data")},
    {"eligibility.check", N_("to see whether your card must be renewed before you come")},
    {"enrollment.create", N_("to enroll you")},
    {"enrollment.exception", N_("to enroll you without the fingerprint")},
    {"enrollment.search", N_("to look up your enrollments")},
    {"enrollment.take-over", N_("to go on with your enrollment")},
    {"audit.read", N_("to read what was done in your enrollment")},
    {"approval", N_("to approve an act on you as the second officer")},
    {"finger.store", N_("to store a fingerprint in the chip of your card")},
    {"finger.remove", N_("to remove a fingerprint from the chip of your card")},
    {"identity.revoke", N_("to revoke your digital ID")},
    {"booking.create", N_("to book a place in the queue")},
    {"booking.cancel", N_("to cancel a place in the queue")},
    {"person.read", N_("your data were loaded into the phone")},
    {"self-view.read", N_("to see what the registers hold on you")},
    {"sign-in.ask", N_("to ask you to sign in")},
    {"sign-in.token", N_("to learn that you have signed in")},
};

static const char *act_words(const char *act)
{
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strcmp(acts[i].act, act) == 0)
			return _(acts[i].words);
	return act;
}

static const char *by_words(enum look_by by)
{
	static const char *const words[LOOK_BYS] = {
	    [LOOK_BY_OFFICER] = N_("an officer"),
	    [LOOK_BY_SERVICE] = N_("a service"),
	    [LOOK_BY_THIS_PHONE] = N_("this phone"),
	    [LOOK_BY_OTHER_PHONE] = N_("another phone"),
	    [LOOK_BY_OPERATOR] = N_("an operator of the centre"),
	    [LOOK_BY_CENTRE] = N_("the centre"),
	};
	return _(words[by]);
}

static void tell_who(const struct api_look *l)
{
	const char *name = lang_get() == LANG_TH ? l->name_th : l->name_en;
	printf("%s: %s", _("Who"), *name ? name : by_words(l->by));
	if (*l->office)
		printf(" (%s-%s)", l->office, l->counter);
	putchar('\n');
}

/* Where something was refused: why. */
static void tell_result(const char *result)
{
	enum problem p = problem_by_id(result);
	if (p != PROBLEM_NONE)
		printf("%s: %s (%s)\n", _("Result"), _(problem_row(p)->what), result);
}

static void tell_look(const struct api_look *l)
{
	struct bangkok_time t = bangkok_time_of(l->time);
	char day[64];
	date_format(day, sizeof day, t.date, lang_get() == LANG_TH);
	printf("%s: %s %02d:%02d\n", _("Time"), day, t.hour, t.minute);
	tell_who(l);
	line(_("What for"), act_words(l->act));
	tell_result(l->result);
	line(_("Reference"), l->correlation);
}

static void tell_looks(const struct api_looks *looks)
{
	if (looks->count == 0)
		puts(_("None."));
	for (size_t i = 0; i < looks->count; i++) {
		if (i > 0)
			putchar('\n');
		tell_look(&looks->looks[i]);
	}
	if (*looks->next)
		printf("\n%s: looks %s\n", _("There are older ones"), looks->next);
}

bool looks_tell(const struct buf *answer, struct error *err)
{
	struct api_looks *looks = calloc(1, sizeof *looks);
	if (!looks)
		return error_set(err, PROBLEM_MEMORY, "looks");
	bool ok = api_looks_read(looks, answer->data, answer->len, err);
	if (ok)
		tell_looks(looks);
	free(looks);
	return ok;
}
