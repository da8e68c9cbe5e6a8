#!/usr/bin/env bash
# Works in the real window for minutes, going from page to page, and compares each
# page with how it looked at first: parts that vanish while nobody looks (the
# toolkit drops what was not painted for a minute) are found here.
#   soak.sh PATH/TO/quoth FOLDER [SECONDS]
set -euo pipefail
coder=soak quoth=$1 out=$2 seconds=${3:-300}
. "$(dirname "$0")/display.sh"
fail() { echo "soak: $1" >&2; exit 1; }

open light
sleep 1

pages=(articles quotes people codebook stance review)
see() { # see NUMBER FILE
  xdotool key "ctrl+$1"
  sleep 2.5
  import -window root "$2"
}
# The first round warms everything; the second is what later ones are compared with.
for round in warm first; do
  n=1
  for page in "${pages[@]}"; do
    see $n "$out/$page-$round.png"
    n=$((n + 1))
  done
done

# Pixels that may differ: a cursor that blinks, the edge of a letter.
allowed=400
started=$SECONDS rounds=0
while [ $((SECONDS - started)) -lt "$seconds" ]; do
  sleep 65 & wait $! # one page stays in view, the others are not painted
  n=1
  for page in "${pages[@]}"; do
    kill -0 "$app" 2>/dev/null || { cat "$dir/log" >&2; fail "the program ended"; }
    see $n "$out/$page-later.png"
    differ=$(compare -metric AE -fuzz 5% "$out/$page-first.png" "$out/$page-later.png" "$out/$page-difference.png" 2>&1 >/dev/null || true)
    differ=${differ%%[^0-9]*}
    [ "${differ:-0}" -le "$allowed" ] || fail "$page differs in $differ pixels from how it looked at first; see $out/$page-difference.png"
    n=$((n + 1))
  done
  rounds=$((rounds + 1))
done
echo "soak: six pages looked the same after $rounds rounds and $((SECONDS - started)) seconds"
