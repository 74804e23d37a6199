/* The compact card format, and the orders that a BIT can ask for. */
#include "../simcard/world.h"

#include "finger/minutiae.h"
#include "simcard/file.h"

/* x 1.0 mm, y 25.5 mm, a bifurcation at 90 degrees: 64/4 = 16 units. */
static void test_three_bytes(void **state)
{
	const uint8_t bytes[] = {0x0A, 0xFF, 0x80 | 0x10, 0x00, 0x01, 0x40, 0x01, 0x00, 0x3F};
	uint8_t out[MINUTIAE_MAX * MINUTIA_SIZE];
	struct minutiae m;

	(void)state;
	assert_true(minutiae_decode(&m, bytes, sizeof bytes, 3));
	assert_int_equal(m.count, 3);
	assert_int_equal(m.m[0].x, 10);
	assert_int_equal(m.m[0].y, 255);
	assert_int_equal(m.m[0].type, MINUTIA_BIFURCATION);
	assert_int_equal(m.m[0].angle * 360 / MINUTIA_ANGLES, 90);
	assert_int_equal(m.m[1].type, MINUTIA_ENDING);
	assert_int_equal(m.m[1].angle, 0);
	assert_int_equal(m.m[2].type, MINUTIA_OTHER);
	assert_int_equal(m.m[2].angle, 63);
	assert_int_equal(minutiae_encode(out, &m), sizeof bytes);
	assert_memory_equal(out, bytes, sizeof bytes);
}

static void test_refused(void **state)
{
	uint8_t bytes[61 * 3] = {0};
	struct minutiae m;

	(void)state;
	assert_true(minutiae_decode(&m, bytes, 60 * 3, 12));
	assert_false(minutiae_decode(&m, bytes, 61 * 3, 12)); /* too many */
	assert_true(minutiae_decode(&m, bytes, 12 * 3, 12));
	assert_false(minutiae_decode(&m, bytes, 11 * 3, 12)); /* too few */
	assert_false(minutiae_decode(&m, bytes, 12 * 3 + 1, 12));
	assert_false(minutiae_decode(&m, bytes, 12 * 3 - 1, 11));
	bytes[2] = 0xC0; /* the reserved type */
	assert_false(minutiae_decode(&m, bytes, 12 * 3, 12));
}

static void test_orders(void **state)
{
	static const struct {
		uint8_t order;
		bool known, holds;
	} rows[] = {
	    {0x00, true, true},
	    {0x05, true, true}, /* x-y ascending */
	    {0x06, true, false},
	    {0x09, true, false}, /* y-x ascending */
	    {0x0A, true, true},	 /* y-x descending */
	    {0x0D, true, false}, /* angle ascending */
	    {0x0E, true, false},
	    {0x01, false, false}, /* ascending what? */
	    {0x04, false, false}, /* x-y which way? */
	    {0x07, false, false},
	    {0x11, false, false}, /* polar: not known here */
	    {0x25, false, false},
	};
	const struct minutiae m = {
	    .m = {{1, 9, 3, MINUTIA_ENDING}, {1, 9, 9, MINUTIA_ENDING}, {2, 8, 5, MINUTIA_ENDING}},
	    .count = 3};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(minutiae_order_known(rows[i].order), rows[i].known);
		if (rows[i].known)
			assert_int_equal(minutiae_in_order(&m, rows[i].order), rows[i].holds);
	}
}

/* Any number, by every order and back; equal keys stay as they came. */
static void test_sort(void **state)
{
	static const struct {
		uint8_t order, thirds[4]; /* the third byte of each: type and angle */
	} rows[] = {
	    {0x00, {0x41, 0x83, 0x02, 0x43}},
	    {0x05, {0x02, 0x83, 0x41, 0x43}}, /* (1,9) (2,8) (7,1) (7,1) */
	    {0x06, {0x41, 0x43, 0x83, 0x02}},
	    {0x09, {0x41, 0x43, 0x83, 0x02}},
	    {0x0A, {0x02, 0x83, 0x41, 0x43}},
	    {0x0D, {0x41, 0x02, 0x83, 0x43}}, /* angles 1 2 3 3, whatever the type */
	    {0x0E, {0x83, 0x43, 0x02, 0x41}},
	};
	static const uint8_t from[] = {7, 1, 0x41, 2, 8, 0x83, 1, 9, 0x02, 7, 1, 0x43};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t data[sizeof from];

		memcpy(data, from, sizeof data);
		minutiae_sort(data, 4, rows[i].order);
		for (size_t n = 0; n < 4; n++)
			assert_int_equal(data[3 * n + 2], rows[i].thirds[n]);
	}
	minutiae_sort(NULL, 0, 0x05);
}

/* A card may ask for 255 of them: more than a print of ours has. */
static void test_sort_many(void **state)
{
	uint8_t data[255 * 3];

	(void)state;
	for (size_t i = 0; i < sizeof data; i += 3) {
		data[i] = (uint8_t)(255 - i / 3);
		data[i + 1] = data[i + 2] = 0;
	}
	minutiae_sort(data, 255, 0x05);
	for (size_t i = 0; i < sizeof data; i += 3)
		assert_int_equal(data[i], i / 3 + 1);
	assert_true(minutiae_types_known(data, 255));
	data[sizeof data - 1] = 0xC0;
	assert_false(minutiae_types_known(data, 255));
	assert_true(minutiae_types_known(data, 254));
}

/* Type and angle make no point of its own, either coordinate does. */
static void test_points(void **state)
{
	static const uint8_t data[] = {1, 2, 0x41, 1, 2, 0x82, 2, 1, 0x41, 1, 3, 0x41, 2, 1, 0};

	(void)state;
	assert_int_equal(minutiae_points(data, 0), 0);
	assert_int_equal(minutiae_points(data, 1), 1);
	assert_int_equal(minutiae_points(data, 2), 1);
	assert_int_equal(minutiae_points(data, 4), 3);
	assert_int_equal(minutiae_points(data, 5), 3);
}

static void test_files(void **state)
{
	struct minutiae m;
	struct error err;

	(void)state;
	assert_true(file_read_minutiae(&m, sample("somsri-right.fmd"), &err));
	assert_in_range(m.count, MINUTIAE_MIN_ENROLL, MINUTIAE_MAX);
	assert_false(file_read_minutiae(&m, sample("nobody-right.fmd"), &err));
	assert_int_equal(err.problem, PROBLEM_IO);
	assert_false(file_read_minutiae(&m, write_card("few.fmd", "123456789012345"), &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
	assert_non_null(strstr(err.context, "few.fmd"));
	assert_false(file_read_minutiae(&m, sample("somsri.jpg"), &err));
	assert_int_equal(err.problem, PROBLEM_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_three_bytes),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_orders),
	    cmocka_unit_test(test_sort),
	    cmocka_unit_test(test_sort_many),
	    cmocka_unit_test(test_points),
	    cmocka_unit_test(test_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
