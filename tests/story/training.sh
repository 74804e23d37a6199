#!/bin/bash
# shellcheck disable=SC2016,SC2317 # expanded inside the world; functions that others call
# A training world: what is in it, that two of them do not meet, and that nothing of one is
# left, however it ends.
. "$top_srcdir/tests/story/lib.sh"

nap=9$$ # no other run sleeps as long

sleeps_no_more() {
  ! pgrep -f "sleep $1" >/dev/null
}

# ---- what a command finds in it ----
inside=$(ddopa-training -- sh -c 'echo "$DDOPA_TRAINING"; ls -ld /run/ddopa | cut -c1-10;
  awk "\$2 == \"/run\" {print \$3}" /proc/mounts; ip -o link 2>/dev/null | wc -l; ls /proc | grep -cx "[0-9]*"' 2>&1)
is "the directory is told" "$(sed -n 1p <<<"$inside")" /run/ddopa
is "it is the caller's alone" "$(sed -n 2p <<<"$inside")" drwx------
is "it lies on the world's own tmpfs" "$(sed -n 3p <<<"$inside" | tail -1)" tmpfs
check "the world's processes are few" test "$(tail -1 <<<"$inside")" -lt 15
check_status 7 "the command's exit code is the world's" ddopa-training -- sh -c 'exit 7'
check_status 143 "a signal that ended it is told" ddopa-training -- sh -c 'kill -TERM $$'
check_status 127 "a command that is not there" ddopa-training -- no-such-command
check_status 64 "an unknown option" ddopa-training --nonsense
check_status 64 "a card that is not there" ddopa-training --card no-such.card -- true
check_status 64 "cards are changed only inside a world" ddopa-training --eject

# ---- the card in the reader ----
until_atr='until opensc-tool --atr; do :; done' # the card takes half a second to be seen
atr=$(ddopa-training -- timeout 60 sh -c "$until_atr" 2>/dev/null)
like "the card answers with a Thai ATR" "$atr" '54:48:20:4e:49:44'
check "cards change inside" ddopa-training -- sh -c 'ddopa-training --eject &&
  ddopa-training --insert boonmee.card && ddopa-training --finger left &&
  cmp "$DDOPA_TRAINING/finger" "$DDOPA_TRAINING_DATA/boonmee-left-live.fmd" &&
  ddopa-training --finger stranger &&
  cmp "$DDOPA_TRAINING/finger" "$DDOPA_TRAINING_DATA/alien-right-live.fmd"'

# ---- the CA ----
check "--ca-out saves the CA of this world" ddopa-training --ca-out "$TMPDIR/ca.pem" -- \
  sh -c 'cmp /run/ddopa/ca.pem "$1" && openssl verify -CAfile "$1" \
    /run/ddopa/centre.pem /run/ddopa/counter.pem' sh "$TMPDIR/ca.pem"
is "the counter's certificate names office and counter" \
  "$(ddopa-training -- openssl x509 -in /run/ddopa/counter.pem -noout -subject -nameopt RFC2253)" \
  "subject=CN=4701-01,OU=4701,O=DOPA"

# ---- the other counters ----
ddopa-training -- sh -c 'for f in "$DDOPA_TRAINING"/*.conf; do basename "$f" .conf; done
  openssl x509 -in "$DDOPA_TRAINING/4701-02.pem" -noout -subject -nameopt RFC2253
  openssl verify -CAfile "$DDOPA_TRAINING/ca.pem" "$DDOPA_TRAINING/4705-01.pem"
  ddopa --config "$DDOPA_TRAINING/4701-02.conf" list --pin-fd 3 3<<END && echo "logs in"
1234567890121
24681357
END
  stat -c "%n %a" "$DDOPA_TRAINING"/4701-02.key "$DDOPA_TRAINING"/4701-02.state' \
  >"$TMPDIR/counters" 2>&1
is "each counter that the centre knows has a configuration, the first by its own name" \
  "$(grep -x '[0-9-]*\|ddopa' "$TMPDIR/counters" | tr '\n' ' ')" \
  "$(tail -n +2 "$top_srcdir/etc/training/terminals.csv" | tr , - | sort | sed '/^4701-01$/d' |
    tr '\n' ' ')ddopa "
