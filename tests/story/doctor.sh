#!/bin/bash
# shellcheck disable=SC2154,SC2317 # of lib.sh and talk.sh; some that others call
# `ddopa doctor` at a counter that is well, and at one where a fault was planted: each is found by
# its check, the message names what was planted, and there is advice.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/story/clerk.sh"
. "$top_srcdir/tests/openapi/modules.sh"
[ -n "${DDOPA_TRAINING:-}" ] || check "the validator can be fetched" fetch_modules
cases=1 # the world's begins anew
in_world

mine=$TMPDIR/my.conf
written=$TMPDIR/written
faults=0

# with SECTION.KEY VALUE...: a configuration of our own, in which these entries are other ones.
with() {
  local entry=$1 value=$2
  shift 2
  awk -v section="[${entry%%.*}]" -v key="${entry#*.}" -v value="$value" '
    $0 == section { print; print key " = " value; inside = 1; next }
    /^\[/ { inside = 0 }
    !(inside && $1 == key)' "$from" >"$mine.new" && mv "$mine.new" "$mine"
  from=$mine
  [ $# = 0 ] || with "$@"
}
configured() {
  from=$conf
  with "$@"
}

# doctor [WORD...]: what it says is in $said, its exit code in $status; WORDs stand before it. A
# machine under load may be slower than its limit: then it is asked again, but for what waits
# for the limit ($silent).
silent=
doctor() {
  local try
  for try in 1 2 3 4 5; do
    status=0
    said=$("$@" ddopa --lang en --config "$mine" doctor --json 2>"$TMPDIR/errors") || status=$?
    printf '%s\n' "$said" >>"$written"
    take
    [[ -z $silent && $said = *"no answer within"* ]] || break
    note "try $try was slower than the limit"
  done
}

# The checks that are ill, and what each of all says: one look into the JSON for all that follows.
# What the machine itself lacks that this runs on is told beside, and is none of them.
machines=" swap core landlock memory preload "
declare -A value finding remedy
take() {
  local id how what todo lacks=
  ill=
  while IFS=$'\t' read -r id how what todo; do
    finding[$id]=$how value[$id]=$what remedy[$id]=$todo
    [[ $how = @(fault|warning) ]] || continue
    if [[ $machines = *" $id "* ]]; then lacks=yes; else ill+=${ill:+ }$id; fi
  done < <(jq -r '.checks[] | [.id, .finding, .value, .remedy // "-"] | @tsv' <<<"$said")
  [ -z "$lacks" ] || [ -n "$ill" ] || status=0
}

# found FAULT ID NAMES [OTHERS]: the check says so and names it; the others are those that it
# drags along, and none is ill besides.
found() {
  local what=$1 id=$2 names=$3 others=${4:-}
  faults=$((faults + 1))
  if [[ ${value[$id]} = *"$names"* && ${finding[$id]} = @(fault|warning) && ${remedy[$id]} != - &&
    $status = 1 && $(sorted "$ill") = "$(sorted "$id $others")" ]]; then
    ok "found: $what ($id: ${value[$id]})"
  else
    not_ok "found: $what"
    note "$id: ${finding[$id]}: ${value[$id]} -> ${remedy[$id]}"
    note "ill: $ill, status $status, $(cat "$TMPDIR/errors")"
  fi
}

sorted() {
  tr ' ' '\n' <<<"$1" | grep . | sort | tr '\n' ' '
}

# What mounts or changes routes in the world, which an ordinary user cannot.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$1"; else note "not root: $1 is left out"; fi
}

# ---- a counter that is well ----
configured terminal.language en
before=$(cd "$DDOPA_TRAINING/state" && find . -printf '%p %m %s %T@ %C@\n')
doctor
is "all is well" "$ill $status" " 0"
for id in $machines; do
  note "this machine: $id: ${finding[$id]}: ${value[$id]}"
done
is "nothing was changed" "$(cd "$DDOPA_TRAINING/state" && find . -printf '%p %m %s %T@ %C@\n')" "$before"
like "it takes no longer than its limit" "$(jq .took_ms <<<"$said")" '^([0-9]{1,3}|[12][0-9]{3})$'
thai=$(ddopa --config "$mine" --lang th doctor)
like "it speaks Thai" "$thai" 'ปกติ · ใบรับรอง \(certificate\): '
like "and English" "$(ddopa --config "$mine" --lang en doctor)" 'good · Certificate \(certificate\): '

# ---- configuration and files ----
configured centre.port 9443
doctor
found "an entry that there is not" configuration centre.port "card-service-socket sensor"

configured centre.ca /nonexistent/ca.pem
doctor
found "no file of authorities" authorities "/nonexistent/ca.pem" "configuration tls"

(umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$TMPDIR/other.key" &&
  openssl req -x509 -new -key "$TMPDIR/other.key" -subj "/CN=Other authority (test)" -days 400 \
    -out "$TMPDIR/other.pem") 2>"$TMPDIR/log"
configured centre.ca "$TMPDIR/other.pem"
doctor
found "an authority that is not the centre's" tls "another authority" ""

configured centre.key "$TMPDIR/other.key"
doctor
found "a key that is not the certificate's" key "$TMPDIR/other.key" "centre"

cp "$DDOPA_TRAINING/counter.key" "$TMPDIR/open.key" && chmod 0644 "$TMPDIR/open.key"
configured centre.key "$TMPDIR/open.key"
doctor
found "a key that others can read" key "0644" "configuration"

# lists NAME HOURS: a list of the world's authority, which runs out after so many hours.
mkdir "$TMPDIR/lists" && : >"$TMPDIR/lists/index.txt" && : >"$TMPDIR/lists/index.txt.attr"
lists() {
  (cd "$TMPDIR/lists" && printf '[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ndefault_md=sha256\n' >conf &&
    openssl ca -config conf -gencrl -cert "$DDOPA_TRAINING/ca.pem" -keyfile "$DDOPA_TRAINING/ca.key" \
      -crl_lastupdate "$2" -crl_nextupdate "$3" -out "$TMPDIR/$1.pem") 2>"$TMPDIR/log"
}
utc() {
  date -u -d "$1" +%Y%m%d%H%M%SZ
}
lists fresh "$(utc '1 hour ago')" "$(utc '7 days')"
configured centre.crl "$TMPDIR/fresh.pem"
doctor
is "a list of revocations that is fresh is no fault" "$ill ${finding[revocations]}" " good"
lists stale "$(utc '30 hours ago')" "$(utc '7 days')"
configured centre.crl "$TMPDIR/stale.pem"
doctor
found "a list of revocations that is older than a day" revocations "stale.pem: 30 hours old"
lists old "$(utc '9 days ago')" "$(utc '2 days ago')"
configured centre.crl "$TMPDIR/old.pem"
doctor
found "a list of revocations that has run out" revocations "old.pem: ran out" "tls"
configured centre.crl "$TMPDIR/other.pem"
doctor
found "a file of revocations that holds none" revocations "other.pem" "tls"

openssl req -new -key "$DDOPA_TRAINING/counter.key" -subj "/C=TH/OU=4701/CN=4701-01" 2>"$TMPDIR/log" |
  openssl x509 -req -days -1 -CA "$DDOPA_TRAINING/ca.pem" -CAkey "$DDOPA_TRAINING/ca.key" \
    -set_serial 99 -out "$TMPDIR/expired.pem" 2>"$TMPDIR/log"
configured centre.certificate "$TMPDIR/expired.pem"
doctor
found "a certificate that has expired" certificate "$TMPDIR/expired.pem: expired" "centre"

configured centre.certificate "$TMPDIR/absent.pem"
doctor
found "no certificate" certificate "$TMPDIR/absent.pem" "configuration"

mkdir -m 0755 "$TMPDIR/open"
configured state.directory "$TMPDIR/open"
doctor
found "a journal that others can read" state-directory "$TMPDIR/open: mode 0755" ""

full_disk() {
  mkdir -m 0700 "$TMPDIR/small" && mount -t tmpfs -o size=4m,mode=0700 none "$TMPDIR/small"
  configured state.directory "$TMPDIR/small"
  doctor
  found "a disk that is full" disk "$TMPDIR/small: 4 MiB" ""
  mount -o remount,ro "$TMPDIR/small"
  configured state.directory "$TMPDIR/small"
  doctor
  found "a disk that cannot be written" journal "$TMPDIR/small: Read-only" "disk"
  umount "$TMPDIR/small"
}
as_root full_disk

mkdir -m 0700 "$TMPDIR/damaged" && printf 'https://localhost:9443\nnothing\n' >"$TMPDIR/damaged/checkpoint"
configured state.directory "$TMPDIR/damaged"
doctor
found "a damaged checkpoint" checkpoint "$TMPDIR/damaged/checkpoint" ""

configured sensor.path "$TMPDIR/no-finger"
doctor
found "a sensor's file that is not there" programs "$TMPDIR/no-finger" ""

configured sensor.type none
doctor
found "no sensor" sensor "DD-201" ""

# ---- the way to the centre ----
configured centre.url https://nowhere.invalid:9443
doctor
found "a name that nobody knows" name "nowhere.invalid" ""

configured centre.url https://localhost:1
doctor
found "a port where nobody listens" connection "localhost:1 " ""

dead_network() {
  ip route add 192.0.2.0/24 dev lo
  configured centre.url https://192.0.2.1:9443
  silent=yes
  doctor
  found "a network that swallows everything" connection "no answer" ""
  like "within three seconds" "$(jq .took_ms <<<"$said")" '^[0-2]?[0-9]{3}$'
  is "the rest is told all the same" "${finding[card-service]} ${finding[disk]}" "good good"

  printf 'nameserver 192.0.2.1\n' >"$TMPDIR/resolv.conf"
  mount --bind "$TMPDIR/resolv.conf" /etc/resolv.conf
  configured centre.url https://centre.test:9443
  doctor
  found "a name server that is silent" name "no answer" ""
  like "within three seconds" "$(jq .took_ms <<<"$said")" '^[0-2]?[0-9]{3}$'
  umount /etc/resolv.conf
  silent=
}
as_root dead_network

beside openssl s_server -accept 127.0.0.1:9555 -tls1_2 -quiet -cert "$TMPDIR/other.pem" \
  -key "$TMPDIR/other.key" >"$TMPDIR/server.log" 2>&1
wait_until 30 bash -c 'exec 3<>/dev/tcp/127.0.0.1/9555' 2>/dev/null
configured centre.url https://localhost:9555
doctor
found "a centre that speaks no TLS 1.3" tls "TLS 1.3" ""

own_centre
echo 7205000 >"$TMPDIR/ahead"
centre --training-clock "$TMPDIR/ahead"
configured centre.url https://localhost:9444
doctor
found "a clock that is two hours late" clock "by 720" ""

# A configuration that is not root's is believed in training alone.
configured terminal.training no
doctor
if [ "$(id -u)" = 0 ]; then
  found "a training centre in real service" centre "DD-409" "card-service-socket certificate tls authorities"
else
  found "a configuration of one's own in real service" configuration "DD-003" \
    "card-service-socket certificate tls authorities"
fi

# ---- reader ----
configured reader.name "Test Reader 9000"
doctor
found "no reader of that name" reader "Test Reader 9000" ""

configured reader.socket "$TMPDIR/nowhere.comm"
doctor
found "no card service at the configured socket" card-service-socket "$TMPDIR/nowhere.comm" "card-service"

configured terminal.language en
eject
doctor
is "no card is told, and is no fault" "${finding[card]} $ill $status" "unknown  0"

no_reader
doctor
found "no reader" reader "DD-104" ""
no_pcscd
beside pcscd -f --apdu -c "$DDOPA_TRAINING/reader.conf.d" >"$TMPDIR/pcscd.log" 2>&1
wait_until 30 test -S /run/pcscd/pcscd.comm
doctor
found "a card service that writes down what cards say" card-service-log "--apdu" ""
no_pcscd
doctor
found "no card service" card-service "DD-101" "card-service-socket"
reader

# ---- account and terminal ----
doctor env LC_ALL=tlh_XX.UTF-8
found "a locale that there is not" locale "tlh_XX.UTF-8" ""
doctor env LC_ALL=C
found "a locale without Thai" locale "C: ANSI_X3.4-1968" ""
doctor env TZ=Asia/Nowhere
found "a time zone that there is not" time-zone "Asia/Nowhere" ""
doctor env XDG_RUNTIME_DIR="$TMPDIR/no-run"
found "a runtime directory that is not there" runtime-directory "$TMPDIR/no-run" ""
doctor prlimit --memlock=65536
found "little memory for secrets" locked-memory "64 KiB" ""

# at COLUMNS ROWS TERM: the same on a terminal.
at() {
  status=0
  script -qec "stty cols $1 rows $2; TERM=$3 ddopa --lang en --config $mine doctor --json" /dev/null \
    </dev/null >"$TMPDIR/screen" || status=$?
  said=$(tr -d '\r' <"$TMPDIR/screen" | grep '^{')
  printf '%s\n' "$said" >>"$written"
  take
}
at 80 24 xterm-256color
is "a terminal that is well" "$ill $status" " 0"
at 79 24 xterm-256color
found "a terminal that is too narrow" size "79 columns" ""
at 80 24 no-such-terminal
found "a terminal of no known type" terminal "no-such-terminal" ""
at 80 24 vt100
found "a terminal without colours" colour "vt100" ""
at 80 24 dumb
found "a terminal that only writes lines" terminal "dumb" "colour keyboard"

# ---- the same table at the counter ----
. "$top_srcdir/tests/story/lines.sh"
configured terminal.language en state.directory "$TMPDIR/open"
conf=$mine
lines --lang en
log_in
say lines 8
heard lines "Ask again, or go back?" && heard lines "b. "
told=$(transcript)
like "the counter's status tells what is wrong with this computer" "$told" \
  "Journal's directory: NOT GOOD. $TMPDIR/open: mode 0755"
like "and what to do" "$told" "Make it a directory of this account's own, mode 0700."
is "and nothing of what is well there" "$(grep -c '^Disk:' <<<"$told")" 0
say lines b
heard lines "x. " && say lines x
heard lines "ended with" && ended lines

# ---- what it writes ----
is "faults planted and found, 25 at least" "$((faults >= 25))" 1
note "$faults faults"
check "all that it wrote is of its schema" holds doctor "$written"
is "what is not of the schema is refused" \
  "$(tail -n 1 "$written" | jq -c '.checks[0].finding = "fine"' >"$TMPDIR/wrong"; holds doctor "$TMPDIR/wrong" | head -1 |
    grep -c 'allowed values')" 1
is "it can be cut off" "$(ddopa --config "$mine" --lang en doctor | head -1 | cut -c1-4)" "good"
check_status 64 "an option that there is not" ddopa --config "$mine" doctor --jsno
done_testing
