# shellcheck shell=bash disable=SC2154,SC2034 # shared with the stories
# tests/long/own_centre.sh - a centre beside that of the world, for what is done by the thousand.
# Sourced inside a world: $conf is a counter's of it, $d the world's directory.
# It rations nothing, and has places for 5,000 in each hour of an office: more than a list of a day
# can hold, hence past the check of what is loaded.
ddopa-centrald init --store "$TMPDIR/store" --from "$top_srcdir/etc/training" >init.log 2>&1 || {
  cat init.log
  exit 99
}
sqlite3 "$TMPDIR/store" "UPDATE slots SET capacity = 5000 WHERE office = '4701'"
d=$DDOPA_TRAINING
mkfifo ready
setpriv --pdeathsig KILL ddopa-centrald run --store "$TMPDIR/store" --tls-cert "$d/centre.pem" \
  --tls-key "$d/centre.key" --terminal-ca "$d/ca.pem" --issuer-cert "$d/ca.pem" \
  --issuer-key "$d/ca.key" --host LOCALHOST:8555 --training --terminals 127.0.0.1:9555 \
  --citizens 127.0.0.1:8555 --terminal-rate 0 --ready-fd 8 8>ready 2>centre.log &
check "the centre is there" read -rt 30 -N 1 _ <ready
sed "s|localhost:9443|localhost:9555|; s|$d/state|$TMPDIR/state|" "$conf" >own.conf
conf=$TMPDIR/own.conf

batch() {
  exec setpriv --pdeathsig KILL ddopa --config "$conf" --lang en batch --jobs 8 --pin-fd 3 "$@" 3<<<"$login"
}
