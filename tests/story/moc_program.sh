#!/bin/bash
# shellcheck disable=SC2119,SC2317,SC2016 # functions with and without arguments; some that others call; scripts
# Match on Card through a vendor's program, in a training world: the sample program, which
# reaches the card through us, and one that opens the card itself; then programs gone wrong.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world

# told DESCRIPTION STATUS CODE: the last conversation ended so, and said why by its name.
told() {
  is "$1: exit code" "$status" "$2"
  like "$1: told by its name" "$said" "\"code\":\"$3\""
}

# with_program NAME [LIMIT]: the counter's configuration with this program of $TMPDIR.
world_conf=$conf
with_program() {
  conf=$TMPDIR/$1.conf
  {
    cat "$world_conf"
    printf '\n[moc]\ndriver = program\nprogram = %s\nlimit = %s\n' "$TMPDIR/$1" "${2:-30}"
  } >"$conf"
  chmod 600 "$conf"
}

# script NAME LINE...: a program of these lines, and a counter with it.
script() {
  local name=$1
  shift
  printf '%s\n' '#!/bin/bash' "$@" >"$TMPDIR/$name"
  chmod 755 "$TMPDIR/$name"
  with_program "$name" 2
}

# whole_enrollment CARD: from the card to SUCCESS.
whole_enrollment() {
  local number
  number=$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/$1")
  insert "$1"
  ddopa-training --finger right
  to_code
  claim "$number"
  heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
  say phone '{"pin":"83520917","again":"83520917"}'
  say phone '{"consent":true,"pin":"83520917"}'
  ended phone
  ended officer
}

# moc ACTION [OPTION...]: `ddopa moc`, the answers on its input; $status, $said.
moc() {
  status=0
  said=$(ddopa --config "$conf" --lang en moc "$@" --pin-fd 3 3<<<"$login" 2>&1) || status=$?
}

# fingers CONFIGURATION: the states of both.
fingers() {
  ddopa --config "$1" moc status --json </dev/null | tail -1 |
    jq -r '.fingers | [."right-index", ."left-index"] |
      map(.state + (if .tries_left == null then "" else ":\(.tries_left)" end)) | join(" ")'
}

