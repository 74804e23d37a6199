# shellcheck shell=bash disable=SC2034,SC2119,SC2120 # shared with the stories
# tests/story/talk.sh - conversations in NDJSON with ddopa and ddopa-phone, inside a
# training world. Sourced after lib.sh by a story that has put itself into a world:
#
#   in_world "$@"              goes on inside a world of its own
#   officer [OPTION...]        starts `ddopa enrol --json`, logged in
#   heard officer '"ask":"app"'    waits for a line of it that holds these words; $line is it
#   say officer '{"app":true}'
#   ended officer              closes its input, waits; $status is its exit code, $said all
#   phone [OPTION...]          the same for ddopa-phone, by the name phone
#   picture                    makes $TMPDIR/code.png of the cells that ddopa painted
declare -A talk_in talk_out talk_pid talk_log

in_world() {
  [ -z "${DDOPA_TRAINING:-}" ] || return 0
  exec ddopa-training "$@" -- bash "$0"
}

conf=${DDOPA_TRAINING:-}/ddopa.conf

# start NAME COMMAND...: a program with its ends in our hands.
start() {
  local name=$1 in out
  shift
  mkfifo "$TMPDIR/$name.in" "$TMPDIR/$name.out"
  : >"$TMPDIR/$name.log"
  # It holds no end of another's: else that one would never see its input end.
  (
    for other in "${talk_in[@]}" "${talk_out[@]}"; do exec {other}>&-; done
    exec setpriv --pdeathsig KILL "$@"
  ) <"$TMPDIR/$name.in" >"$TMPDIR/$name.out" 2>"$TMPDIR/$name.err" &
  talk_pid[$name]=$!
  exec {in}>"$TMPDIR/$name.in" {out}<"$TMPDIR/$name.out"
  talk_in[$name]=$in talk_out[$name]=$out talk_log[$name]=$TMPDIR/$name.log
  rm "$TMPDIR/$name.in" "$TMPDIR/$name.out"
}

login='1234567890121
24681357'

officer() {
  : >"$TMPDIR/code"
  start officer ddopa --config "$conf" --lang "${lang:-en}" enrol --json --pin-fd 3 --qr-fd 4 "$@" \
    3<<<"$login" 4>>"$TMPDIR/code"
}

phone() {
  start phone ddopa-phone --json --training --lang en --host LOCALHOST:8443 \
    --ca "$DDOPA_TRAINING/ca.pem" --state "$(mktemp -d "$TMPDIR/state.XXXXXX")" "$@"
}

say() {
  printf '%s\n' "$2" >&"${talk_in[$1]}"
}

# Lines of a program that nobody waited for are in its log all the same.
heard() {
  local name=$1 words=$2
  while IFS= read -rt 30 line <&"${talk_out[$name]}"; do
    printf '%s\n' "$line" >>"${talk_log[$name]}"
    case $line in *"$words"*) return 0 ;; esac
  done
  note "$name never said $words; it said:" "$(tail -5 "${talk_log[$name]}")" \
    "$(tail -5 "$TMPDIR/$name.err")"
  return 1
}

hang_up() {
  local in=${talk_in[$1]}
  exec {in}>&-
}

ended() {
  local name=$1 out=${talk_out[$1]}
  hang_up "$name"
  cat <&"$out" >>"${talk_log[$name]}"
  exec {out}<&-
  status=0
  wait "${talk_pid[$name]}" 2>/dev/null || status=$?
  said=$(cat "${talk_log[$name]}" "$TMPDIR/$name.err")
}

# member NAME LINE: the text of a member of a flat JSON line.
member() {
  sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$2"
}

# The code is whole when the typed code stands below the cells.
code_painted() {
  grep -qE '^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-.$' "$TMPDIR/code"
}

typed_code() {
  grep -E '^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-.$' "$TMPDIR/code" | tail -1
}

# enrol ANSWER...: a whole conversation whose answers are known beforehand.
enrol() {
  status=0
  said=$(printf '%s\n' "$@" | ddopa --config "$conf" --lang "${lang:-en}" enrol --json --pin-fd 3 \
    --qr-fd 4 3<<<"$login" 4>"$TMPDIR/code" 2>&1) || status=$?
}

# refused: a card that is refused before anybody is asked for more. The input stays open until
# then: its end would be an answer too.
refused() {
  officer "$@"
  say officer "$yes_app"
  heard officer '"problem"'
  ended officer
}

yes_app='{"app":true}'
same='{"same_person":true}'
right='{"finger":"right-index"}'

# From the card to the code on the screen.
to_code() {
  officer "$@"
  say officer "$yes_app"
  say officer "$same"
  say officer "$right"
  heard officer '"state":"QR_CREATED"'
}

# The phone up to the claim, with a code typed off the screen (or "$2").
claim() {
  local number=$1 code=${2:-}
  wait_until 30 code_painted
  [ -n "$code" ] || code=$(typed_code)
  shift
  phone
  say phone '{"leave":true}'
  say phone "{\"number\":\"$number\"}"
  say phone '{"terms":true}'
  say phone "{\"code\":\"$code\"}"
}

insert() {
  ddopa-training --insert "$1"
}
