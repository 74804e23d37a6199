# shellcheck shell=bash
# Two counters of one office, each with its own certificate, screen and state: what one officer
# began another takes over at the other counter. Both screens are open at once; each then ends a
# citizen of its own. What each counter keeps is its own, and another office sees nothing of it.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

# The two screens wait for each other at these: one reads where the other writes.
mkfifo "$TMPDIR/begun" "$TMPDIR/taken" "$TMPDIR/let-go"
export PHONE="ddopa-phone --json --training --lang en --host LOCALHOST:8443 --ca '$DDOPA_TRAINING/ca.pem'"
other=$DDOPA_TRAINING/4701-02

# What a counter keeps of an enrollment: the receipt's file, and its place in the journal.
receipts() {
  find "$1" -name 'receipt-*' -printf '%f\n' | sed 's/^receipt-//' | sort
}

eject
clerk
screen-drive "$top_srcdir/tests/story/take_over_colleague.screen" >"$TMPDIR/colleague.tap" 2>&1 &
colleague=$!
screen "$top_srcdir/tests/story/take_over.screen"
status=0
wait "$colleague" || status=$?
is "the colleague's screen: all is as expected" "$status" 0
note "$(grep -v '^ok' "$TMPDIR/colleague.tap")"

enrollment_of() {
  cut -d. -f2 "$TMPDIR/$1/receipt.jws" | tr '_-' '/+' | base64 -d 2>/dev/null |
    sed -n 's/.*"enrollment":"\([^"]*\)".*/\1/p'
}
first=$(enrollment_of one)
second=$(enrollment_of two)
like "the one that was taken over is on the first citizen's phone" "$first" '^e[0-9a-f]{32}$'
like "that phone has its own person" "$(cat "$TMPDIR/one/person.json")" '"number":"1101799999014"'
like "so has the second" "$(cat "$TMPDIR/two/person.json")" '"number":"2800199999049"'
is "the counter that took it over keeps its receipt, and no other" "$(receipts "$other.state")" "$first"
is "the one that let go keeps the second's only" "$(receipts "$DDOPA_TRAINING/state")" "$second"

# Neither counter's directory speaks of the other's enrollment, nor of anybody's number.
is "the first counter has forgotten it" "$(grep -rlF "$first" "$DDOPA_TRAINING/state" | wc -l)" 0
is "the other never heard of the second" "$(grep -rlF "$second" "$other.state" | wc -l)" 0
is "no citizen number is kept at either" \
  "$(grep -rlE '1101799999014|2800199999049' "$DDOPA_TRAINING/state" "$other.state" | wc -l)" 0

# Another office's counter does not get at it: not in its list, nor by its id.
there() {
  ddopa --config "$DDOPA_TRAINING/4705-01.conf" --lang en "$@" --pin-fd 3 3<<<$'1470599999211\n75318642' 2>&1
}
is "another office lists nothing of this one's" "$(there list)" ""
like "nor goes on with it" "$(there enrol --json --resume "$first" --take-over </dev/null)" 'DD-[0-9]+'
done_testing
