# shellcheck shell=bash
# Sign-in with D.DOPA by npm's openid-client, its version pinned with its checksum.
: "${top_srcdir:?}" "${top_builddir:?}"
modules=$top_builddir/tests/openid
lock=$top_srcdir/tests/openid/package-lock.json

# A second run finds what the first has fetched.
mkdir -p "$modules"
if ! cmp -s "$lock" "$modules/fetched"; then
  cp "$top_srcdir/tests/openid/package.json" "$lock" "$modules/"
  chmod u+w "$modules"/package*.json
  (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || {
    echo "1..1"
    echo "not ok 1 - openid-client can be fetched"
    sed 's/^/# /' "$modules/npm.log"
    exit 1
  }
  cp "$lock" "$modules/fetched"
fi
# Modules are looked for from where the script lies.
cp -f "$top_srcdir/tests/openid/sign_in.mjs" "$modules/"
exec "$top_builddir/tests/centrald/openid_client"
