# shellcheck shell=bash
# shellcheck disable=SC2016 # commands for shells inside
# What `make install` puts below DESTDIR runs there: its programs, its sample data and its
# texts are found from where ddopa-training itself lies. `make uninstall` leaves nothing.
. "$top_srcdir/tests/story/lib.sh"

to="$TMPDIR/root"
check "make install" make -s -C "$top_builddir" install DESTDIR="$to"
training=$(find "$to" -name ddopa-training -type f)
check "ddopa-training is installed" test -x "$training"

# Nothing of the build directory: neither its programs nor its texts.
installed() {
  env -u DDOPA_LOCALEDIR PATH=/usr/bin:/bin "$training" "$@" </dev/null 2>&1
}
like "an enrollment by what was installed, in Thai" "$(installed | tail -n 1)" \
  '"state":"SUCCESS","message":"สำเร็จ'
is "the programs beside it come first" "$(installed -- sh -c 'command -v ddopa')" \
  "$(dirname "$training")/ddopa"
like "a sample card by its name" "$(installed --card boonmee.card -- sh -c 'echo "$DDOPA_TRAINING_DATA"')" \
  "^$to/.*share/ddopa/training$"

# packaged FILE: it stands in one of Debian's packages, or among what is left out.
packaged() {
  local pattern
  while read -r pattern _; do
    # shellcheck disable=SC2254 # patterns
    case $1 in $pattern | $pattern/*) return ;; esac
  done < <(cat "$top_srcdir"/debian/*.install "$top_srcdir/debian/not-installed" | sed 's|^lib/|usr/lib/|')
  return 1
}
is "Debian's packages hold every file" "$(find "$to" -type f -printf '%P\n' | sed 's|^usr/local/|usr/|' |
  while IFS= read -r file; do packaged "$file" || echo "$file"; done)" ""

# What etc/packages says of building, but for what Debian takes for granted.
is "and are built from what builds the programs" \
  "$(sed -n '/^Build-Depends:/,/^$/s/^ \([^ ,]*\).*/\1/p' "$top_srcdir/debian/control" | grep -v debhelper | sort)" \
  "$(awk '!/^#/ && $2 == "+" { print $1 }' "$top_srcdir/etc/packages" |
    grep -vxE 'autoconf|automake|gcc|libc6-dev|make' | sort)"

check "make uninstall" make -s -C "$top_builddir" uninstall DESTDIR="$to"
is "no file is left" "$(find "$to" ! -type d)" ""
done_testing
