# shellcheck shell=bash
# The examples of the other pages work as they are written, in a training world: examples.sh
# has those of ddopa(1). What stands in /usr or /var there lies in a directory of the test.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"

# Where citizens are enrolled the configuration is found by itself.
# shellcheck disable=SC2317 # called in the examples
ddopa() {
  command ddopa --config "$conf" "$@"
}
export -f ddopa
export conf HOME=$TMPDIR/home

mkdir -p "$HOME" "$TMPDIR/usr/share/ddopa" "$TMPDIR/usr/libexec/ddopa" "$TMPDIR/var/lib/ddopa"
cp -r "$top_srcdir/etc/training" "$TMPDIR/usr/share/ddopa"
cp "$top_srcdir/etc/moc-sample" "$TMPDIR/usr/libexec/ddopa"
cd "$TMPDIR" || exit 99

page_of() {
  if [ -f "$top_srcdir/man/$1" ]; then echo "$top_srcdir/man/$1"; else echo "$top_builddir/pages/$1"; fi
}

# lines PAGE: the one-line examples of it.
lines() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl \$ //p' "$(page_of "$1")"
}

# display PAGE N: the N-th display among its examples.
display() {
  sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$(page_of "$1")" | awk -v wanted="$2" '
    /^\.Bd/ { shown = ++n == wanted; next }
    /^\.Ed/ { shown = 0 }
    shown' | sed 's/\\e$/\\/; s/^\$ //'
}

# run WORDS...: $said and $status of a piece of shell, with our own /usr and /var.
run() {
  said=$(timeout 60 bash -c "$(sed "s#/usr/#$TMPDIR/usr/#g; s#/var/#$TMPDIR/var/#g" <<<"$*")" 2>&1 </dev/null)
  status=$?
}

mapfile -t example < <(lines ddopa-errors.7)
is "ddopa-errors(7) has its examples" "${#example[@]}" 2
run "${example[0]}"
is "what a code means" "$status" 0
like "is told" "$said" '^DD-101  no-pcscd'
run "${example[1]}"
like "codes that speak of a card" "$said" 'DD-106'

mapfile -t example < <(lines ddopa-journal.5)
is "ddopa-journal(5) has its examples" "${#example[@]}" 2
# The world's account is one that has begun an enrollment.
to_code "$@"
mkdir -p "$HOME/.local/state"
cp -r "$(sed -n 's/^directory = //p' "$conf")" "$HOME/.local/state/ddopa"
run "${example[0]}"
is "a journal begins so" "$said" DDJ1
run "${example[1]}"
is "nothing was torn" "$status $said" "0 "

mapfile -t example < <(lines ddopa-moc.7)
is "ddopa-moc(7) has its example" "${#example[@]}" 1
run "${example[0]}"
is "the sample's first word" "$said" "1 HELLO version=1 card=through"

mapfile -t example < <(lines ddopa-training.1)
is "ddopa-training(1) has its examples" "${#example[@]}" 3
run "unset DDOPA_TRAINING; ${example[1]}"
like "an enrollment by itself" "$said" '"state":"SUCCESS"'
run "unset DDOPA_TRAINING; unset -f ddopa; ${example[2]}"
is "a card for life" "$status" 0
like "read" "$said" 'บุญมี'

# The centre's own: its store, and what operators ask of it.
run "$(display ddopa-centrald.8 1 | sed '/^ddopa-centrald run/,$d')"
is "ddopa-centrald(8): a store is made" "$status $said" "0 "
mkdir -p var/lib/ddopa/witnesses
run "$(display ddopa-admin.8 2)"
is "ddopa-admin(8): what was done at an office" "$status" 0
display ddopa-centrald.conf.5 1 >centre.conf
run "ddopa-centrald run --config centre.conf --store $TMPDIR/none"
is "ddopa-centrald.conf(5): its lines are understood" "$status" 74
# The files that it names are this counter's.
mkdir -p usr/libexec/vendor && install -m 755 /bin/true usr/libexec/vendor/capture-finger
{
  printf '[terminal]\ntraining = yes\n'
  display ddopa.conf.5 1 | sed "s#/usr/#$TMPDIR/usr/#" | while IFS= read -r line; do
    grep "^${line%% *} = /" "$conf" || printf '%s\n' "$line"
  done
} >desk.conf
run "command ddopa --config desk.conf config check"
is "ddopa.conf(5): the example is a good file" "$status" 0
done_testing
