#!/bin/bash
# usage: tests/tui/golden.sh FILE.screen...
# Writes the expected screens of these scripts anew ("expect" alone, not "expect from"), as
# the program paints them now. Look at each difference before you commit it: this only
# saves the typing.
set -eu
top_srcdir=$(cd "$(dirname "$0")/../.." && pwd)
. "$top_srcdir/tests/story/lib.sh"
export PATH="$top_builddir/tests/tui:$PATH" LC_ALL=C.UTF-8 TZ=UTC

# The script with each "expect ... end" replaced by a pause and a "save".
without_screens() {
  awk -v dir="$TMPDIR" '/^expect$/ { inside = 1; print "run sleep 0.6"; print "save \"" dir "/" ++n "\"" }
    !inside { print }
    /^end$/ { inside = 0 }' "$1"
}

# And back: each block from the file that was saved.
with_screens() {
  awk -v dir="$TMPDIR" '/^expect$/ { inside = 1; print; file = dir "/" ++n
      while ((getline line < file) > 0) { sub(/ +$/, "", line); print "|" line } }
    !inside || /^end$/ { print }
    /^end$/ { inside = 0 }' "$1"
}

for script; do
  rm -f "$TMPDIR"/[0-9]*
  without_screens "$script" >"$TMPDIR/script.screen"
  screen-drive "$TMPDIR/script.screen"
  with_screens "$script" >"$TMPDIR/new"
  cp "$TMPDIR/new" "$script"
done
