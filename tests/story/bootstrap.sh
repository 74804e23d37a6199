# shellcheck shell=bash
# bootstrap: its list of packages, what it says where it may not install, that a second run
# starts at once, and that the terminal is whole again after the demo was killed.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

check_status 64 "without a verb it says how it is used" ./bootstrap
check_status 64 "an unknown verb too" ./bootstrap biuld
check_status 0 "help is no mistake" ./bootstrap --help

is "each package needed earlier is needed later too" \
  "$(awk '!/^#/ && NF { marks = $2 $3 $4 $5; if (marks !~ /^-*\+*$/ || length(marks) != 4) print $1, marks }' etc/packages)" ""
is "no package stands twice" "$(awk '!/^#/ && NF { print $1 }' etc/packages | sort | uniq -d)" ""

# A user who may install nothing, on a machine where nothing is installed.
mkdir "$TMPDIR/bin"
printf '#!/bin/sh\necho 1000\n' >"$TMPDIR/bin/id"
printf '#!/bin/sh\nexit 1\n' | tee "$TMPDIR/bin/dpkg-query" >"$TMPDIR/bin/sudo"
printf '#!/bin/sh\ntouch "%s/called"\n' "$TMPDIR" >"$TMPDIR/bin/apt-get"
chmod +x "$TMPDIR"/bin/*
status=0
said=$(PATH="$TMPDIR/bin:$PATH" BUILD="$TMPDIR/none" ./bootstrap demo </dev/null 2>/dev/null) || status=$?
is "a user who may not install is told 69" "$status" 69
like "and the one line for root" "$said" '^apt-get install --no-install-recommends ([a-z0-9.+-]+ ?)+$'
like "with what the demo needs" "$said" ' pcscd '
is "and nothing that only the tests need" "$(grep -ow 'libcmocka-dev\|xterm\|xvfb' <<<"$said")" ""
check "apt-get was not called" test ! -e "$TMPDIR/called"

# The tree as it was built for this run; whoever changed it since sees it built again.
BUILD=$top_builddir ./bootstrap build >/dev/null 2>&1
# The best of three: what else the machine does is not bootstrap's.
took=
for _ in 1 2 3; do
  start=$(date +%s%N)
  said=$(BUILD=$top_builddir ./bootstrap build 2>&1)
  now=$((($(date +%s%N) - start) / 1000000))
  [ -n "$took" ] && [ "$took" -le "$now" ] || took=$now
done
note "a second run took $took ms"
check "a second run starts at once" test "$took" -lt 5000
is "and neither configures nor compiles" "$(grep -E 'autoreconf|configure in|  CC ' <<<"$said")" ""

export BUILD=$top_builddir
screen "$top_srcdir/tests/story/bootstrap.screen"
done_testing
