/*
 * simcard/face.h - cartoon faces for sample cards: nobody's, and visibly so. A seed gives
 * one face, always the same, in integers only.
 */
#ifndef DDOPA_SIMCARD_FACE_H
#define DDOPA_SIMCARD_FACE_H

#include <stdint.h>

#define FACE_WIDTH  297
#define FACE_HEIGHT 355

struct face_canvas {
	uint8_t rgb[FACE_HEIGHT][FACE_WIDTH][3];
};

void face_draw(struct face_canvas *canvas, uint64_t seed);

#endif
