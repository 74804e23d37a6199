# shellcheck shell=bash
# The Debian packages: built twice, as another user would and without network, they are the
# same byte for byte; lintian has nothing to say; installed, upgraded and purged in a clean
# Debian they leave nothing but the centre's store, unless purging is told to take that too.
. "$top_srcdir/tests/story/lib.sh"

# A make that runs this test hands its own words down, TESTS= among them: the package would be
# tested with this very list while it is built.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL

suite=bookworm
packages=(ddopa-common ddopa ddopa-central ddopa-training)

# What git would have of the tree: nothing that is built.
copy_of_tree() {
  mkdir -p "$1" && sed -n '/debian/d; s|/$||; s|^/|./|p' "$top_srcdir/.gitignore" >"$TMPDIR/ignored" &&
    tar -C "$top_srcdir" -cf - --exclude=./.git --exclude='*.o' --exclude=node_modules \
      --exclude-from="$TMPDIR/ignored" . | tar -C "$1" -xf -
}

# without_network COMMAND...: as an ordinary user, whoever runs this.
without_network() {
  if [ "$(id -u)" = 0 ]; then
    unshare -n setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs env HOME=/nonexistent "$@"
  else
    unshare -c -n "$@"
  fi
}

# build DIRECTORY WHAT...: dpkg-buildpackage there.
# shellcheck disable=SC2317 # called by name
build() {
  local directory=$1
  shift
  (cd "$directory" && without_network nice dpkg-buildpackage -us -uc "$@") >"$directory.log" 2>&1 || {
    tail -n 30 "$directory.log"
    return 1
  }
}

here=$TMPDIR/here/ddopa there=$TMPDIR/there/another/place
mkdir -p "${here%/*}" "${there%/*}"
copy_of_tree "$here" && copy_of_tree "$there"
[ "$(id -u)" != 0 ] || { chmod 755 "$TMPDIR" && chown -R 65534:65534 "$TMPDIR"; }

check "they are built" build "$here" -F -j2
check "and once more, elsewhere" env TZ=Asia/Bangkok LC_ALL=C.UTF-8 bash -c "umask 027; $(declare -f build without_network); build '$there' -b -j2"
built() {
  (cd "$1" && ls -- *.deb)
}
sums() {
  (cd "$1" && sha256sum -- *.deb)
}
is "both times the same packages" "$(built "${there%/*}")" "$(built "${here%/*}")"
is "byte for byte" "$(sums "${there%/*}")" "$(sums "${here%/*}")"
is "those that were wanted" "$(built "${here%/*}" | grep -v dbgsym | sed 's/_.*//' | sort)" "$(printf '%s\n' "${packages[@]}" | sort)"
is "lintian has nothing to say" "$(lintian --allow-root --no-user-dirs --fail-on none "${here%/*}"/*.changes 2>&1)" ""
is "and nothing hides from it" "$(find "$top_srcdir/debian" -name '*lintian*')" ""

# The same tree with a lower version: what was compiled is packed again.
mkdir "$TMPDIR/older"
(cd "$here" && sed -i '1s/(\(.*\))/(\1~earlier)/' debian/changelog &&
  without_network dpkg-buildpackage -us -uc -b -nc >../older.log 2>&1)
mv "${here%/*}"/*~earlier*.deb "$TMPDIR/older"
is "an older version" "$(built "$TMPDIR/older" | grep -vc dbgsym)" "${#packages[@]}"

# What apt would install with them, in a Debian that has nothing of ours.
needed() {
  for deb in "${here%/*}"/*.deb; do
    dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/|.*//; s/([^)]*)//; s/ //g'
  done | grep -v '^ddopa' | sort -u | paste -sd,
}
if [ "$(id -u)" != 0 ] && ! grep -qs "^$(id -un):" /etc/subuid; then
  ok "a Debian of its own # SKIP this user has no subordinate ids"
  done_testing
fi
export DEBS="${here%/*}" OLDER="$TMPDIR/older" FINDINGS="$TMPDIR/findings"
mode=root apart="unshare -m" # its mounts are nobody else's
[ "$(id -u)" = 0 ] || mode=unshare apart=
# shellcheck disable=SC2086 # a list of words
$apart mmdebstrap -q --mode=$mode --variant=minbase --dpkgopt=force-unsafe-io --include="$(needed),man-db" --format=null \
  --customize-hook="bash '$top_srcdir/tests/package/in_debian.sh' \"\$1\" >'$FINDINGS'" "$suite" /dev/null \
  >"$TMPDIR/mmdebstrap.log" 2>&1 || { not_ok "a Debian of its own"; note "$(tail -n 20 "$TMPDIR/mmdebstrap.log")"; }
while IFS='|' read -r what have wanted; do
  is "$what" "$have" "$wanted"
done <"$FINDINGS"
check "all of that was looked at" grep -q '^the end|' "$FINDINGS"
done_testing
