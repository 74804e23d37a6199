# shellcheck shell=bash
# The registrar's screens at 80×24, in Thai and English, in a world that is played: each
# script holds the keys and the expected screens (golden.sh writes them anew).
. "$top_srcdir/tests/story/lib.sh"
export PATH="$top_builddir/tests/tui:$PATH"
here=$top_srcdir/tests/tui

for script in login menu enrol storing exception moc trouble terminal manual report queue search revoke pin keys lock qr_only parked identity whynot; do
  screen "$here/$script.screen"
done

# The officer's keys from the menu to success, the digits of the match code not counted.
keys=$(awk '/counted from here/ { on = 1 } /the count ends/ { on = 0 }
  on && /^keys / && !/{|<F8>|<F4>/ {
    for (i = 2; i <= NF; i++) { word = $i; gsub(/"/, "", word); if (word !~ /^[0-9]+$/) n++ } }
  END { print n + 0 }' "$here/enrol.screen")
check "an enrollment takes at most 12 keys ($keys)" test "$keys" -gt 0 -a "$keys" -le 12

done_testing
