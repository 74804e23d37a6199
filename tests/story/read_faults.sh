# shellcheck shell=bash disable=SC2317,SC2119 # functions that wait_until calls; no arguments
# `ddopa read` and what can go wrong between the officer's hand and the chip: each has its own
# message and exit code, and the next card works.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/reader.sh
. "$top_srcdir/tests/story/reader.sh" || exit 99

# ---- before there is anything to read ----

reading
is "no smart card service" "$code" 14
like "is told" "$(cat words)" 'DD-101'
is "and nothing else" "$(cat out)" ""

pcsc /run/none
reading
is "no reader" "$code" 13
like "is told" "$(cat words)" 'DD-104'
stop "$daemon"

pcsc /run/readers
card
check "no card yet" wait_until 30 has_no_card

# ---- cards that cannot be read ----

# unreadable FILE CODE ID: nothing on standard output, the message, the code, in time.
unreadable() {
  swap "$training/$1.card"
  wait_until 30 has_card || note "no card comes in"
  reading --json --photo /run/none.jpg
  is "$1: exit code" "$code" "$2"
  like "$1: the message" "$(cat words)" "$3"
  is "$1: nothing is shown of it" "$(cat out)" ""
  is "$1: no file is left" "$(ls /run/none.jpg 2>/dev/null)" ""
}
unreadable unreadable 11 DD-110
unreadable hostile 11 DD-110
unreadable short 11 DD-110
unreadable layout-0002 65 'DD-111.*0002'
unreadable foreign 12 DD-109
# in_time FROM TO: the last reading took so many milliseconds, or another of some does. What a
# busy machine adds is not the card's.
in_time() {
  local try
  for try in {1..10}; do
    [ "$took" -ge "$2" ] || break
    note "try $try: $took ms"
    reading --json
  done
  [ "$took" -ge "$1" ] && [ "$took" -lt "$2" ]
}
check "a foreign card is told within a second" in_time 0 1000
language=()
swap "$training/unreadable.card"
reading
like "an unreadable chip, in the manual's words" "$(tr '\n' ' ' <words)" \
  'ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้.*จะต้องดำเนินการทำบัตรประจำตัวประชาชนใหม่ก่อน'
language=(--lang en)
unreadable mute 11 DD-108
check "a mute card is given up after 5 seconds" in_time 5000 8000
stop "$simcard"
stop "$daemon"
pcsc /run/readers
card "$training/somsri.card"
wait_until 30 has_card

# Answers to reset of all sorts: another kind of card, told in time.
for atr in "3B 00" "FF FF" "3B FF FF FF" "3F 65 25 08 93 04 6C 90 00" "3B 80 80 01 01" \
  "3B F0 12 00 FF 81 B1 FE 45 1F 03"; do
  printf 'atr = %s\nmoi = no\nadm = no\nbio = no\n' "$atr" >/run/odd.card
  tell eject
  wait_until 30 has_no_card
  beside ddopa --lang en read >/run/out 2>/run/words
  reader=$!
  check "$atr: waits for a card" wait_until 30 grep -q Waiting /run/words
  tell "insert /run/odd.card"
  code=0
  wait "$reader" || code=$?
  is "$atr: not a Thai card" "$code" 12
done

# ---- pulled, swapped, put in late ----

for n in 1 2 5 9 20 45; do
  swap "$training/somsri.card"
  wait_until 30 has_card || note "no card comes in"
  tell "eject-after $n"
  reading --json
  is "pulled after $n commands: exit code" "$code" 10
  like "pulled after $n commands: message" "$(cat words)" 'DD-106'
  is "pulled after $n commands: nothing is shown" "$(cat out)" ""
done
swap "$training/somchai.card"
reading --json
is "the next card is read" "$(jq -r .citizen_number out)" \
  "$(value "$training/somchai.card" citizen_number)"

tell eject
wait_until 30 has_no_card
beside ddopa --lang en read --json >/run/out 2>/run/words
reader=$!
check "waits for a card, and says so" wait_until 30 grep -q 'Waiting for a card' /run/words
tell "insert $training/malee.card"
code=0
wait "$reader" || code=$?
is "reads it when it comes" "$code" 0
is "and it is the one put in" "$(jq -r .citizen_number out)" \
  "$(value "$training/malee.card" citizen_number)"

