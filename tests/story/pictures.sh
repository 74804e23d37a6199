# shellcheck shell=bash
# The registrar's screen in xterm, photographed: three fonts, dark and light, with and
# without tmux. In every one of the 12 pictures zbar reads exactly the code that the centre
# issued: all six of an enrollment hold the same, and the centre takes it from the phone that
# looked at one of them.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/xterm.sh"
in_world "$@"

# "pictures NAME=WINDOW...": from within the script for the screen.
if [ "${1:-}" = pictures ]; then
  shift
  for named; do
    window_of[${named%%=*}]=${named#*=}
    wait_until 30 sees "${named%%=*}" || note "no code is seen in ${named%%=*}"
  done
  exit
fi

fonts=("DejaVu Sans Mono" "Tlwg Mono" "Tlwg Typo")
looks=(dark light)
script=$top_srcdir/tests/story/pictures.screen
ddopa="ddopa --config '$conf'"

# windows HOW [COMMAND...]: the six of them, each called HOW-FONT-LOOK.
windows() {
  local how=$1 font look
  shift
  for look in "${looks[@]}"; do
    for font in "${fonts[@]}"; do
      window "$how-${font// /}-$look" "$font" "$look" "$@"
    done
  done
}

# enroll HOW CARD PHOTO SCRIPT: before the windows HOW-...; the phone sees HOW-PHOTO.
enroll() {
  local how=$1 name
  export CARD=$2 CITIZEN PHOTO PICTURES
  PHOTO=$(picture_of "$how-$3")
  CITIZEN=$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/$CARD")
  PICTURES="bash '$top_srcdir/tests/story/pictures.sh' pictures"
  for name in "${!window_of[@]}"; do
    [ "${name%%-*}" != "$how" ] || PICTURES+=" $name=${window_of[$name]}"
  done
  screen "$4"
}

# seen HOW: what zbar reads in the six pictures.
seen() {
  local font look name painted
  painted=$(code_in cells)
  like "$1: a code is painted" "$painted" '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
  for look in "${looks[@]}"; do
    for font in "${fonts[@]}"; do
      name=$1-${font// /}-$look
      is "$1, $font, $look: the code is read" "$(code_in "$name")" "$painted"
      is "$1, $font, $look: background" "$(corner_of "$name")" \
        "$([ "$look" = dark ] && echo 000000 || echo FFFFFF)"
    done
  done
}

desk

# The program's own bytes in each of six xterms.
windows bare
{
  for name in "${!terminal_of[@]}"; do echo "mirror \"${terminal_of[$name]}\""; done
  cat "$script"
} >"$TMPDIR/bare.screen"
export START=$ddopa
enroll bare somsri.card TlwgTypo-dark "$TMPDIR/bare.screen"
seen bare

# Six xterms attached to one tmux.
tmux=(tmux -u -S "$TMPDIR/tmux.sock" -f "$TMPDIR/tmux.conf")
echo 'set -g status off' >"$TMPDIR/tmux.conf"
"${tmux[@]}" new-session -d -x 80 -y 24 "$ddopa"
windows tmux "${tmux[@]}" attach
START="tmux -u -S '$TMPDIR/tmux.sock' attach"
enroll tmux orathai.card DejaVuSansMono-light "$script"
seen tmux

is "the fonts are three" "$(for font in "${fonts[@]}"; do
  md5sum <"$(picture_of "bare-${font// /}-light")"
done | sort -u | wc -l)" 3
done_testing
