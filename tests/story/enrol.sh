#!/bin/bash
# shellcheck disable=SC2119,SC2317 # functions with and without arguments; some that others call
# `ddopa enrol --json` in a training world: a whole enrollment, and everything that can go
# wrong with its own message and exit code; after each the next citizen is served.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world

somsri=1112034563562

# told DESCRIPTION STATUS CODE: the last conversation ended so, and said why by its name.
told() {
  is "$1: exit code" "$status" "$2"
  like "$1: told by its name" "$said" "\"code\":\"$3\""
}

# ---- a card whose fingers are locked; the same person's good card goes on ----
insert locked.card
enrol "$yes_app" "$same"
told "both fingers locked" 18 finger-locked
insert somsri.card

# ---- one citizen, end to end ----
to_code --qr-png "$TMPDIR/code.png"
check "the code is written as a picture" wait_until 30 test -s "$TMPDIR/code.png"
is "for its owner alone" "$(stat -c %a "$TMPDIR/code.png")" 600
like "a camera reads it" "$(zbarimg -q --nodbus --raw "$TMPDIR/code.png")" \
  '^HTTPS://LOCALHOST:8443/E/[A-Z2-7]{26}$'
claim $somsri
heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
is "the phone ends well" "$status" 0
ended officer
is "the officer's side ends well" "$status" 0
like "the picture is told to be a secret" "$said" '"event":"picture".*whoever has the file has the code'
is "the states are those of the protocol" \
  "$(grep -o '"state":"[A-Z_]*"' <<<"$said" | cut -d'"' -f4 | tr '\n' ' ')" \
  "PROOFED QR_CREATED SCANNED CONFIRMED CONSENTED SAVED SUCCESS "
is "the code is in no line" "$(grep -cE 'LOCALHOST|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-' <<<"$said")" 0

said=$(ddopa --config "$conf" enrol --json --pin-fd 3 --qr-png "$TMPDIR/code.png" 3<<<"$login" 2>&1)
is "no picture is written over another file" $? 73
said=$(ddopa --config "$conf" enrol --json --pin-fd 3 --qr-png "$TMPDIR/none.png" 3<<<"$login" </dev/null 2>&1)
check "and without a code there is none" test ! -e "$TMPDIR/none.png"

# ---- refused by the linkage check: 1, every reason named ----
refused
told "enrolled already" 1 already-enrolled
insert somchai-old.card
refused
told "not the latest card" 1 not-latest-card
like "with the code that officers know" "$said" '"dopa":95002'

# ---- the card ----
insert foreign.card
enrol "$yes_app"
told "another country's card" 12 card-foreign
insert unreadable.card
lang=th enrol "$yes_app"
told "an unreadable chip" 11 card-unreadable
like "rule 5 is told in full" "$said" \
  'ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้ กรุณาแจ้งให้ผู้ประสงค์ลงทะเบียนทราบ หากประสงค์จะลงทะเบียน จะต้องดำเนินการทำบัตรประจำตัวประชาชนใหม่ก่อน'
insert no-finger.card
lang=th enrol "$yes_app" "$same"
told "a chip without fingerprint" 16 no-finger-on-card
like "rule 6 is told in full" "$said" \
  'ไม่พบลายพิมพ์นิ้วชี้ ให้เก็บลายพิมพ์นิ้วชี้ของผู้ประสงค์ลงทะเบียนลงในชิปบนบัตรประจำตัวประชาชนก่อน จึงลงทะเบียน DOPA-Digital ID ได้'

# ---- the finger ----
insert somchai.card
ddopa-training --finger stranger
enrol "$yes_app" "$same" "$right"
told "somebody else's finger" 17 finger-mismatch
enrol "$yes_app" "$same" "$right"
told "before the last try is spent" 18 finger-last-try
like "the try is counted by the card" "$said" '"right-index":2'
ddopa-training --finger right

# ---- the officer's decisions ----
status=0
said=$(printf '%s\n' "$yes_app" '{"same_person":"face-unsure"}' | ddopa --config "$conf" enrol --json \
  --pin-fd 3 --photo "$TMPDIR/face.jpg" 3<<<"$login" 2>&1) || status=$?
check "the face photo is what the chip holds" cmp "$TMPDIR/face.jpg" "$DDOPA_TRAINING_DATA/somchai.jpg"
is "for its owner alone" "$(stat -c %a "$TMPDIR/face.jpg")" 600
said=$(ddopa --config "$conf" enrol --json --pin-fd 3 --photo "$TMPDIR/face.jpg" 3<<<"$login" 2>&1)
is "and never over another file" $? 73
enrol '{"app":false}'
told "no app on the phone" 19 no-app
for reason in not-same-person face-unsure card-of-another face-not-shown; do
  enrol "$yes_app" "{\"same_person\":\"$reason\"}"
  told "not the same person, and why" 28 "$reason"
done
enrol "$yes_app" '{"same_person":false}'
told "no is never said without a reason" 22 input-ended
enrol "$yes_app"
told "nobody answers for the person" 22 input-ended

# ---- the card pulled at any point before the code ends it; after it changes nothing ----
for point in '"ask":"same_person"' '"ask":"finger"'; do
  officer
  say officer "$yes_app"
  heard officer '"ask":"same_person"'
  [ "$point" = '"ask":"same_person"' ] || { say officer "$same"; heard officer "$point"; }
  ddopa-training --eject
  heard officer '"problem"'
  ended officer
  told "pulled at $point" 10 card-removed
  ddopa-training --insert somchai.card
done

