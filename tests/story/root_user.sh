# shellcheck shell=bash
# The stories of the training world once more, by an ordinary user: programs and tests are
# copied to a directory of that user's, whose name is one that badly quoted scripts break at.
. "$top_srcdir/tests/story/lib.sh"

user=4243 # is no one's on any machine that we know, and no other test's
tree="$TMPDIR/it's a \"tree\" of \$HOME"

chmod 711 "$TMPDIR"
mkdir -p "$tree/build/tests" "$tree/etc" "$tree/tmp"
cp "$top_builddir"/ddopa* "$tree/build/"
cp -r "$top_builddir/locale" "$tree/build/"
cp -r "$top_srcdir/etc/training" "$top_srcdir/etc/ssh" "$tree/etc/"
cp -r "$top_srcdir/tests" "$tree/"
cp -r "$top_builddir/tests/screen" "$tree/build/tests/"
chown -R "$user:$user" "$tree"

as_user() {
  (cd "$tree" && setpriv --reuid="$user" --regid="$user" --clear-groups env -u XDG_RUNTIME_DIR \
    -u DDOPA_LOCALEDIR HOME="$tree/tmp" TMPDIR="$tree/tmp" top_srcdir="$tree" \
    top_builddir="$tree/build" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$@" </dev/null)
}

before=$(sort /proc/mounts)
for story in training stage forbidden remote; do
  said=$(as_user bash "$tree/tests/story/$story.sh" 2>&1)
  is "$story.sh: no case fails" "$(grep -A 30 '^not ok' <<<"$said")" ""
  like "$story.sh: all are told" "$(tail -n 1 <<<"$said")" '^1\.\.[1-9]'
done
check "no process of the user is left" wait_until 30 sh -c "! ps -o pid= -U $user"
is "no mount is left" "$(sort /proc/mounts)" "$before"
is "nothing of the user's lies outside" \
  "$(find /tmp /run /dev/shm -xdev -user "$user" -not -path "$TMPDIR/*" 2>/dev/null | head)" ""
done_testing
