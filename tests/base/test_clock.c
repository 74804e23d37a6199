/* Clocks and random bytes. */
#include "base/clock.h"

#include <string.h>
#include <time.h>

#include "tests/base/cmocka_all.h"

static void the_systems_clock_tells_the_time(void **state)
{
	const int64_t before = (int64_t)time(NULL) * 1000;
	const int64_t real = clock_real_ms(&clock_system);
	const int64_t mono = clock_mono_ms(&clock_system);

	(void)state;
	assert_true(real >= before && real <= before + 10000);
	assert_true(clock_mono_ms(&clock_system) >= mono);
}

static void a_fake_clock_stands_until_moved(void **state)
{
	struct clock_fake fake = {.real = 1000, .mono = 7};
	const struct clock c = clock_fake_of(&fake);

	(void)state;
	assert_int_equal(clock_real_ms(&c), 1000);
	assert_int_equal(clock_mono_ms(&c), 7);
	clock_fake_advance(&fake, 250);
	assert_int_equal(clock_real_ms(&c), 1250);
	assert_int_equal(clock_mono_ms(&c), 257);
}

static void random_bytes_differ(void **state)
{
	uint8_t a[32] = {0}, b[32] = {0};
	static const uint8_t zeros[32];

	(void)state;
	assert_true(random_bytes(a, sizeof(a)));
	assert_true(random_bytes(b, sizeof(b)));
	assert_memory_not_equal(a, b, sizeof(a));
	assert_memory_not_equal(a, zeros, sizeof(a));
	assert_true(random_bytes(a, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_systems_clock_tells_the_time),
	    cmocka_unit_test(a_fake_clock_stands_until_moved),
	    cmocka_unit_test(random_bytes_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
