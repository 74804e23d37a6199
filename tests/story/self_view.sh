# shellcheck shell=bash
# The Linkage self-view: a citizen is enrolled, an officer of another office looks them up, and the
# citizen sees on the phone what the registers hold and who looked, by office and counter. When the
# digital ID is revoked the phone is told nothing any more.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

somsri=1112034563562
base=(--training --host LOCALHOST:8443 --ca "$DDOPA_TRAINING/ca.pem" --state "$TMPDIR/somsri")

enrolled() {
  to_code
  wait_until 30 code_painted
  start somsri ddopa-phone "${base[@]}" --lang en --json
  say somsri '{"leave":true}'
  say somsri "{\"number\":\"$somsri\"}"
  say somsri '{"terms":true}'
  say somsri "{\"code\":\"$(typed_code)\"}"
  heard somsri '"match_code"'
  say officer "{\"match_code\":\"$(member match_code "$line")\"}"
  say somsri '{"pin":"83520917","again":"83520917"}'
  say somsri '{"consent":true,"pin":"83520917"}'
  ended somsri
  ended officer
}

# ask COMMAND...: what the phone asks with its key; $status and $said.
ask() {
  status=0
  said=$(ddopa-phone "${base[@]}" --pin-fd 3 "$@" 3<<<83520917 2>&1) || status=$?
}

insert somsri.card
enrolled
is "the citizen is enrolled" "$status" 0

ask --lang en looks
is "who looked is shown" "$status" 0
like "the officer who enrolled, by office and counter" "$said" \
  'Who: Mueang Sakon Nakhon District Registration Office \(test\) \(4701-01\)'
like "and what for" "$said" 'What for: to enroll you'
is "nobody else yet" "$(grep '^Who:' <<<"$said" | grep -vcE '4701-01|this phone')" 0

# At another office the same card is tried for another enrollment.
login=$'1470599999211\n75318642'
conf=$DDOPA_TRAINING/4705-01.conf
refused
like "an officer elsewhere has looked, and is told that she is enrolled" "$said" DD-613
ask --lang en looks
like "she sees that, newest first" "$(sed -n 2,3p <<<"$said")" \
  'Who: Phang Khon District Registration Office \(test\) \(4705-01\).What for: to check person'
is "but no officer's name or number" "$(grep -cE 't470|1470599999211|มานะ|Mana' <<<"$said")" 0
ask --lang th looks
like "in Thai too" "$said" 'ผู้ดำเนินการ: สำนักทะเบียนอำเภอพังโคน'

ask --lang en self-view
is "what the registers hold is shown" "$status" 0
like "the population register's" "$said" 'Name in English: Mrs\. Somsri Namphueng Thotsopkamlangdi'
like "and the card register's" "$said" 'Request number: 47019900001/01010001'
ask --json self-view
like "as JSON" "$said" "^\{\"now\":\"20[^\"]*\",\"population\":\{\"person\":\{\"number\":\"$somsri\""
ask --lang en looks
like "that is on record too" "$said" 'Who: this phone.What for: to see what the registers hold'

ask --lang en revoke stolen
is "revoked" "$status" 0
for command in self-view looks; do
  ask --lang en "$command"
  is "$command is refused at once" "$status" 77
  like "because the digital ID is dead" "$said" DD-817
  is "and nothing is told" "$(grep -cE 'Somsri|Registration Office|4701' <<<"$said")" 0
done
done_testing
