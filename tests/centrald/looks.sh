# shellcheck shell=bash
# Who looked, among a million records of the audit, on both databases.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

for store in sqlite postgresql; do
  said=$(DDOPA_TEST_STORE=$store "$top_builddir/tests/centrald/looks" 2>&1)
  is "$store: within the time" $? 0
  printf '%s\n' "$said" | grep '^#'
done
done_testing
