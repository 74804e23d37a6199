#include "card/print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "card/print_parts.h"

/* A resolution this near to 500 dpi is taken as it is: ridges of one finger differ more. */
#define PPMM_NEAR 0.02

#define CONTRAST_MIN 14 /* percent */
#define AREA_MIN     40 /* mm2: a third of what a finger laid down flat shows */

/* Between the four pixels around (x, y). */
static uint8_t interpolate(const struct image *in, double x, double y)
{
	const int x0 = (int)fmin(floor(x), in->width - 2), y0 = (int)fmin(floor(y), in->height - 2);
	const uint8_t *p = in->grey + (size_t)y0 * (size_t)in->width + x0;
	const double fx = x - x0, fy = y - y0;

	return (uint8_t)lround((1 - fy) * ((1 - fx) * p[0] + fx * p[1]) +
			       fy * ((1 - fx) * p[in->width] + fx * p[in->width + 1]));
}

static void resample(uint8_t *out, const struct image *size, const struct image *in)
{
	const double sx = (in->width - 1.0) / (size->width - 1.0);
	const double sy = (in->height - 1.0) / (size->height - 1.0);

	for (int y = 0; y < size->height; y++)
		for (int x = 0; x < size->width; x++)
			*out++ = interpolate(in, x * sx, y * sy);
}

bool print_size_good(int width, int height)
{
	return width >= PRINT_SIDE_MIN && width <= PRINT_SIDE_MAX && height >= PRINT_SIDE_MIN &&
	       height <= PRINT_SIDE_MAX;
}

static bool image_good(const struct image *image, struct error *err)
{
	if (image->grey != NULL && print_size_good(image->width, image->height))
		return true;
	return error_set(
	    err, PROBLEM_SENSOR_FAILED, "image of %d x %d", image->width, image->height);
}

static bool print_at_500(const struct image *image, struct print *out, struct error *err)
{
	struct area *area = malloc(sizeof *area);
	struct candidates all = {0};
	bool ok = area != NULL || error_set(err, PROBLEM_SYSTEM, "%s", "");

	if (ok) {
		area_of(area, image);
		out->area = area_mm2(area);
		out->contrast = area_contrast(area);
		/* Of an even image the detector says that it failed. */
		ok = out->area == 0 || print_detect(image, &all, err);
	}
	if (ok && out->area > 0) {
		print_prune(&all, image, area);
		print_form(out, &all, image);
	}
	candidates_free(&all);
	free(area);
	return ok;
}

static bool print_scaled(
    const struct image *image, double scale, struct print *out, struct error *err)
{
	struct image size = {.width = (int)lround(image->width * scale),
	    .height = (int)lround(image->height * scale)};
	const size_t len = (size_t)size.width * (size_t)size.height;
	uint8_t *grey;
	bool ok;

	if (size.width > PRINT_SIDE_MAX || size.height > PRINT_SIDE_MAX)
		return error_set(err, PROBLEM_SENSOR_FAILED, "image of %d x %d at 500 dpi",
		    size.width, size.height);
	grey = malloc(len);
	if (grey == NULL)
		return error_set(err, PROBLEM_SYSTEM, "%s", "");
	resample(grey, &size, image);
	size.grey = grey;
	ok = image_good(&size, err) && print_at_500(&size, out, err);
	secret_wipe(grey, len);
	free(grey);
	return ok;
}

bool print_from_image(
    const uint8_t *grey, int width, int height, double ppmm, struct print *out, struct error *err)
{
	const struct image image = {grey, width, height};

	memset(out, 0, sizeof *out);
	if (!image_good(&image, err))
		return false;
	if (ppmm == 0 || fabs(ppmm / PRINT_PPMM - 1) <= PPMM_NEAR)
		return print_at_500(&image, out, err);
	if (!(ppmm >= PRINT_PPMM_MIN && ppmm <= PRINT_PPMM_MAX))
		return error_set(err, PROBLEM_SENSOR_FAILED, "%g pixels a mm", ppmm);
	return print_scaled(&image, PRINT_PPMM / ppmm, out, err);
}

enum print_verdict print_judge(const struct print *print, size_t minutiae_wanted)
{
	if (print->area == 0 || print->contrast < CONTRAST_MIN)
		return PRINT_FAINT;
	if (print->area < AREA_MIN || print->minutiae.count < minutiae_wanted)
		return PRINT_FEW;
	return PRINT_GOOD;
}

int print_quality(const struct print *print)
{
	int sum = 0;

	for (size_t i = 0; i < print->minutiae.count; i++)
		sum += print->quality[i];
	return sum;
}
