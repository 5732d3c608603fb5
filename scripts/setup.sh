#!/bin/sh
# Makes sure that the system libraries and a Swift toolchain are there: installs the missing Debian packages where it
# may, else says which to install. The chart tool comes along where Python is there; everything else goes without it.
set -eu

say() { printf 'hpsearch setup: %s\n' "$*" >&2; }

if ! command -v swift >/dev/null 2>&1; then
    say "no Swift toolchain found; install Swift 6.2 or newer (https://www.swift.org/install) and run this again"
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
set -- $version
if [ "${1:-0}" -lt 6 ] || { [ "${1:-0}" -eq 6 ] && [ "${2:-0}" -lt 2 ]; }; then
    say "Swift 6.2 or newer is needed (found ${1:-?}.${2:-?})"
    exit 1
fi

missing=""
need() { # PACKAGE PKG-CONFIG-NAME
    if ! command -v pkg-config >/dev/null 2>&1 || ! pkg-config --exists "$2"; then missing="$missing $1"; fi
}
command -v pkg-config >/dev/null 2>&1 || missing=" pkg-config"
need libopenblas-dev openblas
need libsqlite3-dev sqlite3
need zlib1g-dev zlib
if [ -z "$missing" ]; then
    "$(dirname "$0")/charts.sh" --daily
    exit 0
fi

install="apt-get install -y --no-install-recommends$missing"
if ! command -v apt-get >/dev/null 2>&1; then
    say "missing libraries: OpenBLAS, SQLite, zlib with their headers, and pkg-config; on Debian these are:$missing"
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    say "missing packages:$missing"
    say "install them with: sudo $install"
    exit 1
fi
say "installing$missing"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root $install
"$(dirname "$0")/charts.sh" --daily
