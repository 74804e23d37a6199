/* ISO/IEC 7816-4's cases of command APDUs, and T=0's ways of answering. */
#include "world.h"

#include "simcard/apdu.h"

static void test_cases(void **state)
{
	const uint8_t bytes[] = {0x00, 0xCB, 0x3F, 0xFF, 0x02, 0xAA, 0xBB, 0x10};
	struct apdu a;

	(void)state;
	assert_true(apdu_parse(&a, bytes, 4));
	assert_int_equal(a.ins, 0xCB);
	assert_int_equal(a.p1 << 8 | a.p2, 0x3FFF);
	assert_int_equal(a.lc, 0);
	assert_false(a.has_le);

	assert_true(apdu_parse(&a, bytes, 5));
	assert_true(a.has_le);
	assert_int_equal(a.le, 2);

	assert_true(apdu_parse(&a, bytes, 7));
	assert_int_equal(a.lc, 2);
	assert_memory_equal(a.data, bytes + 5, 2);
	assert_false(a.has_le);

	assert_true(apdu_parse(&a, bytes, 8));
	assert_int_equal(a.lc, 2);
	assert_int_equal(a.le, 0x10);
}

static void test_le_zero_is_256(void **state)
{
	const uint8_t bytes[] = {0x80, 0xCA, 0x9F, 0x7F, 0x00};
	struct apdu a;

	(void)state;
	assert_true(apdu_parse(&a, bytes, sizeof bytes));
	assert_int_equal(a.le, 256);
}

static void test_bad_lengths(void **state)
{
	uint8_t bytes[300] = {0x80, 0xB0, 0x00, 0x00, 0x02, 0x00, 0x0D, 0x0D, 0x00};
	struct apdu a;

	(void)state;
	for (size_t len = 0; len < 4; len++)
		assert_false(apdu_parse(&a, bytes, len));
	assert_false(apdu_parse(&a, bytes, 6));
	assert_false(apdu_parse(&a, bytes, 9));
	bytes[4] = 0;
	assert_false(apdu_parse(&a, bytes, 7)); /* extended length */
	bytes[4] = 255;
	assert_true(apdu_parse(&a, bytes, 261));
	assert_false(apdu_parse(&a, bytes, 262));
}

static struct reply reply_of(size_t len)
{
	struct reply r = {.len = len, .sw = SW_OK};

	for (size_t i = 0; i < len; i++)
		r.data[i] = (uint8_t)i;
	return r;
}

static unsigned status(const uint8_t *out, size_t len)
{
	return (unsigned)out[len - 2] << 8 | out[len - 1];
}

static size_t fetch(struct t0 *t, uint8_t p2, uint8_t le, uint8_t *out)
{
	const uint8_t bytes[] = {0x00, 0xC0, 0x00, p2, le};
	struct apdu a;

	assert_true(apdu_parse(&a, bytes, sizeof bytes));
	assert_true(t0_is_get_response(&a));
	return t0_get_response(t, &a, out);
}

static size_t deliver(
    struct t0 *t, const char *command, size_t command_len, size_t data_len, uint8_t *out)
{
	const struct reply r = reply_of(data_len);
	struct apdu a;

	assert_true(apdu_parse(&a, (const uint8_t *)command, command_len));
	return t0_deliver(t, &a, &r, out);
}

static const char case3[] = "\x80\xB0\x00\x00\x02\x00\x0D";
static const char case4[] = "\x80\xB0\x00\x00\x02\x00\x0D\x0D";
static const char case2[] = "\x80\xCA\x9F\x7F\x00";
static const char case2_exact[] = "\x80\x00\x00\x00\x0D";

static void test_61(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	assert_int_equal(deliver(&t, case3, 7, 13, out), 2);
	assert_int_equal(status(out, 2), 0x610D);
	assert_int_equal(fetch(&t, 0x00, 13, out), 15);
	assert_int_equal(out[12], 12);
	assert_int_equal(status(out, 15), 0x9000);
	/* fetched once only */
	assert_int_equal(fetch(&t, 0x00, 13, out), 2);
	assert_int_equal(status(out, 2), 0x6985);
}