like "and a certificate that names it" "$(cat "$TMPDIR/counters")" 'CN=4701-02,OU=4701,O=DOPA'
like "of the world's authority" "$(cat "$TMPDIR/counters")" '4705-01.pem: OK'
like "with which officers log in there" "$(cat "$TMPDIR/counters")" 'logs in'
like "its key is nobody else's" "$(cat "$TMPDIR/counters")" '4701-02.key 600'
like "nor is what it keeps" "$(cat "$TMPDIR/counters")" '4701-02.state 700'

# ---- two worlds side by side ----
mkfifo "$TMPDIR/one" "$TMPDIR/two"
beside ddopa-training -- sh -c "echo up >\"\$1\"; exec sleep ${nap}1" sh "$TMPDIR/one"
first=$!
beside ddopa-training -- sh -c "echo up >\"\$1\"; exec sleep ${nap}2" sh "$TMPDIR/two"
second=$!
read -r up1 <"$TMPDIR/one"
read -r up2 <"$TMPDIR/two"
is "two worlds run side by side" "$up1 $up2" "up up"

# ---- nothing is left ----
kill -KILL "$first"
wait "$first" 2>/dev/null
check "kill -9 takes all of a world along" wait_until 30 sleeps_no_more "${nap}1"
check "the other world lives on" pgrep -f "sleep ${nap}2"
kill -TERM "$second"
wait "$second" 2>/dev/null
check "TERM ends a world" wait_until 30 sleeps_no_more "${nap}2"
is "no directory is left outside" "$(ls -d /run/ddopa 2>/dev/null)" ""

# ---- without namespaces ----
plain=$(ddopa-training --plain -- timeout 60 sh -c "echo \"\$DDOPA_TRAINING\"; $until_atr" 2>/dev/null)
like "a plain world has a card too" "$plain" '54:48:20:4e:49:44'
check "its directory is removed at the end" test ! -e "$(head -1 <<<"$plain")"
mkfifo "$TMPDIR/three"
beside ddopa-training --plain -- \
  sh -c "echo \"\$DDOPA_TRAINING\" >\"\$1\"; exec sleep ${nap}3" sh "$TMPDIR/three"
third=$!
read -r left <"$TMPDIR/three"
kill -KILL "$third"
wait "$third" 2>/dev/null
check "kill -9 ends the programs of a plain world" \
  wait_until 30 sleeps_no_more "${nap}3"
check "what it leaves is removed by the next start" sh -c \
  'test -d "$1" && ddopa-training --plain -- true && test ! -e "$1"' sh "$left"
check "a plain world ends" ddopa-training --plain -- sh -c "setsid sleep ${nap}4 &"
check "and takes what its command left running along" sleeps_no_more "${nap}4"

# ---- Ctrl-C is for the command alone, and reaches it once ----
screen /dev/stdin <<'END'
start exec ddopa-training -- sh -c 'trap "echo caught" INT; echo ready; until read -r x; [ "$x" = go ]; do :; done; timeout 60 opensc-tool --atr'
wait "ready" 30
keys <C-c>
wait "caught"
keys "go" <Enter>
expect
|ready
|^Ccaught
|go
|Using reader with a card: Virtual PCD 00 00
~^3b:[0-9a-f:]*:54:48:20:4e:49:44
* 19
end
exit 0
# while nothing waits for it, it ends the world
start trap : INT; ddopa-training </dev/null >"$TMPDIR/steps"; echo "code $?"; read -r x
run until grep -q PROOFED "$TMPDIR/steps"; do :; done
keys <C-c>
wait /code (130|0)/
END

# ---- two enrollments at once ----
ddopa-training </dev/null >"$TMPDIR/first" 2>&1 &
other=$!
ddopa-training --plain </dev/null >"$TMPDIR/second" 2>&1
wait $other
for which in first second; do
  is "two worlds enroll at once, a line a step: the $which" \
    "$(sed 's/^{"time":"[-0-9T:.]*Z","state":"\([A-Z_]*\)","message":".*"}$/\1/' "$TMPDIR/$which" | tr '\n' ' ')" \
    "PROOFED QR_CREATED SCANNED CONFIRMED CONSENTED SAVED SUCCESS "
done

done_testing
