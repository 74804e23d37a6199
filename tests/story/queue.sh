# shellcheck shell=bash
# Queue Online from the counter: hours, bookings and cancellings by command, for a number from a
# descriptor or the card in the reader; and the card that picks its booking of today.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/lines.sh"
. "$top_srcdir/tests/story/clerk.sh"

# Not by check, whose processes end with it.
own_centre >/dev/null 2>&1 || not_ok "a centre of our own"
conf=$TMPDIR/own.conf

# By Thai time, as days of the queue are: so many from today.
day() {
  TZ=Asia/Bangkok date -d "$1 days" +%F
}

# queue WORD...: the command; $status, $said (what it printed) and $told (what it complained).
queue() {
  local action=$1
  shift
  status=0
  said=$(ddopa --config "$conf" --lang "${lang:-en}" queue "$action" --pin-fd 3 "$@" \
    3<<<"$login" 4<<<"${number:-}" 2>"$TMPDIR/told") || status=$?
  told=$(cat "$TMPDIR/told")
}

store() {
  sqlite3 -cmd '.timeout 10000' "$TMPDIR/store" "$1"
}

store "DELETE FROM slots; INSERT INTO slots VALUES ('4701', 9, 1), ('4701', 13, 2)"

queue slots --json --day "$(day 3)"
is "the hours of a day" "$status" 0
is "with their places" "$(jq -c '[.hour, .places, .free, .open]' <<<"$said")" '[9,1,1,true]
[13,2,2,true]'
queue slots
like "today is closed" "$said" '^09:00: 1 of 1 places left  closed'

# ---- booking ----
number=1101799999014
queue book --number-fd 4 --day "$(day 3)" --hour 9 --json
is "a citizen is booked by number" "$status" 0
is "and told by what is called out" "$(jq -c '[.number, .office, .day, .hour, .state, .by_officer]' <<<"$said")" \
  "[\"09-01\",\"4701\",\"$(day 3)\",9,\"waiting\",true]"
first=$(jq -r .id <<<"$said")
queue book --number-fd 4 --day "$(day 4)" --hour 13
is "one booking at a time" "$status" 65
like "is told" "$told" 'DD-820 This citizen has a booking already'
queue book --card --day "$(day 3)" --hour 9
is "an hour that is full" "$status" 65
like "is told" "$told" 'DD-821 There is no place left at this hour'
lang=th queue book --card --day "$(day 3)" --hour 9
like "in Thai, too" "$told" 'DD-821 ช่วงเวลานี้ไม่มีที่ว่าง'
queue book --card --day "$(day 3)" --hour 13
is "the holder of the card in the reader is booked" "$status" 0
like "and told as text" "$said" '13:00  13-01  waiting  an officer here  b[0-9a-f]+'
second=${said##* }
queue book --card --day "$(day 0)" --hour 13
is "not for today" "$status" 65
like "is told" "$told" 'DD-819 .*16:00 of the day before'
queue book --card --day "$(day 16)" --hour 13
is "nor 16 days ahead" "$status" 65
like "the same" "$told" 'DD-819'
number=1101799999015
queue book --number-fd 4 --day "$(day 3)" --hour 13
like "a number that is none is not sent" "$told" 'DD-[0-9]+ .*\(--number-fd\)'
queue book --day "$(day 3)" --hour 13
is "nobody is named" "$status" 64
queue book --number-fd 4 --card --day "$(day 3)" --hour 13
is "or twice" "$status" 64
queue book --card --hour 13
is "without a day" "$status" 64
queue book --card --day 3 --hour 13
is "a day that is none" "$status" 64
queue seize
is "a word that is none" "$status" 64

# ---- the list ----
queue list --csv --day "$(day 3)"
is "the day's bookings, as a table" "$(cut -d, -f2-7 <<<"${said//$'\r'/}")" "number,office,day,hour,state,by_officer
09-01,4701,$(day 3),9,waiting,yes
13-01,4701,$(day 3),13,waiting,yes"
queue list
is "nobody today" "$status:$said" "0:"
is "no number of a citizen stands in a booking" \
  "$(store 'SELECT * FROM bookings' | grep -c '1101799999014\|1112034563562')" 0

# ---- cancelling ----
queue cancel "$first" --json
is "options come before the id" "$status" 64
queue cancel --json "$first"
is "a booking is cancelled" "$status:$(jq -c .cancelled <<<"$said")" "0:true"
queue cancel "$first"
is "once" "$status" 65
queue cancel b0
like "one that is not there" "$told" 'DD-'
store "INSERT INTO bookings VALUES ('bother', '4705', '$(day 3)', 9, '09-01', 'k', '', 1, 0)"
queue cancel bother
is "another office's is left alone" "$(store "SELECT cancelled FROM bookings WHERE id = 'bother'")" 0
like "and told" "$told" 'DD-'
queue list --json --day "$(day 3)"
is "one is left" "$(jq -r .number <<<"$said")" 13-01

# ---- the card picks its booking ----
store "UPDATE bookings SET day = '$(day 0)' WHERE id = '$second'"
queue list --json
is "it is waited for" "$(jq -r .state <<<"$said")" waiting
officer
say officer "$yes_app"
heard officer '"event":"booking"'
like "the card tells of it" "$line" '"number": ?"13-01".*"message": ?"Booked today: no. 13-01, 13:00"'
say officer "$same"
say officer "$right"
heard officer '"state":"PROOFED"'
queue list --json
is "its holder is being served" "$(jq -r .state <<<"$said")" being-served
say officer '{"cancel":true}'
ended officer
queue list
like "and done" "$said" '13:00  13-01  done  an officer here'
is "each act is in the audit" "$(store "SELECT group_concat(act || ' ' || n, ', ') FROM
  (SELECT act, COUNT(*) AS n FROM audit WHERE act LIKE 'booking.%' AND result = 'ok' GROUP BY act ORDER BY act)")" \
  "booking.cancel 1, booking.create 2"

# ---- the counter in lines ----
store "UPDATE bookings SET day = '$(day 2)' WHERE id = '$second'"
eject
lines --lang en
log_in
say lines 2
heard lines "Nobody has booked" && heard lines "b. Menu" && say lines n
heard lines "Nobody has booked" && heard lines "b. Menu" && say lines n
heard lines "1. 13:00, no. 13-01: waiting" && heard lines "b. Menu" && say lines k
heard lines "Which hour" && heard lines "b. Back" && say lines 9
heard lines "not shown" && heard lines "b. Back" && say lines 1101799999014
heard lines "Booked: no. 09-01, from 09:00" && heard lines "a. Ask again" &&
  heard lines "b. Menu" && say lines c
heard lines "Which one is" && heard lines "b. Back" && say lines 1
heard lines "2. No" && say lines 1
heard lines "The booking is cancelled" && heard lines "a. Ask again" &&
  heard lines "b. Menu" && say lines b
heard lines "x. " && say lines x
heard lines "ended with"
ended lines
only_lines "the queue"
check "the queue in lines" in_order "Today's queue" "1. 13:00, no. 13-01: waiting" "Which hour?" \
  "Citizen number, 13 digits" "Booked: no. 09-01, from 09:00" "1. 09:00, no. 09-01: waiting" \
  "Which one is cancelled?" "Cancel the chosen booking?" "The booking is cancelled"
is "the number is not to be seen" "$(grep -c 1101799999014 "$typescript")" 0
done_testing
