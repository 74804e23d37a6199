# shellcheck shell=bash disable=SC2317 # functions that the script of keys calls
# The reader hangs at a thin client, the screen runs on the office server: both sides of ssh
# by the settings that are installed (etc/ssh), with an sshd of the story's own on the
# loopback of its world. The thin client is the world itself; the server's ddopa reaches its
# reader only through the socket that ssh brings.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"

office=/run/office # in the world
# Root's sshd lets the counter's account in, which is nobody else's; an ordinary user's can let
# in that user only.
counter=$(id -u) group=$(id -g)
[ "$counter" != 0 ] || counter=4244 group=4244

# The accounts of a computer of its own: ssh and sshd want one for whoever runs this, and a pty
# group tty's number (which an ordinary user cannot give). Root's sshd writes down each login.
accounts() {
  local tty=5
  [ "$(id -u)" = 0 ] || tty=$group
  mkdir "$TMPDIR/etc"
  {
    echo "counter01:x:$counter:$group::$office/home:/bin/sh"
    [ "$(id -u)" != 0 ] || echo "root:x:0:0::/root:/bin/sh"
    grep '^sshd:' /etc/passwd
  } >"$TMPDIR/etc/passwd"
  echo "counter01:*:19000::::::" >"$TMPDIR/etc/shadow"
  printf '%s\n' "ddopa-counter:x:$group:" "tty:x:$tty:" "root:x:0:" >"$TMPDIR/etc/group"
  for file in passwd shadow group; do
    mount --bind "$TMPDIR/etc/$file" "/etc/$file" || return 1
  done
  mount -t tmpfs tmpfs /var/log
}

if [ -z "${DDOPA_TRAINING:-}" ]; then
  if [ "${1:-}" != accounts ]; then
    mine=$([ "$(id -u)" = 0 ] || echo -c --keep-caps)
    # shellcheck disable=SC2086 # none or two words
    exec unshare $mine -m bash "$0" accounts
  fi
  accounts || exit 99
  shift
fi
in_world "$@"
mkdir -p "$office/home" "$office/etc" "$office/tmp"
export TMPDIR=$office/tmp # with a name that every shell takes as it is
. "$top_srcdir/tests/story/clerk.sh"

# ---- the office server ----

socket=/run/ddopa-reader/counter01/pcscd.comm
mkdir -m 755 /run/sshd /run/ddopa-reader
mkdir -m 700 /run/ddopa-reader/counter01 "$office/state"
cp "$top_builddir/ddopa" "$office/"
cp -r "$DDOPA_LOCALEDIR" "$office/locale"
cp "$DDOPA_TRAINING"/ca.pem "$DDOPA_TRAINING"/counter.pem "$office/etc/"
install -m 600 "$DDOPA_TRAINING/counter.key" "$office/etc/"
sed "s|^\[reader\]|&\nsocket = $socket|; s|$DDOPA_TRAINING/\([a-z]*\.\)|$office/etc/\1|
  s|$DDOPA_TRAINING/|$office/|" "$conf" >"$office/etc/counter01.conf"
chown "$counter:$group" /run/ddopa-reader/counter01 "$office/state" "$office/home" \
  "$office/etc/counter.key"

for key in host ddopa-screen ddopa-reader; do
  ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$office/$key"
done
echo "[127.0.0.1]:2222 $(cat "$office/host.pub")" >"$office/known"
{
  echo "restrict,pty $(cat "$office/ddopa-screen.pub")"
  echo "restrict,port-forwarding $(cat "$office/ddopa-reader.pub")"
} >"$office/authorized"

# The settings as they are installed, behind those that make this sshd a private one.
environment="DDOPA_LOCALEDIR=$office/locale DDOPA_SANDBOX=kill"
for name in ASAN_OPTIONS UBSAN_OPTIONS; do
  [ -z "${!name:-}" ] || environment+=" $name=${!name}"
