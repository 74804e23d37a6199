# shellcheck shell=bash
# Fingers on the registrar's screen, through pcscd and vpcd and a real centre: each of tries
# 3, 2, 1 and 0, the last one confirmed and not, a card that came empty from storing to
# success, an exception. The centre's policy asks for two officers and allows exceptions.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
if [ -z "${DDOPA_TRAINING:-}" ]; then
  cp -r "$top_srcdir/etc/training" "$TMPDIR/data"
  sed -i 's/^approve_store,.*/approve_store,yes/; s/^exceptions,.*/exceptions,yes/' \
    "$TMPDIR/data/settings.csv"
  export DDOPA_TRAINING_DATA=$TMPDIR/data
fi
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

eject
own_centre && centre --card-key "$DDOPA_TRAINING/card-master.key"
clerk
screen "$top_srcdir/tests/story/screen-moc.screen"
screen "$top_srcdir/tests/story/screen-store.screen"

mkdir "$TMPDIR/twice"
cp "$DDOPA_TRAINING_DATA/hands/no-finger/right-index.fmd" "$TMPDIR/twice/right-index.fmd"
cp "$DDOPA_TRAINING_DATA/hands/no-finger/right-index.1.fmd" "$TMPDIR/twice/left-index.fmd"
screen "$top_srcdir/tests/story/screen-writes.screen"
screen "$top_srcdir/tests/story/screen-states.screen"

# The screen and the command say the same.
# shown CARD FINGER: the words of the screen behind the finger's name.
shown() {
  sed -n "s/^.*$2  *\([^ ]* *[0-9]*\).*/\1/p" "$TMPDIR/shown-$1" | head -1 | sed 's/ *$//'
}

# told FINGER: what the command said, in the screen's words.
told() {
  jq -r --arg f "$1" '.fingers[$f] | if .state == "empty" then "ว่าง"
    elif .state == "damaged" then "เสียหาย" elif .state == "locked" then "ล็อกแล้ว"
    elif .tries_left == 1 then "ครั้งสุดท้าย" else "เหลือ \(.tries_left)" end' <<<"$said"
}

for card in somsri malee locked damaged one-try no-finger; do
  insert $card.card
  said=$(ddopa --config "$conf" --lang en moc status --json </dev/null)
  is "$card: right" "$(shown $card นิ้วชี้ขวา)" "$(told right-index)"
  is "$card: left" "$(shown $card นิ้วชี้ซ้าย)" "$(told left-index)"
done
done_testing