# writes: a card that came empty, stored to and verified through the program, and looked at by
# the commands of ISO as well; a write cut off in the middle is told as what it is.
writes() {
  insert no-finger.card
  ddopa-training --finger hand
  is "$1: none is stored" "$(fingers "$conf")" "empty empty"
  moc store --json <<<"$same
{\"fingers\":\"both\"}"
  is "$1: both are stored" "$status" 0
  is "$1: as it tells" "$(fingers "$conf")" "stored:3 stored:3"
  is "$1: and as the card tells without it" "$(fingers "$world_conf")" "stored:3 stored:3"
  moc verify --finger left-index </dev/null
  is "$1: one is verified" "$status" 0
  moc store --json <<<"$same
{\"fingers\":\"both\"}"
  like "$1: a stored one is not written over" "$said" '"code":"finger-stored"'

  insert no-finger.card
  ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "cut-write 3 24 700" >/dev/null
  start officer ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
  say officer "$same"
  say officer '{"fingers":{"store":"right-index","absence":"injured"}}'
  heard officer '"ask":"retry"'
  is "$1: power cut in a write" \
    "$(grep -o '"code":"[a-z-]*"' "${talk_log[officer]}" | tail -1)" '"code":"write-damaged"'
  say officer '{"retry":true}'
  heard officer '"result":"store"'
  ended officer
  is "$1: and stored anew" "$status $(fingers "$conf")" "0 stored:3 empty"
}

# pulled WHAT: the card leaves in the middle of a comparison, at the second command of it.
pulled() {
  insert boonmee.card
  ddopa-training --finger right
  officer
  say officer "$yes_app"
  say officer "$same"
  heard officer '"ask":"finger"'
  ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "eject-after 2" >/dev/null
  say officer "$right"
  heard officer '"problem"'
  ended officer
  told "$1: pulled in the middle" 10 card-removed
}

nobody_runs() {
  ! pgrep -f "$1" >/dev/null
}

# ---- the sample ----
install -m 755 "$top_srcdir/etc/moc-sample" "$TMPDIR/moc-sample"
with_program moc-sample
whole_enrollment somsri.card
is "through the sample program: a whole enrollment" "$status" 0
like "that ends in SUCCESS" "$said" '"state":"SUCCESS"'

writes "the sample"
pulled "the sample"

insert boonmee.card
ddopa-training --finger stranger
enrol "$yes_app" "$same" "$right"
told "somebody else's finger" 17 finger-mismatch
ddopa-training --finger right
check "it ends with the card that it served" wait_until 30 nobody_runs "$TMPDIR/moc-sample"

# ---- one that opens the card itself ----
cp "$top_builddir/tests/card/moc-own" "$TMPDIR/moc-own"
echo "$TMPDIR/moc-sample" >"$TMPDIR/moc-own.program"
with_program moc-own
whole_enrollment kanchana.card
is "with a program that opens the card itself: a whole enrollment" "$status" 0
like "that ends in SUCCESS, too" "$said" '"state":"SUCCESS"'
writes "one with the card of its own"
pulled "one with the card of its own"
ddopa-training --finger right

# ---- programs gone wrong: each by its name, in time, and the next card is read ----
head='read -r n a; echo "$n HELLO version=1 card=through"
while read -r n verb finger rest; do case $verb in
STATES) echo "$n FINGER right-index stored tries=3 reference=81"; echo "$n OK" ;;
VERIFY)'
tail=';; esac; done'
insert boonmee.card
while IFS='|' read -r name line; do
  script "$name" "$head $line $tail"
  enrol "$yes_app" "$same" "$right"
  told "a program that $name" 69 moc-program
done <<'END'
hangs|exec sleep 1000
dies|kill -9 $$
babbles|exec yes
answers-for-another-finger|echo "$n MATCH left-index"
answers-late|sleep 3; echo "$n MATCH $finger"
END
# A try that it had spent before it went wrong is told as the chip counts it.
for how in 'kill -9 $$' 'say FAILED sensor-away; return'; do
  sed 's|^  apdu "002100.*|&\n  '"$how|" "$top_srcdir/etc/moc-sample" >"$TMPDIR/spends"
  chmod 755 "$TMPDIR/spends"
  with_program spends
  insert boonmee.card
  ddopa-training --finger stranger
  moc verify --json --finger right-index </dev/null
  ddopa-training --finger right
  is "$how: told by its code" "$status" 69
  is "$how: the tries left afterwards" \
    "$(tail -1 <<<"$said" | jq -r '"\(.result) \(.tries_left)"')" 'verify 2'
  is "$how: as the card counts them" "$(fingers "$world_conf")" 'stored:2 stored:3'
done
script silent 'exec sleep 1000'
enrol "$yes_app" "$same"
told "a program that never says a word" 69 moc-program
script other 'read -r n a; echo "$n HELLO version=1 card=own"
while read -r n verb rest; do echo "$n OK serial=0011223344556677"; done'
enrol "$yes_app" "$same"
told "a program that answers for another card" 10 card-changed
check "none of them is left" wait_until 30 nobody_runs "$TMPDIR/"

# ---- a file that is not to be believed ----
conf=$TMPDIR/moc-sample.conf
chmod 775 "$TMPDIR/moc-sample"
enrol "$yes_app"
is "a program that others may change" "$status" 78
rm "$TMPDIR/moc-sample"
enrol "$yes_app"
is "a program that is missing" "$status" 78

conf=$world_conf
whole_enrollment boonmee.card
is "after all that, without a program: the next citizen is enrolled" "$status" 0
done_testing
