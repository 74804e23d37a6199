/*
 * doctor/described.c - terminfo's database.
 */
#include "doctor/described.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

bool described(const char *type)
{
	int found = 0;

	return type != NULL && type[0] != '\0' && setupterm(type, STDOUT_FILENO, &found) == OK;
}

int described_colours(void)
{
	const int colours = tigetnum("colors");

	return colours > 0 ? colours : 0;
}

bool described_key(const char *key)
{
	const char *sequence = tigetstr(key);

	return sequence != NULL && sequence != (char *)-1;
}
