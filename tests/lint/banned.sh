# shellcheck shell=bash
# Calls that are not used: each has a safer one beside it. To ban one more, add a row.
. "$top_srcdir/tests/story/lib.sh"
cd "$top_srcdir" || exit 99

# calls FUNCTION FILE...: where it is called, comments left out.
calls() {
  local function=$1
  shift
  grep -nE "(^|[^A-Za-z0-9_>.])$function *\(" "$@" /dev/null | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)'
}

while read -r function instead; do
  is "no $function() in src ($instead)" "$(calls "$function" src/*/*.[ch])" ""
done <<'END'
strcpy snprintf
strcat snprintf
strncpy snprintf
strncat snprintf
sprintf snprintf
vsprintf vsnprintf
gets fgets
strtok strtok_r
system fork and execve
popen fork and execve
tmpnam mkstemp
tempnam mkstemp
mktemp mkstemp
alloca malloc
atoi strtol
atol strtol
rand RAND_bytes
random RAND_bytes
gmtime gmtime_r
localtime localtime_r
ctime strftime
asctime strftime
END

# Nothing below main() ends the process; a child after fork() may with _exit().
is "no exit() but in a main" "$(grep -LE '^int main\(' src/*/*.c | while read -r file; do calls exit "$file"; done)" ""

is "no marks of unfinished work" \
  "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b' -r src tests man etc README.md configure.ac Makefile.am --include='*' |
    grep -v '^tests/lint/banned.sh:')" ""

done_testing
