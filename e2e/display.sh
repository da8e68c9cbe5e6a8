# Read by the scripts that drive the real window: a folder and a display of their own,
# both gone at the end, a sample corpus, and a way to open the program. Whoever reads
# it has set coder, quoth (the program) and out (a folder), and makes fail.
mkdir -p "$out"
dir=$(mktemp -d)
export QUOTH_CACHE=$dir/cache QUOTH_CONFIG=$dir/config XDG_CACHE_HOME=$dir/xdg LANG=C.UTF-8
mkdir -p "$QUOTH_CONFIG"
corpus=$dir/$coder.quoth
"$quoth" sample --corpus "$corpus" 2>/dev/null

# Xvfb picks a free display and says which.
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

# open THEME starts the program and waits for its window.
open() {
  printf '{"coder":"%s","theme":"%s","text_size":1,"window_width":1440,"window_height":900}' "$coder" "$1" >"$QUOTH_CONFIG/settings.json"
  "$quoth" "$corpus" >"$dir/log" 2>&1 &
  app=$!
  for _ in $(seq 100); do
    window=$(xdotool search --onlyvisible --name 'Quoth' 2>/dev/null | head -n 1 || true)
    [ -n "$window" ] && break
    kill -0 "$app" 2>/dev/null || { cat "$dir/log" >&2; fail "the program ended at its start"; }
    sleep 0.2
  done
  [ -n "${window:-}" ] || fail "no window appeared"
  xdotool windowsize "$window" 1440 900 windowmove "$window" 0 0 windowfocus "$window"
  sleep 3
}
