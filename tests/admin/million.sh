# shellcheck shell=bash disable=SC2154 # the build directory is told by the environment
# A million records of the audit, checked within the time that the centre's operators have.
exec "$top_builddir/tests/admin/million"
