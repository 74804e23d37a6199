#!/bin/bash
# A batch of 5,000 bookings and one of 5,000 cancellations, killed again and again at random and
# run again: each is done once, counted in the centre's audit. And 1,000 questions in one batch
# against 1,000 of curl.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
cd "$TMPDIR" || exit 99
RANDOM=${SEED:-2569}
lines=${LINES_OF_EACH:-5000}
kills_wanted=${KILLS:-100}

# A centre that rations nothing, with an office that has places for all of them in one day: more
# than its list can hold, hence past the check of what is loaded.
ddopa-centrald init --store "$TMPDIR/store" --from "$top_srcdir/etc/training" >init.log 2>&1 || {
  cat init.log
  exit 99
}
sqlite3 "$TMPDIR/store" "UPDATE slots SET capacity = $lines WHERE office = '4701'"
d=$DDOPA_TRAINING
mkfifo ready
setpriv --pdeathsig KILL ddopa-centrald run --store "$TMPDIR/store" --tls-cert "$d/centre.pem" \
  --tls-key "$d/centre.key" --terminal-ca "$d/ca.pem" --issuer-cert "$d/ca.pem" \
  --issuer-key "$d/ca.key" --host LOCALHOST:8555 --training --terminals 127.0.0.1:9555 \
  --citizens 127.0.0.1:8555 --terminal-rate 0 --ready-fd 8 8>ready 2>centre.log &
check "the centre is there" read -rt 30 -N 1 _ <ready
sed "s|localhost:9443|localhost:9555|; s|$d/state|$TMPDIR/state|" "$conf" >own.conf
conf=$TMPDIR/own.conf

count() {
  sqlite3 "file:$TMPDIR/store?mode=ro" "$1"
}
batch() {
  exec setpriv --pdeathsig KILL ddopa --config "$conf" --lang en batch --jobs 8 --pin-fd 3 "$@" 3<<<"$login"
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

# ---- connections are kept ----
to_code
id=$(sed -n 's/.*"id":"\(e[0-9a-f]*\)".*/\1/p' "$TMPDIR/officer.log" | tail -1)
ended officer
ask() {
  curl -sS --cacert "$d/ca.pem" --cert "$d/counter.pem" --key "$d/counter.key" "$@"
}
token=$(ask https://localhost:9555/v1/session -H 'Content-Type: application/json' -d @- <<<"{\"number\":\"${login%
*}\",\"pin\":\"${login#*
}\"}" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
questions=${QUESTIONS:-1000}
printf 'header = "Authorization: Bearer %s"\n' "$token" >curlrc
for ((i = 0; i < questions; i++)); do
  echo "{\"key\":\"s$i\",\"kind\":\"status\",\"enrollment\":\"$id\"}"
done >ask

now() {
  local t=$EPOCHREALTIME
  echo "${t/./}"
}
began=$(now)
good=0
for ((i = 0; i < questions; i++)); do
  [[ $(ask -K curlrc "https://localhost:9555/v1/enrollments/$id") != *'"state":"QR_CREATED"'* ]] || good=$((good + 1))
done
by_curl=$(($(now) - began))
is "curl has its answers" "$good" "$questions"
began=$(now)
(batch ask >out 2>messages)
by_batch=$(($(now) - began))
is "the batch has its" "$(grep -c '"state":"QR_CREATED"' out)" "$questions"
note "$questions questions: curl $((by_curl / 1000)) ms, one batch $((by_batch / 1000)) ms"
check "in a tenth of the time" test $((by_batch * 10)) -le "$by_curl"

# ---- each is done once ----
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
