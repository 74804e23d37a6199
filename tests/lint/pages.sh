# shellcheck shell=bash
# The manual pages are in order, English and Thai, and there is one for whatever can be run or
# configured.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99
make -s -C "$top_builddir" pages || not_ok "the pages are made"

# Hand-written ones, those of the catalogue, and the Thai as they are installed.
pages=(man/*.[1-8] "$top_builddir"/pages/*.[1-8] "$top_builddir"/pages/th/*.[1-8])
for page in "${pages[@]}"; do
  is "${page#"$top_builddir"/}" "$(mandoc -T lint -W warning "$page" 2>&1)" ""
done

# man-db's way, by groff, which also says where a line cannot be broken.
is "groff has nothing to say either" "$(for page in "${pages[@]}"; do
  preconv -e UTF-8 "$page" | LC_ALL=C.UTF-8 MANWIDTH=80 groff -mandoc -Tutf8 -rLL=78n -ww 2>&1 >/dev/null |
    sed "s|^|$page: |"
done)" ""

# What whatis shows of each stays on one line; a Thai letter's marks are counted, too.
is "descriptions have less than 60 letters" "$(grep -H '^\.Nd ' "${pages[@]}" | while IFS= read -r line; do
  line=${line#*:.Nd }
  [ "${#line}" -lt 60 ] || echo "$line"
done)" ""

# What a reader of any page may look for.
for section in FILES "EXIT STATUS" EXAMPLES; do
  is "$section in every page" "$(grep -L "^\.Sh $section\$" "${pages[@]}")" ""
done
# items PAGE: the options, keys, commands and variables that it lists, but for those of COMMANDS,
# which the program itself tells in Thai.
items() {
  awk '/^\.Sh/ { skipped = $2 == "COMMANDS" && NF == 2 } !skipped' "$1" |
    sed -nE 's/^\.It ((Fl|Ic|Cm|Ev|Va|Dv|Pa) .*)/\1/p' | sort
}

# examples PAGE: what is typed, or stands in a file.
examples() {
  awk '/^\.Sh EXAMPLES/ { on = 1; next } /^\.Sh/ { on = 0 } /^\.Bd -literal/ { shown = on } /^\.Ed/ { shown = 0 }
    shown || (on && /^\.Dl/) { sub(/--lang (th|en) explain.*/, "explain"); print }' "$1"
}
for page in "$top_builddir"/pages/th/*.[1-8]; do
  name=${page##*/}
  english=man/$name
  [ -f "$english" ] || english=$top_builddir/pages/$name
  is "$name lists the same in Thai" "$(items "$page")" "$(items "$english")"
  is "$name has no example of its own in Thai" "$(examples "$page" | grep -vxFf <(examples "$english"))" ""
done
is "ddopa.1 has every command in Thai" "$(sed -n '/^\.Sh COMMANDS/,/^\.Sh ENV/s/^\.Ss //p' "$top_builddir/pages/th/ddopa.1" | sort)" \
  "$(sed -n '/^\.Sh COMMANDS/,/^\.Sh ENV/s/^\.Ss //p' man/ddopa.1 | sort)"
is "every page has its Thai" "$(for page in man/*.[1-8]; do [ -f "man/th/${page##*/}" ] || echo "${page##*/}"; done)" ""

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
is "every page is installed" "$(grep -oE '^dist_man_MANS \+= .*' man/room.am | sed 's/.*= //' | sort)" "$(ls man/*.[1-8])"
is "every Thai page is" "$(grep -oE 'pages/th/[^ %:]+\.[1-8]$' man/room.am | sed 's|pages|man|' | sort -u)" \
  "$(find man/th -type f | sed 's/\.in$//' | sort)"
done_testing
