/* Pictures of codes as cells on a terminal, written as PNG. */
#ifndef DDOPA_TESTS_PHONE_PICTURES_H
#define DDOPA_TESTS_PHONE_PICTURES_H

#include <stdint.h>

struct look {
	int cell_width, cell_height; /* pixels; a half block is half the height, rounded */
	int margin;		     /* pixels around */
	uint8_t dark, light, around; /* grey */
};

struct canvas {
	int width, height;
	uint8_t *grey; /* owned */
};

/* A code of 37 x 19 cells with its surroundings. */
struct canvas picture_of_code(const char *text, const struct look *look);
void canvas_write(const struct canvas *c, const char *path);
void canvas_free(struct canvas *c);

#endif
