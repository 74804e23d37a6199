# shellcheck shell=bash
# Chips that cannot be read are counted by the batch of cards that their answer to reset tells of:
# three cards of three batches, one of them twice, at a real counter; then the operators' report.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

chips() {
  LANGUAGE=en ddopa-admin report chips --store "$DDOPA_TRAINING/store" "$@" 2>&1 | tr -d '\r'
}

# made NAME ATR: an unreadable card that answers so.
made() {
  printf 'like = %s\natr = %s\n' "$DDOPA_TRAINING_DATA/unreadable.card" "$2" >"$TMPDIR/$1.card"
}

# An attempt with that card; an unreadable one is in until the attempt has ended.
attempt() {
  check "another card is put in" swap "$1"
  officer
  say officer "$yes_app"
  heard officer DD-110
  ended officer
  is "it cannot be read" "$status" 11
}

is "nothing is counted yet" "$(chips --format csv)" "batch,office,day,count"

made six "3B 68 00 00 54 48 20 4E 49 44 20 36"
made oldest "3B 67 00 00 29 20 00 6F 78 90 00"
attempt unreadable.card
attempt "$TMPDIR/six.card"
attempt "$TMPDIR/oldest.card"
attempt "$TMPDIR/six.card"

# Whatever days they fell on.
sums() {
  awk -F, 'NR > 1 { n[$1 "," $2] += $4 } END { for (k in n) print k "," n[k] }' | LC_ALL=C sort
}
is "three batches, one of them twice" "$(chips --format csv | sums)" "3B-67,4701,1
TH-NID-17,4701,1
TH-NID-6,4701,2"
is "none at another office" "$(chips --format csv --office 4705)" "batch,office,day,count"
like "in JSON" "$(chips --format json)" '"batch": ?"TH-NID-6"'
like "and for people" "$(chips)" $'TH-NID-6\t4701\t20[0-9-]+\t[12]'
done_testing
