# shellcheck shell=bash disable=SC2154 # the build directory is told by the environment
# 5,000 counters wait at one process of the centre.
exec "$top_builddir/tests/centrald/waiting"
