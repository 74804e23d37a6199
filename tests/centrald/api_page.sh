# shellcheck shell=bash
# ddopa-api(7), the contract and the program tell of the same operations.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-api.7

cp "$page" "$TMPDIR/page"
sh "$top_srcdir/man/update-api" "$TMPDIR/page"
is "the page has the contract's operations (sh man/update-api writes them)" \
  "$(diff "$page" "$TMPDIR/page")" ""

# METHOD PATH, with whatever stands for an id as {id}.
of_page() {
  sed -nE 's/^\.It ([A-Z]+) Pa (.*)/\1 \2/p' "$page" | sed 's/{code}/{id}/' | sort
}
# A path may be named by a constant of a header.
path_of() {
  case $1 in
    \"*) tr -d '"' <<<"$1" ;;
    *) grep -rhoE "#define $1[[:space:]]+\"[^\"]+\"" "$top_srcdir/src" | cut -d'"' -f2 ;;
  esac
}
# The files of the citizen's app are no operations.
of_program() {
  tr -d '\n\t' <"$top_srcdir/src/centrald/router.c" |
    grep -oE '\.method = "[A-Z]+", *\.path = [^,]+' |
    sed -E 's/\.method = "([A-Z]+)", *\.path = (.*)/\1 \2/' |
    while read -r method path; do echo "$method $(path_of "$path")"; done |
    grep -vxE 'GET (/|/sw\.js|/app/\{file\})' | sort
}
is "they are those that the program serves" "$(of_page)" "$(of_program)"
done_testing
