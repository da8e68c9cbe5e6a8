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
apt-get install -y --no-install-recommends /tmp/quoth.deb xvfb xauth imagemagick >/tmp/apt.log 2>&1 || { tail -5 /tmp/apt.log; exit 1; }
quoth --version
quoth sample --corpus /tmp/s.quoth
quoth check --corpus /tmp/s.quoth
test -f /usr/share/applications/org.quoth.Quoth.desktop -a -f /usr/share/man/man1/quoth.1.gz
# No GPU, no fonts, no D-Bus, 125 %: the window stays open, and /tmp/window.png is to be looked at.
rm -rf /usr/share/fonts
unset DBUS_SESSION_BUS_ADDRESS
FYNE_SCALE=1.25 LIBGL_ALWAYS_SOFTWARE=1 xvfb-run -a -s '-screen 0 1440x900x24' sh -c \
  'quoth /tmp/s.quoth & app=$!; sleep 20; import -window root /tmp/window.png; kill $app && wait $app && echo "the window stayed open"'
INSIDE
mount -t proc proc "$work/root/proc" 2>/dev/null || true
chroot "$work/root" sh /tmp/try.sh
cp "$work/root/tmp/window.png" "$dist/../window.png"
if command -v wine >/dev/null; then
  echo "== the Windows program under wine"
  unzip -q "$dist"/quoth-*-windows-amd64.zip -d "$work/windows"
  export WINEDEBUG=-all WINEPREFIX=$work/wine
  cd "$work"/windows/*/
  # Wine before 9 lacks a function that Go's runtime takes its random numbers from.
  printf '%s\n' '#include <windows.h>' '#include <ntsecapi.h>' \
    '__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return RtlGenRandom(p, n); }' >prng.c
  x86_64-w64-mingw32-gcc -shared -o bcryptprimitives.dll prng.c -ladvapi32
  wine quoth-terminal.exe --version
  wine quoth-terminal.exe sample --corpus s.quoth
  wine quoth-terminal.exe check --corpus s.quoth
else
  echo "== no wine here: the Windows program was built and not started"
fi
