# shellcheck shell=bash
# The races of test_race in earnest, on SQLite and with two centres over one PostgreSQL: 64
# counters for the last 10 places 100 times, two counters for one citizen 1,000 times; and those
# of test_booking_race for the places of an hour.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

export RACE_CLIENTS=64 RACE_PLACES=10 RACE_ROUNDS=100 RACE_PAIRS=1000
for store in sqlite postgresql; do
  for test in test_race test_booking_race; do
    said=$(DDOPA_TEST_STORE=$store "$top_builddir/tests/centrald/$test" 2>&1)
    is "$test, $store: nobody had what another had" $? 0
    note "$said"
  done
done
done_testing
