#!/bin/sh
# Installs the store server on Debian or Raspberry Pi OS; the same command again upgrades it.
#
#   sudo hardware/packaging/install.sh              install, or upgrade: spool and pairing stay
#   sudo hardware/packaging/install.sh --uninstall  remove the program: spool and pairing stay
#
# Options: --root DIR    put everything under DIR (for an image, or to try it); no user is made, nothing started
#          --python FILE the Python to use, 3.11 or newer (else /usr/bin/python3)
set -eu
umask 022

NAME=comptoir-store-server
OWNER=comptoir
GROUPS_NEEDED="lp dialout input" # USB printers; serial lines; scanners that type

# These get --root in front of them.
PROGRAM=/opt/$NAME
DATA=/var/lib/$NAME
UNIT=/etc/systemd/system/$NAME.service
RULES=/etc/udev/rules.d/70-$NAME.rules
COMMAND=/usr/local/bin/$NAME

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=
python=/usr/bin/python3
deed=install

say() { printf '%s\n' "$*"; }

give_up() {
    printf '%s\n' "$*" >&2
    exit 1
}

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0"; }

read_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --uninstall) deed=uninstall ;;
            --root | --python)
                [ $# -ge 2 ] || give_up "$1 needs a value."
                if [ "$1" = --root ]; then root=${2%/}; else python=$2; fi
                shift
                ;;
            --help | -h)
                usage
                exit 0
                ;;
            *) give_up "Unknown option $1. See: $0 --help" ;;
        esac
        shift
    done
}

# The program has to work for the user of the service, who may not see into other people's folders.
as_owner() {
    if is_live; then (cd / && runuser -u "$OWNER" -- "$@"); else "$@"; fi
}

# Whether this is the running system itself, not a folder that stands for one.
is_live() { [ -z "$root" ]; }

has_systemd() { is_live && [ -d /run/systemd/system ]; }

check_rights() {
    if is_live; then
        [ "$(id -u)" = 0 ] || give_up "This needs root. Type: sudo $0"
        return
    fi
    case $root in
        /*) ;;
        *) give_up "--root needs a whole path, beginning with /." ;;
    esac
    [ -d "$root" ] || give_up "There is no folder $root."
}

check_python() {
    command -v "$python" >/dev/null || give_up "There is no $python. First: apt-get install python3"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        give_up "The store server needs Python 3.11 or newer: Debian 12, Raspberry Pi OS of 2023 or later."
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    is_live || give_up "$python cannot make environments. First: apt-get install python3-venv"
    say "Installing python3-venv …"
    apt-get install -y -q python3-venv >/dev/null || give_up "Failed. First: apt-get install python3-venv"
}

# Only boxes without the kernel's printer driver need it; nothing else stops without it.
check_usb_library() {
    is_live || return 0
    ldconfig -p 2>/dev/null | grep -q 'libusb-1\.0\.so\.0' && return
    apt-get install -y -q libusb-1.0-0 >/dev/null 2>&1 ||
        say "USB printers without the kernel's printer driver will need: apt-get install libusb-1.0-0"
}

make_user() {
    is_live || return 0
    if ! getent passwd "$OWNER" >/dev/null; then
        useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin "$OWNER"
        say "Made the user $OWNER."
    fi
    for group in $GROUPS_NEEDED; do
        getent group "$group" >/dev/null || groupadd --system "$group"
        usermod --append --groups "$group" "$OWNER"
    done
}

# A new Python of the system breaks the environment; then it is made anew. Nothing of the shop is in it.
make_environment() {
    as_owner "$root$PROGRAM/bin/python" -m pip --version >/dev/null 2>&1 && return
    mkdir -p "$root$PROGRAM"
    "$python" -m venv --clear "$root$PROGRAM"
}

# From a copy, so that building leaves nothing behind in the folder that was downloaded.
put_program() {
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    cp -R "$here/../comptoir_store_server" "$here/../pyproject.toml" "$here/../README.md" "$copy/"
    say "Installing the program into $root$PROGRAM (some minutes on a Raspberry Pi) …"
    "$root$PROGRAM/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade "$copy" ||
        give_up "The program could not be installed; see above. Whatever was installed before still runs."
    version=$(as_owner "$root$PROGRAM/bin/$NAME" --version) ||
        give_up "The user $OWNER may not run $python. Choose another: $0 --python /usr/bin/python3"
}

# Also after somebody paired as root by mistake: everything belongs to the user that runs.
make_data_folder() {
    mkdir -p "$root$DATA"
    chmod 0700 "$root$DATA"
    if is_live; then chown -R -h "$OWNER:$OWNER" "$DATA"; fi
}

put_file() { # mode, file, target
    mkdir -p "$(dirname -- "$3")"
    install -m "$1" "$here/$2" "$3"
}

put_files() {
    put_file 0644 "$NAME.service" "$root$UNIT"
    put_file 0644 "70-$NAME.rules" "$root$RULES"
    put_file 0755 "$NAME" "$root$COMMAND"
}

reload_devices() {
    is_live && command -v udevadm >/dev/null && [ -d /run/udev ] || return 0
    udevadm control --reload
    udevadm trigger --subsystem-match=usb --subsystem-match=usbmisc
}

is_paired() { [ -e "$root$DATA/identity.json" ]; }

start() {
    has_systemd || return 0
    systemctl daemon-reload
    systemctl --quiet enable "$NAME"
    if is_paired; then systemctl restart "$NAME"; fi
}

say_what_next() {
    say "Installed: $NAME $version"
    if is_paired; then
        say "This box is paired already; its spool and its pairing are as they were."
        say "How it stands:   sudo $NAME status"
        return
    fi
    say "Next:"
    say "  1. In the office, Store servers: add one; it shows a code."
    say "  2. Here:       sudo $NAME pair --office https://… --code …"
    say "  3. Start it:   sudo systemctl start $NAME   (from now on it starts with the box)"
    say "  4. Try it:     sudo $NAME test-print"
    say "What hangs on this box: sudo $NAME probe"
}

install_all() {
    check_python
    check_usb_library
    make_user
    make_environment
    put_program
    make_data_folder
    put_files
    reload_devices
    start
    say_what_next
}

uninstall_all() {
    if has_systemd && [ -e "$UNIT" ]; then systemctl --quiet disable --now "$NAME"; fi
    rm -f "$root$UNIT" "$root$RULES" "$root$COMMAND"
    rm -rf "$root${PROGRAM:?}"
    if has_systemd; then systemctl daemon-reload; fi
    reload_devices
    say "Removed the program, its service and its rules for USB printers."
    say "Kept: $root$DATA (pairing, configuration, jobs) and the user $OWNER."
    say "To remove these too, after the office has shown that no job is missing:"
    say "  rm -r $root$DATA; userdel $OWNER"
}

read_options "$@"
check_rights
"${deed}_all"
