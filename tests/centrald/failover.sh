# shellcheck shell=bash disable=SC2154 # the build directory is told by the environment
# Two PostgreSQL servers, the primary killed under load again and again.
exec "$top_builddir/tests/centrald/failover"
