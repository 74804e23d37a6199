# shellcheck shell=bash disable=SC2154 # line and talk_log are talk.sh's
# tests/app/lib.sh - a browser in a training world, as talk.sh's conversations.
modules=$top_builddir/tests/app/browser

# Outside of the world, which has no network. A second run finds what the first has fetched.
fetched() {
  local lock=$top_srcdir/tests/app/package-lock.json
  [ -z "${DDOPA_TRAINING:-}" ] || return 0
  mkdir -p "$modules"
  cmp -s "$lock" "$modules/fetched" && return 0
  cp "$top_srcdir/tests/app/package.json" "$lock" "$modules/"
  chmod u+w "$modules"/package*.json
  (cd "$modules" && npm ci --ignore-scripts --no-audit --no-fund >npm.log 2>&1) || {
    not_ok "puppeteer-core and axe-core can be fetched"
    note "$(cat "$modules/npm.log")"
    done_testing
  }
  cp "$lock" "$modules/fetched"
}

# browser LANGUAGE [CAMERA]
browser() {
  local spki
  spki=$(openssl x509 -in "$DDOPA_TRAINING/centre.pem" -pubkey -noout |
    openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
  cp -f "$top_srcdir/tests/app/browser.mjs" "$modules/"
  mkdir -p "$TMPDIR/home"
  start browser env -C "$modules" HOME="$TMPDIR/home" node browser.mjs "$(command -v chromium)" "$spki" "$@"
}

# act WHAT [NAME VALUE]...: one order, which is one case; $line is the answer.
act() {
  local order="{\"do\":\"$1\"" what=$*
  shift
  while [ $# -gt 0 ]; do
    order="$order,\"$1\":$(jq -Rn --arg v "$2" '$v')"
    shift 2
  done
  say browser "$order}"
  while IFS= read -rt 120 line <&"${talk_out[browser]}"; do
    printf '%s\n' "$line" >>"${talk_log[browser]}"
    case $line in '{"ok":true'*) ok "browser: $what"; return 0 ;; '{"ok":'*) break ;; esac
  done
  not_ok "browser: $what"
  note "$line" "$(tail -3 "$TMPDIR/browser.err")"
  return 1
}
