# shellcheck shell=bash
# The app in Thai, opened by the phone's own camera at a code's address, and loaded anew at every
# step: it comes back to where it was, and asks for nothing twice but the PIN that its key is under.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
. "$top_srcdir/tests/app/lib.sh"
fetched
in_world "$@"

somsri=1112034563562
pin=83520917

# stays TEXT: shown, and after loading the page anew shown again.
stays() {
  act see text "$1"
  act reload
  act see text "$1"
}

to_code --qr-png "$TMPDIR/code.png"
check "the code is written as a picture" wait_until 30 test -s "$TMPDIR/code.png"
address=$(zbarimg -q --nodbus --raw "$TMPDIR/code.png")
browser th
act go url "$address"
stays "อนุญาตให้ใช้อุปกรณ์ของเครื่องมือถือ"
act press text "ไม่ใช้กล้อง จะพิมพ์รหัสแทน"
stays "เลขประจำตัวประชาชน"
act fill id number text $somsri
act press text "ต่อไป"
stays "ข้อตกลงและเงื่อนไขการใช้บริการ"
act press text "ยอมรับ"
act text id digits
digits=$(member text "$line")
stays "ตั้งรหัสผ่านแปดหลัก"
act text id digits
is "the digits are the same" "$(member text "$line")" "$digits"
act fill id pin text $pin
act fill id pin-again text 83520918
act press text "ตั้งรหัสผ่าน"
act see text DD-810
act fill id pin text $pin
act fill id pin-again text $pin
act press text "ตั้งรหัสผ่าน"
act see text "รอเจ้าหน้าที่"
act reload
act see text "กรอกรหัสผ่านเพื่อทำต่อ"
act fill id pin text $pin
act press text "ทำต่อ"
act see text "รอเจ้าหน้าที่"
say officer "{\"match_code\":\"$digits\"}"
stays "ให้ความยินยอม"
act fill id pin text $pin
act press text "ยินยอม"
act see text "โทรศัพท์เครื่องนี้มีดิจิทัลไอดีของท่านแล้ว"
act reload
act see text "ดิจิทัลไอดีของท่าน"
act see text "สมศรี"
act report
is "no errors" "$(jq -c .errors <<<"$line")" "[]"
ended officer
is "the officer's side ends well" "$status" 0
# Firefox takes no service worker from a centre whose key it was told to trust.
[ "${BROWSER:-chromium}" != chromium ] || {
  act offline on true
  act go url https://localhost:8443/
  act see text "สมศรี"
}
ended browser
done_testing