tell eject
wait_until 30 has_no_card
for signal in INT TERM HUP; do
  beside env --default-signal ddopa read --photo /run/late.jpg >/run/out 2>/run/words
  reader=$!
  wait_until 30 test -s /run/words
  kill "-$signal" "$reader"
  code=0
  wait "$reader" || code=$?
  is "waiting ends with SIG$signal" "$code" $((128 + $(kill -l "$signal")))
  is "SIG$signal leaves no file" "$(ls /run/late.jpg 2>/dev/null)" ""
done
beside ddopa read >/run/out 2>/run/words
reader=$!
wait_until 30 test -s /run/words
kill -KILL "$reader"
wait "$reader" 2>/dev/null
no_ddopa() {
  ! pidof ddopa >/run/said
}
check "kill -9 leaves no process" wait_until 30 no_ddopa

# ---- two slots ----

tell "insert $training/foreign.card"
wait_until 30 has_card
beside ddopa-simcard --vpcd 127.0.0.1:35964 "$training/khampan.card" 2>/run/second.err
second=$!
in_second() {
  opensc-tool -r 1 -a >/dev/null 2>&1
}
check "a card in the second slot" wait_until 30 in_second
reading --json
is "the Thai one is read, whatever its slot" "$(jq -r .citizen_number out)" \
  "$(value "$training/khampan.card" citizen_number)"
tell eject
wait_until 30 has_no_card
reading --json
is "also when the first is empty" "$code" 0
stop "$second"

# ---- a slow card, a daemon that dies ----

stop "$simcard"
card --baud 38400 "$training/somsri.card"
wait_until 30 has_card
reading --json
is "a slow card is read" "$code" 0
# 5,682 bytes of 12 bits
is "in its own time" $((took > 1775)) 1
is "which is told" $(($(jq .read_ms out) > 1775)) 1

beside ddopa --lang en read --json >/run/out 2>/run/words
reader=$!
busy() {
  opensc-tool -l | grep -q . && kill -0 "$reader"
}
wait_until 30 busy
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null
code=0
wait "$reader" || code=$?
is "pcscd killed: exit code" "$code" 14
is "pcscd killed: nothing is shown" "$(cat out)" ""
rm -f /run/pcscd/pcscd.comm /run/pcscd/pcscd.pid
pcsc /run/readers
wait_until 30 has_card
reading --json
is "the next pcscd serves" "$code" 0

kill -STOP "$daemon"
reading --json
is "pcscd that does not answer" "$code" 14
kill -CONT "$daemon"
stop "$daemon"

# ---- a daemon that does not admit, and one of another release ----

# as_nobody COMMAND...: without the right to open what its owner has closed.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=4242 --regid=4242 --clear-groups "$@"
  else
    setpriv --ambient-caps=-all --inh-caps=-all "$@"
  fi
}
pcsc /run/readers
chmod 0 /run/pcscd/pcscd.comm
install -m 755 "$(command -v ddopa)" /run/ddopa
code=0
as_nobody /run/ddopa --lang en read >/run/out 2>/run/words || code=$?
is "the service does not admit us" "$code" 77
like "is told" "$(cat /run/words)" DD-102
stop "$daemon"
rm -f /run/pcscd/pcscd.comm

# Version 4:5 refuses with SCARD_E_SERVICE_STOPPED: header (size, command), then major,
# minor, rv; the answer comes without a header.
cat >/run/newer.pl <<'PERL'
use IO::Socket::UNIX;
my $server = IO::Socket::UNIX->new(Local => "/run/pcscd/pcscd.comm", Listen => 5) or die;
while (my $client = $server->accept) {
  read($client, my $request, 20);
  print $client pack("l l L", 4, 5, 0x8010001E);
  close $client;
}
PERL
beside perl /run/newer.pl
newer=$!
wait_until 30 test -S /run/pcscd/pcscd.comm
reading
is "a service of another release" "$code" 76
like "is told" "$(cat words)" DD-103
kill "$newer"

# ---- nothing of the person stays in what others can read ----

is "no core file, no log" "$(grep -rl 1112034563562 /run --include='*.log' --include='core*' \
  --include='*.err' 2>/dev/null)" ""
done_testing
