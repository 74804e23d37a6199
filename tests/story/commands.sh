# shellcheck shell=bash
# What the screen does with enrollments that are there already, by commands: a real centre, a
# real card, two officers of one office.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

# asks COMMAND...: as the officer of the stories; $said is standard output, $told the messages.
asks() {
  status=0
  said=$(ddopa --config "$conf" --lang "${lang:-en}" "$@" --pin-fd 3 3<<<"${who:-$login}" 2>"$TMPDIR/told") ||
    status=$?
  told=$(cat "$TMPDIR/told")
}

# The same with operands, which stand after the options.
about() {
  local operand=$1
  shift
  status=0
  said=$(ddopa --config "$conf" --lang "${lang:-en}" "$@" --pin-fd 3 "$operand" 3<<<"${who:-$login}" \
    2>"$TMPDIR/told") || status=$?
  told=$(cat "$TMPDIR/told")
}

colleague='1470199999117
97531864'

# ---- check: the card in the reader ----

asks check
is "check" "$status" 0
is "the card may be enrolled" "$said" "Nothing stands in the way of an enrollment."
asks check --json
is "the same for programs" "$said" '{"allowed":true,"reasons":[]}'
insert somchai-old.card
asks check --json
is "an old card may not" "$status" 1
like "and why" "$said" '^\{"allowed":false,"reasons":\[\{"problem":"DD-605",.*\]\}$'
asks check
like "in words, with what to do" "$said" 'DD-605 .*ID card'
insert foreign.card
asks check
is "another country's card" "$status" 12
insert somsri.card

# ---- check: those who have booked ----

store=$DDOPA_TRAINING/store
numbers='1112034563562
123
1101700207030'
asks check --list <<<"$numbers"
is "by number it takes a right" "$status" 77
check "an operator gives it" ddopa-admin officer grant --store "$store" t4701-1 check-by-number
asks check --list --csv <<<"$numbers"
is "a line that is no number is told" "$status" 65
is "the others are answered" "$said" "line,number,result,reasons"$'\r'"
1,1-1120-xxxxx-56-2,nothing-known,"$'\r'"
2,,no-number,"$'\r'"
3,1-1017-xxxxx-03-0,nothing-known,"$'\r'
asks check --list --json <<<1112034563562
is "the number is told masked" "$said" \
  '{"line":1,"number":"1-1120-xxxxx-56-2","result":"nothing-known","reasons":[]}'
check "an operator takes it away" ddopa-admin officer withdraw --store "$store" t4701-1 check-by-number
asks check --list <<<1112034563562
is "at once" "$status" 77

# ---- status, cancel ----

asks status
is "status: nothing is open" "$status,$said" "0,"
asks status --csv
is "but the table has its head" "$said" \
  $'id,state,created,changed,counter,officer,taken_by,assurance,exception\r'
to_code
id=$(member id "$line")
ended officer
is "an enrollment is left open" "$status" 20
asks status --json
like "status lists it" "$said" "^\{\"id\":\"$id\",\"state\":\"QR_CREATED\",.*\}$"
about "$id" status
like "status tells of one" "$said" "^$id  QR_CREATED  Citizen scans the QR code"
like "and when it ends by itself" "$said" 'Ends by itself: [0-9]+ [A-Z][a-z]+ 25[0-9]+ '
unlike_person() {
  is "$1" "$(grep -c -e '1112034563562' -e 'สมศรี' -e 'Somsri' <<<"$said$told")" 0
}
unlike_person "nothing of the citizen is told"
lang=th about "$id" status
like "in Thai" "$said" 'ประชาชนสแกนคิวอาร์โค้ด'
about nobody status
is "one that is not there" "$status" 66
about "$id" status --jsn
is "an option that is not there" "$status" 64

who=$colleague about "$id" cancel
is "a colleague's is not cancelled" "$status" 77
like "and why" "$told" 'DD-706'
about "$id" cancel --contested
is "nor contested without the alarm" "$status" 65
who=$colleague about "$id" cancel --json --take-over
is "taken over it is" "$status" 0
like "both names stay" "$said" '"state":"CANCELLED".*"taken_by":".+"'
about "$id" status --json
like "and so it stands" "$said" '"deadline":null.*"problem":"DD-711"'
about "$id" cancel
is "once is enough" "$status" 22
asks cancel
is "which one, has to be said" "$status" 64

# ---- renew, resume: a citizen whose counter went away ----

to_code
id=$(member id "$line")
ended officer
dead=$(typed_code)
about "$id" renew
is "nobody would see the new code" "$status" 64
: >"$TMPDIR/code"
about "$id" renew --json --qr-png "$TMPDIR/code.png" --qr-fd 4 4>>"$TMPDIR/code"
is "renew" "$status" 0
like "tells how many are left" "$said" '"state":"QR_CREATED".*"renewals_left":[0-9]'
is "the code is in no line" "$(grep -cE 'LOCALHOST|[0-9A-Z]{4}-[0-9A-Z]{4}-' <<<"$said$told")" 0
check "it is another one" test "$(typed_code)" != "$dead"
like "and a camera reads its picture" "$(zbarimg -q --nodbus --raw "$TMPDIR/code.png")" \
  '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
