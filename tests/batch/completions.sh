# shellcheck shell=bash disable=SC2013,SC2317 # groups are words; functions that check calls
# The completions of the shells, --help and the tables of the programs tell the same; and each
# completion is loaded in its shell and completes something.
. "$top_srcdir/tests/story/lib.sh"
scripts=$top_builddir/etc/completions

# offered PROGRAM WORD...: the candidates, sorted.
offered() {
  local program=$1
  shift
  "$program" --complete -- "$@" | cut -f1 | LC_ALL=C sort
}
options_of() {
  sed -nE 's/^ +(-., )?(--[a-z-]+)( .*)?$/\2/p' | LC_ALL=C sort
}

# ---- the same as --help ----

help=$(ddopa --lang en --help)
commands=$(sed -nE '/^Commands:/,$s/^  ([a-z]+).*/\1/p' <<<"$help" | LC_ALL=C sort)
is "ddopa: commands and options" "$(offered ddopa '')" \
  "$({ options_of <<<"$help" && echo "$commands"; } | LC_ALL=C sort)"
for command in $commands; do
  is "ddopa $command" "$(offered ddopa --lang th "$command" --)" \
    "$(ddopa --lang en "$command" --help | options_of)"
done
is "words of a command" "$(offered ddopa config '' | grep -v '^-' | xargs)" "check show"
is "after them its options" "$(offered ddopa moc verify --fin)" "--finger"
is "enumerations" "$(offered ddopa --lang '' | xargs)" "en th"
is "of a command's option" "$(offered ddopa moc status --finger '' | xargs)" "left-index right-index"
is "names of files" "$(offered ddopa read --photo '')" ":file"
is "nothing where nothing fits" "$(offered ddopa nonsense '')" ""

help=$(LANGUAGE=en ddopa-admin --help)
pairs=$(sed -nE 's/^  ([a-z]+ [a-z-]+)( .*)?$/\1/p' <<<"$help" | LC_ALL=C sort)
is "ddopa-admin: groups" "$(offered ddopa-admin '')" "$(cut -d' ' -f1 <<<"$pairs" | LC_ALL=C sort -u)"
is "and their commands" "$(for group in $(cut -d' ' -f1 <<<"$pairs" | sort -u); do
  offered ddopa-admin "$group" '' | sed "s/^/$group /"
done | LC_ALL=C sort)" "$pairs"
is "every option belongs to some command" "$(while read -r group name; do
  offered ddopa-admin "$group" "$name" --
done <<<"$pairs" | grep -v '^:' | LC_ALL=C sort -u)" "$(options_of <<<"$help" | LC_ALL=C sort -u)"
is "and to no other" "$(offered ddopa-admin quota approve --)" $'--keys\n--store'
is "its enumerations" "$(offered ddopa-admin officer list --format '' | xargs)" "csv json ndjson text"
is "its operands" "$(offered ddopa-admin officer grant '' | grep -v '^-')" "check-by-number"

# ---- bash ----

# in_bash WORD...: what its completion makes of a command line.
in_bash() {
  bash --norc -c '. "$1"; shift
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    function=$(complete -p "$1" | sed "s/.*-F \([^ ]*\).*/\1/")
    "$function" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf "%s\n" "${COMPREPLY[@]}"' bash "$scripts/bash/$1" "$@" | xargs
}
is "bash: a command" "$(in_bash ddopa repo)" "report"
is "bash: an enumeration" "$(in_bash ddopa --lang t)" "th"
touch "$TMPDIR/a face.jpg"
is "bash: a file" "$(in_bash ddopa read --photo "$TMPDIR/a")" "$TMPDIR/a face.jpg"
is "bash: of the operators" "$(in_bash ddopa-admin officer gra)" "grant"

# ---- fish ----

in_fish() {
  HOME=$TMPDIR XDG_CONFIG_HOME=$TMPDIR fish --no-config -c "source $scripts/fish/${1%% *}.fish; complete -C '$1'" |
    cut -f1 | xargs
}
is "fish: a command" "$(in_fish 'ddopa repo')" "report"
is "fish: an enumeration" "$(in_fish 'ddopa --lang t')" "th"
is "fish: of the operators" "$(in_fish 'ddopa-admin officer gra')" "grant"

# ---- zsh: at a terminal of its own, where Tab is typed ----

# completes_in_zsh TYPED WORD: WORD, which was not typed whole, stands there after Tab.
cat >"$TMPDIR/tab.zsh" <<'END'
zmodload zsh/zpty
zpty shell "TERM=vt100 zsh -f -i"
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -u -d $2/zcompdump; echo re''ady"
zpty -r -m shell said "*ready*"
zpty -w -n shell "$3"$'\t'
zpty -r -m shell said "*$4*"
zpty -d shell
END
completes_in_zsh() {
  timeout 60 zsh -f "$TMPDIR/tab.zsh" "$scripts/zsh" "$TMPDIR" "$1" "$2"
}
check "zsh: a command" completes_in_zsh 'ddopa --lang en repo' report
check "zsh: an enumeration" completes_in_zsh 'ddopa moc verify --finger le' left-index
check "zsh: of the operators" completes_in_zsh 'ddopa-admin officer gra' grant

# ---- what does not exist is answered with the nearest that does ----

refused() {
  status=0
  said=$("$@" 2>&1) || status=$?
  is "$* is refused" "$status" 64
}
refused ddopa --lang en repotr
like "a command" "$said" 'repotr \(report\?\)'
refused ddopa --lang en read --jsno
like "an option" "$said" '--jsno \(--json\?\)'
refused ddopa --lnag en
like "an option of all" "$said" '--lnag \(--lang\?\)'
refused ddopa read --nothing-like-it
is "none where none is near" "$(grep -c '?)' <<<"$said")" 0
refused ddopa-admin oficer list
like "a group" "$said" 'oficer \(officer\?\)'
refused ddopa-admin officer lsit
like "its command" "$said" 'lsit \(list\?\)'
done_testing
