# shellcheck shell=bash
# A whole enrollment with the citizen's view beside the officer's screen: each on a terminal of
# its own. The view shows each step in large words; the phone takes the code from the view's
# cells; and of all that crosses the socket nothing tells who the citizen is.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
export PATH="$top_builddir/tests/tui:$PATH"

# Both scripts go step by step: one waits for what the other has shown.
cat >"$TMPDIR/seen" <<'END'
#!/bin/bash
for ((i = 0; i < 400; i++)); do
  [ ! -e "$TMPDIR/shown-$1" ] || exit 0
  read -rt 0.05 <> <(:)
done
exit 1
END
# The picture $TMPDIR/NAME.png of cells; whether all of the code is painted.
cat >"$TMPDIR/reads" <<'END'
#!/bin/bash
exec >"$TMPDIR/reads.log" 2>&1
cells2png "$TMPDIR/$1.cells" "$TMPDIR/$1.png" && zbarimg -q --nodbus --raw "$TMPDIR/$1.png"
END
export SEEN="bash '$TMPDIR/seen'" READS="bash $TMPDIR/reads" PHOTO=$TMPDIR/view.png
export SHOWN="shown() { touch \"$TMPDIR/shown-\$1\"; }; shown"

# finished NAME PID: a script that ran beside; its cases are this story's.
finished() {
  local line status=0
  wait "$2" || status=$?
  while IFS= read -r line; do
    case $line in
    "ok "*) ok "$1: ${line#ok * - }" ;;
    "not ok "*) not_ok "$1: ${line#not ok * - }" ;;
    1..*) ;;
    *) echo "$line" ;;
    esac
  done <"$TMPDIR/$1.tap"
  is "$1: the script went well" "$status" 0
}

sockets=$XDG_RUNTIME_DIR/ddopa
screen-drive "$top_srcdir/tests/story/citizen-view.screen" >"$TMPDIR/view.tap" &
view=$!
# A second viewer, which writes down what it hears, byte for byte.
citizen-listen "$TMPDIR/heard" >"$TMPDIR/listen.log" 2>&1 &
listener=$!

screen "$top_srcdir/tests/story/citizen.screen"
check "the second viewer heard good messages to the end" wait "$listener"
check "the view is alone" bash "$TMPDIR/seen" alone
screen "$top_srcdir/tests/story/citizen-again.screen"
finished view "$view"

screen "$top_srcdir/tests/story/citizen-alone.screen"

is "a directory of the user's alone" "$(stat -c %a "$sockets")" 700
is "a socket of the user's alone" "$(stat -c '%a %F' "$sockets/citizen.sock")" "600 socket"

code=$(zbarimg -q --nodbus --raw "$PHOTO" 2>/dev/null)
like "the view shows the code" "$code" '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
for size in middle large; do
  is "$size: the same code" "$(zbarimg -q --nodbus --raw "$TMPDIR/$size.png" 2>/dev/null)" "$code"
done

# What crossed the socket, in each encoding that it might have been in.
heard=$TMPDIR/heard
check "moments were heard" grep -q "^MOMENT" "$TMPDIR/listen.log"
check "the code was heard" grep -qaF "$code" "$heard"
for secret in 1112034563562 1-1120 สมศรี น้ำผึ้ง ทดสอบกำลังดี Somsri Namphueng กำแพงเพชร ธาตุเชิงชุม \
  1234567890121 24681357 วินัย 4701; do
  check_status 1 "nothing of it crossed: $secret" grep -qaF "$secret" "$heard"
  tis=$(iconv -t TIS-620 <<<"$secret")
  check_status 1 "nor in TIS-620" env LC_ALL=C grep -qaF "$tis" "$heard"
done
done_testing
