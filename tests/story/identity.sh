# shellcheck shell=bash disable=SC2317 # functions that wait_until calls
# The face on the desk: an xterm that is a VT340 draws the photo as sixels where the configuration
# says so, whole at every step that has it, and takes it away under the lock, at the end and after
# kill -9. Without the setting, and in an xterm that says that it cannot, it is made of symbols.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/xterm.sh"
in_world "$@"

# The photo's cells in a window of 80×24 cells of DejaVu Sans Mono at 12 points (10×20 pixels, 2
# beside): columns 56-79, rows 4-17.
place=240x280+552+62
sixel=${conf%.conf}-sixel.conf
cp -p "$conf" "$sixel"
printf '\n[screen]\ngraphics = sixel\n' >>"$sixel"

# desk_window NAME TYPE CONFIGURATION LANGUAGE: ddopa in an xterm of that type, "dead" after it.
desk_window() {
  window_options=(-ti "$2" -xrm '*allowSendEvents: true')
  # shellcheck disable=SC2016 # for the inner shell to expand
  window "$1" "DejaVu Sans Mono" dark sh -c 'ddopa --config "$0" --lang "$1"
    echo dead >"$2"; sleep infinity' "$3" "$4" "$TMPDIR/$1.dead"
}

# typed NAME WORD...: digits, or keys as X calls them.
typed() {
  local name=$1 word
  shift
  for word; do
    case $word in
      [0-9]*) xdotool type --window "${window_of[$name]}" "$word" 2>"$TMPDIR/xdotool" ;;
      *) xdotool key --window "${window_of[$name]}" "$word" 2>"$TMPDIR/xdotool" ;;
    esac
  done
}

# Of the photo's place in a new picture of the window: the part that is painted, in percent.
painted() {
  picture "$1"
  convert "$(picture_of "$1")" -crop "$place" +repage -fill white +opaque black \
    -format '%[fx:int(100*mean)]' info:
}

# And the part that no symbols can paint: within a quarter of a cell the colours differ.
fine() {
  convert "$(picture_of "$1")" -crop "$place" +repage "$TMPDIR/place.png"
  convert "$TMPDIR/place.png" -sample 48x28! -sample 240x280! "$TMPDIR/coarse.png"
  convert "$TMPDIR/place.png" "$TMPDIR/coarse.png" -compose difference -composite -threshold 20% \
    -channel RGB -separate -evaluate-sequence max -format '%[fx:int(1000*mean)]' info:
}

drawn() { [ "$(painted "$1")" -ge 85 ] && [ "$(fine "$1")" -ge 20 ]; }
of_symbols() { [ "$(painted "$1")" -ge 85 ] && [ "$(fine "$1")" -le 2 ]; }
bare() { [ "$(painted "$1")" -le 10 ]; }
blank() { [ "$(painted "$1")" = 0 ]; }
dead() { [ -s "$TMPDIR/$1.dead" ]; }

# The colour of one pixel in a new picture of the window.
pixel() {
  picture "$1"
  convert "$(picture_of "$1")" -format "%[hex:p{$2}]" info:
}
# The header's ground is blue; the row of the menu that is chosen is white.
at_login() { [ "$(pixel "$1" 5,5)" = 00005F ]; }
at_menu() { [ "$(pixel "$1" 126,146)" = FFFFFF ]; }

# The parent that the window's shell started; the child of its that paints.
face_of() {
  local shell parent
  shell=$(ps -o pid=,args= -t "${terminal_of[$1]#/dev/}" | awk '/sh -c/ { print $1; exit }')
  parent=$(pgrep -P "$shell")
  pgrep -P "$parent" | head -1
}

desk

# with NAME TYPE CONFIGURATION LANGUAGE: to the question about the face.
with() {
  ddopa-training --eject
  desk_window "$@"
  wait_until 30 at_login "$1" || note "no login screen"
  typed "$1" 1234567890121 Return 24681357 Return
  wait_until 30 at_menu "$1" || note "no menu"
  typed "$1" l
  ddopa-training --insert somsri.card
}

with drawn vt340 "$sixel" th
check "the photo is drawn where the terminal says that it can" wait_until 30 drawn drawn
typed drawn F8
check "and stays when the language changes" wait_until 30 drawn drawn
typed drawn y
check "and at the next question, whole" wait_until 30 drawn drawn
typed drawn F9
check "nothing of it is seen under the lock" wait_until 30 bare drawn
typed drawn 24681357 Return
check "it comes back" wait_until 30 drawn drawn
typed drawn question
check "nothing of it under the help" wait_until 30 bare drawn
typed drawn Escape
check "it comes back again" wait_until 30 drawn drawn
kill -KILL "$(face_of drawn)"
check "the screen is killed" wait_until 30 dead drawn
check "nothing of it is left then" wait_until 30 blank drawn

with said-no vt220 "$sixel" en
check "a terminal that says that it cannot gets symbols" wait_until 30 of_symbols said-no
typed said-no Escape Escape F10
check "the program ends" wait_until 30 dead said-no
check "and leaves nothing" blank said-no
with off vt340 "$conf" en
check "and so does one that can, without the setting" wait_until 30 of_symbols off
done_testing
