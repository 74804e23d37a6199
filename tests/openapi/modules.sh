# shellcheck shell=bash
# tests/openapi/modules.sh - the validators from npm, their versions pinned with their checksums:
#
#   . "$top_srcdir/tests/openapi/modules.sh"
#   fetch_modules || …       into $modules, once for all tests; says on stderr why not
: "${top_srcdir:?}" "${top_builddir:?}"
modules=$top_builddir/tests/openapi

fetch_modules() {
  local lock=$top_srcdir/tests/openapi/package-lock.json
  mkdir -p "$modules"
  (
    flock 9
    # A second run finds what the first has fetched.
    cmp -s "$lock" "$modules/fetched" && exit
    cp "$top_srcdir/tests/openapi/package.json" "$lock" "$modules/"
    chmod u+w "$modules"/package*.json
    cd "$modules" || exit
    npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1 || {
      cat npm.log >&2
      exit 1
    }
    cp "$lock" "$modules/fetched"
  ) 9>"$modules/being-fetched"
}

# holds SCHEMA FILE: every line of the file, of the schema of that name in etc/schemas.
holds() {
  NODE_PATH=$modules/node_modules node "$top_srcdir/tests/openapi/schema.js" \
    "$top_srcdir/etc/schemas/$1.json" "$2"
}
