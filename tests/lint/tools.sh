# shellcheck shell=bash
# The sources as other programs judge them: format, static analysis of C and of the scripts.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

unformatted() {
  local file
  for file in src/*/*.[ch] man/*.c tests/*/*.[ch]; do
    clang-format "$file" | cmp -s - "$file" || echo "$file"
  done
}
is "clang-format would change nothing" "$(unformatted)" ""
check "cppcheck finds nothing" cppcheck -q -j 2 --std=c11 --platform=unix64 \
  --enable=warning,portability --inline-suppr --error-exitcode=1 \
  --suppress=invalidFunctionArg:*secret.c -I src -D_GNU_SOURCE src man
scripts=$(grep -lE '^#!/bin/(ba)?sh|^# shellcheck shell' bootstrap .ci/run po/* tests/* tests/*/*.sh etc/* 2>/dev/null)
# shellcheck disable=SC2086 # a list of words
check "shellcheck finds nothing" shellcheck -x $scripts
done_testing
