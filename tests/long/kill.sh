#!/bin/bash
# kill -9 of ddopa at a random moment of an enrollment, again and again: what the centre holds
# afterwards is told by `ddopa list` and can be gone on with or cancelled; nothing is doubled,
# and the next enrollment of the same citizen succeeds in the end.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

rounds=${ROUNDS:-60}
RANDOM=${SEED:-2569}
number=1112034563562
killed_open=0 killed_early=0 doubled=0 stuck=0

open_ones() {
  ddopa --config "$conf" list --json --pin-fd 3 3<<<"$login"
}

# An enrollment whose officer dies within some milliseconds of his last answer.
cut_off() {
  officer --new-phone
  say officer "$yes_app"
  say officer "$same"
  say officer "$right"
  # Between nothing read and the code on the screen: the whole takes some 600 ms.
  read -rt "0.$(printf '%03d' $((200 + RANDOM % 700)))" <> <(:) || :
  kill -KILL "${talk_pid[officer]}"
  ended officer 2>/dev/null
}

for ((round = 1; round <= rounds; round++)); do
  cut_off
  left=$(open_ones)
  case $(grep -c . <<<"$left") in
  0) killed_early=$((killed_early + 1)) ;;
  1) killed_open=$((killed_open + 1)) ;;
  *) doubled=$((doubled + 1)) ;;
  esac
  # shellcheck disable=SC2013 # words without spaces
  for id in $(grep -o '"id":"[^"]*"' <<<"$left" | cut -d'"' -f4); do
    officer --resume "$id"
    say officer '{"cancel":true}'
    ended officer
    [ "$status" = 22 ] || stuck=$((stuck + 1))
  done
  [ -z "$(open_ones)" ] || stuck=$((stuck + 1))
done
note "$rounds kills: $killed_early before the centre knew, $killed_open while it was open there"
is "no enrollment was doubled" "$doubled" 0
is "none was stuck: each was gone on with and cancelled" "$stuck" 0
check "some were killed before the centre knew" test "$killed_early" -gt 0
check "some while it held an enrollment" test "$killed_open" -gt 0

to_code "$@"
claim $number
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "and the citizen is enrolled in the end" "$status" 0
done_testing
