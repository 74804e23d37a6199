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

# verify SEED N: that impression, pressed when the terminal asks for it.
verify() {
  start moc ddopa --config "$TMPDIR/sensor.conf" --lang en moc verify --json
  heard moc '"place"'
  wait_until 10 "$picture" press "$1" "$2" "$glass" 2>"$TMPDIR/pressed"
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
done_testing
