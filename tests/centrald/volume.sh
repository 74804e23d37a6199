# shellcheck shell=bash disable=SC2154 # the build directory is told by the environment
# What an enrollment takes of disk and processor.
exec "$top_builddir/tests/centrald/volume"
