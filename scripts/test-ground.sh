#!/bin/sh
# What the tests need from Debian: Chromium, LibreOffice and a Chinese font, and PostgreSQL for the store.
# Installed where we may; else what is missing is named.
set -u
missing=""
if [ -n "${OUTLAY_NO_BROWSER:-}" ]; then
    echo "OUTLAY_NO_BROWSER is set: the tests in a browser and in an office are left out."
else
    command -v chromium >/dev/null 2>&1 || missing="chromium"
    fc-list :lang=zh 2>/dev/null | grep -q . || missing="${missing:+$missing }fonts-noto-cjk fontconfig"
    office="libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui"
    command -v soffice >/dev/null 2>&1 || missing="${missing:+$missing }$office"
    command -v pdftotext >/dev/null 2>&1 || missing="${missing:+$missing }poppler-utils"
fi
if [ -n "${OUTLAY_NO_POSTGRES:-}" ]; then
    echo "OUTLAY_NO_POSTGRES is set: the tests of the store on PostgreSQL are left out."
elif ! command -v initdb >/dev/null 2>&1 && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing="${missing:+$missing }postgresql"
fi
[ -z "$missing" ] && exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="none"; fi
fi
if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != "none" ]; then
    echo "Installing $missing ..."
    # shellcheck disable=SC2086
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null && exit 0
fi
echo "Missing for the tests: $missing. Install them (on Debian: apt-get install $missing),"
echo "or leave their tests out: OUTLAY_NO_BROWSER=1 or OUTLAY_NO_POSTGRES=1 before make test."
exit 1
