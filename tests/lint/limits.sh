# shellcheck shell=bash
# Sizes: short functions, short files, few parameters, shallow nesting, as the project wants
# them of itself. The figures are told whether or not they hold.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

measured=$TMPDIR/functions
awk -f tests/lint/functions.awk src/*/*.c >"$measured"

# percentile COLUMN PERCENT: of the measured functions.
percentile() {
  cut -d' ' -f"$1" "$measured" | sort -n |
    awk -v percent="$2" '{ v[NR] = $1 } END { i = int((NR - 1) * percent / 100) + 1; print v[i] + 0 }'
}

# at_most WHAT HAVE LIMIT
at_most() {
  if [ "$2" -le "$3" ]; then ok "$1: $2, at most $3"; else not_ok "$1: $2, at most $3"; fi
}

# none WHAT LINES: a list of offenders that must be empty.
none() {
  is "$1" "$2" ""
}

note "$(wc -l <"$measured") functions"
at_most "median of function lines" "$(percentile 1 50)" 15
at_most "95th percentile of function lines" "$(percentile 1 95)" 57
none "no function over 100 lines" "$(awk '$1 > 100 { print $4, $5, $1 }' "$measured")"
at_most "95th percentile of nesting" "$(percentile 2 95)" 2
none "no nesting over 4" "$(awk '$2 > 4 { print $4, $5, $2 }' "$measured")"
many=$(awk '$3 > 5 { n++ } END { print int(n * 1000 / NR + 0.999) }' "$measured")
at_most "functions with more than 5 parameters, of 1,000" "$many" 14

none "no file over 600 lines" "$(wc -l src/*/*.[ch] tests/*/*.[ch] | awk '$2 != "total" && $1 > 600')"
long=$(wc -l src/*/*.[ch] | awk '$2 != "total" { n++; if ($1 > 500) long++ } END { print int(long * 1000 / n + 0.999) }')
at_most "files over 500 lines, of 1,000" "$long" 30
none "no header over 250 lines" "$(wc -l src/*/*.h | awk '$2 != "total" && $1 > 250')"

# Mutable variables of a whole file: a definition in the first column that is not const.
mutable=$(grep -nE '^(static )?(volatile )?[a-z_]+[a-z_0-9 ]*[ *][a-z_]+(\[[^]]*\])?( = .*|;)$' src/*/*.c |
  grep -vE 'const|:(typedef|extern|return|struct [a-z_]+;|enum [a-z_]+;)' || :)
lines=$(cat src/*/*.[ch] | wc -l)
[ -z "$mutable" ] || note "$mutable"
at_most "mutable variables of files, of 10,000 lines" \
  "$((($(printf '%s' "$mutable" | grep -c .) * 10000 + lines - 1) / lines))" 7

done_testing
