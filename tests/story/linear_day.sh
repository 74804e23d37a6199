#!/bin/bash
# shellcheck disable=SC2119,SC2317,SC2154 # functions with and without arguments, of others
# A working day in lines: an enrollment put aside, the office's records, a PIN that was reset,
# the lock while the centre is away.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world
. "$top_srcdir/tests/story/lines.sh"
. "$top_srcdir/tests/story/clerk.sh"

# Back in the menu.
menu() {
  heard lines "x. "
}

leave() {
  say lines x
  heard lines "ended with"
  ended lines
}

# ---- an enrollment is put aside, and gone on with when its phone has moved ----
eject
lines --lang en
log_in
to_lines_code somsri.card "Sign by sign"
say lines b
menu
claim 1112034563562
heard lines "w goes there" && say lines 5
heard lines "Another day?" && heard lines "b. " && say lines w
heard lines "Which four digits" && heard lines "b. "
heard phone '"match_code"' && say lines "$(member match_code "$line")"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
heard lines "Success" && heard lines "1. Next" && heard lines "b. " && say lines b

# ---- the office's records ----
menu && say lines 3
heard lines "Nothing is open" && heard lines "b. " && say lines s
heard lines "The audit of which one" && heard lines "b. " && say lines c
heard lines "b. Without" && say lines 1112034563562
heard lines "The audit of which one" && heard lines "b. " && say lines 1
heard lines "These are all records" && heard lines "b. " && say lines b
heard lines "Search enrollments" && heard lines "b. " && say lines b
menu && say lines 5
heard lines "Another day?" && heard lines "b. " && say lines b
menu && say lines 2
heard lines "Nobody has booked" && heard lines "b. " && say lines b
menu && say lines 7
heard lines "Which part?" && heard lines "b. " && say lines 3
heard lines "Consent by typing" && heard lines "b. " && say lines b
menu && leave
only_lines "the day"
like "it ends well" "$(transcript)" "ended with 0"
check "told in the order in which it happened" in_order \
  "Sign by sign" "D.DOPA Enrollment System" \
  $'\aParked enrollment no. ..' "Day's report" "Begun 1   Success 0   Refused before 0   Open now 1" \
  "Enroll (read the card)" "Which four digits" "Success" "Nothing is open" "Search enrollments" \
  "1. Success. Begun " "Citizen number, 13 digits; it is not shown" \
  "Citizen number 1-1120-xxxxx-56-2" "1. Success. Begun " "Audit of an enrollment" \
  "These are all records." "Search enrollments" \
  "Day's report" "Begun 1   Success 1   Refused before 0   Open now 0" "From " \
  "Create the QR code: 1 times" "Nobody has booked: serve the citizens" \
  "What the citizen does on the phone" "1. Open the D.DOPA app"
is "nobody's data was told unasked" "$(grep -c 'Somsri\|สมศรี\|34563' "$typescript")" 0

# Not by check, whose processes end with it.
own_centre >/dev/null 2>&1 || not_ok "a centre of our own"
conf=$TMPDIR/own.conf

# ---- a PIN that was reset ----
sqlite3 -cmd '.timeout 10000' "$TMPDIR/store" 'UPDATE officers SET must_change = 1'
lines --lang en
heard lines "x. " && say lines 1234567890121
heard lines "x. " && say lines 24681357
heard lines "b. Log out" && say lines 24681357
heard lines "b. " && say lines 97531864
heard lines "b. " && say lines 97531864
heard lines "Your PIN is changed" && menu && leave
only_lines "the PIN"
check "a PIN that was reset: its owner chooses another before anything else" in_order \
  "Own PIN" "Your PIN was reset" "Eight digits" "PIN until now" "New PIN, 8 digits" \
  "New PIN once more" "Your PIN is changed." "What is to be done?" "ended with 0"
is "neither PIN is to be seen" "$(grep -c '24681357\|97531864' "$typescript")" 0

# ---- the lock, with the centre away ----
# The card of the morning lies in the reader still: it would be read at once, and be pulled
# in the middle of that by the next.
eject
lines --lang en
heard lines "x. " && say lines 1234567890121
heard lines "x. " && say lines 97531864
menu && say lines 1
heard lines "b. " && say lines 1
heard lines "b. " && insert somsri.card
heard lines "p. " && heard lines "c. " && say lines v
heard lines "Card issued" && say lines z
heard lines "x. Log this"
no_centre || not_ok "the centre goes away"
say lines 24681357
heard lines "Tries left: 4" && say lines 97531864
heard lines "Are the person" && heard lines "c. "
centre || not_ok "the centre comes back"
say lines y
heard lines "3. " && heard lines "c. " && say lines c
heard lines "Not enrolled" && heard lines "b. " && say lines b
menu && leave
only_lines "the lock"
check "locked and unlocked while the centre is away" in_order \
  "Mrs. Somsri" "What was told of citizens cannot be erased from here" "The counter is locked" \
  "Locked by officer: " "Locked at: " "This officer's PIN, then Enter, unlocks." \
  "This PIN is wrong. Tries left: 4" "Enroll (read the card)" "Are the person at the counter" \
  "Which index finger" "Not enrolled" "ended with 0"
is "what was told stands above the lock, and nowhere below it" \
  "$(transcript | sed '1,/^The counter is locked/d' | grep -c 'Somsri\|สมศรี\|34563')" 0
is "neither PIN is to be seen" "$(grep -c '24681357\|97531864' "$typescript")" 0

# ---- five wrong PINs ----
lines --lang th
heard lines "x. " && say lines 1234567890121
heard lines "x. " && say lines 97531864
menu && say lines z
heard lines "x. "
for left in 4 3 2 1; do
  say lines 24681357
  heard lines "เหลืออีก $left"
done
say lines 24681357
heard lines "13 หลัก" && menu && leave
check "five wrong PINs end the session" in_order \
  "ล็อกเคาน์เตอร์แล้ว" "เลขประจำตัวประชาชนของเจ้าหน้าที่ 13 หลัก" "ended with 0"

done_testing
