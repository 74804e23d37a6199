# shellcheck shell=bash disable=SC2317 # the ways are called by their names
# The line is cut in the middle of an enrollment: by a hang-up signal, and by a terminal that
# is gone without a word. The enrollment is as it was at the next login, on the same computer
# and on another, which has nothing of it; and what the phone does meanwhile is not lost.
. "$top_srcdir/tests/story/lib.sh"
. "$top_srcdir/tests/story/talk.sh"
in_world "$@"
. "$top_srcdir/tests/story/thin_client.sh"

number=1112034563562
# Another computer of the office: its journal knows nothing.
elsewhere=$TMPDIR/elsewhere.conf
sed "s|^directory = .*|directory = $TMPDIR/elsewhere|" "$conf" >"$elsewhere"
like "the other computer has a state of its own" "$(cat "$elsewhere")" "$TMPDIR/elsewhere"

# ---- up to a state, the citizen's phone included ----

to_question() {
  press -l l
  sees "[Y]"
}

to_qr() {
  to_question && press -l y && sees "[R]" && press -l r && sees "[C]" && press -l c &&
    sees "runs out in"
}

code_on_screen() {
  terminal capture-pane -p | grep -oE '[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}-[^ ]' | head -1
}

to_scanned() {
  to_qr && scan
}

scan() {
  wait_until 30 code_on_screen >"$TMPDIR/seen" || return 1
  phone
  say phone '{"leave":true}'
  say phone "{\"number\":\"$number\"}"
  say phone '{"terms":true}'
  say phone "{\"code\":\"$(tail -1 "$TMPDIR/seen")\"}"
  heard phone '"match_code"' && match=$(member match_code "$line")
  sees "Waiting for the four digits"
}

to_confirmed() {
  to_scanned && press -l "$match" && sees "Waiting for PIN and consent" &&
    heard phone '"ask":"pin"'
}

# The phone's owner sets a PIN and consents.
consent() {
  say phone '{"pin":"83520917","again":"83520917"}'
  heard phone '"ask":"consent"'
  say phone '{"consent":true,"pin":"83520917"}'
  ended phone
}

# ---- the line ----

# Until the program has ended, parent and face; its journal is free then.
gone() {
  ! kill -0 "$old_parent" 2>/dev/null && ! kill -0 "$old_face" 2>/dev/null
}

hung_up() {
  old_parent=$(parent) old_face=$(face)
  "$1"
  check "$2, $1: the program ends" wait_until 30 gone
  [ "$1" = cut ] || cut
}

signal_hup() {
  kill -HUP "$old_parent"
}

# comes_back CONF WORDS: the next login, and what is open then.
comes_back() {
  client "$1" "$2" && sees "$3"
}

# takes_up WORDS: goes on with the open one, which stands there.
takes_up() {
  press -l s
  sees "Stands at" && press Enter && sees "$1"
}

# Ends it, so that the citizen can begin anew; the card is put in again.
cancels() {
  press -l x
  sees "Cancel this enrollment?" && press -l y && sees "DD-303"
  cut
  ddopa-training --eject
  ddopa-training --insert somsri.card
}

# hang STATE WAY CONF WORDS: cut there; at the next login it goes on with these words.
hang() {
  client tmux-256color "$conf" && "to_$1" || return
  hung_up "$2" "$1"
  comes_back xterm-256color "$3" "1 open" && takes_up "$4" &&
    ok "$1, $2: it is as it was, on $(basename "$3" .conf)"
  [ "$1" = qr ] || [ "$1" = confirmed ] || { press -l "$match" && sees "PIN and consent"; }
  cancels
  [ "$1" = qr ] || ended phone
}

thin_client

# Before the centre holds anything there is nothing to come back to.
for way in signal_hup cut; do
  client vt220 "$conf" && to_question
  hung_up "$way" question
  comes_back tmux-256color "$conf" "0 open" && ok "question, $way: nothing is open"
  cut
done

for way in signal_hup cut; do
  hang qr "$way" "$conf" "The code is not kept here"
  hang scanned "$way" "$conf" "Waiting for the four digits"
  hang confirmed "$way" "$conf" "Waiting for PIN and consent"
done
hang qr cut "$elsewhere" "The code is not kept here"
hang scanned cut "$elsewhere" "Waiting for the four digits"

# Behind the lock, too; and the phone does not wait for the counter.
client tmux-256color "$conf" && to_confirmed && press F9 && sees "Locked by officer"
hung_up cut locked
consent
is "the phone ends well while nobody sits there" "$status" 0
comes_back linux "$conf" "0 open" && ok "at the next login nothing is open"
press -l l
sees "DD-613" && ok "the citizen is enrolled"
cut
thin_client_ends
done_testing
