/* The code as a PNG file: read back it is the code, nobody else can read it, and it takes no
 * other file's place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "qr/picture.h"

#define FIRST  "HTTPS://CENTRE.TEST:8444/E/ABCDEFGHIJKLMNOPQRSTUVWX23"
#define SECOND "HTTPS://CENTRE.TEST:8444/E/23XWVUTSRQPONMLKJIHGFEDCBA"

static char path[4096];

static int begin(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s/code-%d.png", getenv("TMPDIR"), (int)getpid());
	unlink(path);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void write_code(int fd, const char *text)
{
	struct qr q;
	assert_true(qr_encode(&q, text));
	assert_true(qr_picture_write(fd, &q));
}

/* As a camera's program reads it. */
static void assert_reads(const char *text)
{
	char command[5000], seen[256] = "";
	snprintf(command, sizeof command, "zbarimg -q --nodbus --raw '%s'", path);
	FILE *reader = popen(command, "r");
	assert_non_null(reader);
	assert_non_null(fgets(seen, sizeof seen, reader));
	seen[strcspn(seen, "\n")] = '\0';
	assert_int_equal(pclose(reader), 0);
	assert_string_equal(seen, text);
}

static void it_is_the_code_and_then_the_renewed_one(void **state)
{
	(void)state;
	int fd = qr_picture_create(AT_FDCWD, path);
	assert_true(fd >= 0);
	write_code(fd, FIRST);
	assert_reads(FIRST);
	write_code(fd, SECOND);
	assert_reads(SECOND);
	close(fd);
}

static void its_owner_alone_reads_it(void **state)
{
	struct stat st;
	(void)state;
	mode_t before = umask(0);
	int fd = qr_picture_create(AT_FDCWD, path);
	umask(before);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	close(fd);
}

static void it_takes_no_place(void **state)
{
	char elsewhere[4200];
	(void)state;
	close(qr_picture_create(AT_FDCWD, path));
	assert_int_equal(qr_picture_create(AT_FDCWD, path), -1);
	assert_int_equal(errno, EEXIST);
	unlink(path);
	snprintf(elsewhere, sizeof elsewhere, "%s.there", path);
	assert_int_equal(symlink(elsewhere, path), 0);
	assert_int_equal(qr_picture_create(AT_FDCWD, path), -1);
	assert_int_equal(access(elsewhere, F_OK), -1);
}

static void what_cannot_be_written_is_told(void **state)
{
	struct qr q;
	(void)state;
	int fd = qr_picture_create(AT_FDCWD, path);
	close(fd);
	assert_true(qr_encode(&q, FIRST));
	assert_false(qr_picture_write(fd, &q));
	assert_int_equal(errno, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(it_is_the_code_and_then_the_renewed_one, begin, end),
	    cmocka_unit_test_setup_teardown(its_owner_alone_reads_it, begin, end),
	    cmocka_unit_test_setup_teardown(it_takes_no_place, begin, end),
	    cmocka_unit_test_setup_teardown(what_cannot_be_written_is_told, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
