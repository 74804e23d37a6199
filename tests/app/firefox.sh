# shellcheck shell=bash
# The Thai story of reload.sh in Firefox.
export BROWSER=firefox-esr
exec bash "$top_srcdir/tests/app/reload.sh"
