/*
 * base/kedmanee.c - the keys of TIS 820-2538, and what its ASCII signs stand for.
 */
#include "base/kedmanee.h"

#include <stddef.h>

#define THAI_ZERO 0x0E50
#define THAI_NINE 0x0E59

/* clang-format off */
const struct kedmanee_key kedmanee_keys[KEDMANEE_KEYS] = {
	{.latin = {'`', '~'},  .thai = {'_', '%'}},
	{.latin = {'1', '!'},  .thai = {0x0E45, '+'}},
	{.latin = {'2', '@'},  .thai = {'/', 0x0E51}},
	{.latin = {'3', '#'},  .thai = {'-', 0x0E52}},
	{.latin = {'4', '$'},  .thai = {0x0E20, 0x0E53}},
	{.latin = {'5', '%'},  .thai = {0x0E16, 0x0E54}},
	{.latin = {'6', '^'},  .thai = {0x0E38, 0x0E39}},
	{.latin = {'7', '&'},  .thai = {0x0E36, 0x0E3F}},
	{.latin = {'8', '*'},  .thai = {0x0E04, 0x0E55}},
	{.latin = {'9', '('},  .thai = {0x0E15, 0x0E56}},
	{.latin = {'0', ')'},  .thai = {0x0E08, 0x0E57}},
	{.latin = {'-', '_'},  .thai = {0x0E02, 0x0E58}},
	{.latin = {'=', '+'},  .thai = {0x0E0A, 0x0E59}},
	{.latin = {'q', 'Q'},  .thai = {0x0E46, 0x0E50}},
	{.latin = {'w', 'W'},  .thai = {0x0E44, '"'}},
	{.latin = {'e', 'E'},  .thai = {0x0E33, 0x0E0E}},
	{.latin = {'r', 'R'},  .thai = {0x0E1E, 0x0E11}},
	{.latin = {'t', 'T'},  .thai = {0x0E30, 0x0E18}},
	{.latin = {'y', 'Y'},  .thai = {0x0E31, 0x0E4D}},
	{.latin = {'u', 'U'},  .thai = {0x0E35, 0x0E4A}},
	{.latin = {'i', 'I'},  .thai = {0x0E23, 0x0E13}},
	{.latin = {'o', 'O'},  .thai = {0x0E19, 0x0E2F}},
	{.latin = {'p', 'P'},  .thai = {0x0E22, 0x0E0D}},
	{.latin = {'[', '{'},  .thai = {0x0E1A, 0x0E10}},
	{.latin = {']', '}'},  .thai = {0x0E25, ','}},
	{.latin = {'\\', '|'}, .thai = {0x0E03, 0x0E05}},
	{.latin = {'a', 'A'},  .thai = {0x0E1F, 0x0E24}},
	{.latin = {'s', 'S'},  .thai = {0x0E2B, 0x0E06}},
	{.latin = {'d', 'D'},  .thai = {0x0E01, 0x0E0F}},
	{.latin = {'f', 'F'},  .thai = {0x0E14, 0x0E42}},
	{.latin = {'g', 'G'},  .thai = {0x0E40, 0x0E0C}},
	{.latin = {'h', 'H'},  .thai = {0x0E49, 0x0E47}},
	{.latin = {'j', 'J'},  .thai = {0x0E48, 0x0E4B}},
	{.latin = {'k', 'K'},  .thai = {0x0E32, 0x0E29}},
	{.latin = {'l', 'L'},  .thai = {0x0E2A, 0x0E28}},
	{.latin = {';', ':'},  .thai = {0x0E27, 0x0E0B}},
	{.latin = {'\'', '"'}, .thai = {0x0E07, '.'}},
	{.latin = {'z', 'Z'},  .thai = {0x0E1C, '('}},
	{.latin = {'x', 'X'},  .thai = {0x0E1B, ')'}},
	{.latin = {'c', 'C'},  .thai = {0x0E41, 0x0E09}},
	{.latin = {'v', 'V'},  .thai = {0x0E2D, 0x0E2E}},
	{.latin = {'b', 'B'},  .thai = {0x0E34, 0x0E3A}},
	{.latin = {'n', 'N'},  .thai = {0x0E37, 0x0E4C}},
	{.latin = {'m', 'M'},  .thai = {0x0E17, '?'}},
	{.latin = {',', '<'},  .thai = {0x0E21, 0x0E12}},
	{.latin = {'.', '>'},  .thai = {0x0E43, 0x0E2C}},
	{.latin = {'/', '?'},  .thai = {0x0E1D, 0x0E26}},
};
/* clang-format on */

/* The signs that both layouts have. A wrong guess here is an action that nobody asked for, so
 * that a sign stays what it looks like unless there is nothing that it could call wrongly. */
static const struct {
	char sign, shortcut;
} clashes[] = {
    {'/', '2'}, /* no shortcut looks like it; in a menu it is the number that was meant */
    {'-', '3'}, /* likewise */
    {'+', '+'}, /* Shift with 1: no shortcut is typed so */
    {'_', '_'}, /* the key left of 1: no shortcut stands there */
    {'%', '%'}, /* likewise, with Shift */
    {'"', '"'}, /* Shift with W: shortcuts are typed without Shift */
    {',', ','}, /* Shift with ]: no shortcut stands there */
    {'.', '.'}, /* Shift with ': likewise; and the number pad sends it */
    {'(', '('}, /* Shift with Z: shortcuts are typed without Shift */
    {')', ')'}, /* Shift with X: cancels and leaves, which is never done on a guess */
    {'?', '?'}, /* Shift with M: help under either layout, as the sign says */
};

static uint32_t of_clash(uint32_t sign)
{
	for (size_t i = 0; i < sizeof clashes / sizeof clashes[0]; i++)
		if ((uint32_t)clashes[i].sign == sign)
			return (uint32_t)clashes[i].shortcut;
	return 0;
}

uint32_t kedmanee_shortcut(uint32_t sign)
{
	if (sign < 0x80)
		return of_clash(sign);
	for (size_t i = 0; i < KEDMANEE_KEYS; i++)
		for (size_t shift = 0; shift < 2; shift++)
			if (kedmanee_keys[i].thai[shift] == sign)
				return (uint32_t)kedmanee_keys[i].latin[shift];
	return 0;
}

static char of_digit_row(uint32_t sign)
{
	for (size_t i = 0; i < KEDMANEE_KEYS; i++)
		if (kedmanee_keys[i].thai[0] == sign && kedmanee_keys[i].latin[0] >= '0' &&
		    kedmanee_keys[i].latin[0] <= '9')
			return kedmanee_keys[i].latin[0];
	return 0;
}

struct digit_reading kedmanee_digit(uint32_t sign)
{
	if (sign >= '0' && sign <= '9')
		return (struct digit_reading){.kind = DIGIT_SURE, .digit = (char)sign};
	if (sign >= THAI_ZERO && sign <= THAI_NINE)
		return (struct digit_reading){
		    .kind = DIGIT_SURE, .digit = (char)('0' + (sign - THAI_ZERO))};
	char digit = of_digit_row(sign);
	if (!digit)
		return (struct digit_reading){.kind = DIGIT_NONE};
	return (struct digit_reading){.kind = sign < 0x80 ? DIGIT_SIGN : DIGIT_ROW, .digit = digit};
}
