# shellcheck shell=bash disable=SC2034,SC2119,SC2154,SC2317 # functions with and without arguments; some that others call
# tests/story/lines.sh - the counter in lines over a pseudo terminal, for the stories about it.
# Sourced after talk.sh.

export TERM=dumb

# lines [OPTION...]: the program on a terminal of its own; all that came out of it is in
# $typescript, at the end its exit code and the terminal's settings.
lines() {
  typescript=$TMPDIR/typescript.$cases
  start lines script -qefc \
    "ddopa --config '$conf' $*; echo ended with \$?; stty -a" "$typescript"
}

# press BYTES: without Enter.
press() {
  printf '%b' "$2" >&"${talk_in[$1]}"
}

# As terminals end lines. What script itself says stands around it.
transcript() {
  sed -e '1d' -e 's/\r*$//' "$typescript" | sed '/^Script done/d'
}

# in_order LINE...: they came one after the other, as they stand or as the beginning of a
# line; the first that did not is told.
in_order() {
  transcript | awk 'BEGIN { for (i = 1; i < ARGC; i++) wanted[i] = ARGV[i]; n = ARGC; ARGC = 1; at = 1 }
    at < n && index($0, wanted[at]) == 1 { at++ }
    END { if (at < n) { print "never, or not in this order: " wanted[at]; exit 1 } }' "$@"
}

log_in() {
  heard lines "x. " && say lines 1234567890121
  heard lines "x. " && say lines 24681357
  heard lines "x. "
}

# to_lines_code CARD WORDS: from the menu to the code, one answer a question; the words stand
# before the code told sign by sign.
to_lines_code() {
  say lines 1
  heard lines "b. " && say lines 1
  heard lines "b. " && insert "$1"
  heard lines "p. " && heard lines "c. " && say lines y
  heard lines "3. " && heard lines "c. " && say lines 1
  heard lines "1. " && heard lines "c. " && say lines 1
  heard lines "$2" && heard lines "b. " # that it is made may be known before it is there
  grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-[0-9A-Z*~$=]' "${talk_log[lines]}" |
    tail -1 >"$TMPDIR/code"
}

reader_empty() {
  ! opensc-tool -r 0 -a >/dev/null 2>&1
}

take_card() {
  ddopa-training --eject
  check "the reader is empty" wait_until 30 reader_empty
}

# What must hold of everything that ever goes out.
only_lines() {
  is "$1: no byte ESC" "$(grep -c $'\x1b' "$typescript")" 0
  check "$1: no line over 79 cells" test "$(transcript | wc -L)" -le 79
  is "$1: no line is written over" "$(transcript | grep -c $'[\r\b]')" 0
  is "$1: the PIN is not to be seen" "$(grep -c 24681357 "$typescript")" 0
  like "$1: the terminal is given back" "$(transcript)" "intr = \^C; .* echo "
}
