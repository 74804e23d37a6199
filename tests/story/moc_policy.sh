#!/bin/bash
# shellcheck disable=SC2119 # functions with and without arguments
# Where the centre's policy asks for two officers, and where it allows exceptions: a world
# whose settings say so.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
if [ -z "${DDOPA_TRAINING:-}" ]; then
  cp -r "$top_srcdir/etc/training" "$TMPDIR/data"
  sed -i 's/^approve_store,.*/approve_store,yes/; s/^exceptions,.*/exceptions,yes/' \
    "$TMPDIR/data/settings.csv"
  export DDOPA_TRAINING_DATA=$TMPDIR/data
fi
in_world

# second NUMBER PIN: the answer about a second officer.
second() {
  printf '{"second_officer":{"number":"%s","pin":"%s"}}' "$1" "$2"
}
colleague=$(second 1470199999117 97531864)

# ---- storing ----
insert no-finger.card
officer
say officer "$yes_app"
say officer "$same"
say officer '{"fingers":"both"}'
heard officer '"ask":"second_officer"'
say officer "$(second 1470199999117 11111111)"
heard officer '"code":"wrong-pin"'
like "a wrong PIN is told" "$line" DD-503
say officer "$(second 1234567890121 24681357)"
heard officer '"code":"same-officer"'
like "one officer is not two" "$line" DD-508
say officer "$(second 1470199999206 86427531)"
heard officer '"code":"not-permitted"'
like "nor one without the right" "$line" DD-505
say officer "$colleague"
heard officer '"ask":"finger"'
say officer "$right"
heard officer '"state":"PROOFED"'
ok "with a colleague's word both are stored, and one verified"
is "nobody's PIN or number is in a line" \
  "$(grep -cE '97531864|1470199999117|11111111' "${talk_log[officer]}")" 0
say officer '{"cancel":true}'
ended officer

# ---- an exception ----
insert somchai.card
officer
say officer "$yes_app"
say officer "$same"
heard officer '"ask":"finger"'
say officer '{"exception":"injured"}'
heard officer '"ask":"second_officer"'
say officer false
say officer '{"second_officer":false}'
heard officer '"ask":"finger"'
ok "an exception can be taken back before it is one"
say officer '{"exception":"injured"}'
heard officer '"ask":"second_officer"'
say officer "$colleague"
heard officer '"state":"QR_CREATED"'
is "no finger was compared" "$(grep -c '"step":"matching"' "${talk_log[officer]}")" 0
listed=$(ddopa --config "$conf" list --json --pin-fd 3 3<<<"$login")
is "the centre shows the lower assurance and why" \
  "$(jq -r '.assurance + " " + .exception' <<<"$listed")" "IAL2.2 injured"
claim 1101799999014
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "it is an enrollment like any other" "$status $(grep -o '"state":"[A-Z_]*"' <<<"$said" | tail -1)" \
  '0 "state":"SUCCESS"'

# ---- an unreadable chip is never an exception ----
insert unreadable.card
officer
say officer "$yes_app"
say officer '{"exception":"missing"}'
heard officer '"code":"card-unreadable"'
ok "rule 5 stands"
ended officer
is "with its exit code" "$status" 11
done_testing
