#!/usr/bin/env bash
# Tries what make dist made: packaging/try.sh dist. Needs root, debootstrap and Xvfb; wine where it is.
set -euo pipefail
dist=$(cd "${1:?the folder of make dist}" && pwd)
work=$(mktemp -d)
trap 'umount "$work/root/proc" 2>/dev/null || true; rm -rf "$work"' EXIT
(cd "$dist" && sha256sum -c SHA256SUMS)
deb=$(ls "$dist"/quoth_*_amd64.deb)
echo "== the .deb in a clean Debian"
debootstrap --variant=minbase bookworm "$work/root" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log"; exit 1; }
cp "$deb" "$work/root/tmp/quoth.deb"
cat >"$work/root/tmp/try.sh" <<'INSIDE'
set -e
export DEBIAN_FRONTEND=noninteractive HOME=/root LC_ALL=C.UTF-8
apt-get update >/dev/null
apt-get install -y --no-install-recommends /tmp/quoth.deb xvfb >/tmp/apt.log 2>&1 || { tail -5 /tmp/apt.log; exit 1; }
quoth --version
quoth sample --corpus /tmp/s.quoth
quoth check --corpus /tmp/s.quoth
test -f /usr/share/applications/org.quoth.Quoth.desktop -a -f /usr/share/man/man1/quoth.1.gz
# No GPU, no fonts, no D-Bus, 125 %: the window stays open for ten seconds.
FYNE_SCALE=1.25 LIBGL_ALWAYS_SOFTWARE=1 timeout 10 xvfb-run -a quoth /tmp/s.quoth && code=0 || code=$?
test "$code" = 124 && echo "the window stayed open"
INSIDE
mount -t proc proc "$work/root/proc" 2>/dev/null || true
chroot "$work/root" sh /tmp/try.sh
if command -v wine >/dev/null; then
  echo "== the Windows program under wine"
  unzip -q "$dist"/quoth-*-windows-amd64.zip -d "$work/windows"
  WINEDEBUG=-all WINEPREFIX="$work/wine" wine "$work"/windows/*/quoth-terminal.exe --version
else
  echo "== no wine here: the Windows program was built and not started"
fi
