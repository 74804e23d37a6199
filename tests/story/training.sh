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
atr=$(ddopa-training -- timeout 10 sh -c "$until_atr" 2>/dev/null)
like "the card answers with a Thai ATR" "$atr" '54:48:20:4e:49:44'
check "cards change inside" ddopa-training -- sh -c 'ddopa-training --eject &&
  ddopa-training --insert boonmee.card && ddopa-training --finger left &&
  cmp "$DDOPA_TRAINING/finger" "$DDOPA_TRAINING_DATA/boonmee-left-live.fmd" &&
  ddopa-training --finger stranger &&
  cmp "$DDOPA_TRAINING/finger" "$DDOPA_TRAINING_DATA/alien-right-live.fmd"'

# ---- the CA ----
check "--ca-out saves the CA of this world" ddopa-training --ca-out "$TMPDIR/ca.pem" -- \
  sh -c "cmp /run/ddopa/ca.pem '$TMPDIR/ca.pem' && openssl verify -CAfile '$TMPDIR/ca.pem' \
    /run/ddopa/centre.pem /run/ddopa/counter.pem"
is "the counter's certificate names office and counter" \
  "$(ddopa-training -- openssl x509 -in /run/ddopa/counter.pem -noout -subject -nameopt RFC2253)" \
  "subject=CN=4701-01,OU=4701,O=DOPA"

# ---- two worlds side by side ----
mkfifo "$TMPDIR/one" "$TMPDIR/two"
beside ddopa-training -- sh -c "echo up >'$TMPDIR/one'; exec sleep ${nap}1"
first=$!
beside ddopa-training -- sh -c "echo up >'$TMPDIR/two'; exec sleep ${nap}2"
second=$!
read -r up1 <"$TMPDIR/one"
read -r up2 <"$TMPDIR/two"
is "two worlds run side by side" "$up1 $up2" "up up"

# ---- nothing is left ----
kill -KILL "$first"
wait "$first" 2>/dev/null
check "kill -9 takes all of a world along" wait_until 5 sleeps_no_more "${nap}1"
check "the other world lives on" pgrep -f "sleep ${nap}2"
kill -TERM "$second"
wait "$second" 2>/dev/null
check "TERM ends a world" wait_until 5 sleeps_no_more "${nap}2"
is "no directory is left outside" "$(ls -d /run/ddopa 2>/dev/null)" ""

# ---- without namespaces ----
plain=$(ddopa-training --plain -- timeout 10 sh -c "echo \"\$DDOPA_TRAINING\"; $until_atr" 2>/dev/null)
like "a plain world has a card too" "$plain" '54:48:20:4e:49:44'
check "its directory is removed at the end" test ! -e "$(head -1 <<<"$plain")"
mkfifo "$TMPDIR/three"
beside ddopa-training --plain -- sh -c "echo \$DDOPA_TRAINING >'$TMPDIR/three'; exec sleep ${nap}3"
third=$!
read -r left <"$TMPDIR/three"
kill -KILL "$third"
wait "$third" 2>/dev/null
check "kill -9 ends the programs of a plain world" \
  wait_until 5 sleeps_no_more "${nap}3"
check "what it leaves is removed by the next start" sh -c \
  "test -d '$left' && ddopa-training --plain -- true && test ! -e '$left'"

done_testing
