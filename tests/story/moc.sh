#!/bin/bash
# shellcheck disable=SC2119,SC2317 # functions with and without arguments; some that others call
# `ddopa moc` and the fingers of an enrollment in a training world, through pcscd and vpcd:
# tries 3, 2, 1 and 0, storing into a card that came empty, writes that are cut off.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world

both='{"fingers":"both"}'

# moc ACTION [OPTION...]: the answers are on its input; $status, $said (all), $last (line).
moc() {
  status=0
  said=$(ddopa --config "$conf" --lang en moc "$@" 3<<<"$login" 2>&1) || status=$?
  last=$(tail -1 <<<"$said")
}

answers() {
  printf '%s\n' "$@"
}

# fingers DESCRIPTION RIGHT LEFT: what the card tells, by JSON, by text and by its own EEPROM.
fingers() {
  moc status --json </dev/null
  is "$1" "$(jq -r '.fingers | [."right-index", ."left-index"] |
    map(.state + (if .tries_left == null then "" else ":\(.tries_left)" end)) | join(" ")' \
    <<<"$last")" "$2 $3"
}

simcard() {
  ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "$1"
}

# ---- what cards tell, no try spent ----
fingers "two fingers stored" stored:3 stored:3
fingers "looking spends no try" stored:3 stored:3
insert malee.card
fingers "one finger stored" empty stored:3
insert locked.card
fingers "locked" locked:0 locked:0
insert damaged.card
fingers "damaged" damaged empty
insert no-bio.card
moc status </dev/null
is "no match on card at all" "$status" 16
like "says where a new card is made" "$said" "made at this or another office"
insert no-finger.card
fingers "none" empty empty
moc status </dev/null
is "and in words" "$said" "Right index finger: none stored
Left index finger: none stored"

# ---- tries 3, 2, 1, 0 ----
insert somsri.card
moc verify </dev/null
is "the right finger" "$status" 0
ddopa-training --finger stranger
moc verify --finger right-index </dev/null
is "a wrong one of three" "$status" 17
fingers "two are left" stored:2 stored:3
moc verify --finger right-index </dev/null
is "a wrong one of two: the next would lock" "$status" 18
fingers "one is left" stored:1 stored:3
moc verify --finger right-index </dev/null
is "the last one is not spent by itself" "$status" 18
like "and that is said" "$said" "DD-210"
moc verify --json --finger right-index </dev/null
is "nor when nobody answers" "$status" 22
answers '{"last_try":"999"}' | moc verify --json --finger right-index >/dev/null
fingers "nor by other digits" stored:1 stored:3
said=$(answers '{"last_try":"562"}' |
  ddopa --config "$conf" --lang en moc verify --json --finger right-index 2>&1)
is "by the citizen number's last digits it is" $? 18
fingers "and then the finger is locked" locked:0 stored:3
moc verify --finger right-index </dev/null
is "a locked one is not tried" "$status" 18
like "the way out is told" "$said" "new card, made at this or another office"
ddopa-training --finger left
moc verify --finger left-index </dev/null
is "the other finger still is" "$status" 0

# ---- the last try in an enrollment: the good finger sets it back ----
insert one-try.card
enrol "$yes_app" "$same" "$right" '{"last_try":false}'
is "not confirmed: nothing is spent" "$(grep -c '"ask":"last_try"' <<<"$said")" 1
fingers "one is left still" stored:1 stored:1
officer
say officer "$yes_app"
say officer "$same"
say officer "$right"
say officer '{"last_try":"562"}'
heard officer '"state":"PROOFED"'
say officer '{"cancel":true}'
ended officer
fingers "confirmed and good: all are back" stored:3 stored:1

# ---- a card that came empty: store, verify, enroll ----
insert no-finger.card
to_code_empty() {
  officer
  say officer "$yes_app"
  say officer "$same"
  heard officer '"ask":"fingers"'
  say officer "$both"
  heard officer '"ask":"finger"'
  say officer "$right"
  heard officer '"state":"QR_CREATED"'
}
to_code_empty
claim 1300199999053
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "stored, verified and enrolled" "$status $(grep -o '"state":"[A-Z_]*"' <<<"$said" | tail -1)" \
  '0 "state":"SUCCESS"'
