# shellcheck shell=bash
# Every text of the sources has its Thai.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

listed=$(grep -v '^#' po/POTFILES.in)
holding=$(LC_ALL=C find src man -name '*.[ch]' -exec grep -lE '(^|[^A-Za-z0-9_])[NP]?_\(("|$)' {} + | LC_ALL=C sort)
is "po/POTFILES.in lists the files that hold texts (po/update writes it)" "$listed" "$holding"

sh po/extract >"$TMPDIR/texts.pot"
is "the English is ASCII: the C locale shows it as it is" \
  "$(grep -n '^"\|^msgid ' "$TMPDIR/texts.pot" | LC_ALL=C grep -a '[^ -~]')" ""
check "po/th.po is in order" msgfmt -c -o /dev/null po/th.po
msgmerge -q --force-po --no-fuzzy-matching -o "$TMPDIR/merged.po" po/th.po "$TMPDIR/texts.pot"
is "every text has its Thai (po/update lists what has none)" \
  "$(msgattrib --untranslated --no-wrap "$TMPDIR/merged.po" | grep '^msgid' | grep -v '^msgid ""$')" ""
is "none is fuzzy" "$(msgattrib --only-fuzzy --no-wrap po/th.po | grep '^msgid')" ""
is "none is obsolete" "$(grep '^#~' po/th.po)" ""

done_testing