done
{
  printf '%s\n' "Port 2222" "ListenAddress 127.0.0.1" "HostKey $office/host" \
    "AuthorizedKeysFile $office/authorized" "StrictModes no" "UsePAM no" "PidFile none"
  sed "s|/etc/ddopa/|$office/etc/|; s|exec ddopa|exec $office/ddopa|; s|SetEnv .*|& $environment|" \
    "$top_srcdir/etc/ssh/sshd-ddopa.conf"
} >"$office/sshd.conf"
sed "s|HostName .*|HostName 127.0.0.1\n\tPort 2222\n\tUserKnownHostsFile $office/known|; s|~/.ssh/|$office/|" \
  "$top_srcdir/etc/ssh/ssh-ddopa.conf" >"$office/ssh.conf"

check "the settings are good ones" /usr/sbin/sshd -t -f "$office/sshd.conf"
beside /usr/sbin/sshd -D -e -f "$office/sshd.conf" 2>"$office/sshd.log"
check "the office server listens" wait_until 30 grep -q "Server listening" "$office/sshd.log"

# ---- what the script asks for ----

# The finger lies on the sensor of the office server.
insert() {
  ddopa-training --insert "$1" && cp -L "$DDOPA_TRAINING/finger" "$office/finger"
}

# The reader's connection.
link() {
  beside ssh -F "$office/ssh.conf" office-reader >>"$office/link.log" 2>&1
  echo $! >"$office/link.pid"
}

cut_link() {
  local number
  number=$(cat "$office/link.pid")
  kill -KILL "$number" && wait_until 30 gone_process "$number" && wait_until 10 unconnected
}

# The same connection, silent and not closed; and as it was.
freeze_link() {
  kill -STOP "$(cat "$office/link.pid")"
}

thaw_link() {
  kill -CONT "$(cat "$office/link.pid")"
}

# The screen's card helper has a connection through the socket.
connected() {
  awk -v path="$socket" '$8 == path && $6 == "03" { n++ } END { exit n == 0 }' /proc/net/unix
}

unconnected() {
  ! connected
}

reader_in_use() {
  wait_until 30 connected
}

no_screen() {
  ! pgrep -x ddopa >/dev/null
}

screen_ended() {
  wait_until 30 no_screen
}

# ---- the story ----

# Without its connection the commands end, and say why.
check_status 14 "no card can be read" ddopa --config "$office/etc/counter01.conf" read
conf=$TMPDIR/batch.conf
sed "s|$office/state|$TMPDIR/state|" "$office/etc/counter01.conf" >"$conf"
refused
is "nor can an enrollment begin" "$status" 14
like "the reader is away" "$said" '"problem":"DD-114"'

eject
clerk
export OFFICE="ssh -F $office/ssh.conf office"
screen "$top_srcdir/tests/story/remote.screen"

# ---- what the counter's keys cannot do ----

# refused_to DESCRIPTION STATUS ARGUMENT...: ssh ends with that status, quickly.
refused_to() {
  local what=$1 status=$2
  shift 2
  check_status "$status" "$what" timeout -k 1 20 ssh -F "$office/ssh.conf" "$@" </dev/null
}

is "the socket is the account's alone" "$(stat -c %a "$socket")" 600
refused_to "another command: the screen comes, and finds no terminal" 69 \
  -o RequestTTY=no office "touch $office/touched"
check_status 1 "that command has not run" test -e "$office/touched"
refused_to "the screen's key brings no socket" 255 -o SessionType=none \
  -o RemoteForward="/run/ddopa-reader/counter01/other.comm /run/pcscd/pcscd.comm" \
  -o ExitOnForwardFailure=yes office
refused_to "the reader's key shows no screen" 255 -o SessionType=default -o ClearAllForwardings=yes \
  -o RequestTTY=force office-reader
refused_to "nor brings a port" 255 -o RemoteForward="127.0.0.1:2223 127.0.0.1:2222" office-reader

is "sshd has written down nothing of the citizens" \
  "$(grep -cE '1470199999117|Orathai|อรทัย' "$office/sshd.log")" 0
done_testing
