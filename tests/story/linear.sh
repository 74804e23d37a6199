#!/bin/bash
# shellcheck disable=SC2119,SC2317 # functions with and without arguments; some that others call
# The counter in lines over a pseudo terminal of type "dumb": a whole enrollment in Thai and
# in English; what goes out is lines alone. Then an enrollment that is left and gone on with.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world
. "$top_srcdir/tests/story/lines.sh"

# The digits off the phone, after answers that are none.
to_success() {
  claim "$1"
  heard lines "b. " # a phone has claimed it
  say lines "xyz"
  heard lines "?"
  say lines "9"
  heard lines "?"
  heard phone '"match_code"' && say lines "$(member match_code "$line")"
  say phone '{"pin":"83520917","again":"83520917"}'
  say phone '{"consent":true,"pin":"83520917"}'
  ended phone
  is "the phone ends well" "$status" 0
  heard lines "$2"
  heard lines "b. " && say lines b
  heard lines "x. " && say lines x
  heard lines "ended with"
  ended lines
}

# ---- English ----
take_card
lines --lang en
log_in
to_lines_code somsri.card "Sign by sign"
to_success 1112034563562 Success
like "English: it ends well" "$(transcript)" "ended with 0"
only_lines English
check "English: told in the order in which it happened" in_order \
  "Officer's citizen number" "PIN, 8 digits" "What is to be done?" "1. Enroll" "3. Search / open" \
  "Enroll (read the card)" "Step 1 of 3" "Has the applicant" "1. Yes" "2. No" \
  "Waiting for a card ..." "Tell the citizen: Please hand me" "Citizen number 1-1120-xxxxx-56-2" \
  "Name: " "Are the person at the counter" "y. Same" "n. Not" \
  "Which index finger" "1. Right index finger" "2. Left index finger" \
  "3. Exception: no finger can be matched: not now. Enrolling without a finger" \
  "Waiting for the finger ..." "Step 2 of 3" "Checks passed" "Step 3 of 3" \
  "To type instead of scanning: " "Sign by sign: " "It runs out in " "Waiting for the citizen" \
  "A phone has claimed the code." "Which four digits" \
  "That is no answer here. Type the four digits, or one of: v, c, b." \
  "The phone is the one at the counter." "Success" "Give the card back" "1. Next citizen"
is "the code told sign by sign is the same" \
  "$(transcript | sed -n 's/^Sign by sign: //p' | tr -d ' ,')" \
  "$(transcript | sed -n 's/^To type instead of scanning: //p' | tr -d -)"

# ---- Thai ----
take_card
lines --lang th
log_in
to_lines_code somchai.card ทีละตัว
to_success 1101799999014 สำเร็จ
like "Thai: it ends well" "$(transcript)" "ended with 0"
only_lines Thai
check "Thai: told in the order in which it happened" in_order \
  "เลขประจำตัวประชาชนของเจ้าหน้าที่ 13 หลัก" "รหัสผ่าน 8 หลัก" "1. ลงทะเบียน (อ่านบัตร)" \
  "ขั้นที่ 1 จาก 3: อ่านบัตรประจำตัวประชาชน" "บอกประชาชน: " "1. " "ขั้นที่ 2 จาก 3: ข้อมูลประชาชน" \
  "ขั้นที่ 3 จาก 3: สถานะการสมัคร" "พิมพ์แทนการสแกน: " "ทีละตัว: " "คำตอบนี้ใช้ไม่ได้ พิมพ์เลขสี่หลัก" \
  "สำเร็จ"

# ---- a card read without login ----
insert somsri.card
lines --lang en
heard lines "x. " && say lines o
heard lines "p. " && heard lines "b. "
is "offline: whose card it is is not told unasked" "$(grep -c 'Somsri\|สมศรี\|1-1120-34563' "$typescript")" 0
say lines v
heard lines "Request number" && say lines b
heard lines "x. " && say lines x
heard lines "ended with"
ended lines
only_lines "offline"
check "offline: the card is told" in_order "Read a card offline" "Citizen number 1-1120-xxxxx-56-2" \
  "The chip is read whole" "The chip is read; nothing of it is kept or sent" \
  "Citizen number 1-1120-34563-56-2" "Mrs. Somsri" "Born 28 Feb 2520" "Request number " \
  "Registration and ID Card Services" "What was told of citizens cannot be erased from here"

# ---- left with Ctrl-C, found again in the list and cancelled there ----
take_card
lines --lang en
log_in
to_lines_code orathai.card "Sign by sign"
press lines '\x03'
heard lines "2. No" && say lines 2
heard lines "b. " # it goes on as it was
press lines '\x03'
heard lines "2. No" && say lines 1
heard lines "ended with"
ended lines
like "left with Ctrl-C: it stays open" "$(transcript)" "ended with 20"
only_lines "left"
export TERM=xterm
lines --lang en --linear
log_in
say lines 3
heard lines "a. " && heard lines "b. " && say lines 7
heard lines "?"
say lines 1
heard lines "b. " && say lines 2
heard lines "2. No" && say lines 1
heard lines "Not enrolled"
heard lines "b. " && say lines b
heard lines "x. " && say lines x
heard lines "ended with"
ended lines
only_lines "cancelled"
check "the list tells it, and that it is cancelled" in_order "1. Citizen scans the QR code, since " \
  "Which one? Type its number." "That is no answer here. Type the number of one, or one of: a, s, b." \
  "What is to be done with this one?" "Cancel this enrollment?" "Not enrolled" "DD-303"
is "nothing is open any more" "$(ddopa --config "$conf" list --pin-fd 3 3<<<"$login")" ""
done_testing
