# shellcheck shell=bash
# shellcheck disable=SC2016 # for shells and programs inside
# usage: in_debian.sh ROOT, called by debian.sh with a clean Debian at ROOT: what installing,
# upgrading and purging does to it, a line "what|have|wanted" each. The packages lie in $DEBS,
# those of a lower version in $OLDER.
set -u
root=$1
store=/var/lib/ddopa-centrald

find_out() {
  printf '%s|%s|%s\n' "$1" "$(tr '\n' ' ' <<<"$2" | sed 's/ *$//')" "$3"
}

# Inside, as root there.
inside() {
  chroot "$root" env -i DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# All that lies there but what dpkg and others remember for themselves.
everything() {
  find "$root" -xdev \( -path "$root/proc" -o -path "$root/sys" -o -path "$root/dev" -o -path "$root/run" \
    -o -path "$root/tmp" -o -path "$root/var/lib/dpkg" -o -path "$root/var/cache" -o -path "$root/var/log" \) \
    -prune -o -print | sed "s|^$root||" | grep -vE '^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-$' | sort
}

# install DIRECTORY: the packages there; ends with dpkg's status.
install() {
  mkdir -p "$root/tmp/debs" && rm -f "$root"/tmp/debs/* &&
    find "$1" -name '*.deb' ! -name '*dbgsym*' -exec cp {} "$root/tmp/debs" \; &&
    inside sh -c 'dpkg -i /tmp/debs/*.deb' >"$root/tmp/said" 2>&1
}

purge() {
  inside env "$@" dpkg --purge ddopa-training ddopa ddopa-central ddopa-common >"$root/tmp/said" 2>&1
}

# What was there and is not, or the other way round.
differs() {
  comm -3 "$1" <(everything) | tr -d '\t'
}

before=$(mktemp)
everything >"$before"

install "$OLDER"
find_out "they are installed" "$?" 0
find_out "as the lower version" "$(inside dpkg-query -W -f '${Version}\n' ddopa | grep -c '~earlier')" 1
find_out "the centre's account has its directory" "$(inside stat -c '%U %a' $store)" "ddopa-centrald 700"
find_out "and waits for settings" "$(inside sed -n 's/^ConditionPathExists=//p' /lib/systemd/system/ddopa-centrald.service
  ls "$root/etc/ddopa")" "/etc/ddopa/ddopa-centrald.conf centrald ddopa.conf"
find_out "a program runs" "$(inside ddopa --version | head -n 1 | cut -d' ' -f1)" ddopa
find_out "in Thai" "$(inside ddopa explain DD-101 | sed -n 2p)" "บริการเครื่องอ่านบัตรไม่ทำงาน"
find_out "every page is found" "$(inside sh -c 'for p in ddopa ddopa-errors ddopa-admin ddopa-training; do
  man -w $p >/dev/null || echo $p; done' 2>&1)" ""
find_out "an enrollment in the training world's batch" \
  "$(inside sh -c 'ddopa-training </dev/null 2>/tmp/said' | tail -n 1 | grep -c '"state":"SUCCESS"')" 1
inside setpriv --reuid=ddopa-centrald --regid=ddopa-centrald --clear-groups \
  ddopa-centrald init --store $store/store --from /usr/share/ddopa/training
find_out "a store is made by its account" "$?" 0
echo "# the office's own" >>"$root/etc/ddopa/ddopa.conf"

install "$DEBS"
find_out "they are upgraded" "$?" 0
find_out "to the higher version" "$(inside dpkg-query -W -f '${Version}\n' ddopa | grep -c '~earlier')" 0
find_out "settings of the office stay" "$(tail -n 1 "$root/etc/ddopa/ddopa.conf")" "# the office's own"
find_out "and the store does" "$(inside setpriv --reuid=ddopa-centrald --regid=ddopa-centrald --clear-groups \
  ddopa-admin audit verify --store $store/store >"$root/tmp/said" 2>&1; echo $?)" 0

purge A=b
find_out "they are purged" "$?" 0
find_out "which leaves the store alone" "$(differs "$before" | grep -v "^$store")" ""
find_out "whole" "$(inside stat -c %U $store $store/store $store/store.keys)" \
  "ddopa-centrald ddopa-centrald ddopa-centrald"

install "$DEBS"
find_out "they are installed again" "$?" 0
purge DDOPA_PURGE_STORE=yes
find_out "and purged with the store" "$?" 0
find_out "which leaves nothing" "$(differs "$before")" ""
find_out "nor an account" "$(inside getent passwd ddopa-centrald)" ""
rm -f "$before"
find_out "the end" "" ""
