# shellcheck shell=bash disable=SC2317,SC2119 # functions that wait_until calls; no arguments
# `ddopa read`, Smart Card Offline: every sample card compared with its file, for people and for
# programs, the photo's file, and no socket but AF_UNIX.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/reader.sh
. "$top_srcdir/tests/story/reader.sh" || exit 99

# ---- what a card file says, in the words of the output ----

# iso DATE: BE as on the card -> ISO 8601; parts that are not known are left out.
iso() {
  case $1 in
  99999999) echo 9999-12-31 ;;
  "" | 00000000) echo null ;;
  ????0000) echo $((${1:0:4} - 543)) ;;
  ??????00) echo "$((${1:0:4} - 543))-${1:4:2}" ;;
  *) echo "$((${1:0:4} - 543))-${1:4:2}-${1:6:2}" ;;
  esac
}

# parts TEXT COUNT: exactly COUNT parts by "#".
parts() {
  local text=$1 have
  have=$(tr -cd '#' <<<"$text" | wc -c)
  while [ "$have" -lt $(($2 - 1)) ]; do
    text+='#'
    have=$((have + 1))
  done
  echo "$text"
}

from_file() {
  local f=$1 sexes=(null male female)
  value "$f" citizen_number
  parts "$(value "$f" thai_name)" 4
  parts "$(value "$f" english_name)" 4
  iso "$(value "$f" birth)"
  echo "${sexes[$(value "$f" sex)]}"
  value "$f" request_number
  value "$f" issuing_office
  value "$f" issuer_code
  iso "$(value "$f" issued)"
  iso "$(value "$f" expires)"
  value "$f" type
  parts "$(value "$f" address)" 8
  value "$f" photo_number
}

from_json() {
  jq -r '.citizen_number,
    (.thai_name | [.prefix, .first, .middle, .last] | join("#")),
    (.english_name | [.prefix, .first, .middle, .last] | join("#")),
    .birth, .sex, .request_number, .issuing_office, .issuer_code, .issued, .expires, .card_type,
    (.address | [.house, .moo, .trok, .soi, .road, .tambon, .amphoe, .province] | join("#")),
    .photo_number' "$1"
}

# ---- every sample ----

pcsc /run/readers
card
check "no card yet" wait_until 30 has_no_card
for file in "$training"/*.card; do
  name=$(basename "$file" .card)
  case $name in
  foreign | hostile | layout-0002 | mute | short | unreadable) continue ;;
  esac
  swap "$file"
  reading --json --photo "/run/$name.jpg"
  is "$name: the fields are the file's" "$(from_json out)" "$(from_file "$file")"
  is "$name: one line" "$(wc -l <out)" 1
  case $name in
  no-photo | photo-garbage)
    is "$name: the exit code is the photo's" "$code" 65
    is "$name: the photo's problem is told" "$(jq -r .photo.problem out)" DD-113
    is "$name: no photo is left behind" "$(ls "/run/$name.jpg" 2>/dev/null)" ""
    ;;
  *)
    is "$name: exit code" "$code" 0
    photo=$training/$(value "$file" photo)
    check "$name: the photo is the sample's" cmp "$photo" "/run/$name.jpg"
    is "$name: told with its digest" "$(jq -r .photo.sha256 out)" \
      "$(sha256sum <"$photo" | cut -d' ' -f1)"
    ;;
  esac
done

# ---- for people ----

swap "$training/somsri.card"
reading
is "text in English" "$code" 0
like "with the number as it is printed" "$(cat out)" '1-1120-34563-56-2'
like "dates in BE" "$(cat out)" 'Date of birth +28 Feb 2520'
is "no escape sequence in a file" "$(grep -c $'\033' out)" 0
language=()
reading
like "text in Thai" "$(cat out)" 'เลขประจำตัวประชาชน +1-1120-34563-56-2'
like "names and dates as a Thai reads them" "$(cat out)" 'นางสมศรี น้ำผึ้ง ทดสอบกำลังดี.*28 ก\.พ\. 2520'
language=(--lang en)
swap "$training/expired.card"
reading
like "an expired card is marked" "$(cat out)" 'EXPIRED'
reading --json
is "for programs too" "$(jq .expired out)" true
swap "$training/boonmee.card"
reading --json
is "a card for life is not" "$(jq -c '[.expired, .lifelong, .expires_be]' out)" \
  '[false,true,"ตลอดชีพ"]'

# Every key is in the manual page.
page=$(tr -c 'a-z0-9_' '\n' <"$top_srcdir/man/ddopa.1" | sort -u)
keys=$(jq -r '.. | objects | keys[]' out | sort -u)
is "keys that ddopa(1) does not list" "$(comm -23 <(echo "$keys") <(echo "$page"))" ""

# ---- the photo's file ----

swap "$training/somsri.card"
reading --photo /run/face.jpg
is "mode of the photo" "$(stat -c %a /run/face.jpg)" 600
echo mine >/run/there.jpg
reading --photo /run/there.jpg
is "a file that is there already" "$code" 73
is "is left alone" "$(cat /run/there.jpg)" mine
ln -s /run/elsewhere.jpg /run/link.jpg
reading --photo /run/link.jpg
is "a symbolic link is not followed" "$code" 73
is "and nothing is made where it points" "$(ls /run/elsewhere.jpg 2>/dev/null)" ""
reading --photo /run/no/such/directory.jpg
is "no such directory" "$code" 73
is "nothing was shown, no card was touched" "$(cat out)" ""

# ---- where the output goes ----

code=0
ddopa read --json >/dev/full 2>/run/words || code=$?
is "a full disk" "$code" 74
code=0
ddopa read --json >&- 2>/run/words || code=$?
is "standard output closed" "$code" 74
# Whoever listened has gone before the first byte: quiet, with SIGPIPE's code.
{
  code=0
  ddopa --lang en read --json 2>/run/words || code=$?
  echo "$code" >/run/code
} | :
wait_until 30 test -s /run/code
is "nobody listens" "$(cat /run/code)" 141
is "and nothing is said of it" "$(cat /run/words)" ""

# ---- no socket but AF_UNIX, no file of the network ----

swap "$training/somsri.card"
strace -f -o /run/trace -e trace=socket,connect,bind,sendto,openat \
  ddopa --lang en read --json >/run/out 2>/run/words
is "read under strace" "$(jq -r .citizen_number out)" 1112034563562
is "sockets that are not AF_UNIX" "$(grep -E 'socket\(' /run/trace | grep -vc 'AF_UNIX')" 0
like "there is one, to pcscd" "$(grep -c 'connect(.*pcscd\.comm' /run/trace)" '^[1-9]'
is "no resolver, no certificates" \
  "$(grep -cE 'resolv\.conf|/etc/hosts|nsswitch|/etc/ssl/certs' /run/trace)" 0
is "no configuration is wanted" "$(grep -E 'ddopa\.conf' /run/trace | grep -vc ENOENT)" 0

# ---- nothing of the person stays in what others can read ----

is "no core file, no log" "$(grep -rl 1112034563562 /run --include='*.log' --include='core*' \
  --include='*.err' 2>/dev/null)" ""
done_testing
