# shellcheck shell=bash
# What the app computes, held to the vectors that the C code is held to (tests/wire/test_vectors.c),
# and its words for problems to the catalogue.
: "${top_srcdir:?}" "${top_builddir:?}"
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

check "the vectors" node "$top_srcdir/tests/app/vectors.mjs" "$top_srcdir"
is "the catalogue's words" \
  "$(sh "$top_srcdir/src/app/update-problems" "$top_builddir/ddopa")" "$(cat "$top_srcdir/src/app/problems.js")"
is "the worker keeps every file of the shell" \
  "$(grep -oE "'[a-z.-]+\.(js|css|svg|webmanifest)'" "$top_srcdir/src/app/sw.js" | tr -d "'" | sort)" \
  "$(cd "$top_srcdir/src/app" && printf '%s\n' *.js *.css *.svg *.webmanifest | sort |
    grep -vE '^(jsqr|qr-worker|sw)\.js$')"
is "the licence of what is not ours lies beside it" \
  "$(sha256sum <"$top_srcdir/src/app/jsqr.js")" "$(grep -oE '^[0-9a-f]{64}$' "$top_srcdir/src/app/jsqr-origin.txt")  -"
done_testing
