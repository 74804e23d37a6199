# shellcheck shell=bash
# The Thai story of reload.sh in Firefox.
: "${top_srcdir:?}"
export BROWSER=firefox-esr
exec bash "$top_srcdir/tests/app/reload.sh"
