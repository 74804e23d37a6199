#include "counter/number.h"

#include <stdio.h>

void number_format(char out[NUMBER_SIZE], long number)
{
	if (number >= 1000)
		snprintf(out, NUMBER_SIZE, "%ld,%03ld", number / 1000, number % 1000);
	else
		snprintf(out, NUMBER_SIZE, "%ld", number);
}
