# shellcheck shell=bash
# Bad cards, bad fingers and a bad counter on the registrar's screen.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"


# counter NAME SED-SCRIPT: another configuration of this counter.
counter() {
  (umask 077 && sed "$2" "$conf" >"$TMPDIR/$1.conf")
}
counter no-sensor 's/^type = file/type = none/; /^path = /d'
counter no-certificate 's/counter.pem/none.pem/'

# shows FILE TEXT: the saved screen has the text, wherever its lines are broken.
# shellcheck disable=SC2317 # check calls it
shows() {
  [[ $(tr -d ' \n' <"$1") == *"${2// /}"* ]]
}

eject
clerk
screen "$top_srcdir/tests/story/screen-cards.screen"
check "an unreadable chip: rule 5 is told in full" shows "$TMPDIR/rule5" \
  "ไม่สามารถอ่านข้อมูลจากชิปบนบัตรประจำตัวประชาชนได้ กรุณาแจ้งให้ผู้ประสงค์ลงทะเบียนทราบ หากประสงค์จะลงทะเบียน จะต้องดำเนินการทำบัตรประจำตัวประชาชนใหม่ก่อน"
check "no fingerprint: rule 6 is told in full" shows "$TMPDIR/rule6" \
  "ไม่พบลายพิมพ์นิ้วชี้ ให้เก็บลายพิมพ์นิ้วชี้ของผู้ประสงค์ลงทะเบียนลงในชิปบนบัตรประจำตัวประชาชนก่อน จึงลงทะเบียน DOPA-Digital ID ได้"
done_testing
