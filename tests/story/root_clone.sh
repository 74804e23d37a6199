# shellcheck shell=bash
# The demo of the README in a clean copy of the tree, once by root and once by an ordinary
# user who owns the copy: no file of the build is in it, and no git.
. "$top_srcdir/tests/story/lib.sh"

# Is no one's on any machine that we know.
user=64242

# A configured build says how it was configured: the copies are built the same way, but
# quicker, for it is the build and the demo that are tried, not the compiler.
eval "set -- $("$top_builddir/config.status" --config)"
arguments=()
for argument; do
  [ "$argument" = --enable-tests ] || arguments+=("$argument")
done
arguments+=("CFLAGS=-O1 -g0")

# copy DIRECTORY: the sources as a clone would bring them.
copy() {
  mkdir -p "$1"
  tar -C "$top_srcdir" --exclude-vcs --exclude='./build*' --exclude=./autom4te.cache \
    --exclude=./configure --exclude=./m4 --exclude=./aclocal.m4 --exclude='*.gmo' -cf - . |
    tar -C "$1" -xf -
}

# demo AS DIRECTORY COMMAND-PREFIX...: what an enrollment says without a terminal.
demo() {
  local who=$1 tree=$2 status=0
  shift 2
  check "$who: builds a clean copy" "$@" sh -c "cd '$tree' && ./bootstrap build \"\$@\"" \
    build "${arguments[@]}"
  "$@" sh -c "cd '$tree' && ./bootstrap demo" </dev/null >"$TMPDIR/steps" 2>"$TMPDIR/words" ||
    status=$?
  is "$who: the demo ends with 0" "$status" 0
  like "$who: its last line is the success" "$(tail -n 1 "$TMPDIR/steps")" '"state": ?"SUCCESS"'
  is "$who: every line has time, state and message" \
    "$(grep -vc '^{.*"time":.*"state":.*"message":.*}$' "$TMPDIR/steps")" 0
  [ "$status" = 0 ] || note "$(tail -n 20 "$TMPDIR/words")"
}

before=$(sort /proc/mounts)
chmod 711 "$TMPDIR"

copy "$TMPDIR/root"
demo root "$TMPDIR/root" env

copy "$TMPDIR/user"
mkdir "$TMPDIR/home"
chown -R "$user:$user" "$TMPDIR/user" "$TMPDIR/home"
demo "an ordinary user" "$TMPDIR/user" setpriv --reuid="$user" --regid="$user" --clear-groups \
  env -u TMPDIR -u XDG_RUNTIME_DIR -u DDOPA_LOCALEDIR HOME="$TMPDIR/home"

check "no process of the user is left" wait_until 30 sh -c "! ps -o pid= -U $user"
is "no mount is left" "$(sort /proc/mounts)" "$before"
is "nothing of the user's lies in /tmp" \
  "$(find /tmp /run /dev/shm -xdev -user "$user" -not -path "$TMPDIR/*" 2>/dev/null | head)" ""
done_testing
