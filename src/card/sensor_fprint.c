/*
 * card/sensor_fprint.c - any image sensor that libfprint knows. sensor.device names it: empty
 * is the first one found, DRIVER or DRIVER/ID picks one, virtual:SOCKET is libfprint's
 * virtual_image driver, which takes images from a socket (tests).
 *
 * libfprint is looked into anew for each command and the device closed after it: what was
 * unplugged and came back is found again. One loop serves libfprint's events and the
 * command socket.
 */
#include <fprint.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>

#include "card/print_parts.h"
#include "card/sensor_kinds.h"

#define LOOK_MS 100
#define STOP_MS 5000 /* what is cancelled ends in this time */
#define VIRTUAL "virtual:"
#define DRIVER	"virtual_image"
#define SOCKET	"FP_VIRTUAL_IMAGE"

struct fprint_sensor {
	FpContext *context;
	FpDevice *device; /* of the context; open */
	GCancellable *cancel;
	GAsyncResult *result; /* of what runs, when it has ended */
	guint look;	      /* source: the loop turns every LOOK_MS at least */
};

/* ---- one loop ---- */

static gboolean on_command(gint fd, GIOCondition condition, gpointer data)
{
	(void)fd;
	(void)condition;
	(void)data;
	return G_SOURCE_CONTINUE; /* sensor_wanted() reads it */
}

static gboolean on_look(gpointer data)
{
	(void)data;
	return G_SOURCE_CONTINUE;
}

static void on_ended(GObject *object, GAsyncResult *result, gpointer data)
{
	struct fprint_sensor *f = data;

	(void)object;
	f->result = g_object_ref(result);
}

/* False: it does not end even when cancelled. Then the process ends, which is all that can
 * be done against a driver that hangs. */
static bool stopped(struct sensor *s, struct fprint_sensor *f)
{
	const int64_t until = clock_mono_ms(s->clock) + STOP_MS;

	g_cancellable_cancel(f->cancel);
	while (f->result == NULL && clock_mono_ms(s->clock) < until)
		g_main_context_iteration(NULL, TRUE);
	s->peer_gone = s->peer_gone || f->result == NULL;
	return f->result != NULL;
}

/* Until what was begun has ended, by itself or cancelled. A command that waits unread would
 * leave libfprint's events no time, so its source is there only while commands are read. */
static bool ended(struct sensor *s, struct fprint_sensor *f)
{
	const guint wake = g_unix_fd_add(s->fd, G_IO_IN, on_command, NULL);
	bool wanted = true;

	while (f->result == NULL && wanted) {
		g_main_context_iteration(NULL, TRUE);
		wanted = sensor_time_left(s) > 0 && sensor_wanted(s, 0);
	}
	g_source_remove(wake);
	return f->result != NULL || stopped(s, f);
}

static void forget_result(struct fprint_sensor *f)
{
	g_clear_object(&f->result);
	g_cancellable_reset(f->cancel);
}

/* ---- errors ---- */

