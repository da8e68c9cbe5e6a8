#!/usr/bin/env bash
# Makes Quoth.app on a Mac: packaging/macos/app.sh OUT. Prepared only: no machine of ours runs macOS, so it was never tried.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:?the folder to make Quoth.app in}/Quoth.app
version=$(sed -n 's/^const Version = "\(.*\)"/\1/p' app/version.go)
mkdir -p "$out/Contents/MacOS" "$out/Contents/Resources"
go build -trimpath -tags migrated_fynedo -ldflags "-s -w -buildid=" -o "$out/Contents/MacOS/quoth" .
sed "s/VERSION/$version/" packaging/macos/Info.plist > "$out/Contents/Info.plist"
icons=$(mktemp -d)/quoth.iconset
mkdir "$icons"
for size in 16 32 128 256 512; do sips -z $size $size assets/icons/quoth.png --out "$icons/icon_${size}x${size}.png" >/dev/null; done
iconutil -c icns "$icons" -o "$out/Contents/Resources/quoth.icns"
cp LICENSE assets/help/licences.md "$out/Contents/Resources/"
codesign --force --sign "${QUOTH_SIGN:--}" "$out"
