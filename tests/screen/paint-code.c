/* paint-code TEXT: paints a code as the programs do, with words beside it, and waits for a
 * line; what cells2png is tried on. */
#include <stdio.h>

#include "qr/qr.h"

int main(int argc, char **argv)
{
	struct qr qr;

	if (argc != 2 || !qr_encode(&qr, argv[1]))
		return 64;
	printf("\033[2J\033[H");
	for (int row = 0; row < QR_ROWS; row++) {
		struct buf line = {0};
		qr_row_ansi(&line, &qr, row);
		printf("\033[%d;1H%.*s   น้ำผึ้ง %d", row + 4, (int)line.len, (const char *)line.data,
		    row);
		buf_free(&line);
	}
	printf("\r\npainted");
	fflush(stdout);
	(void)getchar();
	return 0;
}
