# shellcheck shell=bash
# The manual pages are in order, and there is one for whatever can be run or configured.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

for page in man/*.[1-8]; do
  [ -f "$page" ] || continue
  is "$page" "$(mandoc -T lint -W warning "$page" 2>&1)" ""
done

# programs DIRECTORY: what automake installs there.
programs() {
  grep -hoE "^$1_PROGRAMS \+?= .*" src/*/room.am | sed 's/.*= //' | tr ' ' '\n' | sort
}

is "every program has its page" "$(for program in $(programs bin); do
  [ -f "man/$program.1" ] || echo "$program(1)"
done; for program in $(programs sbin); do
  [ -f "man/$program.8" ] || echo "$program(8)"
done)" ""
check "so has the configuration" test -f man/ddopa.conf.5
is "every page is installed" "$(grep -hoE 'man/[^ ]+\.[1-8]' man/room.am | sort)" "$(ls man/*.[1-8])"
done_testing