static void test_61_in_parts(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	deliver(&t, case3, 7, 255, out);
	assert_int_equal(status(out, 2), 0x61FF);
	assert_int_equal(fetch(&t, 0x00, 200, out), 202);
	assert_int_equal(status(out, 202), 0x6100 | 55);
	assert_int_equal(fetch(&t, 0x00, 55, out), 57);
	assert_int_equal(out[0], 200);
	assert_int_equal(status(out, 57), 0x9000);
}

static void test_61_of_256(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	deliver(&t, case3, 7, 256, out);
	assert_int_equal(status(out, 2), 0x6100);
	assert_int_equal(fetch(&t, 0x00, 0, out), 258);
}

static void test_get_response_asks_too_much(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	deliver(&t, case3, 7, 13, out);
	assert_int_equal(fetch(&t, 0x00, 14, out), 2);
	assert_int_equal(status(out, 2), 0x6C0D);
	assert_int_equal(fetch(&t, 0x00, 13, out), 15);
}

static void test_get_response_p2(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE, .get_response_p2 = 1};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	deliver(&t, case3, 7, 13, out);
	assert_int_equal(fetch(&t, 0x00, 13, out), 2);
	assert_int_equal(status(out, 2), 0x6A86);
	assert_int_equal(fetch(&t, 0x01, 13, out), 15);
}

static void test_another_command_drops_it(void **state)
{
	struct t0 t = {.mode = T0_GET_RESPONSE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	deliver(&t, case3, 7, 13, out);
	deliver(&t, case3, 7, 0, out);
	assert_int_equal(status(out, 2), 0x9000);
	assert_int_equal(fetch(&t, 0x00, 13, out), 2);
	assert_int_equal(status(out, 2), 0x6985);
}

static void test_6c(void **state)
{
	struct t0 t = {.mode = T0_WRONG_LE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	assert_int_equal(deliver(&t, case3, 7, 13, out), 2);
	assert_int_equal(status(out, 2), 0x6C0D);
	assert_int_equal(deliver(&t, case4, 8, 13, out), 15);
	assert_int_equal(status(out, 15), 0x9000);
}

/* A case 2 command with the wrong Le is answered 6C by any T=0 card. */
static void test_case_2(void **state)
{
	static const enum t0_mode modes[] = {T0_GET_RESPONSE, T0_WRONG_LE};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct t0 t = {.mode = modes[i]};

		assert_int_equal(deliver(&t, case2, 5, 45, out), 2);
		assert_int_equal(status(out, 2), 0x6C2D);
		assert_int_equal(deliver(&t, case2_exact, 5, 13, out), 15);
	}
}

static void test_direct(void **state)
{
	struct t0 t = {.mode = T0_DIRECT};
	uint8_t out[APDU_RESPONSE_MAX];

	(void)state;
	assert_int_equal(deliver(&t, case3, 7, 13, out), 15);
	assert_int_equal(deliver(&t, case2, 5, 45, out), 47);
	assert_int_equal(deliver(&t, case4, 8, 256, out), 258);
}

/* Bytes on the contacts: five of header, the data, one procedure byte where data flows,
 * then the response; a case 1 command has no data and no procedure byte. */
static void test_wire_bytes(void **state)
{
	struct apdu a;

	(void)state;
	apdu_parse(&a, (const uint8_t *)case3, 7);
	assert_int_equal(t0_wire_bytes(&a, 2), 5 + 2 + 1 + 2);
	apdu_parse(&a, (const uint8_t *)case4, 8);
	assert_int_equal(t0_wire_bytes(&a, 15), 5 + 2 + 1 + 15);
	apdu_parse(&a, (const uint8_t *)case2, 5);
	assert_int_equal(t0_wire_bytes(&a, 47), 5 + 1 + 47);
	apdu_parse(&a, (const uint8_t *)case2, 4);
	assert_int_equal(t0_wire_bytes(&a, 2), 5 + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_le_zero_is_256),
	    cmocka_unit_test(test_bad_lengths),
	    cmocka_unit_test(test_61),
	    cmocka_unit_test(test_61_in_parts),
	    cmocka_unit_test(test_61_of_256),
	    cmocka_unit_test(test_get_response_asks_too_much),
	    cmocka_unit_test(test_get_response_p2),
	    cmocka_unit_test(test_another_command_drops_it),
	    cmocka_unit_test(test_6c),
	    cmocka_unit_test(test_case_2),
	    cmocka_unit_test(test_direct),
	    cmocka_unit_test(test_wire_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
