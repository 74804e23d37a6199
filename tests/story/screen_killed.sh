# shellcheck shell=bash
# kill -9 of the registrar's screen while a code is on it: nothing is lost, and nothing of
# the citizen is found in what it leaves, nor meanwhile where other accounts could look.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

# What must not be found anywhere, one a line: PINs of officer and citizen, and the citizen
# as the chip tells them.
card=$DDOPA_TRAINING_DATA/somsri.card
{
  printf '%s\n' 24681357 83520917 1112034563562 1-1120-34563-56-2
  sed -n 's/^thai_name = //p; s/^english_name = //p; s/^address = //p' "$card" | tr '#' '\n' |
    awk 'length > 5'
} >"$TMPDIR/private"
mkdir "$TMPDIR/bin"
cat >"$TMPDIR/bin/private" <<'SH'
#!/bin/sh
# Ends with 0 when no private word is in the journal, nor in the arguments or the environment
# of a running ddopa or ddopa-phone that one may look at.
state=$DDOPA_TRAINING/state
[ -s "$state/journal" ] || { echo "there is no journal" >&2; exit 1; }
[ "$(stat -c %a "$state" "$state/journal" | tr '\n' ' ')" = "700 600 " ] || exit 1
! grep -raF -f "$TMPDIR/private" "$state" || exit 1
for process in $(pidof ddopa ddopa-phone); do
  ! cat "/proc/$process/cmdline" "/proc/$process/environ" 2>/dev/null |
    grep -aF -f "$TMPDIR/private" || exit 1
done
SH
chmod +x "$TMPDIR/bin/private"
PATH=$TMPDIR/bin:$PATH

# The look itself: what it must find, it finds.
is "there are words to look for" "$(wc -l <"$TMPDIR/private" | awk '{ print ($1 > 10) }')" 1
mkdir "$TMPDIR/planted"
mkdir -m 700 "$TMPDIR/planted/state"
(umask 077 && printf 'x 1112034563562\n' >"$TMPDIR/planted/state/journal")
check_status 1 "a planted number is found" env DDOPA_TRAINING="$TMPDIR/planted" private

screen "$top_srcdir/tests/story/screen_killed.screen"
is "no core file is left" "$(find "$DDOPA_TRAINING" "$TMPDIR" -name 'core*' 2>/dev/null)" ""
is "the world's log holds nothing private" \
  "$(grep -acF -f "$TMPDIR/private" "$DDOPA_TRAINING/log")" 0
done_testing
