#!/bin/bash
# shellcheck disable=SC2119,SC2317,SC2154 # functions with and without arguments, of others
# A working day in lines: a PIN that was reset, the lock while the centre is away.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world
. "$top_srcdir/tests/story/lines.sh"
. "$top_srcdir/tests/story/clerk.sh"

# Not by check, whose processes end with it.
own_centre >/dev/null 2>&1 || not_ok "a centre of our own"
conf=$TMPDIR/own.conf

# Back in the menu.
menu() {
  heard lines "x. "
}

leave() {
  say lines x
  heard lines "ended with"
  ended lines
}

# ---- a PIN that was reset ----
sqlite3 "$TMPDIR/store" 'UPDATE officers SET must_change = 1'
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