picture=$(sha256sum "$TMPDIR/code.png")
about "$id" renew --qr-png "$TMPDIR/code.png"
is "no picture is written over another file" "$status" 73
is "which stays" "$(sha256sum "$TMPDIR/code.png")" "$picture"
claim 1112034563562
start officer ddopa --config "$DDOPA_TRAINING/4701-02.conf" --lang en resume --json --pin-fd 3 "$id" 3<<<"$colleague"
ended officer
is "a colleague does not resume it" "$status" 77
start officer ddopa --config "$DDOPA_TRAINING/4701-02.conf" --lang en resume --json --take-over --pin-fd 3 \
  "$id" 3<<<"$colleague"
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
is "the phone ends well" "$status" 0
ended officer
is "the colleague at another counter ends it" "$status" 0

# ---- receipt, search, audit, report ----

about "$id" receipt
is "receipt" "$status" 0
like "says where and when" "$said" "TRAINING.*Office: 4701 .*counter 01.*Enrolled: .*25[0-9]+.*$id.*IAL2.3"
like "has a check code" "$said" 'Check code: ([0-9A-F]{4}-){3}[0-9A-F]{4}'
unlike_person "and nothing of the citizen"
about "$id" receipt --json
jws=$(member receipt "$said")
is "which is the beginning of the signed one's hash" \
  "$(member check_code "$said" | tr -d -)" \
  "$(printf %s "$jws" | sha256sum | head -c 16 | tr a-f A-F)"

asks search --json
is "search finds both" "$(wc -l <<<"$said")" 2
asks search --state CANCELLED --csv
is "one was cancelled" "$(grep -c $'DD-711\r$' <<<"$said")" 1
asks search --limit 1
like "there are more" "$told" 'There are more'
who=$colleague asks search --mine --state SUCCESS
like "one was taken over by the colleague" "$said" "^$id  SUCCESS .* -> "
asks search --day 2001-01-01
is "none was begun that day" "$status,$said" "0,"
asks search --state DONE
is "no such state" "$status" 64
asks search --json --number-fd 4 4<<<1112034563562
is "by number both are found" "$(wc -l <<<"$said")" 2
unlike_person "the number is not told again"
asks search --number-fd 4 4<<<1112034563563
is "a wrong number" "$status" 65

about_audit() {
  status=0
  said=$(ddopa --config "$conf" --lang en audit "$@" 3<<<"$login" 2>"$TMPDIR/told") || status=$?
  told=$(cat "$TMPDIR/told")
}
about_audit --pin-fd 3 --csv show "$id"
is "the audit of one enrollment" "$status" 0
like "tells who took it over" "$said" 'enrollment.take-over,t4701-2'
is "and that one code was renewed, by whom" "$(grep -c 'code.create,t4701-1,.*,ok' <<<"$said")" 2
is "resuming made none" "$(grep -c 'code.create,t4701-2' <<<"$said")" 0
about_audit verify
is "what is remembered of the audit stands" "$status" 0
like "and is told" "$said" 'Remembered: checkpoint [0-9]+ over [0-9]+ records.*built upon'
about_audit verify --json
is "options come first" "$status" 64
about_audit --json verify
like "the same for programs" "$said" \
  '^\{"centre":"https.*","remembered":\{"number":[0-9]+,.*"now":\{"number":[0-9]+,"records":[0-9]+,"hash":"[0-9a-f]{64}"'
# Another account's memory of the same place, one record further than the centre has come.
sed -i '2s/.*/x.y.z/' "$DDOPA_TRAINING/state/checkpoint"
about_audit verify
is "a memory that is damaged is no proof" "$status" 76
rm "$DDOPA_TRAINING/state/checkpoint"
about_audit verify
like "without one it begins anew" "$said" 'Nothing was remembered'

asks report --csv
is "report" "$status" 0
day=$(sed -n '2s/,.*//p' <<<"$said")
is "two begun, one success" "$(sed -n '2,3p' <<<"$said")" "$day,created,,2,,"$'\r\n'"$day,success,,1,,"$'\r'
like "one cancelled" "$said" "$day,ended,CANCELLED,1,,"
like "and how long it took" "$said" "$day,step,PROOFED-SUCCESS,1,[0-9]+,[0-9]+"
asks report --json --day "$day"
like "the same by its day" "$said" '"created":2,"success":1'
asks report
like "in words" "$said" 'Begun 2   Success 1'
lang=th asks report
like "and in Thai" "$said" 'สำเร็จ 1'
asks report --day yesterday
is "no day" "$status" 64

# ---- config ----

settings() {
  status=0
  said=$(ddopa --config "$1" --lang en config "${@:2}" 2>&1) || status=$?
}
settings "$conf" check
is "config check" "$status,$said" "0,$conf is good."
settings "$conf" --json show
like "config show" "$said" "\"key\":\"terminal.training\",\"value\":\"yes\",\"file\":\"$conf\",\"line\":[0-9]+"
like "defaults are told as such" "$said" '"key":"screen.warn","value":"10","file":null,"line":null'
sed 's/^training *=.*/training = perhaps/' "$conf" >"$TMPDIR/bad.conf"
chmod 600 "$TMPDIR/bad.conf"
settings "$TMPDIR/bad.conf" check
is "a fault ends with 78" "$status" 78
like "and tells file, line and key" "$said" "bad.conf:[0-9]+: terminal.training"
done_testing
