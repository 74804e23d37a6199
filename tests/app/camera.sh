# shellcheck shell=bash
# The terminal's screen is the camera's picture: the registrar's real screen in xterm, photographed
# and played to Chromium as its camera; SUCCESS in the app, สำเร็จ on the registrar's screen.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/xterm.sh"
. "$top_srcdir/tests/app/lib.sh"

# From within the script for the screen.
case ${1:-} in
picture)
  window_of[desk]=$2
  wait_until 30 sees desk && film "$(picture_of desk)" "$TMPDIR/camera.y4m"
  exit
  ;;
browser) browser_on th "$TMPDIR/camera.y4m" ;;
esac

fetched
in_world
desk
window desk "Tlwg Mono" dark
export CONF=$conf
export PICTURE="bash '$0' picture ${window_of[desk]}" CITIZEN="exec bash '$0' browser"
{
  echo "mirror \"${terminal_of[desk]}\""
  cat "$top_srcdir/tests/app/camera.screen"
} >"$TMPDIR/camera.screen"
screen "$TMPDIR/camera.screen"
done_testing
