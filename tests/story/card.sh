# shellcheck shell=bash
# The simulated card behind a real pcscd: opensc-tool reads it, it is pulled and
# swapped, goes as slowly as told, and works where vpcd connects out.
#
# Runs in a world of its own (namespaces), since vpcd listens on every interface.
# shellcheck disable=SC2317 # functions that check and wait_until call
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

if [ "${1:-}" != inside ]; then
  # An ordinary user keeps the own uid: pcscd and opensc-tool mind who they are.
  mine=$([ "$(id -u)" = 0 ] || echo -c --keep-caps)
  # shellcheck disable=SC2086 # none or two words
  exec unshare $mine -mnp --fork --kill-child --mount-proc bash "$0" inside
fi

training=$top_srcdir/etc/training
select_moi=00A4040008A000000054480001
control=/run/simcard

ip link set lo up
mount -t tmpfs tmpfs /run
mkdir /run/pcscd /run/listening /run/connecting
cp /etc/reader.conf.d/vpcd /run/listening/

# tell COMMAND: to the running card.
tell() {
  ddopa-simcard --control "$control" --send "$1"
}

# apdu COMMAND...: the answers of the card in the first reader, as opensc-tool shows them.
apdu() {
  local arguments=()
  for command; do arguments+=(-s "$command"); done
  opensc-tool -r 0 -c default "${arguments[@]}" 2>&1
}

# The bytes of all answers but the status words, as one hexadecimal number.
data_of() {
  grep -oE '^([0-9A-F]{2} )+' | tr -d ' \n'
}

# Hexadecimal to bytes.
unhex() {
  perl -ne 'print pack("H*", $_)'
}

has_card() {
  opensc-tool -r 0 -a >/dev/null 2>&1
}

has_no_card() {
  ! has_card
}

# pcsc DIRECTORY: a daemon with that configuration; its number in $daemon.
pcsc() {
  beside pcscd -f -c "$1" >"/run/pcscd.log" 2>&1
  daemon=$!
}

# card ARGUMENT...: the program; its number in $simcard.
card() {
  beside ddopa-simcard --control "$control" -v "$@" >/run/simcard.out 2>/run/simcard.err
  simcard=$!
}

# stop WHAT NUMBER: ends it; it must end with 0.
stop() {
  local status=0
  kill -TERM "$2"
  wait "$2" || status=$?
  is "$1 ends at SIGTERM" $status 0
}

# swap FILE: takes the card out, lets pcscd see it, and puts that one in.
swap() {
  tell eject >/run/said
  check "no card" wait_until 10 has_no_card
  tell "insert $training/$1" >/run/said
  check "$1 is in" wait_until 10 has_card
}

# ---- the card is started first, pcscd later ----
card "$training/somsri.card"
pcsc /run/listening
check "pcscd sees the card" wait_until 10 has_card
like "opensc-tool tells its ATR" "$(opensc-tool -r 0 -a 2>&1)" \
  '3b:79:96:00:00:54:48:20:4e:49:44:20:31:37'
like "opensc-tool reads the citizen number" \
  "$(apdu "$select_moi" 80B0000402000D 00C000000D)" '1112034563562'
is "three reads hold the whole text, as on the card" \
  "$(apdu "$select_moi" 80B000000200FF 00C00000FF 80B000FF02007A \
    00C000007A 80B015790200AE 00C00000AE | data_of | unhex | head -c 17)" \
  "00031112034563562"
like "another applet is not there" "$(apdu 00A4040008A000000054480083)" 'SW1=0x6A, SW2=0x82'
like "the other applets are" "$(apdu 00A4040C08A000000084060002)" 'SW1=0x90, SW2=0x00'

# The photo in 21 reads, compared with the file.
reads=()
for i in $(seq 0 20); do
  length=$((i < 20 ? 255 : 18))
  reads+=("$(printf '80B0%04X0200%02X' $((0x17B + 255 * i)) $length)")
  reads+=("$(printf '00C00000%02X' $length)")
done
apdu 00A4040C08A000000054480001 "${reads[@]}" | data_of | unhex >/run/photo
is "the photo's field has 5118 bytes" "$(stat -c %s /run/photo)" 5118
check "the photo is the sample's" cmp -n "$(stat -c %s "$training/somsri.jpg")" \
  "$training/somsri.jpg" /run/photo

