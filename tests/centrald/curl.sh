# shellcheck shell=bash
# What curl, the program, is told by the counters' listener: with a good certificate an answer,
# otherwise nothing but TLS's alert, and which one.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

d=$TMPDIR
# authority NAME
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$d/$1.key" -out "$d/$1.pem" 2>/dev/null
}
# issue NAME AUTHORITY SUBJECT [OPTION...]: by `openssl ca`, which can say when.
issue() {
  local name=$1 by=$2 subject=$3
  shift 3
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$subject" \
    -keyout "$d/$name.key" -out "$d/$name.csr" 2>/dev/null
  openssl ca -batch -notext -config "$d/$by.cnf" -in "$d/$name.csr" -out "$d/$name.pem" "$@" \
    2>/dev/null
}
for name in ca stranger; do
  authority $name
  mkdir "$d/$name.new"
  : >"$d/$name.index"
  echo 01 >"$d/$name.serial"
  cat >"$d/$name.cnf" <<END
[ca]
default_ca = own
[own]
database = $d/$name.index
serial = $d/$name.serial
new_certs_dir = $d/$name.new
certificate = $d/$name.pem
private_key = $d/$name.key
default_md = sha256
default_days = 1
default_crl_days = 1
unique_subject = no
policy = any
[any]
O = optional
OU = optional
CN = supplied
END
done
counter="/O=DOPA/OU=4701/CN=4701-01"
issue server ca /CN=localhost
issue good ca "$counter"
issue revoked ca "$counter"
issue expired ca "$counter" -startdate 20200101000000Z -enddate 20200102000000Z
issue wrong stranger "$counter"
openssl ca -config "$d/ca.cnf" -revoke "$d/revoked.pem" 2>/dev/null
openssl ca -config "$d/ca.cnf" -gencrl -out "$d/crl.pem" 2>/dev/null

ddopa-centrald init --store "$d/store" --from "$top_srcdir/etc/training"
mkfifo "$d/ready"
in_loopback() {
  unshare -rnpf --kill-child bash -c 'ip link set lo up && exec "$@"' inner "$@"
}
cat >"$d/inner" <<END
ddopa-centrald run --store $d/store --tls-cert $d/server.pem --tls-key $d/server.key \
  --terminal-ca $d/ca.pem --terminal-crl $d/crl.pem --host localhost:8444 \
  --terminals 127.0.0.1:8443 --citizens 127.0.0.1:8444 --ready-fd 9 9>$d/ready &
centre=\$!
trap 'kill -KILL \$centre 2>/dev/null' EXIT
wc -c <$d/ready >$d/is_ready
ask() {
  local name=\$1
  shift
  curl -sS --max-time 30 --connect-to localhost:8443:127.0.0.1:8443 --cacert $d/ca.pem "\$@" \
    https://localhost:8443/v1/status >$d/\$name.out 2>$d/\$name.err
  echo \$? >$d/\$name.status
}
ask none
for name in good revoked expired wrong; do
  ask \$name --cert $d/\$name.pem --key $d/\$name.key
done
kill -TERM \$centre
wait \$centre
echo \$? >$d/ended
END
in_loopback bash "$d/inner"

is "it listens" "$(cat "$d/is_ready")" 1
is "a good certificate: an answer" "$(cat "$d/good.status") $(jq -r .counter "$d/good.out")" "0 01"
# told NAME ALERT
told() {
  is "$1: no answer" "$(cat "$d/$1.status"):$(cat "$d/$1.out")" 56:
  like "$1: which alert" "$(cat "$d/$1.err")" "alert $2"
}
told none "certificate required"
told revoked "certificate revoked"
told expired "certificate expired"
told wrong "unknown ca"
is "the centre ends well" "$(cat "$d/ended")" 0
done_testing
