# shellcheck shell=bash
# The drawn faces and fingers of etc/training come out of mkface and mkfinger as they
# stand there; a photo fits its field.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

training=$top_srcdir/etc/training

# Person, seed of the face, of the right and of the left index; - is none.
people='
somsri 5 101 201
somchai 11 102 202
boonmee 22 103 203
khampan 9 104 204
kanchana 4 105 205
malee 12 - 206
no-finger 18 107 -
alien 8 108 -
expired 16 109 -
orathai 21 111 -
pricha 2 112 -
lamduan 14 113 -'

# shellcheck disable=SC2016 # the inner shell expands them
# same NAME COMMAND...: what the command writes to its last argument is that sample.
same() {
  local name=$1
  shift
  check "$name is made again" sh -c '"$@" && cmp -- "$0" "$TMPDIR/made"' \
    "$training/$name" "$@" "$TMPDIR/made"
}

face() {
  same "$1.jpg" mkface "$2"
  check "$1.jpg fits the card" test "$(stat -c %s "$training/$1.jpg")" -le 5118
}

fingers() {
  [ ! -e "$training/$1.fmd" ] || same "$1.fmd" mkfinger "$2"
  same "$1-live.fmd" mkfinger --press 1 "$2"
}

while read -r name face right left; do
  [ -n "$name" ] || continue
  face "$name" "$face"
  [ "$right" = - ] || fingers "$name-right" "$right"
  [ "$left" = - ] || fingers "$name-left" "$left"
done <<<"$people"
same somsri-progressive.jpg mkface --progressive 5

# A hand: the finger alone is its first impression, the presses of an enrollment the next.
# hand NAME RIGHT LEFT
hand() {
  local finger press
  for finger in "right-index $2" "left-index $3"; do
    same "hands/$1/${finger% *}.fmd" mkfinger --press 1 "${finger#* }"
    for press in 1 2 3; do
      same "hands/$1/${finger% *}.$press.fmd" mkfinger --press $((press + 1)) "${finger#* }"
    done
  done
}
hand no-finger 107 207

# What a sample's EEPROM holds when it is put in, as the program tells it.
ddopa-simcard --listen 0 --control "$TMPDIR/card" >"$TMPDIR/out" &
running=$!
check "the program runs" wait_until 30 test -S "$TMPDIR/card"
tell() {
  ddopa-simcard --control "$TMPDIR/card" --send "$1"
}
# holds CARD FINGERS
holds() {
  is "$1 goes in" "$(tell "insert $training/$1")" ok
  is "$1 holds $2" "$(tell fingers)" "ok $2 writes=0"
}
holds somsri.card "right=stored,3/3 left=stored,3/3 key=none"
holds malee.card "right=empty,3/3 left=stored,3/3 key=3/3"
holds no-finger.card "right=empty,3/3 left=empty,3/3 key=3/3"
holds cut-store.card "right=empty,3/3 left=empty,3/3 key=3/3"
holds picky.card "right=empty,3/3 left=empty,3/3 key=3/3"
holds slow-match.card "right=stored,3/3 left=stored,3/3 key=none"
holds damaged.card "right=damaged,3/3 left=empty,3/3 key=3/3"
holds locked.card "right=stored,0/3 left=stored,0/3 key=none"
holds one-try.card "right=stored,1/3 left=stored,1/3 key=none"
holds write-locked.card "right=empty,3/3 left=empty,3/3 key=0/3"
kill -TERM $running
wait $running

is "no two faces are the same" \
  "$(cksum "$training"/*.jpg | cut -d' ' -f1 | sort | uniq -d)" ""
check_status 1 "mkface without a file" mkface 1
check_status 1 "mkfinger into no directory" mkfinger 1 "$TMPDIR/no/such"
done_testing
