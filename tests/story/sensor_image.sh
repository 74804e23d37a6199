#!/bin/bash
# shellcheck disable=SC2119,SC2154 # functions of talk.sh with and without arguments, its variables
# An image sensor from the glass to the chip, in a training world: a card that came empty is
# given both index fingers, three presses each, and enrolled with a fourth one; then fingers
# that are faint, of the wrong hand, or somebody else's.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/talk.sh
. "$top_srcdir/tests/story/talk.sh" || exit 99
in_world "$@"

# The world's counter with libfprint's virtual sensor in place of its file.
glass=$TMPDIR/glass
awk -v glass="$glass" '
  /^\[/ { sensor = $0 == "[sensor]" }
  sensor && /^(type|path)/ { next }
  { print }
  $0 == "[sensor]" { print "type = libfprint"; print "device = virtual:" glass }' \
  "$conf" >"$TMPDIR/ddopa.conf"
chmod 600 "$TMPDIR/ddopa.conf"
conf=$TMPDIR/ddopa.conf

right_seed=7001
left_seed=7002
stranger_seed=7003

# press SEED N: an impression of that finger.
press() {
  "$top_builddir/mkprint" "$1" "$2" "$TMPDIR/finger.pgm" &&
    "$top_builddir/tests/card/glass" "$glass" "$TMPDIR/finger.pgm"
}

# placed FINGER PRESS OF: the sensor waits for that press.
placed() {
  heard officer "\"guide\":\"place\",\"finger\":\"$1\",\"press\":$2,\"presses\":$3"
}


# verify FINGER
verify() {
  start officer ddopa --config "$conf" --lang en moc verify --json --finger "$1"
}

# ---- a card that came empty: stored, matched, enrolled ----
insert no-finger.card
officer
say officer "$yes_app"
say officer "$same"
say officer '{"fingers":"both"}'
for n in 1 2 3; do
  placed right-index "$n" 3 && press "$right_seed" "$n"
done
heard officer '"event":"stored"'
like "the right index finger is stored" "$line" '"finger":"right-index"'
placed left-index 1 3 && press "$right_seed" 1
heard officer '"guide":"wrong-finger"'
like "the right one again in place of the left is told" "$line" '"finger":"left-index","press":1'
press "$left_seed" 1
placed left-index 2 3 && press "$left_seed" 2
placed left-index 3 3 && press "$left_seed" 3
heard officer '"event":"stored"'
like "the left one, too" "$line" '"finger":"left-index"'
say officer "$right"
placed right-index 1 1 && press "$right_seed" 0
heard officer '"state":"QR_CREATED"'
check "a fourth press of it matches in the chip" test -n "$line"
claim "$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/no-finger.card")"
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "enrolled" "$status" 0
like "in SUCCESS" "$said" '"state":"SUCCESS"'

# ---- fingers that are not it ----
verify left-index
placed left-index 1 1 && press "$left_seed" 0
ended officer
is "the other hand's finger matches in its place" "$status" 0
verify right-index
placed right-index 1 1 && press "$stranger_seed" 0
ended officer
is "somebody else's does not" "$status" 17
like "and the tries left are told" "$said" '"tries_left":2'
verify right-index
placed right-index 1 1
{
  printf 'P5\n300 400\n255\n'
  head -c 120000 /dev/zero
} >"$TMPDIR/even.pgm"
"$top_builddir/tests/card/glass" "$glass" "$TMPDIR/even.pgm"
heard officer '"guide":"faint"'
like "is told as too faint" "$line" '"event":"guide"'
press "$right_seed" 2
ended officer
is "and the finger that follows matches" "$status" 0
done_testing
