# shellcheck shell=bash
# Centre, codes, digits, phones and the terminal itself in trouble, on the registrar's screen.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

# What every phone of the script is started with.
export PHONE="ddopa-phone --json --training --lang en --host LOCALHOST:8444 --ca '$DDOPA_TRAINING/ca.pem'"

# WRONG_OF N FILE: the N-th match code that a phone wrote there, and one more.
export WRONG_OF=$TMPDIR/wrong
cat >"$WRONG_OF" <<'END'
#!/bin/bash
codes=()
until [ ${#codes[@]} -ge "$1" ]; do
  mapfile -t codes < <(sed -n 's/.*"match_code":"\([0-9]*\)".*/\1/p' "$2")
done
printf '%04d\n' $(((1${codes[$1 - 1]} + 1) % 10000))
END
chmod +x "$WRONG_OF"

eject
clerk
check "a centre of our own" "$CLERK" own_centre
screen "$top_srcdir/tests/story/screen-phones.screen"
done_testing
