/*
 * card/print_area.c - where an image shows ridges: blocks whose grey varies as ridges and
 * valleys make it vary. Glass without a finger is even, whatever its grey.
 */
#include <math.h>
#include <string.h>

#include "card/print_parts.h"

/* Of the grey, 0 to 255: noise of a sensor stays below. */
#define DEVIATION_MIN 10
#define DEVIATION_MAX 128 /* half black, half white */

/* The part of the image from (x0, y0) to (x1, y1), these left out. */
struct part {
	int x0, y0, x1, y1;
};

static double deviation_of(const struct image *image, struct part p, double *mean)
{
	const double n = (double)(p.x1 - p.x0) * (p.y1 - p.y0);
	double sum = 0, squares = 0;

	for (int y = p.y0; y < p.y1; y++)
		for (int x = p.x0; x < p.x1; x++) {
			const double grey =
			    image->grey[(size_t)y * (size_t)image->width + (size_t)x];

			sum += grey;
			squares += grey * grey;
		}
	*mean = sum / n;
	return sqrt(fmax(0, squares / n - *mean * *mean));
}

static int block_deviation(const struct image *image, int column, int row)
{
	const int x = column * AREA_BLOCK, y = row * AREA_BLOCK;
	double mean;

	return (int)lround(
	    deviation_of(image, (struct part){x, y, x + AREA_BLOCK, y + AREA_BLOCK}, &mean));
}

void area_of(struct area *area, const struct image *image)
{
	memset(area, 0, sizeof *area);
	area->columns = image->width / AREA_BLOCK;
	area->rows = image->height / AREA_BLOCK;
	for (int row = 0; row < area->rows; row++)
		for (int column = 0; column < area->columns; column++) {
			const int deviation = block_deviation(image, column, row);

			if (deviation >= DEVIATION_MIN)
				area->deviation[row][column] = (uint8_t)deviation;
		}
}

int area_mm2(const struct area *area)
{
	const double side = AREA_BLOCK / PRINT_PPMM;
	int blocks = 0;

	for (int row = 0; row < area->rows; row++)
		for (int column = 0; column < area->columns; column++)
			blocks += area->deviation[row][column] > 0;
	return (int)lround(blocks * side * side);
}

/* The median: blocks at the rim of the finger have the step from finger to glass in them. */
int area_contrast(const struct area *area)
{
	int with[DEVIATION_MAX + 1] = {0}, blocks = 0, below = 0, median = 0;

	for (int row = 0; row < area->rows; row++)
		for (int column = 0; column < area->columns; column++)
			with[area->deviation[row][column]]++;
	blocks = area->rows * area->columns - with[0];
	for (int i = 1; i <= DEVIATION_MAX && 2 * below < blocks; i++) {
		below += with[i];
		median = i;
	}
	return median * 100 / DEVIATION_MAX;
}

static int deviation_at(const struct area *area, double x, double y)
{
	const int column = (int)floor(x / AREA_BLOCK), row = (int)floor(y / AREA_BLOCK);

	if (column < 0 || row < 0 || column >= area->columns || row >= area->rows)
		return 0;
	return area->deviation[row][column];
}

bool area_within(const struct area *area, double x, double y)
{
	static const double margin = 12; /* pixels: 0.6 mm, more than a ridge and a valley */

	for (int i = 0; i < 9; i++)
		if (deviation_at(area, x + (i % 3 - 1) * margin, y + (i / 3 - 1) * margin) == 0)
			return false;
	return true;
}

double area_grey(const struct image *image, double x, double y)
{
	static const int radius = 11;
	static const double ideal_deviation = 64, ideal_mean = 127;
	const int column = (int)x, row = (int)y;
	double mean;
	const double deviation = deviation_of(image,
	    (struct part){.x0 = column > radius ? column - radius : 0,
		.y0 = row > radius ? row - radius : 0,
		.x1 = column + radius < image->width ? column + radius + 1 : image->width,
		.y1 = row + radius < image->height ? row + radius + 1 : image->height},
	    &mean);

	return fmin(fmin(deviation / ideal_deviation, 1),
	    fmax(0, 1 - fabs(mean - ideal_mean) / ideal_mean));
}
