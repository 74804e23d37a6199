# shellcheck shell=bash
# shellcheck disable=SC2016,SC2317 # commands for shells inside; functions that check calls
# Where the machine forbids a private world: the step, its error and the remedy are named,
# and the plain world does the same work; where that cannot be made either, 69.
. "$top_srcdir/tests/story/lib.sh"

# refuse CALL:ERROR:WHEN COMMAND...: the kernel refuses the so-manieth of these calls.
refuse() {
  local call=$1
  shift
  strace -qq -f -o /dev/null -e trace="${call%%:*}" -e inject="${call%%:*}:error=${call#*:}" "$@"
}

# named DESCRIPTION REGEX COMMAND...: it ends well, and says what was in the way.
named() {
  local what=$1 regex=$2 status=0 said
  shift 2
  said=$("$@" 2>&1 </dev/null) || status=$?
  is "$what: goes on in a plain world" "$status" 0
  like "$what: named" "$said" "no private world here \\($regex\\)"
}

world() {
  "$@" ddopa-training --lang en -- true
}

# ---- each step ----
first=1
if [ "$(id -u)" = 0 ]; then
  outside="run it outside the container or chroot, or give it CAP_SYS_ADMIN"
else
  outside="run it outside the container or chroot, or as root"
  named "no user namespaces left" \
    'unshare\(CLONE_NEWUSER\): No space left on device; as root: sysctl -w user.max_user_namespaces=[0-9]+' \
    world refuse unshare:ENOSPC:when=1
  named "user namespaces forbidden" \
    "unshare\\(CLONE_NEWUSER\\): Operation not permitted; $outside" \
    world refuse unshare:EPERM:when=1
  first=2
fi
for step in NS:mnt NET:net PID:pid; do
  named "no ${step#*:} namespaces left" "unshare\\(CLONE_NEW${step%:*}\\): No space left on device; \
as root: sysctl -w user.max_${step#*:}_namespaces=[0-9]+" world refuse "unshare:ENOSPC:when=$first"
  first=$((first + 1))
done
named "mounts cannot be made private" "mount\\(/, MS_PRIVATE\\): Invalid argument; $outside" \
  world refuse mount:EINVAL:when=1
named "no tmpfs" "mount\\(tmpfs, /run\\): Operation not permitted; $outside" \
  world refuse mount:EPERM:when=3
named "no loopback interface" \
  "bringing up the loopback interface: Operation not permitted; $outside" \
  world refuse ioctl:EPERM

# A /proc that parts are mounted over (Docker's) is no reason to do without.
said=$(refuse mount:EPERM:when=2 ddopa-training --lang en -- sh -c 'echo "$DDOPA_TRAINING"' 2>&1)
is "without a fresh /proc the world is private all the same" "$said" /run/ddopa

# ---- the whole demo in the plain world ----
said=$(refuse unshare:EPERM ddopa-training --lang en 2>/dev/null </dev/null)
like "an enrollment in the plain world" "$(tail -n 1 <<<"$said")" '"state":"SUCCESS"'

# ---- nor that ----
no_directory() {
  strace -qq -f -o /dev/null -e trace=unshare,mkdir -e inject=unshare:error=EPERM \
    -e inject=mkdir:error=EROFS ddopa-training --lang en -- true
}
status=0
said=$(XDG_RUNTIME_DIR='' no_directory 2>&1) || status=$?
is "no world at all: exit code" "$status" 69
like "no world at all: both reasons are named" "$said" \
  'unshare\(.*\): Operation not permitted; .*mkdir\(/tmp/.*\): Read-only file system'

# ---- the kernel's own switches, by a user of it ----
# in_namespace COMMAND: in a user namespace with all its rights, which it gives up by $DROP.
in_namespace() {
  unshare -U -m -c --keep-caps sh -c "$1" </dev/null
}
export DROP="setpriv --inh-caps=-all --ambient-caps=-all --bounding-set=-all"
if [ "$(id -u)" != 0 ]; then
  for limit in user:USER mnt:NS net:NET pid:PID; do
    named "max_${limit%:*}_namespaces = 0" "unshare\\(CLONE_NEW${limit#*:}\\): No space left.*" \
      in_namespace "echo 0 >/proc/sys/user/max_${limit%:*}_namespaces &&
        exec \$DROP ddopa-training --lang en -- true"
  done
  mkdir "$TMPDIR/root"
  named "a chroot" 'unshare\(CLONE_NEWUSER\): Operation not permitted.*' in_namespace \
    'mount --rbind / "$TMPDIR/root" &&
      exec chroot "$TMPDIR/root" $DROP ddopa-training --lang en -- true'
  said=$(in_namespace 'mount --bind /dev/null /proc/uptime &&
    exec $DROP ddopa-training --lang en' 2>&1)
  is "a mount over part of /proc is not in the way" "$(grep -c "no private world" <<<"$said")" 0
  like "nor for an enrollment" "$(tail -n 1 <<<"$said")" '"state":"SUCCESS"'
fi
done_testing
