# shellcheck shell=bash
# The centre as a service: its unit is well formed and shuts it in, its file of settings is
# what its page and the program say.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

page=$top_srcdir/man/ddopa-centrald.conf.5
sample=$top_srcdir/etc/ddopa-centrald.conf
unit=$TMPDIR/ddopa-centrald.service

# ---- the unit ----
programs=$(cd "$top_builddir" && pwd)
sed "s|@sbindir@|$programs|" "$top_srcdir/etc/systemd/ddopa-centrald.service.in" >"$unit"
is "the unit has no mistake" \
  "$(systemd-analyze verify --man=no --recursive-errors=one "$unit" 2>&1)" ""
check "its exposure is at most 1.5" \
  systemd-analyze security --offline=true --no-pager --threshold=15 "$unit"
echo "# $(systemd-analyze security --offline=true --no-pager "$unit" | tail -n 1)"

mkdir -p "$TMPDIR/root/etc" "$TMPDIR/root/usr/lib"
users=$top_srcdir/etc/systemd/sysusers/ddopa-centrald.conf
check "the account is made" systemd-sysusers --root="$TMPDIR/root" "$(realpath "$users")"
check "under its name" grep -q '^ddopa-centrald:' "$TMPDIR/root/etc/passwd"
like "the unit runs under that account" "$(cat "$unit")" '(^|
)User=ddopa-centrald
'
is "which owns the state's directory" "$(grep -c ' 0700 ddopa-centrald ddopa-centrald$' \
  "$top_srcdir/etc/systemd/tmpfiles/ddopa-centrald.conf")" 1

# ---- the file of settings ----
options() {
  LANGUAGE=en ddopa-centrald --help | sed '1,/^run:/d' | grep -oE -- '--[a-z-]+ ' | tr -d ' -' | sort
}
entries() {
  sed -nE 's/^\.It Va ([a-z-]+)$/\1/p' "$page" | tr -d - | sort
}
is "its entries are the options of run, but for those of one run" \
  "$(options | grep -vxE 'config|readyfd|terminalsfd|citizensfd|trainingclock')" "$(entries)"
is "each entry of the sample stands in the page" \
  "$(sed -nE 's/^(# )?([a-z-]+) = .*/\2/p' "$sample" | sort -u | while read -r name; do
    grep -qx ".It Va $name" "$page" || echo "$name"
  done)" ""

# bad LINE WORDS: refused with file and line, and 78.
bad() {
  printf 'jobs = 1\n%s\n' "$1" >"$TMPDIR/conf"
  check_status 78 "$1: 78" timeout 20 ddopa-centrald run --config "$TMPDIR/conf"
  like "$1: told by file and line" \
    "$(ddopa-centrald run --config "$TMPDIR/conf" 2>&1 | head -n 1)" "conf:2: .*$2"
}
bad "colour = red" "no such entry"
bad "ready-fd = 3" "no such entry"
bad "jobs" "not NAME = VALUE"
bad "jobs = many" "not such a value"
bad "training = maybe" "not such a value"
bad "store = $(head -c 2000 /dev/zero | tr '\0' x)" "too long"
printf 'jobs = 1\n' >"$TMPDIR/conf"
chmod 666 "$TMPDIR/conf"
check_status 78 "a file that others may write: 78" ddopa-centrald run --config "$TMPDIR/conf"
check_status 78 "no file: 78" ddopa-centrald run --config "$TMPDIR/none"

# A whole one is served by.
ddopa-centrald init --store "$TMPDIR/store" --from "$top_srcdir/etc/training"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
  -keyout "$TMPDIR/key.pem" -out "$TMPDIR/cert.pem" 2>/dev/null
cat >"$TMPDIR/conf" <<END
# of a test

  store =  $TMPDIR/store
tls-cert = $TMPDIR/cert.pem
tls-key = $TMPDIR/key.pem
terminal-ca = $TMPDIR/cert.pem
host = localhost
terminals = 127.0.0.1:0
citizens = 127.0.0.1:0
citizens = [::1]:0
training = yes
verbose = no
END
chmod 600 "$TMPDIR/conf"
mkfifo "$TMPDIR/ready"
ddopa-centrald run -c "$TMPDIR/conf" --ready-fd 9 9>"$TMPDIR/ready" &
running=$!
is "the file says all that is needed" "$(wc -c <"$TMPDIR/ready")" 1
kill -TERM $running
wait $running
is "and it ends well" $? 0
done_testing
