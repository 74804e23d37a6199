# shellcheck shell=bash
# What goes wrong on the citizen's phone: each has its own words, what to do next, and nothing half
# done at the centre; then the same page enrolls.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/app/lib.sh"
fetched
in_world "$@"

somsri=1112034563562
pin=83520917

# The last state that the officer was told of.
state_of() {
  sed -n 's/.*"state":"\([A-Z_]*\)".*/\1/p' "${talk_log[officer]}" | tail -1
}

to_code
wait_until 30 code_painted
browser en
act go url https://localhost:8443/
act tab url https://localhost:8443/
like "a second tab does nothing" "$line" "open in another window"
act press text "No camera, I will type the code"
act fill id number text 1234567890121
act press text Next
act press text "I do not accept"
act see text DD-816
act press text "Start again"
act press text "No camera, I will type the code"
act fill id number text 1234567890121
act press text Next
act press text "I accept"
act fill id code text AAAA-AAAA-AA-A
act press text Next
act see text DD-807
act fill id code text "$(typed_code)"
act offline on true
act press text Next
act see text "The centre cannot be reached"
act see text DD-401
act offline on false
act press text "Try again"
act see text DD-808
is "wrong digits leave the code as it was" "$(state_of)" QR_CREATED
act fill id number text $somsri
act press text Next
act text id digits
digits=$(member text "$line")
act fill id pin text $pin
act fill id pin-again text $pin
act press text "Set the PIN"
say officer "{\"match_code\":\"$digits\"}"
act see text "Your consent"
act press text "I do not consent"
act see text DD-715
act axe
is "nothing that hinders anybody" "$(jq -c .violations <<<"$line")" "[]"
ended officer
like "the officer sees that it was refused" "$said" '"state":"REFUSED"'
act press text "Start again"
act see text "Allow the app to use the devices"

# A code that another phone has taken.
to_code
claim $somsri
heard phone '"match_code"'
act press text "No camera, I will type the code"
act fill id number text $somsri
act press text Next
act press text "I accept"
act fill id code text "$(typed_code)"
act press text Next
act see text DD-805
hang_up phone
say officer '{"cancel":"citizen"}'
ended officer

# The officer ends it while the phone waits.
to_code
wait_until 30 code_painted
act fill id code text "$(typed_code)"
act press text Next
act text id digits
act fill id pin text $pin
act fill id pin-again text $pin
act press text "Set the PIN"
act see text "Waiting for the officer"
for _ in 1 2 3; do
  act text id digits
  digits=$(member text "$line")
  say officer "{\"match_code\":\"$(printf '%04d' $(((10#$digits + 1) % 10000)))\"}"
  heard officer '"match_code"' || break
done
act see text DD-712
act press text "Start again"
act see text "Allow the app to use the devices"
ended officer
ended browser
done_testing
