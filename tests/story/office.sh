# shellcheck shell=bash disable=SC2317 # wait_until calls it
# A day at the office, on the registrar's screen: a morning with the centre down, an officer whose
# PIN was reset, citizens who are enrolled, refused, cancelled and left open; then what the day's
# report, the search and the audit say of it, held against what was done.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

# A day's figures are those of one day.
before_midnight() {
  [ $((86400 - ($(date +%s) + 7 * 3600) % 86400)) -gt 120 ]
}
wait_until 150 before_midnight

store() {
  sqlite3 "file:$TMPDIR/store?mode=ro" "$1"
}

# The citizens' times from the code to its scan, in milliseconds.
scans() {
  store "SELECT b.time - a.time FROM audit a JOIN audit b ON a.enrolment = b.enrolment
    WHERE a.act = 'code.create' AND b.act = 'claim' AND a.result = 'ok' AND b.result = 'ok'"
}

# What the clerk does while a citizen looks for their phone: a second more than anybody before.
dawdle() {
  sleep "$(scans | sort -n | awk 'END { print ($1 + 1200) / 1000 }')"
}

export PHONE="ddopa-phone --json --training --lang en --host LOCALHOST:8444 --ca '$DDOPA_TRAINING/ca.pem'"
eject
clerk
check "a centre of our own" "$CLERK" own_centre
check "that is down in the morning" "$CLERK" no_centre
screen "$top_srcdir/tests/story/office-down.screen"
screen "$top_srcdir/tests/story/office-pin.screen"
screen "$top_srcdir/tests/story/office-day.screen"

# ---- the report's figures, from the acts in the audit ----

# rank PERCENT, of the numbers that come one a line: by nearest rank; then as the screen tells it.
rank() {
  sort -n | awk -v percent="$1" '{ ms[NR] = $1 }
    END { at = int((NR * percent + 99) / 100); s = int(ms[at] / 100)
      printf "%d.%d s", int(s / 10), s % 10 }'
}

# step NAME FROM TO: the row of the report, of the time between two acts of one enrollment.
step() {
  local times
  times=$(store "SELECT b.time - a.time FROM audit a JOIN audit b ON a.enrolment = b.enrolment
    WHERE a.act = '$2' AND b.act = '$3' AND a.result = 'ok' AND b.result = 'ok'")
  is "the report's row: $1" "$(grep -F "$1" "$TMPDIR/times" | tr -s ' ')" \
    " $1 $(wc -l <<<"$times") $(rank 50 <<<"$times") $(rank 90 <<<"$times")"
}

step "Create the QR code" enrollment.create code.create
step "Citizen scans the QR code" code.create claim
step "Compare the four digits" claim match-code
step "Citizen sets a PIN and consents" match-code consent.give
step "Load the data into the app" consent.give proof
step "The whole, from the checks to success" enrollment.create proof
# Of the three the last took their time, which only the percentile tells.
is "one citizen took a second more than the others" \
  "$(grep -F "Citizen scans the QR code" "$TMPDIR/times" | awk '{ print ($(NF - 1) - $(NF - 3) >= 1) }')" 1

# Successes by the hour: "14 2" for two of them between two and three.
hours=$(store "SELECT hour || ' ' || COUNT(*) FROM
  (SELECT strftime('%H', time / 1000, 'unixepoch', '+7 hours') AS hour
    FROM audit WHERE act = 'proof' AND result = 'ok') GROUP BY hour ORDER BY hour")
is "the menu's bars" "$(grep -oE '[0-2][0-9] [^ ] [0-9]+' "$TMPDIR/menu" | tr -d '▁▂▃▄▅▆▇█' | tr -s ' ')" \
  "$hours"
is "the report's bars have the same numbers" "$(sed -n 9p "$TMPDIR/times" | tr -s ' ' '\n' | grep .)" \
  "$(cut -d' ' -f2 <<<"$hours")"
while read -r hour count; do
  # What stands above the hour's label, which is two cells wide.
  column=$(sed -n 13p "$TMPDIR/times" | awk -v hour="$hour" '{ print index($0, hour) }')
  is "above $hour" "$(sed -n 9p "$TMPDIR/times" | cut -c"$column-$((column + 1))" | tr -d ' ')" "$count"
done <<<"$hours"

# ---- what is on record of the looks ----

is "each search for a citizen is an act, with the hash of whom it was for" \
  "$(store "SELECT COUNT(*) FROM audit WHERE act = 'enrollment.search' AND who = 't4701-1' AND length(citizen) = 64")" 2
is "the phones' looks at their person's data" \
  "$(store "SELECT COUNT(*) FROM audit WHERE act = 'person.read' AND result = 'ok'")" 2
is "the officer's looks at the audit" \
  "$(store "SELECT COUNT(*) FROM audit WHERE act = 'audit.read' AND who = 't4701-1'")" 3
is "the officer's PIN was changed twice, once wrong was typed" \
  "$(store "SELECT COUNT(*) FILTER (WHERE result = 'ok') || ' ' || COUNT(*) FILTER (WHERE result = 'DD-503')
    FROM audit WHERE act = 'pin.change' AND who = 't4701-4'")" "2 1"

# ---- an officer who has gone ----

(umask 077 && sed 's/^url/poll_wait = 1\n&/' "$TMPDIR/own.conf" >"$TMPDIR/idle.conf")
screen "$top_srcdir/tests/story/office-idle.screen"
done_testing
