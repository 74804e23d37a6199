# shellcheck shell=bash disable=SC2034,SC2154,SC2119,SC2120 # shared with the stories
# tests/story/reader.sh - a world of its own with pcscd, vpcd and the simulated card, for the
# stories of `ddopa read`: namespaces, since vpcd listens on every interface; no network in
# it but its own loopback. A helper that makes a forbidden system call is killed
# (DDOPA_SANDBOX), so that none passes unseen.
#
# Is read after lib.sh; what stands behind it in the story runs inside.

if [ "${1:-}" != inside ]; then
  mine=$([ "$(id -u)" = 0 ] || echo -c --keep-caps)
  # shellcheck disable=SC2086 # none or two words
  exec unshare $mine -mnp --fork --kill-child --mount-proc bash "$0" inside
fi

training=$top_srcdir/etc/training
control=/run/simcard

ip link set lo up
mount -t tmpfs tmpfs /run
mkdir /run/pcscd /run/readers /run/none
cp /etc/reader.conf.d/vpcd /run/readers/
cd /run || exit 99

# tell COMMAND: to the running card.
tell() {
  ddopa-simcard --control "$control" --send "$1" >/run/said
}

has_card() {
  opensc-tool -r 0 -a >/dev/null 2>&1
}

has_no_card() {
  ! has_card
}

# pcsc DIRECTORY: a daemon with that configuration; its number in $daemon.
pcsc() {
  beside pcscd -f -c "$1" >/run/pcscd.log 2>&1
  daemon=$!
  wait_until 30 test -S /run/pcscd/pcscd.comm
}

# card ARGUMENT...: the program; its number in $simcard.
card() {
  beside ddopa-simcard --control "$control" "$@" >/run/simcard.out 2>/run/simcard.err
  simcard=$!
  wait_until 30 test -S "$control"
}

stop() {
  kill -TERM "$1"
  wait "$1" 2>/dev/null
}

# swap FILE: takes the card out, lets pcscd see it, and puts that one in.
swap() {
  tell eject
  wait_until 30 has_no_card || note "the card stays in"
  tell "insert $1"
}

# reading ARGUMENT...: ddopa read; output in out, messages in words, exit code in $code,
# milliseconds in $took.
reading() {
  local start
  start=$(date +%s%N)
  code=0
  timeout -k 5 60 ddopa "${language[@]}" read "$@" >/run/out 2>/run/words </dev/null || code=$?
  took=$((($(date +%s%N) - start) / 1000000))
}
language=(--lang en)

# value FILE KEY: of a card file or of the one that it is like.
value() {
  local line like
  if line=$(grep -m 1 "^$2 = " "$1"); then
    echo "${line#* = }"
  elif like=$(sed -n 's/^like = //p' "$1") && [ -n "$like" ]; then
    value "$(dirname "$1")/$like" "$2"
  fi
}
