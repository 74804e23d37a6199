/*
 * tests/card/odd.h - cards that answer oddly: the table of test_moc_odd.c.
 */
#ifndef TESTS_CARD_ODD_H
#define TESTS_CARD_ODD_H

#include <stddef.h>

enum odd_act { ODD_READ, ODD_VERIFY, ODD_STORE, ODD_REMOVE };

#define ODD_WORDS_MAX 4

/* What the card answers to commands that begin so (with a full stop: that are so), in
 * hexadecimal: one answer after the other,
 * parted by |, the last for ever. `( … )` is a BER length and what it counts. Commands not
 * named are answered by the simulated card. */
struct odd_words {
	const char *command, *answers;
};

struct odd_row {
	const char *name;
	enum odd_act act;
	const char *card; /* NULL: somsri.card, both fingers stored, three tries each */
	size_t minutiae;  /* of the template; 0: 20 */
	struct odd_words words[ODD_WORDS_MAX];
	/* The last event. A reading: "<right>, <left>", each tries left, "untold", "locked",
	 * "damaged", "none", or "no place"; "no applet". Else "matched"; a problem's name and
	 * tries left; "written <outcome>"; "refused <problem>"; "failed <problem>". */
	const char *outcome;
};

extern const struct odd_row odd_rows[];
extern const size_t odd_row_count;

#define ODD_GOOD_BIT(reference, subtype)                                                           \
	"7F60(8301" reference "A1(8101088201" subtype "8702010188020005B1(81020C3C820105830100)))"
#define ODD_GOOD_GROUP "7F61(020102" ODD_GOOD_BIT("81", "09") ODD_GOOD_BIT("82", "0A") ")"

#endif
