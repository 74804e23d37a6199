#!/bin/bash
# `ddopa batch` with a real centre: results in the order of the lines, what is done skipped by a
# rerun, every bad line told and the others done.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/openapi/modules.sh"
# There is no way out of a world.
[ -n "${DDOPA_TRAINING:-}" ] || fetch_modules || exit 99
in_world "$@"
cd "$TMPDIR" || exit 99

# batch [OPTION...] FILE: $out, $messages, $status.
batch() {
  status=0
  ddopa --config "$conf" --lang en batch --pin-fd 3 "$@" 3<<<"$login" >out 2>messages || status=$?
  out=$(cat out) messages=$(cat messages)
  cat out >>results
}
# outcomes: the members that tell them, a line each.
outcomes() {
  sed 's/.*"outcome":"\([a-z]*\)".*/\1/' out | paste -sd' '
}
# records ACT: how many of them the audit has.
records() {
  sqlite3 "file:$DDOPA_TRAINING/store?mode=ro" "SELECT COUNT(*) FROM audit WHERE act = '$1' AND result = 'ok'"
}
: >results

to_code
id=$(sed -n 's/.*"id":"\(e[0-9a-f]*\)".*/\1/p' "$TMPDIR/officer.log" | tail -1)
ended officer
day=$(TZ=UTC-7 date -d '+2 days' +%F)

cat >good <<END
{"key":"s1","kind":"status","enrollment":"$id"}
{"key":"b1","kind":"book","number":"1101799999014","day":"$day","hour":9}
{"key":"s2","kind":"status","enrollment":"$id"}
{"key":"c1","kind":"cancel","enrollment":"$id"}
END
batch --jobs 1 good
is "all of them are done" "$status $(outcomes)" "0 done done done done"
is "in their order" "$(sed 's/^{"line":\([0-9]*\),"key":"\([a-z0-9]*\)".*/\1\2/' out | paste -sd' ')" "1s1 2b1 3s2 4c1"
like "as the centre held it" "$(sed -n 1p out)" "\"answer\":\{\"id\":\"$id\",\"state\":\"QR_CREATED\""
like "and as it left it" "$(sed -n 4p out)" '"state":"CANCELLED"'
is "nothing is said" "$messages" ""
is "the journal is for its owner alone" "$(stat -c %a good.journal)" 600
is "and holds no citizen number" "$(grep -c 1101799999014 good.journal results)" $'good.journal:0\nresults:0'
cp out first
booking=$(sed -n 's/.*"answer":{"id":"\(b[0-9a-f]*\)","number":"09-01".*/\1/p' out)
batch good
is "a rerun tells the same" "$(sed 's/,"repeated":true}$/}/' out)" "$(cat first)"
is "and says that it is not new" "$(grep -c '"repeated":true}$' out)" 4
is "the booking was made once" "$(records booking.create)" 1

cat good <(head -c 17000 /dev/zero | tr '\0' x) >bad
{
  printf '\n%s\n' rubbish '{"key":"r1","kind":"read"}' '{"key":"s1","kind":"status","enrollment":"e0"}' \
    '{"key":"b1","kind":"book","number":"1101799999014","day":"'"$day"'","hour":10}'
  echo '{"key":"k1","kind":"cancel-booking","booking":"'"$booking"'"}'
  echo '{"key":"k1","kind":"cancel-booking","booking":"'"$booking"'"}'
  printf '{"key":"s9","kind":"sta'
} >>bad
cp good.journal bad.journal
batch bad
is "bad lines, and the others done" "$status $(outcomes)" \
  "65 done done done done bad bad bad bad bad bad bad bad done done bad"
like "each is told by line" "$messages" 'bad:5: DD-041 [^
]*too long'
like "and by key, where it has one" "$messages" 'bad:10: s1: DD-041 [^
]*\(key: of another request before\)'
like "one that is cut" "$messages" 'bad:15: DD-041 [^
]*the input ends within it'
is "the same request twice was done once" "$(records booking.cancel)" 1

echo '{"key":"n1","kind":"status","enrollment":"e0"}' >refused
batch refused
is "refused by the centre" "$status $(outcomes)" "65 refused"
like "why" "$out" '"problem":"DD-522","code":"not-found"'

{
  echo '{"key":"e1","kind":"check","number":"1101799999014"}'
  sed -n '1s/s1/e2/p' good
  echo '{"key":"e3","kind":"check","number":"1112034563562"}'
} >checks
batch --jobs 1 checks
is "what this officer may not ask is left, the others done" "$status $(outcomes)" "75 left done left"
like "and why" "$(sed -n 3p out)" '"code":"not-permitted"'
ddopa-admin officer grant --store "$DDOPA_TRAINING/store" t4701-1 check-by-number >/dev/null
batch --jobs 1 checks
is "it is asked when he may" "$status $(outcomes)" "0 done done done"
like "and nothing stands in the way" "$(sed -n 3p out)" '"answer":\{"reasons":\[\]\}'

