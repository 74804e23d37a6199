# shellcheck shell=bash
# A whole enrollment on the registrar's screen, at 80×24, in Thai and in English: one
# script each, with the keys that are typed and the screens that must be seen. The phone of
# the first citizen gets its code by decoding the painted cells, that of the second by what
# its owner types off the screen.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

# Keys that the officer presses from the menu to the success, match digits left out.
presses() {
  sed -n '/^# From the menu/,/^# Success/{s/^keys //p}' "$1" |
    awk '{ gsub(/"\$MATCH"/, ""); n += gsub(/<[^>]*>/, ""); gsub(/[" ]/, ""); n += length }
      END { print n }'
}

# shellcheck disable=SC2317 # wait_until calls it
reader_empty() {
  ! opensc-tool -r 0 -a >/dev/null 2>&1
}

for language in th en; do
  script=$top_srcdir/tests/story/screen-$language.screen
  ddopa-training --eject
  check "$language: the reader is empty" wait_until 30 reader_empty
  screen "$script"
  note "$language: $(presses "$script") keys from the menu to the success"
  check "$language: not more than 12 keys from the menu to the success" \
    test "$(presses "$script")" -le 12
done
done_testing
