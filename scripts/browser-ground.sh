#!/bin/sh
# Some tests need Debian's Chromium, LibreOffice and a Chinese font: install them where we may, else say what is missing.
set -u
[ -n "${OUTLAY_NO_BROWSER:-}" ] && { echo "OUTLAY_NO_BROWSER is set: the tests in a browser and in an office are left out."; exit 0; }
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="${missing:+$missing }fonts-noto-cjk fontconfig"
office="libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui"
command -v soffice >/dev/null 2>&1 || missing="${missing:+$missing }$office"
command -v pdftotext >/dev/null 2>&1 || missing="${missing:+$missing }poppler-utils"
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
echo "Missing for the tests in a browser and in an office: $missing. Install them (on Debian: apt-get install $missing),"
echo "or run OUTLAY_NO_BROWSER=1 make test to leave those tests out."
exit 1
