# shellcheck shell=bash disable=SC2034 # shared with the stories
# tests/story/thin_client.sh - the registrar's screen on a terminal that keeps what scrolls away
# (tmux's), and whose line can be cut. Sourced after lib.sh and talk.sh by a story that has put
# itself into a world.
#
#   thin_client            starts the terminal's server; thin_client_ends ends it
#   client TYPE CONF       a terminal of that TERM, and on it the screen, an officer logged in
#   press KEY...           as tmux names them; press -l TEXT
#   sees TEXT              waits until the screen shows it; kept: all that the terminal has
#   cut                    the line: the terminal is gone, without a word to the program
export TMUX_TMPDIR=$TMPDIR
unset TMUX

terminal() {
  tmux -u -L thin -f /dev/null "$@"
}

thin_client() {
  beside tmux -D -u -L thin -f /dev/null
  wait_until 30 terminal set-option -g history-limit 2000 2>/dev/null
}

thin_client_ends() {
  terminal kill-server
}

# All that the terminal still has: screen, what has scrolled away, and the other screen.
kept() {
  terminal capture-pane -p -S - -E -
  terminal capture-pane -a -p -S - -E - 2>/dev/null
}

shows() {
  terminal capture-pane -p | grep -qF -e "$1"
}

sees() {
  wait_until 30 shows "$1" && return 0
  not_ok "the screen shows «$1»"
  note "$(kept)"
  return 1
}

press() {
  terminal send-keys "$@"
}

# Ids of the processes.
parent() {
  pgrep -o -P "$(terminal display-message -p '#{pane_pid}')" -x ddopa
}

face() {
  pgrep -o -P "$(parent)"
}

client() {
  terminal set-option -g default-terminal "$1"
  terminal new-session -d -s counter -x 80 -y 24 \
    "seq -f 'before %03g' 40; ddopa --config $2 --lang en; echo \"ended \$?\"; exec cat"
  sees "Enter Log in" || return 1
  press -l 123456789012124681357
  press Enter
  sees " open"
}

cut() {
  terminal kill-session -t counter
}
