# shellcheck shell=bash
# tests/story/xterm.sh - what a screen looks like on a desk: xterm windows of an X server of
# our own, pictures of them, and the codes that are read in the pictures.
#
#   . "$top_srcdir/tests/story/xterm.sh"
#   desk
#   window one "Tlwg Mono" dark tmux attach    # with a program of its own
#   window two "Tlwg Mono" light               # shows what is written to ${terminal_of[two]}
#   check "a code is seen" wait_until 30 sees two
#   is "and is this" "$(code_in two)" HTTPS://...
#
# Windows lie side by side, since a picture of a covered one shows the one above it.

# Of the desk: windows in a row, and room for one. 80×24 cells of DejaVu Sans Mono at 12
# points have 804×484 pixels, of the other fonts 804×532.
desk_columns=3
desk_width=820
desk_height=550

# shellcheck disable=SC2034 # terminal_of is for those who source this
declare -A window_of=() terminal_of=()
window_options=() # of xterm, for the windows that are opened next

# An X server; its number is told in $DISPLAY.
desk() {
  local number told
  mkfifo "$TMPDIR/display"
  exec {told}<>"$TMPDIR/display"
  beside Xvfb -displayfd 7 -nolisten tcp \
    -screen 0 "$((desk_columns * desk_width))x$((4 * desk_height))x24" \
    7>&"$told" 2>"$TMPDIR/xvfb.log"
  desk=$!
  disown "$desk"
  read -r number <&"$told"
  export DISPLAY=:$number
  # Its socket and its lock are removed only when it is asked to end.
  trap 'kill -TERM "$desk" 2>/dev/null; wait_until 30 desk_is_gone' EXIT
}

desk_is_gone() {
  ! kill -0 "$desk" 2>/dev/null
}

# window NAME FONT dark|light [COMMAND...]: 80×24 with that command in it.
window() {
  local name=$1 font=$2 back=black front=white at=${#window_of[@]} row
  row=$((at / desk_columns))
  [ "$3" = dark ] || back=white front=black
  shift 3
  mkfifo "$TMPDIR/window-$name"
  # shellcheck disable=SC2016 # of the shell inside
  beside xterm "${window_options[@]}" -fa "$font" -fs 12 -u8 -tn xterm-256color -bg $back -fg $front -geometry \
    "80x24+$((at % desk_columns * desk_width))+$((row * desk_height))" \
    -e sh -c '[ $# -gt 0 ] || { stty raw -echo; set -- sleep infinity; }
      echo "$WINDOWID $(tty)" >"$0"; exec "$@"' "$TMPDIR/window-$name" "$@"
  read -r "window_of[$name]" "terminal_of[$name]" <"$TMPDIR/window-$name"
}

picture_of() {
  echo "$TMPDIR/$1.png"
}

picture() {
  import -silent -window "${window_of[$1]}" "$(picture_of "$1")"
}

# The code in the last picture of that window.
code_in() {
  zbarimg -q --nodbus --raw "$(picture_of "$1")" 2>/dev/null
}

# Takes a picture; whether there is a code in it.
sees() {
  picture "$1" && [ -n "$(code_in "$1")" ]
}

# The colour of a picture's corner, which no program paints: 000000 of a dark window.
corner_of() {
  identify -format '%[hex:p{0,0}]' "$(picture_of "$1")"
}
