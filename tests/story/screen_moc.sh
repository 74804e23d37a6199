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
done_testing
