# shellcheck shell=bash
# ddopa(1)'s command line, without card and centre: usage, languages, explain, and what
# becomes of output that nobody takes.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh"

# Both languages at their words.
usage_th='วิธีใช้: ddopa'
usage_en='Usage: ddopa'

like "--help, Thai by default" "$(ddopa --help)" "$usage_th"
like "--help in English" "$(ddopa --lang en --help)" "$usage_en"
like "every command is in it" "$(ddopa --lang en -h)" '  read .*  explain '
like "--version" "$(ddopa --version)" '^ddopa [0-9.]+$'
like "English and ASCII in the C locale" "$(LC_ALL=C ddopa --help)" "$usage_en"
is "of which no byte is above 127" "$(LC_ALL=C ddopa --help | LC_ALL=C grep -c $'[\x80-\xff]')" 0

check_status 64 "an unknown option" ddopa --nonsense
check_status 64 "an unknown command" ddopa nonsense
check_status 64 "no abbreviations" ddopa --conf x read
check_status 64 "a value is missing" ddopa --config
check_status 64 "an unknown language" ddopa --lang de read
check_status 64 "an operand too many" ddopa read nonsense
check_status 64 "an unknown option of a command" ddopa read --nonsense
check_status 78 "a named configuration must be there" ddopa --config "$TMPDIR/none" read
check_status 78 "the screen wants a configuration" ddopa --config "$TMPDIR/none"
strace -f -o "$TMPDIR/looked" -e trace=file ddopa read nonsense 2>/dev/null
check "which is looked for where ddopa(1) says" grep -q '"/etc/ddopa/ddopa\.conf"' "$TMPDIR/looked"
like "a message says what, why and what to do" "$(ddopa --lang en nonsense 2>&1)" \
  'ddopa: DD-001 .*\(nonsense\).*--help'
like "in Thai too" "$(ddopa nonsense 2>&1)" 'ddopa: DD-001 ไม่เข้าใจ'

check "explain by id" ddopa explain DD-110
like "explain by name" "$(ddopa --lang en explain card-unreadable)" '^DD-110 '
like "explain by DOPA's number" "$(ddopa --lang en explain 95002)" 'DOPA 95002'
check_status 64 "explain of what is none" ddopa explain DD-999
check_status 64 "explain of two" ddopa explain DD-110 DD-111
is "explain lists all" "$(ddopa explain | grep -vcE '^DD-[0-9]{3}  .')" 0

check_status 74 "a full disk is no success" sh -c 'ddopa explain >/dev/full'
check "standard input closed" sh -c 'ddopa explain DD-110 <&-'
check_status 74 "standard output closed" sh -c 'ddopa explain DD-110 >&- 2>/dev/null'
check "standard error closed" sh -c 'ddopa explain DD-110 2>&-'
check "nobody who listens: no harm" sh -c 'ddopa explain | head -n 1'

# The environment of somebody who means harm has no effect (hardening.md, finding 4).
hostile=(PCSCLITE_CSOCK_NAME="$TMPDIR/evil" OPENSSL_CONF="$TMPDIR/evil" SSLKEYLOGFILE="$TMPDIR/keys"
  TERMINFO="$TMPDIR/evil" GCONV_PATH="$TMPDIR" LOCPATH="$TMPDIR" NLSPATH="$TMPDIR/%N")
check "hostile environment" env "${hostile[@]}" strace -f -o "$TMPDIR/trace" \
  -e trace=file,connect ddopa --lang en explain DD-110
is "no planted path was touched" "$(grep -c "$TMPDIR/\(evil\|keys\)" "$TMPDIR/trace" |
  head -n 1)" "$(grep -c "execve.*$TMPDIR/evil" "$TMPDIR/trace")"
done_testing
