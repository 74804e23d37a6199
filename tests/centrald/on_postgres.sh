# shellcheck shell=bash
# The centre's tests that ask a real centre, once more with its store in PostgreSQL.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

export DDOPA_TEST_STORE=postgresql
for name in enrollment session refusals claim idempotency poll race restart reload limits metrics; do
  check "$name" "$top_builddir/tests/centrald/test_$name"
done
done_testing
