# shellcheck shell=bash
# A citizen enrolled by the app in Chromium: by the typed code, as the phone's screen has it, to
# SUCCESS on both sides.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/app/lib.sh"
fetched
in_world "$@"

somsri=1112034563562
pin=83520917

to_code
wait_until 30 code_painted
browser en
act go url https://localhost:8443/
act see text "Allow the app to use the devices"
shot leave
act axe
is "nothing that hinders anybody" "$(jq -c .violations <<<"$line")" "[]"
act press text "No camera, I will type the code"
act fill id number text 1112034563561
act press text Next
act see text "These are not 13 right digits"
shot number
act fill id number text $somsri
act text id number
is "the number is grouped as it is typed" "$(member text "$line")" 1-1120-34563-56-2
act press text Next
act see text "Terms and conditions"
shot terms
act press text "I accept"
act see text "Type the code"
shot code
act fill id code text "$(typed_code)"
act press text Next
act text id digits
digits=$(member text "$line")
shot match
like "four digits for the officer" "$digits" '^[0-9]{4}$'
act fill id pin text 12345678
act fill id pin-again text 12345678
act press text "Set the PIN"
act see text DD-809
shot weak
act fill id pin text $pin
act fill id pin-again text $pin
act press text "Set the PIN"
act see text "Waiting for the officer"
shot officer
say officer "{\"match_code\":\"$digits\"}"
act see text "Your consent"
act reload
act see text "Your consent"
shot consent
act fill id pin text 11111111
act press text "I consent"
act see text "4 more tries"
shot tries
act fill id pin text $pin
act press text "I consent"
act see text "This phone holds your Digital ID now."
shot success
act axe
is "nor at the end" "$(jq -c .violations <<<"$line")" "[]"
act report
is "no other host was asked" "$(jq -c .hosts <<<"$line")" '["localhost:8443"]'
is "nothing was refused by the policy" "$(jq -c .errors <<<"$line")" "[]"
bytes=$(jq .bytes <<<"$line")
note "$bytes bytes were transferred"
check "at most 150 KiB were transferred" test "$bytes" -le 153600
ended browser
ended officer
is "the officer's side ends well" "$status" 0
done_testing
