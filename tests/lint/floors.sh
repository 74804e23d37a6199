# shellcheck shell=bash
# A room includes only headers of rooms below it, by their names, and no .c files; no
# header reaches itself again.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99
rooms=tests/lint/rooms

# Every quoted include of a room as "file included".
includes() {
  grep -HoE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"[^"]*"' "src/$1/"*.[ch] 2>/dev/null |
    sed -E 's/:[^"]*"/ /; s/"$//'
}

# What the includes of room $1 break, one a line; the rest of the arguments: the rooms allowed.
broken() {
  local room=$1 allowed=" $* " file included
  includes "$room" | while read -r file included; do
    case $included in
    autoconf.h | */*.h)
      [[ $included = autoconf.h || $allowed = *" ${included%%/*} "* ]] ||
        echo "$file includes $included: $room may not"
      [[ $included = autoconf.h || -f src/$included ]] || echo "$file includes $included, which is not there"
      [[ $included = "$room"/* ]] || ! grep -q "^-$included\$" "$rooms" ||
        echo "$file includes $included, which is ${included%%/*}'s own"
      ;;
    *) echo "$file includes $included: say \"room/file.h\"" ;;
    esac
  done
}

for directory in src/*/; do
  room=$(basename "$directory")
  row=$(grep -E "^$room( |\$)" "$rooms") || {
    not_ok "$room has no row in $rooms"
    continue
  }
  # shellcheck disable=SC2086 # a list of words
  is "$room includes only rooms below it" "$(broken $row)" ""
done

# Edges "header header" of the quoted includes among headers; tsort names a cycle.
edges() {
  grep -HoE '^#include "[a-z]+/[^"]*\.h"' src/*/*.h | sed -E 's/^src\///; s/:#include "/ /; s/"$//'
}
is "no header reaches itself again" "$(edges | tsort 2>&1 >/dev/null)" ""

done_testing
