# shellcheck shell=bash
# What the tests of this room asked and were answered, held against etc/openapi.yaml by a
# validator from npm.
: "${top_srcdir:?}" "${top_builddir:?}"
. "$top_srcdir/tests/openapi/modules.sh"
exchanges=$top_builddir/tests/centrald/exchanges

said=$(fetch_modules 2>&1) || {
  echo "1..1"
  echo "not ok 1 - the validator can be fetched"
  printf '%s\n' "$said" | sed 's/^/# /'
  exit 1
}
NODE_PATH=$modules/node_modules exec node "$top_srcdir/tests/openapi/validate.js" \
  "$top_srcdir/etc/openapi.yaml" "$exchanges"/*.ndjson
