# shellcheck shell=bash disable=SC2317,SC2119 # functions that wait_until calls; no arguments
# Match on Card with an image sensor, in a training world: pictures of synthetic fingers go over
# the socket of libfprint's virtual sensor, through the terminal and pcscd into the chip.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/talk.sh
. "$top_srcdir/tests/story/talk.sh" || exit 99
picture=$top_builddir/tests/finger/finger-picture
if ! [ -x "$picture" ]; then
  echo "1..0 # SKIP built without libfprint"
  exit 0
fi
in_world

seed=500000
glass=$TMPDIR/glass
sed '/^\[sensor\]/,/^$/d' "$conf" >"$TMPDIR/sensor.conf"
printf '\n[sensor]\ntype = libfprint\ndevice = virtual:%s\n' "$glass" >>"$TMPDIR/sensor.conf"
chmod 600 "$TMPDIR/sensor.conf"

"$picture" template $seed 0 "$TMPDIR/finger.fmd"
cat >"$TMPDIR/finger.card" <<END
like = $DDOPA_TRAINING_DATA/somsri.card
right_index = $TMPDIR/finger.fmd
END
check "a card with a finger that was taken from a picture" insert "$TMPDIR/finger.card"

# press PROGRAM SEED N: that impression, when it asks for one.
press() {
  heard "$1" '"place"' || return
  wait_until 30 "$picture" press "$2" "$3" "$glass" 2>"$TMPDIR/pressed"
}

verify() {
  start moc ddopa --config "$TMPDIR/sensor.conf" --lang en moc verify --json
  press moc "$1" "$2"
  ended moc
}

verify $seed 1
is "another impression of the finger: done" "$status" 0
like "it matches" "$said" '"matched":true'
verify $((seed + 1)) 1
is "another finger: its own exit code" "$status" 17
like "it does not match" "$said" 'finger-mismatch'
like "and two tries are left" "$said" '"tries_left":2'
verify $seed 2
is "the finger again" "$status" 0
like "sets the tries back" "$said" '"tries_left":3'

# ---- a card that came without fingers ----
insert no-finger.card
start moc ddopa --config "$TMPDIR/sensor.conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
say moc "$same"
say moc '{"fingers":"both"}'
for n in 0 1 2; do press moc $((seed + 10)) $n; done
for n in 0 1 2; do press moc $((seed + 11)) $n; done
ended moc
is "two fingers, each pressed three times: done" "$status" 0
like "both are stored" "$said" '"right-index":."state":"stored".*"left-index":."state":"stored"'
verify $((seed + 10)) 3
is "the finger that was stored matches" "$status" 0
verify $((seed + 11)) 3
is "not that of the other hand" "$status" 17

# ---- an enrollment with it ----
conf=$TMPDIR/sensor.conf
officer
say officer "$yes_app"
say officer "$same"
say officer "$right"
press officer $((seed + 10)) 2
heard officer '"state":"QR_CREATED"'
claim "$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/no-finger.card")"
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "an enrollment with a picture of the finger that was stored" "$status" 0
like "it ends in SUCCESS" "$said" '"state":"SUCCESS"'
done_testing
