/*
 * Expectations come from ISO/IEC 7816-4 (status words, chaining, BER-TLV), 7816-11 and 24787
 * (BIT group), and from the rules of card/moc.h: no finger is compared whose tries cannot be
 * told, none is written over, an answer that is no answer is a card that cannot be read, and
 * a card that does not understand the question speaks another dialect.
 */
#include "odd.h"

#define BIT_GROUP "00CB3FFF"
#define TRIES	  "00200081"
#define TRIES_L	  "00200082"
#define SELECT	  "00A4040008A000000084060000"
#define VERIFY	  "00210081"
#define CHAINED	  "10210081"
#define REST	  "00C0"
#define AUTH	  "00820081"
#define STORE	  "00240181"
#define REMOVE	  "00240281"
#define CHALLENGE "00840000"
#define MANAGER	  "00A40400."
#define CPLC	  "80CA9F7F"

#define EMPTY	   "no-finger.card"
#define UNREADABLE "failed card-unreadable"
#define R	   ODD_GOOD_BIT("81", "09")
#define L	   ODD_GOOD_BIT("82", "0A")
/* A right index with other parameters; owner, type and reference other than ours. */
#define WITH(parameters)                                                                           \
	"7F61(0201017F60(830181A1(8101088201098702010188020005" parameters ")))9000"
#define FORMAT(owner, type)                                                                        \
	"7F61(0201017F60(830181A1(8101088201098702" owner "8802" type                              \
	"B1(81020C3C820105830100))))9000"
#define REFERENCE(object)                                                                          \
	"7F61(0201017F60(" object "A1(8101088201098702010188020005B1(81020C3C820105830100))))9000"
#define FOUR(x)	   x x x x
#define SIXTEEN(x) FOUR(x) FOUR(x) FOUR(x) FOUR(x)

#define GROUP_ROW(NAME, ANSWER, OUTCOME)                                                           \
	{                                                                                          \
		.name = NAME, .words = {{BIT_GROUP, ANSWER}}, .outcome = OUTCOME                   \
	}
#define EMPTY_ROW(NAME, ANSWER, OUTCOME)                                                           \
	{                                                                                          \
		.name = NAME, .card = EMPTY, .words = {{BIT_GROUP, ANSWER}}, .outcome = OUTCOME    \
	}
#define TRIES_ROW(NAME, ANSWER, OUTCOME)                                                           \
	{                                                                                          \
		.name = NAME, .words = {{TRIES, ANSWER}}, .outcome = OUTCOME                       \
	}
#define VERIFY_ROW(NAME, ANSWER, OUTCOME)                                                          \
	{                                                                                          \
		.name = NAME, .act = ODD_VERIFY, .words = {{VERIFY, ANSWER}}, .outcome = OUTCOME   \
	}
#define STORE_ROW(NAME, COMMAND, ANSWER, OUTCOME)                                                  \
	{                                                                                          \
		.name = NAME, .act = ODD_STORE, .card = EMPTY, .words = {{COMMAND, ANSWER}},       \
		.outcome = OUTCOME                                                                 \
	}
#define REMOVE_ROW(NAME, ANSWER, AFTER, OUTCOME)                                                   \
	{                                                                                          \
		.name = NAME, .act = ODD_REMOVE,                                                   \
		.words = {{AUTH, "9000"}, {REMOVE, ANSWER}, {TRIES, "63C3|" AFTER}},               \
		.outcome = OUTCOME                                                                 \
	}

