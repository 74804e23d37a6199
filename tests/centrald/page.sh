# shellcheck shell=bash
# ddopa-centrald(8) and the program tell of the same options and exit codes.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-centrald.8
samples=$top_srcdir/etc/training

options_of_help() {
  LANGUAGE=en ddopa-centrald --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort
}
options_of_page() {
  sed -nE 's/^\.It Fl (. , )?-([a-z-]+).*/--\2/p' "$page" | sort
}
is "the options of --help are those of the page" "$(options_of_help)" "$(options_of_page)"

# status WANTED WHAT ARGUMENT...: the exit code, which the page must list.
listed() {
  local wanted=$1 what=$2
  shift 2
  check_status "$wanted" "$what: $wanted" timeout 60 ddopa-centrald "$@"
  check "$wanted is in the page" grep -qx ".It $wanted" "$page"
}
listed 0 "--version" --version
listed 0 "--help" --help
listed 64 "no command"
listed 64 "a command that is none" serve
listed 64 "init from nowhere" init --store "$TMPDIR/store"
listed 64 "an operand" init --store "$TMPDIR/store" --from "$samples" more
listed 64 "run without options" run
listed 64 "a life that is too long" run --code-life 601
mkdir "$TMPDIR/bad"
cp "$samples"/*.csv "$TMPDIR/bad"
echo "4701,district" >>"$TMPDIR/bad/offices.csv"
listed 65 "a bad line" init --store "$TMPDIR/store" --from "$TMPDIR/bad"
listed 74 "no files" init --store "$TMPDIR/store" --from "$TMPDIR"
listed 73 "no directory for the store" init --store "$TMPDIR/no/store" --from "$samples"
listed 0 "init" init --store "$TMPDIR/store" --from "$samples"
listed 73 "a store that is there" init --store "$TMPDIR/store" --from "$samples"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
  -keyout "$TMPDIR/key.pem" -out "$TMPDIR/cert.pem" 2>/dev/null
run=(run --store "$TMPDIR/store" --tls-cert "$TMPDIR/cert.pem" --tls-key "$TMPDIR/key.pem"
  --terminal-ca "$TMPDIR/cert.pem" --terminals 127.0.0.1:0 --citizens 127.0.0.1:0)
listed 78 "a host that is too long" "${run[@]}" --host 1234567890123456789012345
listed 78 "a clock to be moved without training" "${run[@]}" --host H --training-clock "$TMPDIR/clock"
listed 78 "a certificate that is none" "${run[@]}" --host H --tls-cert "$page"
listed 78 "an address that is none" "${run[@]}" --host H --citizens here:there
listed 78 "a socket that does not listen" "${run[@]}" --host H --citizens-fd 9 9<"$page"
listed 78 "several processes on one file" "${run[@]}" --host H --jobs 2
listed 74 "no store" "${run[@]}" --host H --store "$TMPDIR/none"
chmod 640 "$TMPDIR/store.keys"
listed 78 "keys that others may read" "${run[@]}" --host H
chmod 600 "$TMPDIR/store.keys"
printf '00112233445566778899aabbccddeeff\n' >"$TMPDIR/card.key"
chmod 644 "$TMPDIR/card.key"
listed 78 "a card key that others may read" "${run[@]}" --host H --card-key "$TMPDIR/card.key"
chmod 600 "$TMPDIR/card.key"
echo none >"$TMPDIR/card.key"
listed 78 "a card key that is none" "${run[@]}" --host H --card-key "$TMPDIR/card.key"
listed 74 "no card key" "${run[@]}" --host H --card-key "$TMPDIR/none"

# Ready, then ended by SIGTERM.
mkfifo "$TMPDIR/ready"
ddopa-centrald "${run[@]}" --host H --ready-fd 9 9>"$TMPDIR/ready" &
running=$!
is "one byte says that the listeners answer" "$(wc -c <"$TMPDIR/ready")" 1
listed 78 "a store that another process serves" "${run[@]}" --host H
kill -TERM $running
wait $running
is "SIGTERM ends it with 0" $? 0
done_testing
