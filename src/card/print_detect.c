/*
 * card/print_detect.c - libfprint's minutiae detector (NIST's mindtct) over an image of
 * memory. Its public interface tells where a minutia lies and no more; direction, type and
 * reliability are read from its private structure, which is believed only when it says the
 * same x and y as the public call, and nothing that mindtct never says.
 */
#include "card/print_parts.h"

#include "autoconf.h"

#include <math.h>
#include <string.h>

#include "base/secret.h"

void candidates_free(struct candidates *all)
{
	secret_free(all->c, all->size * sizeof *all->c);
	*all = (struct candidates){0};
}

#ifdef HAVE_FPRINT
#include <fprint.h>

/* libfprint/nbis/include/lfs.h of libfprint 1.94. */
struct private_minutia {
	int x, y, ex, ey;
	int direction; /* 32 of a turn, clockwise from north */
	double reliability;
	int type;
};
#define DIRECTIONS	    32
#define PRIVATE_BIFURCATION 0
#define PRIVATE_ENDING	    1

static bool believable(FpMinutia *minutia, const struct private_minutia *p)
{
	int x, y;

	fp_minutia_get_coords(minutia, &x, &y);
	return p->x == x && p->y == y && p->direction >= 0 && p->direction < DIRECTIONS &&
	       (p->type == PRIVATE_BIFURCATION || p->type == PRIVATE_ENDING) &&
	       p->reliability >= 0 && p->reliability <= 1;
}

static struct candidate candidate_of(const struct private_minutia *p)
{
	const double degrees = 90 - p->direction * (360.0 / DIRECTIONS);

	return (struct candidate){.x = p->x,
	    .y = p->y,
	    .degrees = degrees < 0 ? degrees + 360 : degrees,
	    .type = p->type == PRIVATE_ENDING ? MINUTIA_ENDING : MINUTIA_BIFURCATION,
	    .quality = p->reliability};
}

static bool candidates_alloc(struct candidates *all, size_t size)
{
	*all = (struct candidates){.size = size > 0 ? size : 1};
	all->c = secret_alloc(all->size * sizeof *all->c);
	return all->c != NULL;
}

static bool take_minutiae(const GPtrArray *found, struct candidates *out, struct error *err)
{
	if (!candidates_alloc(out, found != NULL ? found->len : 0))
		return error_set(err, PROBLEM_SYSTEM, "%s", "");
	for (guint i = 0; found != NULL && i < found->len; i++) {
		FpMinutia *minutia = g_ptr_array_index(found, i);
		const struct private_minutia *p = (const void *)minutia;

		if (!believable(minutia, p))
			return error_set(err, PROBLEM_SENSOR_FAILED, "%s",
			    "this libfprint's minutiae are unknown");
		out->c[out->count++] = candidate_of(p);
	}
	return true;
}

static void on_detected(GObject *object, GAsyncResult *result, gpointer data)
{
	(void)object;
	*(GAsyncResult **)data = g_object_ref(result);
}

/* In a context of its own: nobody else's events are served meanwhile. */
static bool detect(FpImage *image, struct error *err)
{
	GMainContext *context = g_main_context_new();
	GAsyncResult *result = NULL;
	bool ok;

	g_main_context_push_thread_default(context);
	fp_image_detect_minutiae(image, NULL, on_detected, &result);
	while (result == NULL)
		g_main_context_iteration(context, TRUE);
	ok = fp_image_detect_minutiae_finish(image, result, NULL);
	g_main_context_pop_thread_default(context);
	if (!ok)
		error_set(err, PROBLEM_SENSOR_FAILED, "%s", "no minutiae can be looked for");
	g_object_unref(result);
	g_main_context_unref(context);
	return ok;
}

static void wipe(const guchar *bytes, gsize len)
{
	if (bytes != NULL)
		secret_wipe((void *)(uintptr_t)bytes, len);
}

static void wipe_image(FpImage *image)
{
	gsize len = 0;
	const guchar *bytes = fp_image_get_data(image, &len);

	wipe(bytes, len);
	len = 0;
	bytes = fp_image_get_binarized(image, &len);
	wipe(bytes, len);
}

bool print_detect(const struct image *image, struct candidates *out, struct error *err)
{
	const size_t size = (size_t)image->width * (size_t)image->height;
	FpImage *fp = fp_image_new(image->width, image->height);
	gsize len = 0;
	const guchar *pixels = fp_image_get_data(fp, &len);
	bool ok;

	*out = (struct candidates){0};
	if (len == size)
		memcpy((void *)(uintptr_t)pixels, image->grey, size);
	ok = len == size && detect(fp, err) && take_minutiae(fp_image_get_minutiae(fp), out, err);
	if (len != size)
		error_set(err, PROBLEM_SENSOR_FAILED, "%s", "libfprint's image");
	wipe_image(fp);
	g_object_unref(fp);
	return ok;
}

bool print_from_fp_image(FpImage *image, struct print *out, struct error *err)
{
	const int width = (int)fp_image_get_width(image), height = (int)fp_image_get_height(image);
	const guchar *grey;
	gsize len = 0;
	bool ok;

	/* Whether it finds anything is not asked here: of an even image it says that it failed.
	 * A device of libfprint 1.94 has done it already. */
	if (fp_image_get_minutiae(image) == NULL && print_size_good(width, height))
		detect(image, NULL);
	grey = fp_image_get_data(image, &len);
	ok = print_from_image(len == (size_t)width * (size_t)height ? grey : NULL, width, height,
	    fp_image_get_ppmm(image), out, err);
	wipe_image(image);
	return ok;
}
#else
bool print_detect(const struct image *image, struct candidates *out, struct error *err)
{
	(void)image;
	*out = (struct candidates){0};
	return error_set(err, PROBLEM_NO_SENSOR, "%s", "built without libfprint");
}
#endif
