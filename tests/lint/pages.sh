# shellcheck shell=bash
# The manual pages are in order.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

for page in man/*.[1-8]; do
  [ -f "$page" ] || continue
  is "$page" "$(mandoc -T lint -W warning "$page" 2>&1)" ""
done
done_testing
