# shellcheck shell=bash
# The picture in README.md: the registrar's screen in xterm while the citizen's phone is to
# scan the code. PICTURE=FILE keeps it there (etc/screen.png is the README's).
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/xterm.sh"
in_world "$@"

# "picture NAME=WINDOW": from within the script for the screen.
if [ "${1:-}" = picture ]; then
  window_of[${2%%=*}]=${2#*=}
  wait_until 30 sees "${2%%=*}" || note "no code is seen in ${2%%=*}"
  exit
fi

desk
window readme "Tlwg Mono" dark
{
  echo "mirror \"${terminal_of[readme]}\""
  cat "$top_srcdir/tests/story/pictures.screen"
} >"$TMPDIR/readme.screen"
export START="ddopa --config '$conf'" CARD=somsri.card CITIZEN PHOTO PICTURES
PHOTO=$(picture_of readme)
CITIZEN=$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/$CARD")
PICTURES="bash '$top_srcdir/tests/story/readme.sh' picture readme=${window_of[readme]}"
screen "$TMPDIR/readme.screen"

like "the picture shows a code" "$(code_in readme)" '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
[ -z "${PICTURE:-}" ] || convert "$PHOTO" -strip -colors 32 "PNG8:$PICTURE"
size() {
  identify -format '%wx%h' "$1"
}
is "the README's has its size" "$(size "$top_srcdir/etc/screen.png")" "$(size "$PHOTO")"
check "and is small" test "$(wc -c <"$top_srcdir/etc/screen.png")" -lt 40000
check "and the README shows it" grep -qF '(etc/screen.png)' "$top_srcdir/README.md"
done_testing
