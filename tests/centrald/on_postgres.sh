# shellcheck shell=bash
# The centre's tests that ask a real centre, once more with its store in PostgreSQL: an
# enrollment and what may go wrong with it; on_postgres_rest.sh has the others.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

export DDOPA_TEST_STORE=postgresql
for name in enrollment session refusals claim codes consent evidence exception expiry idempotency \
  approval finger_race finger_write matrix poll race restart own_pin take_over agency; do
  check "$name" "$top_builddir/tests/centrald/test_$name"
done
done_testing
