# shellcheck shell=bash disable=SC2317,SC2119,SC2120 # its functions are called by what the scripts say
# tests/story/clerk.sh - lets a script for the screen change the training world around it:
#
#   . "$top_srcdir/tests/story/clerk.sh"     in the story, inside its world
#   clerk
#   run $CLERK swap boonmee.card             in the script: a function below, and its words
#
# The programs that it starts are the story's and end with it.

# The first reader holds no card, as pcscd sees it.
reader_empty() {
  ! opensc-tool -r 0 -a >/dev/null 2>&1
}

# ---- cards ----

eject() {
  ddopa-training --eject && wait_until 30 reader_empty
}

insert() {
  ddopa-training --insert "$1"
}

swap() {
  eject && insert "$1"
}

# Pulls the card after so many more commands.
eject_after() {
  ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "eject-after $1"
}

finger() {
  ddopa-training --finger "$1"
}

no_finger() {
  rm -f "$DDOPA_TRAINING/finger"
}

# A command to the card program.
simcard() {
  ddopa-simcard --control "$DDOPA_TRAINING/card.sock" --send "$*"
}

# chip WORDS...: what the chip itself holds of the fingers has these words in it.
chip() {
  local held
  held=$(simcard fingers)
  [[ $held = *"$*"* ]] || { echo "the chip holds: $held"; return 1; }
}

# ---- the smart card service ----

ends() {
  local number
  number=$(pgrep -o -x "$1") || return 0
  kill -TERM "$number" && wait_until 30 gone_process "$number"
}

gone_process() {
  [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

no_pcscd() {
  ends pcscd
}

# pcscd with, or without, a reader.
pcscd_with() {
  ends pcscd && rm -f /run/pcscd/pcscd.comm
  beside pcscd -f -c "$1" >"$TMPDIR/pcscd.log" 2>&1
  wait_until 30 test -S /run/pcscd/pcscd.comm
}

no_reader() {
  mkdir -p "$TMPDIR/no-readers" && pcscd_with "$TMPDIR/no-readers"
}

reader() {
  pcscd_with "$DDOPA_TRAINING/reader.conf.d"
}

# ---- a centre beside the world's own, which can be stopped and started ----

# Its counter's configuration is $TMPDIR/own.conf, its address for citizens LOCALHOST:8444.
own_centre() {
  (umask 077 && sed 's/localhost:9443/localhost:9444/' "$DDOPA_TRAINING/ddopa.conf" >"$TMPDIR/own.conf")
  ddopa-centrald init --store "$TMPDIR/store" --from "$DDOPA_TRAINING_DATA" && centre
}

# centre [OPTION...]: started, after it was stopped.
centre() {
  no_centre
  beside ddopa-centrald run --store "$TMPDIR/store" --host LOCALHOST:8444 --training \
    --terminals 127.0.0.1:9444 --citizens 127.0.0.1:8444 --terminal-ca "$DDOPA_TRAINING/ca.pem" \
    --tls-cert "$DDOPA_TRAINING/centre.pem" --tls-key "$DDOPA_TRAINING/centre.key" "$@" \
    >"$TMPDIR/centre.log" 2>&1
  echo $! >"$TMPDIR/centre.pid"
  wait_until 30 centre_listens
}

centre_listens() {
  (exec 3<>/dev/tcp/127.0.0.1/9444) 2>/dev/null
}

no_centre() {
  local number
  [ -s "$TMPDIR/centre.pid" ] || return 0
  number=$(cat "$TMPDIR/centre.pid")
  kill -TERM "$number" && wait_until 30 gone_process "$number"
}

# ---- the screen ----

# kill -9 of the process that paints: of the program's processes the youngest with a terminal.
kill_screen() {
  kill -KILL "$(ps -eo pid=,tty=,comm= | awk '$3 == "ddopa" && $2 != "?" { n = $1 } END { print n }')"
}

# ---- asking ----

clerk() {
  export CLERK=$TMPDIR/clerk
  mkfifo "$TMPDIR/ask" "$TMPDIR/answer"
  cat >"$CLERK" <<END
#!/bin/sh
echo "\$*" >"$TMPDIR/ask"
read -r said <"$TMPDIR/answer"
[ "\$said" = done ] || { echo "\$said: \$*"; cat "$TMPDIR/clerk.log"; exit 1; }
END
  chmod +x "$CLERK"
  clerk_works 2>"$TMPDIR/clerk.log" &
}

clerk_works() {
  local words ask answer said
  # Both stay open, so that nobody who has just opened one finds its end.
  exec {ask}<>"$TMPDIR/ask" {answer}<>"$TMPDIR/answer"
  while read -ra words <&"$ask"; do
    said=failed
    "${words[@]}" >&2 && said="done"
    echo "$said" >&"$answer"
  done
}
