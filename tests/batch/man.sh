# shellcheck shell=bash
# ddopa(1) says what the program says of itself: commands, options, exit codes.
. "$top_srcdir/tests/story/lib.sh"
page=$top_srcdir/man/ddopa.1

# The page's lines of a section, or of one of its subsections.
section() {
  awk -v sh="$1" -v ss="${2:-}" '
    /^\.Sh / { in_sh = ($0 == ".Sh " sh); in_ss = ss == "" }
    /^\.Ss / { in_ss = ss == "" || $0 == ".Ss " ss }
    in_sh && in_ss' "$page"
}

# "name VALUE" of every option that is listed there, sorted.
options_of_page() {
  section "$@" | sed -n 's/^\.It .*Fl -\([a-z].*\)$/\1/p' | sed 's/ Ar / /; s/ | /|/' | LC_ALL=C sort
}

options_of_help() {
  sed -nE 's/^ +(-., )?--([a-z-]+( [^ ]+)?)( .*)?$/\2/p' | LC_ALL=C sort
}

is "options" "$(options_of_page DESCRIPTION)" "$(ddopa --lang en --help | options_of_help)"

commands=$(ddopa --lang en --help | sed -nE '/^Commands:/,$s/^  ([a-z]+).*/\1/p' | LC_ALL=C sort)
is "commands" "$(section COMMANDS | sed -n 's/^\.Ss //p' | LC_ALL=C sort)" "$commands"
is "commands of the synopsis" "$(section SYNOPSIS | sed -n 's/^\.Cm //p' | LC_ALL=C sort)" "$commands"
for command in $commands; do
  is "options of $command" "$(options_of_page COMMANDS "$command")" \
    "$(ddopa --lang en "$command" --help | options_of_help)"
done

# Without a configuration, a reader or a centre every check is told all the same.
is "checks of doctor" "$(section COMMANDS doctor | sed -n 's/^\.It Li //p' | tr -d ' ' | tr ',' '\n')" \
  "$(ddopa --config /nonexistent doctor --json | jq -r '.checks[].id')"

# "CODE: ID ID..." of every exit code; what the phone alone ends with (DD-8xx) is its page's.
codes_of_page() {
  section "EXIT STATUS" | awk '
    /^\.It / { code = $2; ids[code] = ""; next }
    /^\.El/ { exit }
    { for (i = 1; i <= NF; i++) if ($i ~ /^DD-[0-9]+$/) ids[code] = ids[code] " " $i }
    END { for (code in ids) print code ":" ids[code] }' | sort -n
}
exit_code_of() {
  ddopa --lang en explain "$1" | sed -nE 's/^Exit code ([0-9]+)\..*/\1/p'
}
codes_of_program() {
  local id
  {
    echo 0
    for id in $(ddopa --lang en explain | grep -o '^DD-[0-7][0-9]*'); do
      echo "$(exit_code_of "$id") $id"
    done
  } | awk '
    { ids[$1] = ids[$1] (NF > 1 ? " " $2 : "") }
    END { for (code in ids) print code ":" ids[code] }' | sort -n
}
is "exit codes, and what ends with each" "$(codes_of_page)" "$(codes_of_program)"
is "every code of the phone ends with a code of the table" "$(
  for id in $(ddopa --lang en explain | grep -o '^DD-8[0-9]*'); do
    code=$(exit_code_of "$id")
    section "EXIT STATUS" | grep -qx "\.It $code" || echo "$id $code"
  done
)" ""
done_testing
