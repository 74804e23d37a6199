# shellcheck shell=bash
# The centre's other tests on PostgreSQL. Not among them: what needs no store, has a PostgreSQL
# of its own (shared, commit_cut, store_pq), measures (rate), or is about SQLite's file (init).
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

export DDOPA_TEST_STORE=postgresql
for name in agency audit audit_trail booking booking_life booking_race checkpoint eligibility health http identity limits metrics notify reload \
  report rolling search self_view self_view_agency sign_in tls; do
  check "$name" "$top_builddir/tests/centrald/test_$name"
done
done_testing
