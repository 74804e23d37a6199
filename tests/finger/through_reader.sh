# shellcheck shell=bash
# The pairs of the measurement (rates.sh) from the sensor's picture to the card's status word:
# virtual_image, sensor process, card helper, pcscd, vpcd, ddopa-simcard. The verdicts are those
# that are reached in process.
# shellcheck source=tests/story/lib.sh
. "$top_srcdir/tests/story/lib.sh" || exit 99
# shellcheck source=tests/story/reader.sh
. "$top_srcdir/tests/story/reader.sh" || exit 99

fingers=12
seed=$(sed -n 's/^#define RATES_TEST_SEED[[:space:]]*//p' "$top_srcdir/tests/finger/rates.h")

card
pcsc /run/readers
"$top_builddir/tests/finger/through-reader" "$seed" "$fingers" "$control" >/run/pairs 2>/run/why
is "it ends well" "$? $(cat /run/why)" "0 "

pairs() {
  grep -cE "$1" /run/pairs
}
is "three genuine pairs a finger" "$(pairs '^genuine ')" $((3 * fingers))
is "seven impostor pairs a finger" "$(pairs '^impostor ')" $((7 * fingers))
check "100 pairs at least" [ "$(pairs .)" -ge 100 ]
is "the card's verdict is the one reached in process" "$(pairs ' match differs$| differs match$')" 0
check "nearly all genuine pairs match" [ "$(pairs '^genuine match match$')" -ge $((3 * fingers - 2)) ]
is "no impostor does" "$(pairs '^impostor differs differs$')" $((7 * fingers))
done_testing
