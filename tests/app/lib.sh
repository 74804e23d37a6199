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

# browser_on LANGUAGE [CAMERA]: becomes the browser ($BROWSER, else chromium), which trusts this
# centre's key alone.
browser_on() {
  local spki
  spki=$(openssl x509 -in "$DDOPA_TRAINING/centre.pem" -pubkey -noout |
    openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64)
  cp -f "$top_srcdir/tests/app/browser.mjs" "$modules/"
  mkdir -p "$TMPDIR/home"
  cd "$modules" || exit
  HOME=$TMPDIR/home exec node browser.mjs "$(command -v "${BROWSER:-chromium}")" "$spki" "$@"
}

# The same as a conversation.
# shellcheck disable=SC2016 # for the inner shell to expand
browser() {
  start browser bash -c '. "$top_srcdir/tests/story/lib.sh"; . "$top_srcdir/tests/app/lib.sh"
    browser_on "$@"' browser "$@"
}

# film PNG Y4M: the picture as a camera's stream of one frame, grey.
film() {
  local width height
  read -r width height < <(identify -format '%w %h\n' "$1")
  width=$((width & ~1)) height=$((height & ~1))
  {
    printf 'YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\nFRAME\n' "$width" "$height"
    convert "$1" -crop "${width}x$height+0+0" +repage -colorspace Gray -depth 8 gray:-
    head -c $((width * height / 2)) /dev/zero | tr '\0' '\200'
  } >"$2"
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

# shot NAME: a picture of the screen, where somebody wants to look at them (SHOTS=DIRECTORY).
shot() {
  [ -z "${SHOTS:-}" ] || act picture file "$SHOTS/$1.png"
}
