# shellcheck shell=bash disable=SC2317 # functions that check calls
# How often the comparison of fingers errs, measured from pictures on over fingers that were
# never used for tuning: within the limits, and as ddopa-simcard(1) tells it.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-simcard.1
header=$top_srcdir/tests/finger/rates.h
of_header() {
  sed -n "s/^#define $1[[:space:]]*//p" "$header"
}
threshold=$(sed -n 's/^#define MATCH_THRESHOLD[[:space:]]*//p' "$top_srcdir/src/finger/match.h")

rates=$TMPDIR/rates
"$top_builddir/tests/finger/rates-of" "$(of_header RATES_TEST_SEED)" "$(of_header RATES_FINGERS)" \
  >"$rates" || not_ok "rates-of ended with $?"
while read -r line; do
  note "${line#\# }"
done <"$rates"

# within PERCENT ERRORS PAIRS
within() {
  awk -v limit="$1" -v n="$2" -v of="$3" 'BEGIN { exit !(of > 0 && 100 * n / of <= limit) }'
}
read -r _ false_matches impostors false_non_matches genuine < <(grep "^$threshold " "$rates")
check "at least 120 fingers were compared" [ "$(of_header RATES_FINGERS)" -ge 120 ]
check "at least 200 genuine pairs: $genuine" [ "$genuine" -ge 200 ]
check "at least 10,000 impostor pairs: $impostors" [ "$impostors" -ge 10000 ]
check "false matches: $false_matches of $impostors, at most 0.1 %" \
  within 0.1 "$false_matches" "$impostors"
check "false non-matches: $false_non_matches of $genuine, at most 3 %" \
  within 3 "$false_non_matches" "$genuine"

# The page's table: threshold, percent false matches, percent false non-matches.
table() {
  sed -n 's/^\.It \([0-9]*\) Ta \([0-9.]*\) % Ta \([0-9.]*\) %$/\1 \2 \3/p' "$page"
}
is "the page tells of the same thresholds" "$(table | cut -d ' ' -f 1)" \
  "$(grep -v '^#' "$rates" | cut -d ' ' -f 1)"
# Rounding in a mathematical library may tip a pair over: two each are no disagreement.
disagreements() {
  join <(table | sort) <(grep -v '^#' "$rates" | sort) | awk '
    function off(told, n, of) {
      d = told * of / 100 - n
      return (d < 0 ? -d : d) > 2 + 0.005 * of / 100
    }
    off($2, $4, $5) || off($3, $6, $7)'
}
is "and of the same rates" "$(disagreements)" ""
is "and of the same numbers of pairs" \
  "$(grep -o '[0-9,]* genuine and [0-9,]* impostor pairs' "$page" | tr -d ,)" \
  "$genuine genuine and $impostors impostor pairs"
done_testing