is "both fingers were written" "$(grep -c '"event":"stored"' <<<"$said")" 2
is "each taken by itself" "$(grep -c '"step":"capture"' <<<"$said")" 2
fingers "and the chip holds them" stored:3 stored:3
is "so does its EEPROM" "$(simcard fingers | cut -d' ' -f2,3)" "right=stored,3/3 left=stored,3/3"
moc verify --finger left-index </dev/null
is "the other one matches too" "$status" 0
said=$(answers "$same" "$both" | ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login" 2>&1)
like "what is stored is not written over" "$said" '"code":"finger-stored"'
fingers "and stands as it was" stored:3 stored:3

# ---- one finger only, with the reason ----
insert no-finger.card
said=$(answers "$same" '{"fingers":{"store":"left-index","absence":"missing"}}' |
  ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login" 2>&1)
is "one finger, the other missing" $? 0
fingers "one slot is stored" empty stored:3
said=$(answers "$same" '{"fingers":{"store":"right-index"}}' |
  ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login" 2>&1)
is "the other one later, which needs no reason" $? 0
fingers "both are stored" stored:3 stored:3
insert no-finger.card
said=$(answers "$same" '{"fingers":{"store":"left-index"}}' |
  ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login" 2>&1)
like "one alone needs one" "$said" '"code":"bad-answer"'
fingers "and is not stored without" empty empty

# ---- the same finger for both ----
insert no-finger.card
mkdir "$TMPDIR/twice"
cp "$DDOPA_TRAINING_DATA/hands/no-finger/right-index.fmd" "$TMPDIR/twice/right-index.fmd"
cp "$DDOPA_TRAINING_DATA/hands/no-finger/right-index.1.fmd" "$TMPDIR/twice/left-index.fmd"
ddopa-training --finger "$TMPDIR/twice"
start officer ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
say officer "$same"
say officer "$both"
heard officer '"code":"finger-duplicate"'
like "one finger cannot fill both" "$line" "DD-212"
ended officer
fingers "the first one stays" stored:3 empty

# ---- writes that are cut off ----
# cut_at N: the power fails at the n-th write of a STORE; told by its outcome.
cut_at() {
  insert no-finger.card
  ddopa-training --finger hand
  simcard "cut-write $1 24 700" >/dev/null
  start officer ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
  say officer "$same"
  say officer '{"fingers":{"store":"right-index","absence":"injured"}}'
}
cut_at 1
heard officer '"ask":"retry"'
is "cut before anything was written: unchanged" \
  "$(grep -o '"code":"[a-z-]*"' "${talk_log[officer]}" | tail -1)" '"code":"write-unchanged"'
say officer '{"retry":true}'
heard officer '"result":"store"'
ended officer
is "and the next attempt is good" "$status" 0
fingers "stored" stored:3 empty
cut_at 3
heard officer '"ask":"retry"'
is "cut in the middle: damaged" \
  "$(grep -o '"code":"[a-z-]*"' "${talk_log[officer]}" | tail -1)" '"code":"write-damaged"'
fingers_now=$(simcard fingers | cut -d' ' -f2)
like "as the chip itself says" "$fingers_now" "right=damaged"
say officer '{"retry":true}'
heard officer '"result":"store"'
ended officer
is "a damaged slot can be stored anew" "$status" 0
fingers "stored again" stored:3 empty

# ---- the card pulled, the sensor empty ----
insert no-finger.card
rm -f "$DDOPA_TRAINING/finger"
start officer ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
say officer "$same"
say officer "$both"
heard officer '"guide":"place"'
ddopa-training --eject
heard officer '"code":"card-removed"'
ended officer
is "pulled while the finger is waited for" "$status" 10
done_testing
