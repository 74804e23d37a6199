# shellcheck shell=bash
# tests/story/lib.sh - what the stories share: cases in TAP, the programs as they were built.
#
#   . "$top_srcdir/tests/story/lib.sh"
#   check "the card is read" ddopa read --json
#   done_testing
#
# A story that stops before done_testing prints no plan and so fails. Each test has its
# own $TMPDIR, which tests/guard makes and removes.
set -u

: "${top_srcdir:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir/build}"
: "${DDOPA_LOCALEDIR:=$top_builddir/locale}"
: "${TMPDIR:=$(mktemp -d)}"
export top_srcdir top_builddir DDOPA_LOCALEDIR TMPDIR
# A forbidden system call ends the process that makes it, so that none passes unseen.
export DDOPA_SANDBOX=kill
export PATH="$top_builddir:$top_builddir/tests/screen:$PATH"

cases=0
failures=0

# Text as comment lines of TAP.
note() {
  printf '%s\n' "$*" | sed 's/^/# /'
}

ok() {
  cases=$((cases + 1))
  echo "ok $cases - $*"
}

not_ok() {
  cases=$((cases + 1))
  failures=$((failures + 1))
  echo "not ok $cases - $*"
}

# check DESCRIPTION COMMAND...: the command ends with 0; what it says is told otherwise.
check() {
  check_status 0 "$@"
}

# check_status STATUS DESCRIPTION COMMAND...: it ends with that status.
check_status() {
  local wanted=$1 what=$2 said status=0
  shift 2
  said=$("$@" 2>&1) || status=$?
  if [ "$status" = "$wanted" ]; then
    ok "$what"
  else
    not_ok "$what"
    note "$(printf 'status %s, not %s: %q ' "$status" "$wanted" "$1")"
    note "$said"
  fi
}

# is DESCRIPTION HAVE WANTED
is() {
  if [ "$2" = "$3" ]; then
    ok "$1"
  else
    not_ok "$1"
    note "have:   $2"
    note "wanted: $3"
  fi
}

# like DESCRIPTION HAVE REGEX: an extended regular expression matches.
like() {
  if [[ $2 =~ $3 ]]; then
    ok "$1"
  else
    not_ok "$1"
    note "have:  $2"
    note "regex: $3"
  fi
}

# screen SCRIPT: plays a script for the screen (tests/screen/play.h); its cases become
# cases of this story.
screen() {
  local line status=0
  while IFS= read -r line; do
    case $line in
    "ok "*) ok "${line#ok * - }" ;;
    "not ok "*) not_ok "${line#not ok * - }" ;;
    1..*) ;;
    "status "*) status=${line#status } ;;
    *) echo "$line" ;;
    esac
  done < <(screen-drive "$1"; echo "status $?")
  [ "$status" = 0 ] || [ "$failures" -gt 0 ] || not_ok "screen-drive ended with $status"
}

# wait_until SECONDS COMMAND...: until it ends with 0; for what no descriptor tells. A slow
# machine says how many times as long (SCREEN_DRIVE_SLOW, as for the screens).
wait_until() {
  local end=$((SECONDS + $1 * ${SCREEN_DRIVE_SLOW:-1}))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    read -rt 0.05 <> <(:) || :
  done
}

# Starts a command beside that dies with the story; its process id is in $!.
beside() {
  setpriv --pdeathsig KILL "$@" &
}

# The last words of a story. What still runs beside is ended.
done_testing() {
  local left
  left=$(jobs -p)
  # shellcheck disable=SC2086 # a list of words
  [ -z "$left" ] || { kill -KILL $left && wait $left; } 2>/dev/null
  echo "1..$cases"
  [ "$failures" = 0 ]
  exit
}
