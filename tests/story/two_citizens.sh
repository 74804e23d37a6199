# shellcheck shell=bash
# Two citizens in flight at one counter end each with their own data: the first is left open while
# the phone is waited for, the second served to the end, then the first. And a colleague takes
# over what another began: one officer at a time goes on with it.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

somsri=1112034563562
orathai=1470199999117

# The claim of a phone by its own name; the code is the one that is painted now.
scans() {
  local name=$1 number=$2
  wait_until 30 code_painted
  start "$name" ddopa-phone --json --training --lang en --host LOCALHOST:8443 \
    --ca "$DDOPA_TRAINING/ca.pem" --state "$TMPDIR/$name"
  say "$name" '{"leave":true}'
  say "$name" "{\"number\":\"$number\"}"
  say "$name" '{"terms":true}'
  say "$name" "{\"code\":\"$(typed_code)\"}"
  heard "$name" '"match_code"'
  digits=$(member match_code "$line")
}

consents() {
  say "$1" '{"pin":"83520917","again":"83520917"}'
  say "$1" '{"consent":true,"pin":"83520917"}'
  ended "$1"
}

# ends_own PHONE ENROLLMENT NUMBER: person and receipt on the phone are this enrollment's, and the
# counter keeps the same receipt.
ends_own() {
  like "$1: an enrollment has its number" "$2" '^e[0-9a-f]{32}$'
  like "$1: its own person is on the phone" "$(cat "$TMPDIR/$1/person.json")" "\"number\":\"$3\""
  is "$1: its own receipt is on the phone" "$(payload "$TMPDIR/$1/receipt.jws" | enrollment)" "$2"
  is "$1: the counter keeps the same receipt" \
    "$(cat "$DDOPA_TRAINING/state/receipt-$2")" "$(cat "$TMPDIR/$1/receipt.jws")"
}

# What a JWS says; base64 complains of the padding that base64url leaves out.
payload() {
  cut -d. -f2 "$1" | tr '_-' '/+' | base64 -d 2>/dev/null
}

enrollment() {
  sed -n 's/.*"enrollment":"\([^"]*\)".*/\1/p'
}

# ---- two conversations ----

swap somsri.card
to_code
first=$(member id "$line")
scans one $somsri
first_digits=$digits
ended officer
is "the first citizen's is left open" "$status" 20

swap orathai.card
to_code
second=$(member id "$line")
is "the second is another enrollment" "$([ "$first" != "$second" ] && echo yes)" yes
scans two $orathai
say officer "{\"match_code\":\"$digits\"}"
consents two
is "the second phone ends well" "$status" 0
ended officer
is "the second citizen's ends well, at the counter" "$status" 0
like "with its own number" "$said" "\"id\":\"$second\""
is "and nothing of the first's" "$(grep -c "$first" <<<"$said")" 0

officer --resume "$first"
heard officer '"ask":"match_code"'
say officer "{\"match_code\":\"$first_digits\"}"
consents one
is "then the first phone ends well" "$status" 0
ended officer
is "and the first citizen's at the counter" "$status" 0
like "with its own number" "$said" "\"id\":\"$first\""
ends_own one "$first" $somsri
ends_own two "$second" $orathai

# ---- the same on the screen, with the parked one's news ----

eject
clerk
export PHONE="ddopa-phone --json --training --lang en --host LOCALHOST:8443 --ca '$DDOPA_TRAINING/ca.pem'"
screen "$top_srcdir/tests/story/two_citizens.screen"
three=$(payload "$TMPDIR/three/receipt.jws" | enrollment)
four=$(payload "$TMPDIR/four/receipt.jws" | enrollment)
is "two enrollments" "$([ "$three" != "$four" ] && echo yes)" yes
ends_own three "$three" 1101799999014
ends_own four "$four" 2800199999049

# ---- taken over ----
swap boonmee.card
to_code
third=$(member id "$line")
colleague() {
  start colleague env XDG_STATE_HOME="$TMPDIR/colleague-state" ddopa --config "$TMPDIR/colleague.conf" \
    --lang en enrol --json --pin-fd 3 "$@" 3<<<$'1470199999117\n97531864'
}
(umask 077 && grep -v '^directory' "$conf" >"$TMPDIR/colleague.conf")
colleague --resume "$third"
ended colleague
is "without --take-over a colleague is told whose it is" "$status" 77
like "by its own sentence" "$said" 'DD-706'
colleague --resume "$third" --take-over
heard colleague '"ask":"renew"'
heard officer 'DD-706'
like "the first counter is told who has it" "$line" 'DD-706'
ended officer
is "and lets go of it" "$status" 77

# Both names are on record, in lines and in JSON; the page tells every member of the list's.
open_ones() {
  ddopa --config "$conf" list "$@" --pin-fd 3 3<<<"$login"
}
listed=$(open_ones --json)
is "one is open" "$(wc -l <<<"$listed")" 1
is "it is this one" "$(member id "$listed")" "$third"
is "listed with the counter where it began" "$(member counter "$listed")" 01
is "with the officer who began it" "$(member officer "$listed")" "วินัย ทดสอบรับลงทะเบียน"
is "and with who has taken it over" "$(member taken_by "$listed")" "อรทัย ทดสอบคนที่สอง"
like "so do the lines" "$(open_ones)" "01  วินัย ทดสอบรับลงทะเบียน -> อรทัย ทดสอบคนที่สอง\$"
page=$(sed -n '/^\.Ss list/,/^\.Ss moc/p' "$top_srcdir/man/ddopa.1" | tr -c 'a-z_' '\n' | sort -u)
keys=$(grep -o '"[a-z_]*":' <<<"$listed" | tr -d '":' | sort)
is "members that ddopa(1) does not tell of" "$(comm -23 <(echo "$keys") <(echo "$page"))" ""

say colleague '{"cancel":true}'
ended colleague
is "the colleague ends it" "$status" 22
done_testing