const struct odd_row odd_rows[] = {
    /* the BIT group: its form */
    GROUP_ROW("as it should be", ODD_GOOD_GROUP "9000", "3, 3"),
    GROUP_ROW("nothing but 9000", "9000", UNREADABLE),
    GROUP_ROW("indefinite length", "7F6180020102" R L "00009000", UNREADABLE),
    GROUP_ROW("indefinite length inside", "7F61(0201017F60808301810000)9000", UNREADABLE),
    GROUP_ROW("length of four bytes", "7F6184FFFFFFFF0201019000", UNREADABLE),
    GROUP_ROW("length of no bytes to come", "7F618220009000", UNREADABLE),
    GROUP_ROW("length longer than needed", "7F61820025020101" R "9000", "3, no place"),
    GROUP_ROW("inner longer than outer", "7F6107020101 7F60058301 9000", UNREADABLE),
    GROUP_ROW(
	"parameters longer than the header", "7F61(7F60(830181A1(B17F81020C3C)))9000", UNREADABLE),
    GROUP_ROW("another object", "7F62(020101" R ")9000", UNREADABLE),
    GROUP_ROW("a BIT without its group", R "9000", UNREADABLE),
    GROUP_ROW("tag of three bytes", "7F61(5F818001FF" R ")9000", UNREADABLE),
    GROUP_ROW("tag cut in the middle", "7F61(7F)9000", UNREADABLE),
    GROUP_ROW("bytes behind the group", ODD_GOOD_GROUP "FFFFFFFF9000", "3, 3"),
    GROUP_ROW("objects that nobody knows", "7F61(C001FF" R "C100" L "DF7F020000)9000", "3, 3"),
    GROUP_ROW("group in a group", "7F61(7F61(020101" R "))9000", "no place, no place"),
    GROUP_ROW("BIT in a BIT", "7F61(7F60(" R "))9000", "no place, no place"),
    GROUP_ROW("headers nested eight deep",
	"7F61(7F60(830181A1(A1(A1(A1(A1(A1(A1(A1(820109))))))))))9000", "no place, no place"),
    GROUP_ROW("sixteen BITs", "7F61(" SIXTEEN(R) ")9000", "3, no place"),
    GROUP_ROW("seventeen BITs", "7F61(" SIXTEEN(R) L ")9000", UNREADABLE),
    GROUP_ROW(
	"over a thousand bytes", "7F61(" SIXTEEN("C040" SIXTEEN("00000000")) ")9000", UNREADABLE),
    /* the BIT group: what it says */
    EMPTY_ROW("no length", "7F61009000", "none, none"),
    EMPTY_ROW("a BIT of no length", "7F61(0201017F6000)9000", "none, none"),
    EMPTY_ROW("none listed", "7F61(020100)9000", "none, none"),
    EMPTY_ROW("listed though empty", ODD_GOOD_GROUP "9000", "none, none"),
    EMPTY_ROW("6A88", "6A88", "none, none"),
    EMPTY_ROW("6A82", "6A82", "none, none"),
    GROUP_ROW("none listed, and data in both places", "7F61(020100)9000", "no place, no place"),
    GROUP_ROW("many are announced", "7F61(0201FF" R L ")9000", "3, 3"),
    GROUP_ROW("none are announced", "7F61(020100" R L ")9000", "3, 3"),
    GROUP_ROW("a number of five bytes", "7F61(0205FFFFFFFFFF" R L ")9000", "3, 3"),
    GROUP_ROW("no number", "7F61(" R L ")9000", "3, 3"),
    GROUP_ROW("two of one finger", "7F61(020102" R ODD_GOOD_BIT("91", "09") ")9000", "3, no place"),
    GROUP_ROW("two fingers of one reference",
	"7F61(020102" ODD_GOOD_BIT("82", "09") ODD_GOOD_BIT("82", "0A") ")9000", "3, no place"),
    GROUP_ROW("the left one's place is the right one's",
	"7F61(020101" ODD_GOOD_BIT("82", "09") ")9000", "3, no place"),
    GROUP_ROW("reference 0", REFERENCE("830100"), "no place, no place"),
    GROUP_ROW("reference of no length", REFERENCE("8300"), "no place, no place"),
    GROUP_ROW("reference of two bytes", REFERENCE("83020181"), "no place, no place"),
    GROUP_ROW("reference of three bytes", REFERENCE("8303000081"), "no place, no place"),
    GROUP_ROW("no reference", REFERENCE(""), "no place, no place"),
    GROUP_ROW("another format owner", FORMAT("001B", "0005"), "no place, no place"),
    GROUP_ROW("another format", FORMAT("0101", "0004"), "no place, no place"),
    GROUP_ROW("a thumb", "7F61(020101" ODD_GOOD_BIT("81", "01") ")9000", "no place, no place"),
    GROUP_ROW("more at least than at most", WITH("B1(81023C0C820105)"), "no place, no place"),
    GROUP_ROW("no parameters", WITH(""), "3, no place"),
    GROUP_ROW("counts of one byte", WITH("B1(81013C)"), "3, no place"),
    /* asked for what no template of ours can be */
    {"none at most", ODD_VERIFY, NULL, 0, {{BIT_GROUP, WITH("B1(81020000)")}},
	"finger-template, 3"},
    {"more than there are", ODD_VERIFY, NULL, 20, {{BIT_GROUP, WITH("B1(8102153C)")}},
	"finger-template, 3"},
    {"an order that nobody knows", ODD_VERIFY, NULL, 0, {{BIT_GROUP, WITH("B1(81020C3C820121)")}},
	"finger-template, 3"},
    {"an order of two bytes", ODD_VERIFY, NULL, 0, {{BIT_GROUP, WITH("B1(81020C3C82020105)")}},
	"finger-template, 3"},
    {"a direction and no key", ODD_VERIFY, NULL, 0, {{BIT_GROUP, WITH("B1(81020C3C820101)")}},
	"finger-template, 3"},
    {"exactly twelve", ODD_VERIFY, NULL, 12, {{VERIFY, "9000"}}, "matched"},
    {"one too few", ODD_VERIFY, NULL, 11, {{VERIFY, "9000"}}, "finger-template, 3"},
    {"far too many", ODD_VERIFY, NULL, 255, {{VERIFY, "9000"}}, "matched"},
    /* status words to the BIT group */
    GROUP_ROW("BIT 6D00", "6D00", "no applet"),
    GROUP_ROW("BIT 6E00", "6E00", "no applet"),
    GROUP_ROW("BIT 6A81", "6A81", "no applet"),
    GROUP_ROW("BIT 6700", "6700", "no applet"),
    GROUP_ROW("BIT 6F00", "6F00", UNREADABLE),
    GROUP_ROW("BIT 6982", "6982", UNREADABLE),
    GROUP_ROW("BIT 6281", "7F61006281", UNREADABLE),
    GROUP_ROW("BIT one byte", "90", UNREADABLE),
    {.name = "BIT 61 and nothing, for ever",
	.words = {{BIT_GROUP, "61FF"}, {REST, "61FF"}},
	.outcome = UNREADABLE},
    {.name = "BIT 61 and a byte, for ever",
	.words = {{BIT_GROUP, "61FF"}, {REST, "0061FF"}},
	.outcome = UNREADABLE},
    {.name = "BIT 61, then 6C for ever",
	.words = {{BIT_GROUP, "6110"}, {REST, "6C10"}},
	.outcome = UNREADABLE},
    {.name = "BIT 61, then refused",
	.words = {{BIT_GROUP, "6110"}, {REST, "6F00"}},
	.outcome = UNREADABLE},
    GROUP_ROW("BIT 6C for ever", "6C10", UNREADABLE),
    GROUP_ROW("BIT 6C once", "6C4A|" ODD_GOOD_GROUP "9000", "3, 3"),
    /* SELECT */
    {.name = "SELECT 6A82", .words = {{SELECT, "6A82"}}, .outcome = "no applet"},
    {.name = "SELECT 6283", .words = {{SELECT, "6283"}}, .outcome = "no applet"},
    {.name = "SELECT 6999", .words = {{SELECT, "6999"}}, .outcome = "no applet"},
    {.name = "SELECT 6C for ever", .words = {{SELECT, "6C10"}}, .outcome = UNREADABLE},
    /* status words to the question for tries */
    TRIES_ROW("tries 63CF", "63CF", "15, 3"),
    TRIES_ROW("tries 63C1", "63C1", "1, 3"),
    TRIES_ROW("tries 63C0", "63C0", "locked, 3"),
    TRIES_ROW("tries 6983", "6983", "locked, 3"),
    TRIES_ROW("tries 6984", "6984", "damaged, 3"),
    TRIES_ROW("tries 6A88", "6A88", "none, 3"),
    TRIES_ROW("tries 9000", "9000", "untold, 3"),
    TRIES_ROW("tries 6300", "6300", "no applet"),
    TRIES_ROW("tries 6D00", "6D00", "no applet"),
    TRIES_ROW("tries 6700", "6700", "no applet"),
    TRIES_ROW("tries 6F00", "6F00", UNREADABLE),
    TRIES_ROW("tries 6985", "6985", UNREADABLE),
    TRIES_ROW("tries 6C for ever", "6C00", UNREADABLE),
    TRIES_ROW("tries with bytes that nobody asked for", "000102030463C2", "2, 3"),
    {.name = "an empty place answers 6984",
	.card = EMPTY,
	.words = {{TRIES_L, "6984"}},
	.outcome = "none, damaged"},
    {.name = "an empty place answers 6F00",
	.card = EMPTY,
	.words = {{BIT_GROUP, "6A88"}, {TRIES_L, "6F00"}},
	.outcome = "none, no place"},
    /* status words to a verify */
    VERIFY_ROW("verify 9000", "9000", "matched"),
    VERIFY_ROW("verify 9000 with bytes", "00019000", "matched"),
    VERIFY_ROW("verify 63C2", "63C2", "finger-mismatch, 2"),
    VERIFY_ROW("verify 63CF", "63CF", "finger-mismatch, 15"),
    VERIFY_ROW("verify 63C0", "63C0", "finger-mismatch, 0"),
    VERIFY_ROW("verify 6983", "6983", "finger-locked, 0"),
    VERIFY_ROW("verify 6A88", "6A88", "no-finger-on-card, 0"),
    VERIFY_ROW("verify 6984", "6984", "no-finger-on-card, 0"),
    VERIFY_ROW("verify 6A80", "6A80", "finger-template, 3"),
    VERIFY_ROW("verify 6700", "6700", "finger-template, 3"),
    VERIFY_ROW("verify 6982", "6982", UNREADABLE),
    VERIFY_ROW("verify 6581", "6581", UNREADABLE),
    VERIFY_ROW("verify 6F00", "6F00", UNREADABLE),
    VERIFY_ROW("verify 6C for ever", "6C00", UNREADABLE),
    {"verify 6300, and it cost one", ODD_VERIFY, NULL, 0, {{VERIFY, "6300"}, {TRIES, "63C3|63C2"}},
	"finger-mismatch, 2"},
    {"verify 6A80, and it cost one", ODD_VERIFY, NULL, 0, {{VERIFY, "6A80"}, {TRIES, "63C3|63C2"}},
	"finger-template, 2"},
    {"verify 61 for ever", ODD_VERIFY, NULL, 0, {{VERIFY, "61FF"}, {REST, "61FF"}}, UNREADABLE},
    {"the last try", ODD_VERIFY, NULL, 0, {{TRIES, "63C1"}, {VERIFY, "9000"}},
	"finger-last-try-kept, 1"},
    {"no try", ODD_VERIFY, NULL, 0, {{TRIES, "63C0"}, {VERIFY, "9000"}}, "finger-locked, 0"},
    {"damaged", ODD_VERIFY, NULL, 0, {{TRIES, "6984"}, {VERIFY, "9000"}}, "no-finger-on-card, 0"},
    /* a hundred minutiae, where a card wants so many: chained */
    {"chained", ODD_VERIFY, NULL, 100,
	{{BIT_GROUP, WITH("B1(81020CFF)")}, {CHAINED, "9000"}, {VERIFY, "9000"}}, "matched"},
    {"chained, 63C1", ODD_VERIFY, NULL, 100,
	{{BIT_GROUP, WITH("B1(81020CFF)")}, {CHAINED, "9000"}, {VERIFY, "63C1"}},
	"finger-mismatch, 1"},
    {"chaining 6884", ODD_VERIFY, NULL, 100,
	{{BIT_GROUP, WITH("B1(81020CFF)")}, {CHAINED, "6884"}, {VERIFY, "9000"}},
	"finger-template, 3"},
    {"chaining 6E00", ODD_VERIFY, NULL, 100,
	{{BIT_GROUP, WITH("B1(81020CFF)")}, {CHAINED, "6E00"}, {VERIFY, "9000"}},
	"finger-template, 3"},
    {"chaining 6883 at its end", ODD_VERIFY, NULL, 100,
	{{BIT_GROUP, WITH("B1(81020CFF)")}, {CHAINED, "9000"}, {VERIFY, "6883"}},
	"finger-template, 3"},
    /* serial and challenge */
    STORE_ROW("default SELECT 6A82", MANAGER, "6A82", "refused write-refused"),
    STORE_ROW("serial 6A88", CPLC, "6A88", "refused write-refused"),
    STORE_ROW("serial too short", CPLC, "9F7F0200009000", "refused write-refused"),
    STORE_ROW("serial of another object", CPLC, "9F7E(" SIXTEEN("000000") ")9000",
	"refused write-refused"),
    STORE_ROW("serial too long", CPLC, "9F7F(" SIXTEEN("0000000000000000") ")9000", UNREADABLE),
    {"BIO not there any more", ODD_STORE, EMPTY, 0,
	{{SELECT, "9000|6A82"}, {BIT_GROUP, "6A88"}, {TRIES, "6A88"}, {TRIES_L, "6A88"}},
	UNREADABLE},
    STORE_ROW("challenge 6D00", CHALLENGE, "6D00", "refused write-refused"),
    STORE_ROW("challenge of four bytes", CHALLENGE, "010203049000", "refused write-refused"),
    STORE_ROW("challenge of sixteen bytes", CHALLENGE, SIXTEEN("01") "9000", UNREADABLE),
    /* EXTERNAL AUTHENTICATE */
    STORE_ROW("authorisation 6300", AUTH, "6300", "refused write-refused"),
    STORE_ROW("authorisation 63C2", AUTH, "63C2", "refused write-refused"),
    STORE_ROW("authorisation 6982", AUTH, "6982", "refused write-refused"),
    STORE_ROW("authorisation 6983", AUTH, "6983", "refused write-refused"),
    STORE_ROW("authorisation 6A88", AUTH, "6A88", "refused write-refused"),
    STORE_ROW("authorisation 6985", AUTH, "6985", "written unchanged"),
    STORE_ROW("authorisation 6D00", AUTH, "6D00", "written unchanged"),
    STORE_ROW("authorisation 6F00", AUTH, "6F00", "refused write-refused"),
    STORE_ROW("authorisation 6C for ever", AUTH, "6C00", "written unchanged"),
    STORE_ROW("9000 that was none", AUTH, "9000", "refused write-refused"),
    /* the write */
    STORE_ROW("stored", "FFFF", "6F00", "written good"),
    STORE_ROW("store 6982", STORE, "6982", "refused write-refused"),
    STORE_ROW("store 6985", STORE, "6985", "refused write-refused"),
    STORE_ROW("store 6A84", STORE, "6A84", "refused write-refused"),
    STORE_ROW("store 6D00", STORE, "6D00", "refused write-refused"),
    STORE_ROW("store 6A80", STORE, "6A80", "refused template-refused"),
    STORE_ROW("store 6700", STORE, "6700", "refused template-refused"),
    STORE_ROW("store 6884", STORE, "6884", "refused template-refused"),
    STORE_ROW("store 6581", STORE, "6581", "written unchanged"),
    STORE_ROW("store 6F00", STORE, "6F00", "written unchanged"),
    STORE_ROW("store 6200", STORE, "6200", "written unchanged"),
    STORE_ROW("store 6C for ever", STORE, "6C00", "written unchanged"),
    STORE_ROW("store 9000, and nothing is there", STORE, "9000", "written unchanged"),
    {"store 6581, and the place is damaged", ODD_STORE, EMPTY, 0,
	{{STORE, "6581"}, {TRIES, "6A88|6984"}}, "written damaged"},
    {"store 6581, and it is stored", ODD_STORE, EMPTY, 0,
	{{STORE, "6581"}, {BIT_GROUP, "6A88|" ODD_GOOD_GROUP "9000"}, {TRIES, "6A88|63C3"}},
	"written good"},
    {"stored, and speechless then", ODD_STORE, EMPTY, 0,
	{{STORE, "9000"}, {BIT_GROUP, "6A88|6F00"}}, "written unknown"},
    {"too few to be stored", ODD_STORE, EMPTY, 15, {{NULL, NULL}}, "refused template-refused"},
    {"just enough to be stored", ODD_STORE, EMPTY, 16, {{NULL, NULL}}, "written good"},
    {"more than the card takes", ODD_STORE, EMPTY, 61, {{NULL, NULL}}, "written good"},
    {"over a stored one", ODD_STORE, NULL, 0, {{STORE, "9000"}}, "refused finger-stored"},
    {"into no place", ODD_STORE, NULL, 0, {{BIT_GROUP, "7F61(020100)9000"}, {STORE, "9000"}},
	"refused write-refused"},
    /* removal */
    REMOVE_ROW("removed", "9000", "6A88", "written good"),
    REMOVE_ROW("remove 9000, and it is there", "9000", "63C3", "written unchanged"),
    REMOVE_ROW("remove 6581, and damaged", "6581", "6984", "written damaged"),
    REMOVE_ROW("remove 6D00", "6D00", "63C3", "refused write-refused"),
    REMOVE_ROW("remove 6A80", "6A80", "63C3", "refused write-refused"),
};
const size_t odd_row_count = sizeof odd_rows / sizeof *odd_rows;
