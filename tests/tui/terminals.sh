# shellcheck shell=bash
# An enrollment on the nine terminals that officers have, in three sizes. One script holds keys
# and screens for all terminals of a kind: those that speak UTF-8, and those without Thai
# letters, which get English and ASCII. Within a kind the screens are the same, letter by
# letter, whatever each terminal's own control sequences and colours are.
. "$top_srcdir/tests/story/lib.sh"
export PATH="$top_builddir/tests/tui:$PATH"
here=$top_srcdir/tests/tui/terminals
unset NO_COLOR

# plays KIND TYPE...
plays() {
  local kind=$1 size
  shift
  for TYPE; do
    export TYPE
    for size in 80x24 100x30 132x43; do
      note "$TYPE, $size"
      screen "$here/$kind-$size.screen"
    done
  done
}

plays utf8 xterm xterm-256color tmux-256color screen putty putty-256color
plays ascii linux vt100 vt220

# Nothing is told by colour alone: without colours every word stands where it stood. (A console
# has colours, a VT100 has none, and both were one script above.)
export NO_COLOR=1
plays utf8 xterm-256color

done_testing