/* In words of ours: the library's are not for the screen. */
static const char *word_for(const GError *why)
{
	static const struct {
		int code;
		const char *word;
	} words[] = {
	    {FP_DEVICE_ERROR_REMOVED, "unplugged"},
	    {FP_DEVICE_ERROR_BUSY, "busy"},
	    {FP_DEVICE_ERROR_PROTO, "protocol"},
	    {FP_DEVICE_ERROR_TOO_HOT, "too hot"},
	    {FP_DEVICE_ERROR_NOT_SUPPORTED, "gives no images"},
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (why->domain == FP_DEVICE_ERROR && why->code == words[i].code)
			return words[i].word;
	return g_error_matches(why, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ? "permission denied"
									      : "failed";
}

static bool take_error(struct sensor *s, const GError *why, struct error *err)
{
	if (g_error_matches(why, G_IO_ERROR, G_IO_ERROR_CANCELLED) && sensor_time_left(s) == 0)
		return error_set(err, PROBLEM_FINGER_TIMEOUT, "%s", s->options->device);
	return error_set(err, PROBLEM_SENSOR_FAILED, "%s: %s (%s %d)",
	    fp_device_get_driver(s->fprint->device), word_for(why), g_quark_to_string(why->domain),
	    why->code);
}

/* Bad luck of this press, not an error of the device. */
static bool take_retry(const GError *why, struct press *press)
{
	const int code = why->code;

	if (why->domain != FP_DEVICE_RETRY)
		return false;
	press->state = code == FP_DEVICE_RETRY_TOO_SHORT || code == FP_DEVICE_RETRY_CENTER_FINGER
			   ? PRESS_FEW
			   : PRESS_FAINT;
	return true;
}

/* ---- the device ---- */

static bool is_wanted(FpDevice *device, const char *path)
{
	const char *driver = fp_device_get_driver(device), *id = fp_device_get_device_id(device);
	const size_t len = strlen(driver);

	if (!fp_device_has_feature(device, FP_DEVICE_FEATURE_CAPTURE))
		return false;
	if (path[0] == '\0')
		return true;
	if (strncmp(path, VIRTUAL, strlen(VIRTUAL)) == 0)
		return strcmp(driver, DRIVER) == 0;
	if (strncmp(path, driver, len) != 0)
		return false;
	return path[len] == '\0' ||
	       (path[len] == '/' && id != NULL && strcmp(path + len + 1, id) == 0);
}

static FpDevice *find_device(FpContext *context, const char *path)
{
	const GPtrArray *devices = fp_context_get_devices(context);

	for (guint i = 0; i < devices->len; i++)
		if (is_wanted(g_ptr_array_index(devices, i), path))
			return g_ptr_array_index(devices, i);
	return NULL;
}

/* Waiting for a finger: place it. A finger there that is waited for no longer: lift it. */
static void on_status(GObject *object, GParamSpec *property, gpointer data)
{
	const FpFingerStatusFlags status = fp_device_get_finger_status(FP_DEVICE(object));
	struct sensor *s = data;

	(void)property;
	if (status == FP_FINGER_STATUS_NEEDED)
		sensor_invite(s);
	else if (status == FP_FINGER_STATUS_PRESENT)
		sensor_tell_lift(s);
}

static bool open_device(struct sensor *s, struct fprint_sensor *f, struct error *err)
{
	GError *why = NULL;
	bool ok;

	fp_device_open(f->device, f->cancel, on_ended, f);
	if (!ended(s, f))
		return false;
	ok = fp_device_open_finish(f->device, f->result, &why);
	forget_result(f);
	if (ok)
		g_signal_connect(f->device, "notify::finger-status", G_CALLBACK(on_status), s);
	else
		take_error(s, why, err);
	g_clear_error(&why);
	return ok;
}

/* Neither the terminal nor a log is libfprint's. */
static GLogWriterOutput silent(
    GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
	(void)level;
	(void)fields;
	(void)count;
	(void)data;
	return G_LOG_WRITER_HANDLED;
}

static struct fprint_sensor *look(struct sensor *s)
{
	const char *path = s->options->device;
	struct fprint_sensor *f = g_new0(struct fprint_sensor, 1);

	if (!s->glib_silent) /* GLib takes this once a process */
		g_log_set_writer_func(silent, NULL, NULL);
	s->glib_silent = true;
	if (strncmp(path, VIRTUAL, strlen(VIRTUAL)) == 0)
		setenv(SOCKET, path + strlen(VIRTUAL), 1);
	f->cancel = g_cancellable_new();
	f->look = g_timeout_add(LOOK_MS, on_look, NULL);
	f->context = fp_context_new();
	fp_context_enumerate(f->context);
	return f;
}

static bool begin(struct sensor *s, struct error *err)
{
	struct fprint_sensor *f;

	if (s->fprint != NULL)
		return true;
	f = s->fprint = look(s);
	f->device = find_device(f->context, s->options->device);
	if (f->device == NULL)
		return error_set(err, PROBLEM_NO_SENSOR, "%s", s->options->device);
	g_object_ref(f->device);
	return open_device(s, f, err);
}

static void close_device(struct sensor *s, struct fprint_sensor *f)
{
	g_signal_handlers_disconnect_by_data(f->device, s);
	fp_device_close(f->device, f->cancel, on_ended, f);
	s->deadline = clock_mono_ms(s->clock) + STOP_MS;
	while (f->result == NULL && sensor_time_left(s) > 0)
		g_main_context_iteration(NULL, TRUE);
	if (f->result != NULL)
		fp_device_close_finish(f->device, f->result, NULL);
	s->peer_gone = s->peer_gone || f->result == NULL;
	g_clear_object(&f->result);
}

void sensor_end_fprint(struct sensor *s)
{
	struct fprint_sensor *f = s->fprint;

	s->fprint = NULL;
	if (f == NULL || s->peer_gone) /* the process ends, and the device with it */
		return;
	if (f->device != NULL && fp_device_is_open(f->device))
		close_device(s, f);
	g_clear_object(&f->device);
	g_clear_object(&f->context);
	g_clear_object(&f->cancel);
	g_source_remove(f->look);
	g_free(f);
}

/* ---- a press ---- */

static enum press_state state_of(const struct print *print, size_t minutiae_wanted)
{
	static const enum press_state states[] = {
	    [PRINT_GOOD] = PRESS_GOOD, [PRINT_FAINT] = PRESS_FAINT, [PRINT_FEW] = PRESS_FEW};

	return states[print_judge(print, minutiae_wanted)];
}

static bool take_image(struct sensor *s, FpImage *image, struct press *press, struct error *err)
{
	struct print *print = &s->work->print;

	if (!print_from_fp_image(image, print, err))
		return false;
	press->state = state_of(print, presses_minutiae_min(&s->work->presses));
	press->quality = print_quality(print);
	press->len = minutiae_encode(press->template_, &print->minutiae);
	return true;
}

bool sensor_press_fprint(
    struct sensor *s, enum finger finger, int nth, struct press *press, struct error *err)
{
	struct fprint_sensor *f;
	GError *why = NULL;
	FpImage *image;
	bool ok;

	(void)finger;
	(void)nth;
	if (!begin(s, err))
		return false;
	f = s->fprint;
	fp_device_capture(f->device, TRUE, f->cancel, on_ended, f);
	if (!ended(s, f))
		return false;
	image = fp_device_capture_finish(f->device, f->result, &why);
	forget_result(f);
	ok = image != NULL ? take_image(s, image, press, err)
			   : take_retry(why, press) || take_error(s, why, err);
	g_clear_object(&image);
	g_clear_error(&why);
	return ok;
}
