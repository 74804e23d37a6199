/*
 * card/photo_decode.c - libjpeg, bounded and without its exits and messages.
 */
#include <stdio.h> /* jpeglib.h wants FILE and size_t */

#include <jpeglib.h>
#include <jerror.h>
#include <setjmp.h>
#include <string.h>

#include "base/secret.h"
#include "card/photo.h"

#define MEMORY_MAX (16L << 20)
/* Of the rows, how many must be there for a face to be seen. */
#define ROWS_ENOUGH(height) ((height) - (height) / 4)
/* A progressive picture's first scans give all of it, coarsely. */
#define SCANS_ENOUGH 2

struct decoder {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf failed;
	bool damaged; /* a warning came before enough of the face was there */
	const char *why;
};

_Noreturn static void give_up(j_common_ptr common)
{
	struct decoder *d = common->client_data;

	if (d->why == NULL)
		d->why = "JPEG";
	longjmp(d->failed, 1);
}

static bool enough_was_seen(const struct jpeg_decompress_struct *jpeg)
{
	if (jpeg->progressive_mode)
		return jpeg->input_scan_number > SCANS_ENOUGH;
	return jpeg->output_scanline >= ROWS_ENOUGH(jpeg->output_height);
}

/* Level -1 is a warning: corrupt data, or an end before the end. Nothing is printed. */
static void on_message(j_common_ptr common, int level)
{
	struct decoder *d = common->client_data;

	if (level < 0 && !enough_was_seen(&d->jpeg))
		d->damaged = true;
}

static void on_progress(j_common_ptr common)
{
	struct decoder *d = common->client_data;

	if (d->jpeg.input_scan_number > PHOTO_SCANS_MAX) {
		d->why = "scans";
		give_up(common);
	}
}

static void prepare(struct decoder *d, const uint8_t *bytes, size_t len)
{
	d->jpeg.err = jpeg_std_error(&d->errors);
	d->errors.error_exit = give_up;
	d->errors.emit_message = on_message;
	d->jpeg.client_data = d;
	jpeg_create_decompress(&d->jpeg);
	d->jpeg.mem->max_memory_to_use = MEMORY_MAX;
	d->progress.progress_monitor = on_progress;
	d->jpeg.progress = &d->progress;
	jpeg_mem_src(&d->jpeg, bytes, (unsigned long)len);
}

static bool read_header(struct decoder *d, struct photo *photo)
{
	jpeg_read_header(&d->jpeg, TRUE);
	if (d->jpeg.image_width > PHOTO_SIDE_MAX || d->jpeg.image_height > PHOTO_SIDE_MAX) {
		d->why = "size";
		return false;
	}
	d->jpeg.out_color_space = JCS_EXT_RGBA;
	photo->width = d->jpeg.image_width;
	photo->height = d->jpeg.image_height;
	photo->rgba = secret_alloc((size_t)photo->width * photo->height * 4);
	return photo->rgba != NULL;
}

static bool read_rows(struct decoder *d, struct photo *photo, size_t len)
{
	const size_t stride = (size_t)photo->width * 4;

	jpeg_start_decompress(&d->jpeg);
	while (d->jpeg.output_scanline < d->jpeg.output_height) {
		JSAMPROW row = photo->rgba + d->jpeg.output_scanline * stride;

		jpeg_read_scanlines(&d->jpeg, &row, 1);
	}
	jpeg_finish_decompress(&d->jpeg);
	photo->jpeg_len = len - d->jpeg.src->bytes_in_buffer;
	return !d->damaged;
}

/* All that lives across the longjmp stands in *d and *photo. */
static bool decode(struct decoder *d, struct photo *photo, const uint8_t *bytes, size_t len)
{
	bool ok = false;

	if (setjmp(d->failed) == 0) {
		prepare(d, bytes, len);
		ok = read_header(d, photo) && read_rows(d, photo, len);
	} else {
		ok = false;
	}
	jpeg_destroy_decompress(&d->jpeg);
	return ok;
}

static bool blank(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != ' ' && bytes[i] != 0x00 && bytes[i] != 0xFF)
			return false;
	return true;
}

bool photo_decode(struct photo *photo, const uint8_t *bytes, size_t len, struct error *err)
{
	struct decoder d = {0};

	*photo = (struct photo){0};
	if (blank(bytes, len))
		return error_set(err, PROBLEM_PHOTO_UNREADABLE, "no photo");
	if (decode(&d, photo, bytes, len))
		return true;
	photo_free(photo);
	return error_set(err, PROBLEM_PHOTO_UNREADABLE, "%s", d.why != NULL ? d.why : "damaged");
}

void photo_free(struct photo *photo)
{
	secret_free(photo->rgba, (size_t)photo->width * photo->height * 4);
	*photo = (struct photo){0};
}
