# shellcheck shell=bash
# A lost phone: at the counter the digital ID is revoked, and the phone's next sign-in is refused at
# once. Then the holder is enrolled anew, for a new phone, and its key stands.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

somsri=1112034563562

# revoke OPTION...: $status, and $said, all of it.
revoke() {
  status=0
  said=$(ddopa --config "$conf" --lang en revoke --pin-fd 3 "$@" 3<<<"$login" 2>&1) || status=$?
}

# From the card to success, on a phone of that name.
enrolled() {
  local name=$1
  shift
  to_code "$@"
  wait_until 30 code_painted
  start "$name" ddopa-phone --json --training --lang en --host LOCALHOST:8443 \
    --ca "$DDOPA_TRAINING/ca.pem" --state "$TMPDIR/$name"
  say "$name" '{"leave":true}'
  say "$name" "{\"number\":\"$somsri\"}"
  say "$name" '{"terms":true}'
  say "$name" "{\"code\":\"$(typed_code)\"}"
  heard "$name" '"match_code"'
  say officer "{\"match_code\":\"$(member match_code "$line")\"}"
  say "$name" '{"pin":"83520917","again":"83520917"}'
  say "$name" '{"consent":true,"pin":"83520917"}'
  ended "$name"
  ended officer
}

# ask PHONE COMMAND...: what the phone asks the centre with its key; $status and $said.
ask() {
  local name=$1
  shift
  status=0
  said=$(ddopa-phone --training --lang en --host LOCALHOST:8443 --ca "$DDOPA_TRAINING/ca.pem" \
    --state "$TMPDIR/$name" --json --pin-fd 3 "$@" 3<<<83520917 2>&1) || status=$?
}

insert somsri.card
revoke --reason lost
is "whoever never was enrolled has nothing to revoke" "$status" 66
like "which is said" "$said" DD-530

enrolled lost
is "enrolled" "$status" 0
ask lost sign-ins
is "the phone can sign in" "$status" 0

revoke
is "a reason is never preset" "$status" 64
ask lost sign-ins
is "nothing was revoked by that" "$status" 0
revoke --reason lost --json
is "revoked at the counter" "$status" 0
like "since when and why" "$said" '^\{"result":"revoked","revoked":"20[0-9T:.-]+Z","reason":"lost"\}$'
first=$said
case $said in
*"$somsri"*) not_ok "without the citizen's number" ;;
*) ok "without the citizen's number" ;;
esac
ask lost sign-ins
is "the next sign-in of the old key is refused" "$status" 77
like "because it is dead" "$said" DD-817
ask lost identity
is "it holds no digital ID any more" "$status" 77

revoke --reason stolen --json
is "revoked again" "$status" 0
is "the first time and reason stand" "$said" "$first"
revoke --reason stolen
like "in words too" "$said" '^The digital ID is revoked since [0-9]{2}/[0-9]{2}/25[0-9]{2} [0-9:]{8}: the phone is lost\.'

enrolled found --new-phone
is "a new phone is enrolled" "$status" 0
ask found sign-ins
is "and its key can sign in" "$status" 0
ask lost sign-ins
is "the old one stays dead" "$status" 77
done_testing