# ---- pulled, put back, swapped ----
is "eject" "$(tell eject)" ok
check "the card is gone" wait_until 10 has_no_card
like "status tells so" "$(tell status)" '^ok card=out reader=away'
is "insert puts it back" "$(tell insert)" ok
check "and it is seen again" wait_until 10 has_card
kill -USR1 $simcard
check "SIGUSR1 pulls it" wait_until 10 has_no_card
kill -USR2 $simcard
check "SIGUSR2 puts it back" wait_until 10 has_card
is "another card" "$(cd "$training" && tell "insert boonmee.card")" ok
boonmee=$(sed -n 's/^citizen_number = //p' "$training/boonmee.card")
reads_boonmee() {
  [[ $(apdu "$select_moi" 80B0000402000D 00C000000D) == *"$boonmee"* ]]
}
check "is another person's" wait_until 10 reads_boonmee
like "a file that is not there" "$(tell "insert nobody.card" 2>/run/said)" '^error .*nobody.card'
check "leaves the card where it was" reads_boonmee

# ---- ways of answering ----
swap protocol-direct.card
said=$(apdu "$select_moi" 80B0000402000D)
like "direct answers" "$said" '1112034563562'
swap protocol-6c.card
said=$(apdu "$select_moi" 80B0000402000D)
like "6C and the right length" "$said" 'SW1=0x6C, SW2=0x0D'
swap foreign.card
like "another country's card" "$(apdu "$select_moi")" 'SW1=0x6A, SW2=0x82'

# ---- match on card ----
swap one-try.card
bio=00A4040C08A000000084060000
# verify NAME: the command that shows the right index finger's template.
verify() {
  local template
  template=$(od -An -v -tx1 "$training/$1" | tr -d ' \n')
  local n=$((${#template} / 2))
  if [ $n -lt 124 ]; then
    printf '00210081%02X7F2E%02X81%02X%s' $((n + 5)) $((n + 2)) $n "$template"
  else
    printf '00210081%02X7F2E81%02X81%02X%s' $((n + 6)) $((n + 2)) $n "$template"
  fi
}
like "one try is left" "$(apdu $bio 00200081)" 'SW1=0x63, SW2=0xC1'
like "the right finger" "$(apdu $bio "$(verify somsri-right-live.fmd)")" 'SW1=0x90, SW2=0x00'
like "another finger" "$(apdu $bio "$(verify somchai-right-live.fmd)")" 'SW1=0x63, SW2=0xC2'

# ---- pulled at every command of a reading ----
for n in 1 2 3; do
  swap somsri.card
  tell "eject-after $n" >/run/said
  said=$(apdu "$select_moi" 80B0000402000D 00C000000D 80B0000402000D 00C000000D)
  is "pulled after $n commands" "$(grep -c '^Received' <<<"$said")" "$n"
  check "and gone ($n)" wait_until 10 has_no_card
done

# ---- pcscd goes and comes ----
tell insert >/run/said
stop pcscd $daemon
pcsc /run/listening
check "the card finds the new pcscd" wait_until 10 has_card
stop "the program" $simcard
check "which takes the card along" wait_until 10 has_no_card
is "and the control socket" "$(ls $control 2>/dev/null)" ""

# ---- as slow as contacts at 9600 baud ----
card --baud 9600 "$training/somsri.card"
check "a slow card is seen" wait_until 10 has_card
start=$(date +%s%N)
apdu 00A4040C08A000000054480001 80B000000200FF 00C00000FF >/run/said
took=$((($(date +%s%N) - start) / 1000000))
# 16 + 10 + 263 bytes of 12 bits
note "took $took ms"
is "289 bytes take 361 ms or more" $((took >= 361 && took < 1500)) 1
stop "the slow one" $simcard
stop "pcscd" $daemon

# ---- where vpcd connects out ----
card --listen 0 "$training/somsri.card"
wait_until 10 test -s /run/simcard.out
port=$(sed -n 's/^listening on 127.0.0.1://p' /run/simcard.out)
like "the port is told" "$port" '^[0-9]+$'
sed "s|^DEVICENAME.*|DEVICENAME 127.0.0.1:$port|; s|^CHANNELID.*|CHANNELID $port|" \
  /etc/reader.conf.d/vpcd >/run/connecting/vpcd
pcsc /run/connecting
check "vpcd finds the card" wait_until 10 has_card
like "and reads it" "$(apdu "$select_moi" 80B0000402000D 00C000000D)" '1112034563562'
like "the second slot has a blank card" "$(opensc-tool -r 1 -a 2>&1)" '^3b:00$'
# Debian 12's pcscd does not live through a pulled card here: it is started anew.
tell "insert $training/boonmee.card" >/run/said
kill -KILL $daemon 2>/dev/null
wait $daemon 2>/run/said
pcsc /run/connecting
check "a swapped card is read by the next pcscd" wait_until 10 reads_boonmee

# No data of the card's owner in what -v tells.
is "no APDU body was logged" \
  "$(grep -cE '1112034563562|3131313230|\b([0-9A-F]{2} ){5}' /run/simcard.err)" 0
done_testing
