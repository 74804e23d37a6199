# shellcheck shell=bash
# What the tests of this room asked and were answered, held against etc/openapi.yaml by a
# validator from npm, its version pinned with its checksum.
: "${top_srcdir:?}" "${top_builddir:?}"
exchanges=$top_builddir/tests/centrald/exchanges
modules=$top_builddir/tests/openapi
lock=$top_srcdir/tests/openapi/package-lock.json

# A second run finds what the first has fetched.
if ! cmp -s "$lock" "$modules/fetched"; then
  mkdir -p "$modules"
  cp "$top_srcdir/tests/openapi/package.json" "$lock" "$modules/"
  chmod u+w "$modules"/package*.json
  (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || {
    echo "1..1"
    echo "not ok 1 - the validator can be fetched"
    sed 's/^/# /' "$modules/npm.log"
    exit 1
  }
  cp "$lock" "$modules/fetched"
fi
NODE_PATH=$modules/node_modules exec node "$top_srcdir/tests/openapi/validate.js" \
  "$top_srcdir/etc/openapi.yaml" "$exchanges"/*.ndjson
