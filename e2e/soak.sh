#!/usr/bin/env bash
# Works in the real window for minutes, going from page to page, and compares each
# page with how it looked at first: parts that vanish while nobody looks (the
# toolkit drops what was not painted for a minute) are found here.
#   soak.sh PATH/TO/quoth FOLDER [SECONDS]
set -euo pipefail
quoth=$1 out=$2 seconds=${3:-300}
mkdir -p "$out"
dir=$(mktemp -d)
export QUOTH_CACHE=$dir/cache QUOTH_CONFIG=$dir/config XDG_CACHE_HOME=$dir/xdg LANG=C.UTF-8
mkdir -p "$QUOTH_CONFIG"
"$quoth" sample --corpus "$dir/soak.quoth" 2>/dev/null

mkfifo "$dir/display"
Xvfb -displayfd 3 -screen 0 1440x900x24 3>"$dir/display" >/dev/null 2>&1 &
xvfb=$!
read -r number <"$dir/display"
export DISPLAY=:$number
app=
finish() {
  [ -z "$app" ] || kill "$app" 2>/dev/null || true
  kill "$xvfb" 2>/dev/null || true
  rm -rf "$dir"
}
trap finish EXIT
fail() { echo "soak: $1" >&2; exit 1; }

printf '{"coder":"soak","theme":"light","text_size":1,"window_width":1440,"window_height":900}' >"$QUOTH_CONFIG/settings.json"
"$quoth" "$dir/soak.quoth" >"$dir/log" 2>&1 &
app=$!
for _ in $(seq 100); do
  window=$(xdotool search --onlyvisible --name 'Quoth' 2>/dev/null | head -n 1 || true)
  [ -n "$window" ] && break
  kill -0 "$app" 2>/dev/null || { cat "$dir/log" >&2; fail "the program ended at its start"; }
  sleep 0.2
done
[ -n "${window:-}" ] || fail "no window appeared"
xdotool windowsize "$window" 1440 900 windowmove "$window" 0 0 windowfocus "$window"
sleep 4

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