sed 's/"key":"\(..\)"/"key":"dry-\1"/' good >dry
before=$(ls -A)
status=0
strace -f -o trace ddopa --config "$conf" batch --dry-run dry >out 2>messages || status=$?
cat out >>results
is "a dry run" "$status $(outcomes)" "0 unsent unsent unsent unsent"
is "makes no file" "$(ls -A)" "$(printf '%s\n' "$before" trace | sort)"
is "writes to none" "$(grep -E 'open.*(O_WRONLY|O_RDWR|O_CREAT)' trace)" ""
is "and calls nobody" "$(grep -E 'connect\(.*AF_INET' trace)" ""

# A script that waits for each result before it writes the next line.
mkfifo asked
ddopa --config "$conf" --lang en batch --journal talk.journal --pin-fd 3 - 3<<<"$login" <asked >told 2>messages &
run=$!
exec 5>asked
sed -n '1s/s1/t1/p' good >&5
check "a result comes while the input is open" wait_until 30 grep -q '"key":"t1"' told
batch --journal talk.journal good
is "another run is refused meanwhile" "$status" 75
like "by the name of the one that works" "$messages" "DD-042 .*talk.journal: $run"
sed -n '1s/s1/t2/p' good >&5
exec 5>&-
status=0
wait "$run" || status=$?
is "and the first goes on to its end" "$status $(grep -c '"outcome":"done"' told)" "0 2"
batch -
is "what cannot be read again needs a journal" "$status" 64
exec 9<good
flock 9
batch --journal other.journal good
exec 9<&-
is "nor do two with a journal each work on one file" "$status" 75

# Memory does not grow with the lines.
# AddressSanitizer would keep what is freed, to find who uses it still.
ASAN_OPTIONS=${ASAN_OPTIONS:-}:quarantine_size_mb=0:thread_local_quarantine_size_kb=0 \
  ddopa --config "$conf" batch --dry-run --journal none - <asked >many 2>messages &
run=$!
exec 5>asked
# shellcheck disable=SC2317 # called by wait_until
has_lines() {
  [ "$(wc -l <many)" = "$1" ]
}
# peak LINES: of memory in kB, when so many results are there.
peak() {
  wait_until 60 has_lines "$1"
  sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$run/status"
}
statuses() {
  awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++)
    printf "{\"key\":\"m%d\",\"kind\":\"status\",\"enrollment\":\"e%d\"}\n", i, i }'
}
statuses 1 1000 >&5
few=$(peak 1000)
statuses 1001 50000 >&5
much=$(peak 50000)
exec 5>&-
wait "$run"
check "of 50,000 lines as of 1,000: $much kB, $few kB" test "$much" -gt 0 -a "$((much - few))" -lt 1024

# Lines that nobody complains of: what is told of a refused one has its own time.
head -n 3 good | sed 's/"key":"\(..\)"/"key":"h-\1"/' >heads
mkfifo gone
ddopa --config "$conf" --lang en batch --journal heads.journal --pin-fd 3 - 3<<<"$login" <asked >gone 2>messages &
run=$!
exec 5>asked 6<gone 6<&-
cat heads >&5
exec 5>&-
status=0
wait "$run" || status=$?
is "a reader who has gone" "$status $(cat messages)" "141 "
ddopa --config "$conf" --lang en batch --journal heads.journal --pin-fd 3 heads 3<<<"$login" 2>messages | head -1 >out
is "or who reads one line and goes" "$(sed 's/,.*//' out)" '{"line":1'
batch heads
is "loses nothing" "$(sed 's/.*"line":\([0-9]\).*/\1/' out | paste -sd' ')" "1 2 3"
status=0
ddopa --config "$conf" --lang en batch --pin-fd 3 heads 3<<<"$login" >/dev/full 2>messages || status=$?
is "a full disk below the results" "$status" 74
mkdir small && mount -t tmpfs -o size=8k none small
sed -n '1s/s1/f1/p' good >full
head -c 8192 /dev/zero >small/fill 2>/dev/null
batch --journal small/journal full
is "a full disk below the journal" "$status $out" "74 "
rm small/fill
batch --journal small/journal full
is "and with room again" "$status $(outcomes)" "0 done"
umount small
batch nowhere
is "no such file" "$status" 66
echo '{"hello":1}' >other
chmod 600 other
batch --journal other good
is "another file is no journal" "$status $(cat other)" '65 {"hello":1}'
batch --jobs 65 good
is "too many at once" "$status" 64

grep -h '^{.*}$' good refused checks dry | grep -v rubbish >requests
check "requests are of their schema" holds batch-request requests
check "results are of theirs" holds batch-result results
done_testing
