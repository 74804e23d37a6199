# shellcheck shell=bash
# A counter's certificate, from the key that is made at the counter to the day it is revoked,
# with the real programs.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"
# shellcheck source=tests/story/talk.sh
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

world=$DDOPA_TRAINING
store=$world/store
mine=$TMPDIR/mine
mkdir -m 700 "$mine"
sed -e "s|^certificate *=.*|certificate = $mine/counter.pem|" -e "s|^key *=.*|key = $mine/counter.key|" \
  "$world/ddopa.conf" >"$mine/ddopa.conf"
cert() {
  ddopa --lang en --config "$mine/ddopa.conf" cert "$@"
}
admin() {
  local group=$1 command=$2
  shift 2
  LANGUAGE=en ddopa-admin "$group" "$command" --store "$store" "$@"
}
authority=(--ca-cert "$world/ca.pem" --ca-key "$world/ca.key")

# ---- a key and a request ----
check_status 64 "a request has to go somewhere" cert request 4701 02
check_status 64 "an office has four digits" cert --request "$mine/none" request 47 02
check_status 29 "nothing to show yet" cert show
check "a key and a request are made" cert --request "$mine/counter.csr" request 4701 02
is "nobody else may read the key" "$(stat -c %a "$mine/counter.key")" 600
check "the request is one" openssl req -in "$mine/counter.csr" -noout -verify
is "for this counter" "$(openssl req -in "$mine/counter.csr" -noout -subject -nameopt compat)" \
  "subject=/O=DOPA/OU=4701/CN=4701-02"
key=$(sha256sum <"$mine/counter.key")
check_status 73 "the key is not overwritten" cert --request "$mine/other.csr" request 4701 02
is "and stays what it was" "$(sha256sum <"$mine/counter.key")" "$key"
check "no other request was left" test ! -e "$mine/other.csr"
mv "$mine/counter.key" "$mine/kept"
check_status 73 "nor is the request" cert --request "$mine/counter.csr" request 4701 02
check "no key was left without its request" test ! -e "$mine/counter.key"
mv "$mine/kept" "$mine/counter.key"

# ---- signed by the operator ----
admin terminal sign "${authority[@]}" 4701 02 "$mine/counter.csr" >"$mine/counter.pem"
check "it is signed" openssl verify -purpose sslclient -CAfile "$world/ca.pem" "$mine/counter.pem"
shown=$(cert show)
like "its subject is shown" "$shown" 'Subject: .*OU=4701.*CN=4701-02'
# seven days, but the authority of the world itself ends within two
like "and how long it lasts" "$shown" 'Days left: [12]$'
fingerprint=$(openssl x509 -in "$mine/counter.pem" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)
is "and its fingerprint" "$(cert --json show | sed -E 's/.*"fingerprint":"([0-9a-f]+)".*/\1/')" "$fingerprint"

# ---- renewed over the centre ----
check "the centre renews it" cert renew
check "with another certificate" test "$fingerprint" != \
  "$(openssl x509 -in "$mine/counter.pem" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)"
is "of the same key" "$(openssl x509 -in "$mine/counter.pem" -noout -pubkey)" \
  "$(openssl pkey -in "$mine/counter.key" -pubout)"
is "nothing else is left beside it" "$(ls "$mine")" "counter.csr
counter.key
counter.pem
ddopa.conf"

# ---- or by the operator ----
check "a request for the operator" cert --request "$mine/next.csr" renew
admin terminal renew "${authority[@]}" "$mine/next.csr" >"$mine/next.pem"
check "who signs without being told for whom" openssl x509 -in "$mine/next.pem" -noout \
  -checkend 3600
check_status 73 "which is not overwritten" cert --request "$mine/next.csr" renew

# ---- revoked ----
check "it is revoked" admin terminal revoke "${authority[@]}" --crl "$mine/crl.pem" 4701 02
check_status 29 "the centre renews it no more" cert renew
check "the list is the authority's" openssl crl -in "$mine/crl.pem" -CAfile "$world/ca.pem" -noout
is "with all three on it" "$(openssl crl -in "$mine/crl.pem" -noout -text | grep -c 'Serial Number')" 3
check_status 29 "nor does the operator" admin terminal renew "${authority[@]}" "$mine/next.csr"
is "each act is in the audit" "$(admin audit search --format csv |
  grep -oE ',(terminal\.(sign|renew|revoke)|certificate\.renew),' | sort | uniq -c | awk '{print $1 $2}' | xargs)" \
  "2,certificate.renew, 1,terminal.renew, 1,terminal.revoke, 1,terminal.sign,"
done_testing
