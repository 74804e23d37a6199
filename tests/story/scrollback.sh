# shellcheck shell=bash disable=SC2317 # the ways are called by their names
# What stays on the terminal: a citizen is on the screen, then the program is left, the officer
# logs out, the screen is locked, the line is cut, the face dies, is killed, and its parent too.
# The terminal is tmux's, which keeps what scrolls away and what is cleared, as many do: with
# an alternate screen, and as two terminals that have none.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/thin_client.sh"

card=$DDOPA_TRAINING_DATA/somsri.card
# Names and number of the citizen, as cards and screens write them, one a line.
{
  printf '%s\n' 1112034563562 1-1120-34563-56-2 34563
  sed -n 's/^thai_name = //p; s/^english_name = //p' "$card" | tr '#' '\n' |
    awk 'length > 5'
} >"$TMPDIR/private"
is "there are words to look for" "$(wc -l <"$TMPDIR/private" | awk '{ print ($1 > 6) }')" 1

# The words of the citizen that it still has; none is what we want.
private_words() {
  kept | grep -oF -f "$TMPDIR/private" | sort -u | tr '\n' ' '
}

# open TERM: a new terminal with lines in its memory, and the program in it with a citizen.
open() {
  client "$1" "$conf" || return 1
  press -l l
  sees "[Y]" || return 1
  press F4
  sees 1-1120-34563-56-2
}

gone() {
  ! shows "Citizen" && [ -z "$(private_words)" ]
}

# The ways out. Each ends where nothing of the citizen may be there any more.
leave() {
  press Escape
  sees "DD-303" && press Escape && sees "0 open" && press F10 && sees "ended 0"
}

log_out() {
  press Escape
  sees "DD-303" && press Escape && sees "0 open" && press Escape && sees "PIN, 8 digits"
}

lock() {
  press F9
  sees "Locked by officer"
}

# A smaller window scrolls rows away, and it is too small to be painted.
shrink_and_leave() {
  terminal resize-window -t counter -x 80 -y 12
  sees "Enlarge it" || return 1
  terminal resize-window -t counter -x 80 -y 24
  sees "[Y]" && leave
}

# Killed or told to end, by a signal to one of its processes; the rest is the program's.
signalled() {
  kill "-$1" "$2"
  sees "ended $3"
}
hang_up_line() { signalled HUP "$(parent)" 0; }
crash() { signalled SEGV "$(face)" 139; }
abort() { signalled ABRT "$(face)" 134; }
kill_face() { signalled KILL "$(face)" 137; }
# The face ends by itself then, a moment after the shell has told of the death.
kill_parent() { kill -KILL "$(parent)"; }

# try TERM WAY
try() {
  local line
  open "$1" || { cut; return; }
  is "$1: the citizen is there before $2" "$(private_words | wc -w | awk '{ print ($1 > 3) }')" 1
  "$2" || { cut; return; }
  # After the death of a process it takes a moment.
  wait_until 30 gone || :
  line=$(private_words)
  is "$1: nothing of the citizen is left after $2" "$line" ""
  [ -z "$line" ] || note "$(kept)"
  if [ "$2" = lock ]; then
    press -l 24681357
    press Enter
    sees 1-1120-xxxxx-56-2 && ok "$1: unlocked, the citizen is there again"
    press F10
  fi
  # An alternate screen spares what stood there before; without one it is erased, too.
  [ "$1" != tmux-256color ] || [ "$2" = log_out ] || [ "$2" = lock ] ||
    is "$1: what was there before is there after $2" "$(kept | grep -c '^before 0')" 40
  cut
}

# In a build with sanitizers a SIGSEGV is the program's own end, too.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0

thin_client
for type in tmux-256color linux; do
  for way in leave shrink_and_leave log_out lock hang_up_line crash abort kill_face kill_parent; do
    try "$type" "$way"
  done
done
for way in leave lock kill_face; do
  try vt220 "$way"
done
thin_client_ends
done_testing
