# shellcheck shell=bash
# The citizen's view in xterm, photographed in the two fonts whose blocks are lower than their
# cells, on dark and on light: zbar reads the code that the centre issued, and the citizen's
# phone takes it from one of the pictures.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/xterm.sh"
in_world "$@"

# "pictures NAME=WINDOW...": from within the officer's script, at the step of the code.
if [ "${1:-}" = pictures ]; then
  [ "${*: -1}" = code ] || exit 0
  shift
  for named; do
    [ "$named" != code ] || exit 0
    window_of[${named%%=*}]=${named#*=}
    wait_until 30 sees "${named%%=*}" || note "no code is seen in ${named%%=*}"
  done
fi

fonts=("Tlwg Mono" "Tlwg Typo")
desk
SEEN="bash '$top_srcdir/tests/story/citizen_picture.sh' pictures"
for look in dark light; do
  for font in "${fonts[@]}"; do
    name=${font// /}-$look
    window "$name" "$font" "$look" ddopa --citizen
    SEEN+=" $name=${window_of[$name]}"
  done
done
PHOTO=$(picture_of TlwgMono-dark)
export SEEN PHOTO
screen "$top_srcdir/tests/story/citizen.screen"

code=$(code_in TlwgMono-dark)
like "a code is shown" "$code" '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
for look in dark light; do
  for font in "${fonts[@]}"; do
    is "$font, $look: the code is read" "$(code_in "${font// /}-$look")" "$code"
  done
done
done_testing