# ---- left open, gone on with, cancelled ----
enrol "$yes_app" "$same" "$right"
told "left open after the code" 20 pending
id=$(grep -o '"id":"[^"]*"' <<<"$said" | tail -1 | cut -d'"' -f4)
like "its id is told" "$id" '^e[0-9a-f]{32}$'
officer --resume "$id"
say officer '{"cancel":true}'
ended officer
is "gone on with and cancelled" "$status" 22

# ---- the phone ----
to_code
ddopa-training --eject
claim 1470199999125 # not the card's number
say phone '{"number":"1470199999125"}'
heard phone '"digits-wrong"'
ended phone
say officer '{"cancel":true}'
ended officer
is "the card may be taken back once the code is there" "$status" 22
ddopa-training --insert somchai.card

number=$(sed -n 's/^citizen_number = //p' "$DDOPA_TRAINING_DATA/somchai.card")
to_code
claim "$number"
heard phone '"match_code"'
right_code=$(member match_code "$line")
for try in 1 2 3; do
  wrong=$(((10#$right_code + 1) % 10000))
  heard officer '"ask":"match_code"'
  say officer "$(printf '{"match_code":"%04d"}' $wrong)"
  [ $try = 3 ] || { heard phone '"changed":true' && right_code=$(member match_code "$line"); }
done
ended phone
ended officer
is "three wrong match codes end it" "$status" 23

to_code
claim "$number"
heard phone '"match_code"'
say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":false}'
ended phone
is "consent refused, on the phone" "$status" 26
ended officer
is "consent refused, at the counter" "$status" 26

to_code
claim "$number"
heard phone '"match_code"'
heard officer '"ask":"match_code"'
code=$(typed_code)
talk_first_in=${talk_in[phone]} talk_first_out=${talk_out[phone]} talk_first_pid=${talk_pid[phone]}
claim "$number" "$code"
heard phone '"problem":"code-taken"'
ended phone
is "a second phone is told so" "$status" 25
heard officer '"event":"second_phone"'
say officer '{"contest":true}'
ended officer
is "the officer ends it after the second phone" "$status" 25
talk_in[phone]=$talk_first_in talk_out[phone]=$talk_first_out talk_pid[phone]=$talk_first_pid
ended phone
is "and the first phone learns of it" "$status" 25

to_code
wrong_number=1470199999125
claim $wrong_number
for try in 2 3; do
  heard phone '"problem":"digits-wrong"'
  say phone "{\"number\":\"$wrong_number\"}"
done
ended phone
is "three wrong numbers lock it, on the phone" "$status" 24
heard officer '"state":"LOCKED"'
ended officer
is "three wrong numbers lock it, at the counter" "$status" 24

# ---- the counter itself ----
login='1234567890121
11112222' enrol "$yes_app"
told "a wrong PIN" 27 wrong-pin
like "with the code that officers know" "$said" '"dopa":90090'
sed 's/^type = file/type = none/; /^path = /d' "$conf" >"$TMPDIR/none.conf"
chmod 600 "$TMPDIR/none.conf"
conf=$TMPDIR/none.conf enrol "$yes_app" "$same" "$right"
told "no finger sensor at this counter" 15 no-sensor
sed 's/^training = yes/training = no/' "$conf" >"$TMPDIR/real.conf"
chmod 600 "$TMPDIR/real.conf"
conf=$TMPDIR/real.conf enrol "$yes_app"
is "a counter that is no training and a centre that is" "$status" 78
sed 's,counter.pem,none.pem,' "$conf" >"$TMPDIR/no-cert.conf"
chmod 600 "$TMPDIR/no-cert.conf"
conf=$TMPDIR/no-cert.conf enrol "$yes_app"
is "no certificate" "$status" 29
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 \
  -subj /O=DOPA/OU=4701/CN=4701-01 -keyout "$TMPDIR/foreign.key" -out "$TMPDIR/foreign.pem" 2>/dev/null
chmod 600 "$TMPDIR/foreign.key"
sed "s,^certificate = .*,certificate = $TMPDIR/foreign.pem,; s,^key = .*,key = $TMPDIR/foreign.key," \
  "$conf" >"$TMPDIR/foreign.conf"
chmod 600 "$TMPDIR/foreign.conf"
conf=$TMPDIR/foreign.conf enrol "$yes_app"
told "a foreign certificate" 29 certificate-refused

# ---- and still the next citizen is served ----
to_code
claim "$number"
heard phone '"match_code"'
say officer "{\"match_code\":\"$(member match_code "$line")\"}"
say phone '{"pin":"83520917","again":"83520917"}'
say phone '{"consent":true,"pin":"83520917"}'
ended phone
ended officer
is "after all that the next citizen is enrolled" "$status" 0

# ---- reader, pcscd and centre gone; last, as they do not come back ----
pkill -TERM pcscd
wait_until 30 test ! -S /run/pcscd/pcscd.comm
enrol "$yes_app"
told "no pcscd" 14 no-pcscd
mkdir "$TMPDIR/no-readers"
beside pcscd -f -c "$TMPDIR/no-readers" >/dev/null 2>&1
wait_until 30 test -S /run/pcscd/pcscd.comm
enrol "$yes_app"
told "no reader" 13 no-reader
pkill -KILL ddopa-centrald
nobody_listens() {
  ! (: >/dev/tcp/127.0.0.1/9443) 2>/dev/null
}
check "a centre that was killed leaves nobody listening" wait_until 30 nobody_listens
enrol "$yes_app"
told "the centre is down" 69 centre-down
done_testing
