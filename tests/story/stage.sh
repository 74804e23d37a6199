# shellcheck shell=bash
# The training world on a terminal: two screens by its size, the menu, and that nothing is
# left however it ends; in a private world and in a plain one.
. "$top_srcdir/tests/story/lib.sh"

# What the scripts ask about the processes of a world, which all bear the mark:
#   who_bears_it [PROGRAM WORD]   ids of those with this word in their command line
#   until_so there PROGRAM WORD   waits for one
#   until_so nothing_runs         waits until none is left,
#   until_so nothing_left         and no directory either
export MARK=$$.stage PATH="$TMPDIR/bin:$PATH"
mkdir "$TMPDIR/bin"
cat >"$TMPDIR/bin/who_bears_it" <<'END'
#!/bin/sh
for file in $(grep -lsz "^STAGE_MARK=$MARK" /proc/[0-9]*/environ); do
  words=$(tr '\0' ' ' <"${file%environ}cmdline") || continue
  case $words in
  "${1-}"*"${2-}"*) echo "$file" | tr -dc '0-9\n' ;;
  esac
done
END
cat >"$TMPDIR/bin/until_so" <<'END'
#!/bin/sh
there() { [ -n "$(who_bears_it "$@")" ]; }
nothing_runs() { [ -z "$(who_bears_it)" ]; }
nothing_left() { nothing_runs && [ -z "$(find "$PLACE" -name 'ddopa-training.*')" ]; }
tries=0
until "$@"; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || exit 1
  sleep 0.1
done
END
chmod +x "$TMPDIR"/bin/*
export PLACE=$TMPDIR/runtime XDG_RUNTIME_DIR=$TMPDIR/runtime
mkdir -m 700 "$PLACE"
before=$(sort /proc/mounts)

for WORLD in "" --plain; do
  export WORLD
  note "options of the world: $WORLD"
  screen "$top_srcdir/tests/story/stage_wide.screen"
  screen "$top_srcdir/tests/story/stage_narrow.screen"
  screen "$top_srcdir/tests/story/stage_killed.screen"
done
is "no mount is left" "$(sort /proc/mounts)" "$before"

# A terminal that tmux does not know is told as such.
WORLD="" screen /dev/stdin <<'END'
start TERM=no-such-terminal ddopa-training; echo "code $?"; read x
wait "DD-010" 30
wait "code 69"
END
done_testing
