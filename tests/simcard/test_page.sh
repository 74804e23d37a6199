# shellcheck shell=bash
# ddopa-simcard(1) and the program tell of the same options, keys and exit codes.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-simcard.1
sources=$top_srcdir/src/simcard

is "the options of --help are those of the page" \
  "$(LANGUAGE=en ddopa-simcard --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)" \
  "$(sed -n 's/^\.It .*Fl\( v ,\| h ,\)\? *-\([a-z-]*\).*/--\2/p; s/^\.It Fl [vh] , -\([a-z]*\)$/--\1/p' "$page" | sort -u)"

# Keys in the table: names in quotes, those of a finger built from its name.
keys_of_program() {
  {
    tr -s '\n\t ' ' ' <"$sources/card_keys.c" |
      grep -oE '(\.name = |FIELD\([A-Z_]+, )"[a-z0-9_]+"' |
      grep -oE '"[a-z0-9_]+"' | tr -d '"'
    for finger in right_index left_index; do
      printf "%s\n" "$finger" "$finger"_tries "$finger"_tries_left "$finger"_locked "$finger"_damaged
    done
  } | sort -u
}
keys_of_page() {
  sed -n '/^\.Sh CARD FILES/,/^\.Sh COMMANDS/p' "$page" | sed -n 's/^\.It Li //p' |
    sed 's/ Ta .*//; s/ , /\n/g' | sort -u
}
is "the commands of the control socket" \
  "$(sed -n '/^} commands\[\]/,/^};/s/.*{"\([a-z-]*\)".*/\1/p' "$sources/commands.c" | sort)" \
  "$(sed -n '/^\.Sh CONTROL/,/^\.Sh CARD FILES/s/^\.It Cm \([a-z-]*\).*/\1/p' "$page" | sort)"

is "the keys of card files too" "$(keys_of_program)" "$(keys_of_page)"

like "the preset threshold" "$(cat "$page")" \
  "preset $(sed -n 's/^#define MATCH_THRESHOLD *//p' "$top_srcdir/src/finger/match.h"); see"

card=$top_srcdir/etc/training/somsri.card
echo 'bogus = 1' >"$TMPDIR/wrong.card"
# status ARGUMENT...: the exit code, which the page must list.
listed() {
  local wanted=$1 what=$2
  shift 2
  check_status "$wanted" "$what: $wanted" timeout 60 ddopa-simcard "$@"
  check "$wanted is in the page" grep -qx ".It $wanted" "$page"
}
listed 64 "no card" --verbose
listed 64 "two cards" "$card" "$card"
listed 64 "an option that is none" --bogus "$card"
listed 64 "a pace that is none" --baud fast "$card"
listed 64 "a port that is none" --vpcd localhost "$card"
listed 64 "--send to nobody" --send status
listed 74 "a card file that is not there" "$TMPDIR/nobody.card"
listed 74 "nobody at the socket" --control "$TMPDIR/nobody" --send status
listed 78 "a wrong card file" "$TMPDIR/wrong.card"
listed 73 "a control socket in no directory" --control "$TMPDIR/no/such" "$card"

# The control socket, and ports that are taken.
ddopa-simcard --control "$TMPDIR/card" --listen 0 "$card" >"$TMPDIR/out" &
running=$!
wait_until 30 test -s "$TMPDIR/out"
port=$(sed -n 's/^listening on 127.0.0.1://p' "$TMPDIR/out")
listed 71 "a port that is taken" --listen "$port" "$card"
listed 73 "a control socket that is taken" --control "$TMPDIR/card" "$card"
listed 0 "a command" --control "$TMPDIR/card" --send status
listed 78 "a command that is none" --control "$TMPDIR/card" --send dance
listed 78 "a card file that is not there" --control "$TMPDIR/card" --send "insert nobody"
kill -TERM $running
wait $running
is "SIGTERM ends it with 0" $? 0
done_testing
