# shellcheck shell=bash
# ddopa-admin(8) and the program tell of the same options, findings and exit codes.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-admin.8
samples=$top_srcdir/etc/training
store=$TMPDIR/store

is "the options of --help are those of the page" \
  "$(LANGUAGE=en ddopa-admin --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort)" \
  "$(sed -nE 's/^\.It Fl (. , )?-([a-z-]+).*/--\2/p' "$page" | sort)"
is "the commands of --help are those of the page" \
  "$(LANGUAGE=en ddopa-admin --help | grep -oE '^  [a-z]+ [a-z-]+' | sed 's/^  //' | sort)" \
  "$(sed -nE 's/^\.Ss ([a-z]+ [a-z-]+).*/\1/p' "$page" | sort)"
is "the findings are those of the page" \
  "$(sed -nE 's/.*\[FOUND_[A-Z_]+\] = \{"([a-z-]+)".*/\1/p' "$top_srcdir/src/admin/verify.c" | sort)" \
  "$(sed -nE '/^\.Ss audit verify/,/^\.Ss audit search/s/^\.It Cm ([a-z-]+)$/\1/p' "$page" | sort)"

# listed WANTED WHAT ARGUMENT...: the exit code, which the page must list.
listed() {
  local wanted=$1 what=$2
  shift 2
  check_status "$wanted" "$what: $wanted" timeout 60 ddopa-admin "$@"
  check "$wanted is in the page" grep -qx ".It $wanted" "$page"
}
listed 0 "--version" --version
listed 0 "--help" --help
listed 64 "no command"
listed 64 "a group alone" audit
listed 64 "a command that is none" audit burn
listed 64 "no store" audit verify
listed 64 "an option of another command" audit verify --store "$store" --office 4701
listed 74 "a store that is not there" audit verify --store "$store"
check "a store" ddopa-centrald init --store "$store" --from "$samples"
listed 0 "an audit that has not begun" audit verify --store "$store"
listed 0 "a report" report offices --store "$store"
listed 75 "a day that is not over" close day --store "$store" --day 2999-12-31
listed 64 "a day that is none" close day --store "$store" --day 2020-02-30
listed 65 "the day of an office that is none" close day --store "$store" --office 9999 --day 2020-01-02
printf 'code,type,name_th,name_en,may_enroll\n4701,joint,a,b,yes\n' >"$TMPDIR/offices"
listed 65 "bad lines" office load --store "$store" "$TMPDIR/offices"
printf 'code,type,name_th,name_en,may_enroll\n4790,district,a,b,yes\n47,local,a,b,yes\n4791,joint,a,b,yes\n4790,local,a,b,no\n' \
  >"$TMPDIR/offices"
is "every bad line is told with its number" "$(ddopa-admin office load --store "$store" "$TMPDIR/offices" 2>&1 |
  sed -nE 's/^.*offices:([0-9]+): (.*)/\1 \2/p')" "3 code: not an office's
4 may_enroll: not an office of this type
5 repeated"
is "and none was loaded" \
  "$(ddopa-admin audit search --store "$store" --act office.add --format csv | grep -c office.add)" 0
head -n 1 "$samples/people.csv" >"$TMPDIR/people"
printf '%s\n' '1,a,b,1977,male,,alive,thai' '1112034563562,a#b##c,a#b##c,1977-02-28,male,,asleep,thai' \
  >>"$TMPDIR/people"
is "every person's bad line is told too" "$(ddopa-admin people load --store "$store" "$TMPDIR/people" 2>&1 |
  sed -nE 's/^.*people:([0-9]+): (.*)/\1 \2/p')" "2 citizen_number: not valid
3 status: not alive or deceased"
mkdir "$TMPDIR/many"
cp "$samples"/{settings,offices,terminals,officers}.csv "$TMPDIR/many"
listed 0 "fictitious people as files" people generate --into "$TMPDIR/many" 500
check "which init takes" ddopa-centrald init --store "$TMPDIR/many/store" --from "$TMPDIR/many"
listed 73 "files that are there" people generate --into "$TMPDIR/many" 500
listed 0 "fictitious people" people generate --store "$store" --seed 3 500
listed 65 "an officer who is none" officer unlock --store "$store" nobody
listed 77 "a quota by one operator" setting set --store "$store" quota 10
listed 64 "no officer" officer unlock --store "$store"
listed 0 "opening days" setting set --store "$store" opens 2020-10-01
listed 64 "a format that is none" audit search --store "$store" --format xml
listed 64 "a format that is none, of a proposal" quota propose 100 --store "$store" --format xml
listed 64 "a format that is none, of a close" close day --day 2020-10-01 --store "$store" --format xml
is "nothing was done then" \
  "$(ddopa-admin audit search --store "$store" --format csv | grep -cE 'quota\.propose|day\.close')" 0
listed 64 "an operand" audit search --store "$store" more
listed 0 "a backup" backup make --store "$store" "$TMPDIR/copy"
listed 73 "a backup that is there" backup make --store "$store" "$TMPDIR/copy"
listed 0 "a report of the backup" report offices --store "$TMPDIR/copy"
echo "e30.e30.AAAA" >"$TMPDIR/receipts"
listed 65 "a receipt that is none" receipts check --store "$store" "$TMPDIR/receipts"
listed 0 "no receipts" receipts check --store "$store" - </dev/null
listed 74 "a witness that is not there" audit verify --store "$store" "$TMPDIR/none"
echo "e30.e30.AAAA" >"$TMPDIR/witness"
listed 65 "a witness that is forged" audit verify --store "$store" "$TMPDIR/witness"
chmod 640 "$store.keys"
listed 78 "keys that others may read" audit verify --store "$store"
done_testing
