#!/bin/bash
# A batch of 5,000 bookings and one of 5,000 cancellations, killed again and again at random and
# run again: each is done once, counted in the centre's audit.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
cd "$TMPDIR" || exit 99
RANDOM=${SEED:-2569}
lines=${LINES_OF_EACH:-5000}
kills_wanted=${KILLS:-100}

. "$top_srcdir/tests/long/own_centre.sh"

count() {
  sqlite3 "file:$TMPDIR/store?mode=ro" "$1"
}
# The check digit of twelve digits makes thirteen (sum of digits times 13 … 2, modulo 11).
awk -v n="$lines" -v day="$(TZ=UTC-7 date -d '+3 days' +%F)" 'BEGIN {
  for (i = 0; i < n; i++) {
    twelve = sprintf("19%010d", i)
    sum = 0
    for (k = 1; k <= 12; k++) sum += substr(twelve, k, 1) * (14 - k)
    printf "{\"key\":\"b%d\",\"kind\":\"book\",\"number\":\"%s%d\",\"day\":\"%s\",\"hour\":%d}\n",
      i, twelve, (11 - sum % 11) % 10, day, 8 + i % 4
  }
}' >book

pause() {
  read -rt "$1" <> <(:) || :
}

# grown FILE BYTES: waits until the journal is so long, or nobody writes to it any more.
grown() {
  until [ "$(stat -c %s "$1.journal" 2>/dev/null || echo 0)" -ge "$2" ]; do
    kill -0 "$run" 2>/dev/null || return
    pause 0.02
  done
}

# killed FILE TIMES BYTES: runs it, and kills it so many times, spread over its results of so many
# bytes: every fifth time whatever it does by then, else at some moment after it has come further.
killed() {
  local file=$1 times=$2 all=$(($3 * lines)) i code=137
  for ((i = 0; i < times; i++)); do
    batch "$file" >out 2>messages &
    run=$!
    [ $((i % 5)) = 0 ] || grown "$file" $((all * i * (80 + RANDOM % 20) / times / 100))
    pause "0.$(printf '%03d' $((RANDOM % (i % 5 ? 50 : 400))))"
    kill -KILL "$run" 2>/dev/null
    code=0
    wait "$run" 2>/dev/null || code=$?
    [ "$code" != 137 ] || kills=$((kills + 1))
  done
  code=0
  (batch "$file" >out 2>messages) || code=$?
  return "$code"
}

kills=0
killed book $((kills_wanted * 55 / 100)) 200
is "the bookings end well" "$? $(tail -1 messages)" "0 "
is "every line has its result" "$(grep -c '"outcome":"done"' out)" "$lines"
is "every booking was made once" \
  "$(count "SELECT COUNT(*), COUNT(DISTINCT enrolment) FROM audit WHERE act = 'booking.create' AND result = 'ok'")" "$lines|$lines"
sed -n 's/^{"line":\([0-9]*\),.*"answer":{"id":"\([^"]*\)".*/{"key":"c\1","kind":"cancel-booking","booking":"\2"}/p' out >cancel
is "the centre holds them" "$(count "SELECT COUNT(*) FROM bookings WHERE cancelled = 0")" "$lines"
killed cancel $((kills_wanted * 55 / 100)) 65
is "the cancellations end well" "$? $(tail -1 messages)" "0 "
check "after so many kills: $kills" test "$kills" -ge "$kills_wanted"
is "every one was made once" \
  "$(count "SELECT COUNT(*), COUNT(DISTINCT enrolment) FROM audit WHERE act = 'booking.cancel' AND result = 'ok'")" "$lines|$lines"
is "the centre holds none" "$(count "SELECT COUNT(*) FROM bookings WHERE cancelled = 0")" 0
done_testing
