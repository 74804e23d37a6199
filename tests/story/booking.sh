# shellcheck shell=bash
# Queue Online with the real programs: two citizens who hold a digital ID book places of an
# office's hours with their phones; the last place is one's, and free again once it is given up.
# How many places there are the operator says meanwhile.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

somsri=1112034563562
orathai=1470199999117
store=$DDOPA_TRAINING/store

# enrolled PHONE CARD NUMBER: from the card to success.
enrolled() {
  insert "$2"
  to_code
  wait_until 30 code_painted
  start "$1" ddopa-phone --json --training --lang en --host LOCALHOST:8443 \
    --ca "$DDOPA_TRAINING/ca.pem" --state "$TMPDIR/$1"
  say "$1" '{"leave":true}'
  say "$1" "{\"number\":\"$3\"}"
  say "$1" '{"terms":true}'
  say "$1" "{\"code\":\"$(typed_code)\"}"
  heard "$1" '"match_code"'
  say officer "{\"match_code\":\"$(member match_code "$line")\"}"
  say "$1" '{"pin":"83520917","again":"83520917"}'
  say "$1" '{"consent":true,"pin":"83520917"}'
  ended "$1"
  ended officer
}

# ask PHONE COMMAND...: what the phone asks the centre with its key; $status and $said.
ask() {
  local name=$1
  shift
  status=0
  said=$(ddopa-phone --training --lang "${lang:-en}" --host LOCALHOST:8443 \
    --ca "$DDOPA_TRAINING/ca.pem" --state "$TMPDIR/$name" "${json[@]}" --pin-fd 3 "$@" \
    3<<<83520917 2>&1) || status=$?
}
json=()

operator() {
  local group=$1 command=$2
  shift 2
  LANGUAGE=en ddopa-admin "$group" "$command" --store "$store" "$@" 2>&1
}

# Days are Thai ones; this one is before its close whenever the story is played.
day=$(TZ=UTC-7 date -d '3 days' +%F)

# ---- before anybody is enrolled: what can be booked is no secret ----
mkdir -m 700 "$TMPDIR/nobody"
ask nobody slots 4701 "$day"
is "hours that can be booked are shown without a key" "$status" 0
like "of the office" "$said" 'Office: Mueang Sakon Nakhon District Registration Office \(test\)'
like "with their places" "$said" $'Hour: 09:00-10:00\nPlaces: 6\nFree places: 6'
ask nobody book 4701 "$day" 9
is "but nobody books without a digital ID" "$((status != 0))" 1

# ---- two citizens, one place ----
enrolled somsri somsri.card $somsri
is "somsri is enrolled" "$status" 0
eject
enrolled orathai orathai.card $orathai
is "orathai is enrolled" "$status" 0
check "the operator leaves one place" operator slot set 4701 9 1

ask somsri book 4701 "$day" 9
is "booked" "$status" 0
like "with the number that will be called" "$said" 'Queue number: 09-01'
like "and what to do with it" "$said" 'Come within this hour'
lang=th ask somsri bookings
like "shown in Thai" "$said" 'หมายเลขคิว: 09-01'
like "with its hour" "$said" 'ช่วงเวลา: 09:00-10:00'
ask orathai book 4701 "$day" 9
is "the place is gone" "$status" 65
like "which is said" "$said" DD-821
ask somsri book 4701 "$day" 10
is "one booking at a time" "$status" 65
like "which is said too" "$said" DD-820
ask orathai book 4701 "$(TZ=UTC-7 date +%F)" 9
is "today is past its close" "$status" 65
like "as the problem says" "$said" DD-819
like "the operator sees how many have" "$(operator slot list --day "$day" --office 4701 --format csv)" \
  '4701,9,1,1'

# ---- given up, and taken by the other ----
json=(--json)
ask somsri bookings
id=$(member id "$said")
like "a booking has an id" "$id" '^b[0-9a-f]{32}$'
ask orathai cancel "$id"
is "nobody cancels another's" "$status" 66
ask somsri cancel "$id"
is "cancelled" "$status" 0
ask orathai book 4701 "$day" 9
is "the place is the other's now" "$status" 0
like "under a number of its own" "$said" '"number":"09-02"'
ask somsri bookings
is "and nothing is booked by the first" "$said" '{"bookings":[]}'

# ---- a digital ID that is revoked books nothing; what it had booked stands ----
ask orathai revoke lost
is "orathai's is revoked" "$status" 0
ask orathai book 4705 "$day" 9
is "its key is dead" "$status" 77
is "the place stays taken" \
  "$(operator slot list --day "$day" --office 4701 --format csv | grep -c '^4701,9,1,1')" 1
is "who booked and cancelled is in the audit, by no name" \
  "$(operator audit search --format csv --act booking.create | grep -c ',phone:.*,ok,')" 2
done_testing
