# shellcheck shell=bash
# screen-drive and cells2png themselves: a script that holds, and scripts that must not.
. "$top_srcdir/tests/story/lib.sh"

screen "$top_srcdir/tests/screen/self.screen"

# fails LINE DESCRIPTION: the script on standard input is played, and fails at that line.
fails() {
  local said status=0 line=$1
  shift
  cat >"$TMPDIR/wrong.screen"
  said=$(screen-drive "$TMPDIR/wrong.screen") || status=$?
  is "$1: status" "$status" 1
  like "$1: reported" "$said" $'(^|\n)not ok [0-9]+ - [^\n]*wrong.screen:'"$line "
}

fails 2 "a text that never comes" <<'END'
start printf 'here'; read x
wait "there" 1
END
fails 3 "a mark too little" <<'END'
start printf 'น้ำ'; read x
wait "น"
expect 1
|นำ
end
END
fails 3 "rows that should be blank" <<'END'
start printf 'one\r\ntwo'; read x
wait "two"
expect 1
|one
end
END
fails 2 "another exit status" <<'END'
start exit 3
exit 4
END
fails 3 "a terminal left in disorder" <<'END'
start stty -echo; printf 'done'; read x
wait "done"
restored 1
END
fails 3 "too many bytes" <<'END'
start printf 'done'; read x
wait "done"
bytes 3
END
fails 1 "a program beside that fails" <<'END'
run false
END
fails 1 "an unknown step" <<'END'
sleep 5
END

done_testing
