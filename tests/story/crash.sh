#!/bin/bash
# shellcheck disable=SC2119,SC2317 # functions with and without arguments; some that others call
# The officer's side ends in the middle of an enrollment: killed, told to end, its input gone.
# Nothing is lost: what the centre holds is gone on with or cancelled, and what it does not
# hold leaves the citizen free for the next try.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

somsri=1112034563562

# enrolment_id: of the last line of the officer's side that has one.
enrolment_id() {
  grep -o '"id":"e[0-9a-f]*"' "$TMPDIR/officer.log" | tail -1 | cut -d'"' -f4
}

killed() {
  kill -KILL "${talk_pid[officer]}"
  ended officer
}

resume() {
  officer --resume "$1"
}

# ---- killed once the code is there: gone on with to the end ----
to_code "$@"
id=$(enrolment_id)
killed
is "killed" "$status" 137
resume "$id"
heard officer '"state":"QR_CREATED"'
say officer '{"renew":true}'
claim $somsri
heard phone '"match_code"'
say officer "{\"match_code\":\"$(member match_code "$line")\"}"
heard officer '"state":"CONFIRMED"'

# ---- killed again, while the citizen is busy with the phone ----
killed
resume "$id"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
heard officer '"state":"SUCCESS"'
ended officer
is "the third officer's side sees it end well" "$status" 0
ended phone
is "and so does the phone" "$status" 0
refused
like "the citizen is enrolled, once" "$said" already-enrolled

# ---- killed before the centre knew of anything: the next try is free ----
insert somchai.card
officer
say officer "$yes_app"
heard officer '"ask":"same_person"'
killed
officer
say officer "$yes_app"
check "the card is read anew after a kill" heard officer '"ask":"same_person"'

# ---- told to end before the code: the citizen is free at once ----
kill -TERM "${talk_pid[officer]}"
ended officer
is "told to end before the code" "$status" 22
to_code
id=$(enrolment_id)
kill -TERM "${talk_pid[officer]}"
ended officer
is "told to end after it: left open" "$status" 20
like "its id is told" "$said" "\"id\":\"$id\""
resume "$id"
heard officer '"state":"QR_CREATED"'
say officer '{"cancel":true}'
ended officer
is "and cancelled after all" "$status" 22
to_code
like "then the same citizen can begin again" "$line" '"state":"QR_CREATED"'
hang_up officer

# ---- killed while a finger is written: the next officer's side tells that nobody knows ----
outcomes() {
  sqlite3 "file:$DDOPA_TRAINING/store?mode=ro" "SELECT '[' || outcome || ']' FROM finger_writes"
}
told() {
  [ "$(outcomes)" = "$1" ]
}
insert no-finger.card
ddopa-training --finger hand
ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "cut-write 3 24 8000" >/dev/null
start officer ddopa --config "$conf" --lang en moc store --json --pin-fd 3 3<<<"$login"
say officer "$same"
say officer '{"fingers":{"store":"right-index","absence":"injured"}}'
heard officer '"step":"writing"'
# All its processes at once: the one that speaks with the centre would still say so.
mapfile -t processes < <(pgrep -P "${talk_pid[officer]}")
kill -KILL "${processes[@]}" "${talk_pid[officer]}"
ended officer
is "killed while it is written" "$status" 137
is "the centre has authorised and heard nothing" "$(outcomes)" "[]"
officer
say officer "$yes_app"
check "it hears at the next start" wait_until 30 told "[unknown]"
hang_up officer
done_testing
