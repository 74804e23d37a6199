# shellcheck shell=bash
# The lock with a real centre that goes and comes back, and where the officer's PIN is not: in
# the memory of the program, once it was checked.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/clerk.sh"

# holds PROCESS WORD: how often the word is in its memory.
cat >"$TMPDIR/holds" <<'END'
#!/usr/bin/perl
use strict;
use warnings;
no warnings 'portable'; # addresses have 64 bits
my ($process, $word) = @ARGV;
my $found = 0;
open my $maps, '<', "/proc/$process/maps" or die "maps: $!";
open my $memory, '<:raw', "/proc/$process/mem" or die "mem: $!";
while (<$maps>) {
  /^([0-9a-f]+)-([0-9a-f]+) r/ && !/\[v/ or next;
  my ($from, $size, $bytes) = (hex $1, hex($2) - hex($1));
  $size < 1 << 30 or next; # a sanitizer's shadow
  sysseek($memory, $from, 0) && sysread($memory, $bytes, $size) or next;
  $found += () = $bytes =~ /\Q$word\E/g;
}
print "$found\n";
END
chmod +x "$TMPDIR/holds"

# Until the PIN is in no process of the program: the one that computes its verifier is gone
# then. The officer's name is in the face, so that the look itself is one.
export MEMORY=$TMPDIR/memory
cat >"$MEMORY" <<END
#!/bin/bash
total() {
  local process sum=0
  for process in \$(pidof ddopa); do
    sum=\$((sum + \$("$TMPDIR/holds" "\$process" "\$1" 2>>"$TMPDIR/holds.log")))
  done
  echo \$sum
}
for try in {1..300}; do
  [ "\$(total 24681357)" != 0 ] || [ "\$(total "\$1")" = 0 ] || exit 0
  read -rt 0.1 <> <(:)
done
echo "the PIN: \$(total 24681357), \$1: \$(total "\$1")"
cat "$TMPDIR/holds.log"
exit 1
END
chmod +x "$MEMORY"

eject
clerk
check "a centre of our own" "$CLERK" own_centre
screen "$top_srcdir/tests/story/screen-lock.screen"
done_testing
