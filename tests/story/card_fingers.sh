#!/bin/bash
# shellcheck disable=SC2154 # reader.sh's
# The card helper through pcscd: each number of tries, storing, removing, and a card that
# loses contact while it is written. finger-drive (tests/card) plays the face's part.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/reader.sh
. "$top_srcdir/tests/story/reader.sh" || exit 99

# plays DESCRIPTION OUTCOME COMMAND...: one outcome a line for one command each.
plays() {
  local what=$1 wanted=$2
  shift 2
  is "$what" "$(printf '%s\n' "$@" | timeout -k 5 60 "$top_builddir/tests/card/finger-drive")" \
    "$wanted"
}

# fingers_are DESCRIPTION REGEX: as the chip holds them.
fingers_are() {
  tell fingers
  like "$1" "$(cat said)" "$2"
}

live=somsri-right-live.fmd
stranger=somchai-right-live.fmd

pcsc /run/readers
card "$training/somsri.card"
check "the card is in" wait_until 30 has_card

# ---- tries 3, 2, 1, 0 ----

plays "three tries: the finger matches" 'read 3 3
matched' read "verify right $live"
plays "three, two, one; the last is kept until it is confirmed" 'read 3 3
finger-mismatch 2
finger-mismatch 1
finger-last-try-kept 1
finger-last-try-kept 1
fingers 1 3' read "verify right $stranger" "verify right $stranger" "verify right $stranger" \
  "verify right $live" fingers
fingers_are "the chip says the same" 'right=stored,1/3'
plays "confirmed, it is spent, and the finger is locked; the other one is not" 'read 1 3
finger-mismatch 0
finger-locked 0
matched
released' read "verify right $stranger last" "verify right $live last" \
  "verify left somsri-left-live.fmd" release
plays "locked it stays" 'read locked 3
finger-locked 0' read "verify right $live last"
swap "$training/one-try.card"
plays "the last try, confirmed, and the right finger" 'read 1 1
finger-last-try-kept 1
matched' read "verify right $live" "verify right $live last"
plays "which brings the others back" 'read 3 1' read

# ---- store, verify, remove ----

swap "$training/no-finger.card"
plays "an empty chip: stored, matched, removed" 'read none none
no-finger-on-card 0
written good 3 none
matched
refused finger-stored
written good untold 3
written good none 3' read "verify right $live" "store right somsri-right.fmd" \
  "verify right $live" "store right somsri-right.fmd" "store left somsri-left.fmd" "remove right"
fingers_are "the chip says the same" 'right=empty,.* left=stored,3/3'

# ---- the card loses contact while it is written ----

# cut WRITE MS: power fails at that write of CHANGE REFERENCE DATA, for so long.
cut() {
  swap "$training/no-finger.card"
  tell "cut-write $1 24 $2"
}

cut 1 400
plays "at the first write: unchanged, and stored in the second attempt" 'read none none
written unchanged none none
written good 3 none
matched' read "store right somsri-right.fmd" "store right somsri-right.fmd" "verify right $live"
cut 3 1500
plays "in the middle: damaged, and stored in the second attempt" 'read none none
written damaged damaged none
written good 3 none
matched' read "store right somsri-right.fmd" "store right somsri-right.fmd" "verify right $live"
cut 3 0
plays "and it does not come back: unknown" 'read none none
written unknown none none' read "store right somsri-right.fmd"
tell return
wait_until 30 has_card
plays "read again later it says itself" 'read damaged none
written good 3 none' read "store right somsri-right.fmd"
done_testing
