#include "codes.h"

#include <stdint.h>
#include <stdio.h>

#define SYMBOLS 26

/* splitmix64 (Steele, Lea, Flood 2014): any number will do as a seed. */
static uint64_t next(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

void codes_url(char url[CODES_URL_SIZE], unsigned number)
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char code[SYMBOLS + 1] = "";
	uint64_t seed = number;
	for (int i = 0; i < SYMBOLS; i++)
		code[i] = base32[next(&seed) % 32];
	snprintf(url, CODES_URL_SIZE, "HTTPS://COUNTER.CENTRE.TEST:844%u/E/%s", number % 10, code);
}
