# shellcheck shell=bash
# Every example of ddopa(1) works as it is written, in a training world.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

# Where citizens are enrolled the configuration is found by itself.
# shellcheck disable=SC2317 # called in the examples
ddopa() {
  command ddopa --config "$conf" "$@"
}

cd "$TMPDIR" || exit 99
(umask 077 && printf '%s\n' "$login" >login)
mapfile -t examples < <(sed -n 's/^\.Dl \$ //p' "$top_srcdir/man/ddopa.1")
is "the page has its examples" "${#examples[@]}" 15

# run N: that example; $said and $status. Who answers goes when the code is painted.
run() {
  local example=${examples[$1]}
  # shellcheck disable=SC2094 # waits for what is written there
  said=$({
    printf '%s\n' "$yes_app" "$same" "$right"
    [[ $example != *--qr-fd* ]] || wait_until 30 grep -qE "$typed" words
  } | timeout 60 bash -c "conf=$conf; $(declare -f ddopa); $example" 2>words)
  status=$?
}

typed='[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-.'
run 0
is "read" "$status" 0
like "shows the holder" "$said" 'ทดสอบกำลังดี'
is "and keeps the photo" "$(head -c 2 face.jpg | od -An -tx1)" " ff d8"
run 1
is "read --json" "$status" 0
like "is an object" "$(cat card.json)" '^\{.*"citizen_number":"1112034563562".*\}$'
run 2
like "doctor" "$status" '^[01]$'
like "tells of the centre" "$said" 'Centre'
run 3
is "explain" "$status" 0
like "says what to do" "$said" 'they must first have a new ID card made'
run 4
is "enrol, to the end of what was typed" "$status" 20
like "asks" "$said" '"ask":"same_person"'
like "and paints the code" "$(cat words)" "$typed"
run 5
is "queue book" "$status" 0
like "tells what is called out" "$said" '09:00  09-01  '
run 6
is "queue list" "$status" 0
like "is a table" "$said" 'id,number,office,day,hour,state,by_officer'
like "with the booking" "$said" ',09-01,4701,[0-9-]+,9,waiting,yes'
run 7
is "status" "$status" 0
like "tells what is open" "$said" 'QR_CREATED'
run 8
is "renew" "$status" 0
like "paints the new code" "$(cat words)" "$typed"
run 9
is "cancel" "$status" 0
like "ends it" "$said" 'CANCELLED'
run 10
is "check" "$status" 0
run 11
is "report" "$status" 0
like "is a table" "$(cat report.csv)" ',created,,1,,'
run 12
is "search" "$status" 0
like "finds what was cancelled" "$said" 'CANCELLED'
run 13
is "audit verify" "$status" 0
run 14
is "config show" "$status" 0
like "tells the settings" "$said" 'terminal.training = yes'
done_testing
