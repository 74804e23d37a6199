#include "batch/code.h"

#include "base/secret.h"
#include "qr/picture.h"

void code_paint(struct buf *out, const struct api_code *code)
{
	struct qr q;

	if (qr_encode(&q, code->url)) {
		for (int row = 0; row < QR_ROWS; row++) {
			qr_row_ansi(out, &q, row);
			buf_puts(out, "\n");
		}
	}
	secret_wipe(&q, sizeof q);
	buf_printf(out, "\n%s\n", code->typed);
}

bool code_picture(int fd, const struct api_code *code)
{
	struct qr q;
	const bool ok = qr_encode(&q, code->url) && qr_picture_write(fd, &q);

	secret_wipe(&q, sizeof q);
	return ok;
}
