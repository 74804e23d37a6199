#!/bin/bash
# shellcheck disable=SC2119,SC2317 # functions with and without arguments; some that others call
# Match on Card through a vendor's program, in a training world: the sample program, which
# reaches the card through us, and one that opens the card itself; then programs gone wrong.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world

# told DESCRIPTION STATUS CODE: the last conversation ended so, and said why by its name.
told() {
  is "$1: exit code" "$status" "$2"
  like "$1: told by its name" "$said" "\"code\":\"$3\""
}

# with_program NAME [LIMIT]: the counter's configuration with this program of $TMPDIR.
world_conf=$conf
with_program() {
  conf=$TMPDIR/$1.conf
  {
    cat "$world_conf"
    printf '\n[moc]\ndriver = program\nprogram = %s\nlimit = %s\n' "$TMPDIR/$1" "${2:-30}"
  } >"$conf"
  chmod 600 "$conf"
}

# whole_enrollment NUMBER: from the card to SUCCESS.
whole_enrollment() {
  to_code
  claim "$1"
  heard phone '"match_code"' && say officer "{\"match_code\":\"$(member match_code "$line")\"}"
  say phone '{"pin":"83520917","again":"83520917"}'
  say phone '{"consent":true,"pin":"83520917"}'
  ended phone
  ended officer
}

# ---- the sample ----
install -m 755 "$top_srcdir/etc/moc-sample" "$TMPDIR/moc-sample"
with_program moc-sample
whole_enrollment 1112034563562
is "through the sample program: a whole enrollment" "$status" 0
like "that ends in SUCCESS" "$said" '"state":"SUCCESS"'
done_testing
