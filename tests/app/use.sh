# shellcheck shell=bash disable=SC2317 # a function that check calls
# The digital ID in use, in Chromium: enrolled by the app, then Queue Online, requests to sign in
# by a real service, what the registers hold, who looked, wrong PINs, and revoked at the end.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/app/lib.sh"
fetched
in_world "$@"

somsri=1112034563562
pin=83520917

# Nothing on this screen hinders anybody.
clean() {
  shot "use-$1"
  act axe
  is "nothing hinders anybody: $1" "$(jq -c .violations <<<"$line")" "[]"
}

# A service that citizens sign in to, and what it asks the centre: post PATH [NAME=VALUE]...
registered() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$TMPDIR/shop.key" &&
    openssl pkey -in "$TMPDIR/shop.key" -pubout -out "$TMPDIR/shop.pub" &&
    ddopa-admin client add --store "$DDOPA_TRAINING/store" shop "$TMPDIR/shop.pub" ร้านทดสอบ "Test shop"
}

centre() {
  curl -sS --cacert "$DDOPA_TRAINING/ca.pem" "$@"
}

post() {
  local path=$1 given=() issuer
  shift
  issuer=$(centre https://localhost:8443/.well-known/openid-configuration | jq -r .issuer)
  for value; do given+=(--data-urlencode "$value"); done
  centre "https://localhost:8443/oidc/$path" "${given[@]}" \
    -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    -d "client_assertion=$(node "$top_srcdir/tests/app/assertion.mjs" "$TMPDIR/shop.key" shop "$issuer")"
}

# asks BINDING: one citizen to sign in.
asks() {
  local answer
  answer=$(post backchannel-authentication scope=openid login_hint=$somsri "binding_message=$1")
  request=$(jq -r .auth_req_id <<<"$answer")
  like "the service asks: $1" "$answer" '"auth_req_id"'
}

token() {
  post token grant_type=urn:openid:params:grant-type:ciba "auth_req_id=$request"
}

to_code
wait_until 30 code_painted
browser en
act go url https://localhost:8443/
act press text "No camera, I will type the code"
act fill id number text $somsri
act press text Next
act press text "I accept"
act fill id code text "$(typed_code)"
act press text Next
act text id digits
digits=$(member text "$line")
act fill id pin text $pin
act fill id pin-again text $pin
act press text "Set the PIN"
act see text "Waiting for the officer"
say officer "{\"match_code\":\"$digits\"}"
act see text "Your consent"
act fill id pin text $pin
act press text "I consent"
act see text "This phone holds your Digital ID now."
ended officer
is "the citizen is enrolled" "$status" 0

act press text Home
act see text "Queue Online"
clean home

# ---- Queue Online; a wrong PIN first ----
act press text "Queue Online"
act see text "Type your PIN"
clean pin
act fill id pin text 11111111
act press text Open
act see text "4 more tries"
act fill id pin text $pin
act press text Open
act see text "You have booked nothing."
clean queue
act fill id office text 4701
act choose id day value "$(TZ=UTC-7 date -d '3 days' +%F)"
act press text "Show the hours"
act see text "Mueang Sakon Nakhon"
clean hours
act press text "Book 09:00-10:00 (6 free)"
act see text "Come within this hour"
act see text "09-01"
clean booked
act press text Home
act press text "Queue Online"
act see text "What you have booked"
clean bookings
act fill id office text 4701
act choose id day value "$(TZ=UTC-7 date -d '3 days' +%F)"
act press text "Show the hours"
act press text "Book 10:00-11:00 (6 free)"
act see text DD-820
clean problem
act press text Home
act press text "Queue Online"
act press text "Cancel the booking"
act see text "Cancel this booking?"
clean cancel
act press text "Yes, cancel it"
act see text "Its place is free for others."
act press text Home

# ---- what the registers hold, and who looked ----
act press text "What the registers hold on you"
act see text "47019900001/01010001"
clean self-view
act press text "Who looked at your data"
act see text "to see what the registers hold on you"
act see text "(4701-01)"
clean looks
act press text Home

# ---- requests to sign in ----
act press text "Requests to sign in"
act see text "No service asks you to sign in."
clean sign-ins
check "a service is registered" registered
asks first
act press text "Look again"
act see text "Test shop"
act see text "first"
clean sign-in
act press text Approve
act see text "Sign in to this service"
clean approval
act fill id pin text $pin
act press text Approve
act see text "You are signed in"
clean signed-in
like "the service gets its token" "$(token)" '"id_token"'
asks second
act press text Home
act press text "Requests to sign in"
act see text "second"
act press text Decline
act see text "The service was refused"
like "the service is told" "$(token)" '"access_denied"'
act press text Home

# ---- in Thai; the centre away; revoked ----
act press text "ภาษาไทย"
act see text "จองคิวออนไลน์"
act press text "จองคิวออนไลน์"
act see text "ท่านยังไม่ได้จองคิว"
clean queue-th
act press text "English"
act see text "You have booked nothing."
act press text Home
act offline on true
act press text "Who looked at your data"
act see text DD-401
act offline on false
act press text "Try again"
act see text "to book a place in the queue"
act reload
act press text "Revoke this digital ID"
act see text "cannot be undone"
clean revoke
act choose id reason value misused
act fill id pin text $pin
act press text Revoke
act see text "Its key is dead, and no longer on this phone."
clean revoked
act reload
act see text "Allow the app to use the devices"
act report
is "no other host was asked" "$(jq -c .hosts <<<"$line")" '["localhost:8443"]'
ended browser
done_testing
