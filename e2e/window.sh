#!/usr/bin/env bash
# Drives the real desktop program in Xvfb as a person would, with the ten most
# frequent acts: go through quotes, confirm, reject, tag, judge, note, correct a
# quote's edges, undo and redo, search, go to the next article; then checks in the
# corpus what came of each.
# Screenshots of every page, light and dark, go to the folder of artefacts.
#   window.sh PATH/TO/quoth FOLDER
set -euo pipefail
coder=window quoth=$1 out=$2
. "$(dirname "$0")/display.sh"

fail() { echo "window: $1" >&2; import -window root "$out/failed.png" || true; exit 1; }
shot() { import -window root "$out/$1.png"; }
key() { xdotool key --delay 60 "$@"; sleep 0.7; }

# close asks the program to end and waits: it folds its log into the corpus.
close() {
  kill "$app"
  for _ in $(seq 100); do kill -0 "$app" 2>/dev/null || break; sleep 0.1; done
  app=
}

pages() {
  local n=1
  for name in articles quotes people codebook stance review; do
    key "ctrl+$n"
    sleep 1
    shot "$name-$1"
    n=$((n + 1))
  done
}

# count WANT QUERY WHEN compares how many quotes a query finds.
count() {
  sleep 1
  local got
  got=$("$quoth" search --corpus "$corpus" "$2" --json --limit 50 | grep -o '"total":[0-9]*' | head -n 1 | cut -d: -f2)
  [ "$got" = "$1" ] || fail "$3: $got quotes, want $1"
}

decided() { "$quoth" search --corpus "$corpus" 'coder:window is:confirmed' --json --limit 50 | grep -o '"total":[0-9]*' | head -n 1 | cut -d: -f2; }
expect() { [ "$(decided)" = "$1" ] || fail "$2: $(decided) quotes are confirmed by this coder, want $1"; }

open light
pages light
key ctrl+6          # review: confirm the first suggestion
key Return
sleep 1
expect 1 "after Enter in review"
key ctrl+z
sleep 1
expect 0 "after undo"
key ctrl+shift+z
sleep 1
expect 1 "after redo"
key ctrl+1          # articles: code the first two quotes of the one that is open
key j
key Return
expect 2 "after confirming while reading"
key 2               # the second of the recent tags
count 1 'coder:window has:tag' "after tagging with a number key"
key o               # oppose
count 1 'coder:window has:stance' "after judging with a letter"
key w               # a note
xdotool type --delay 40 'compare with the first one'
key ctrl+Return     # keeps it; escape would throw it away
count 1 'coder:window has:note' "after writing a note"
key k
key j
key b               # the edges: one word less at the end
key Left
key Return
count 1 'coder:window is:corrected' "after moving the edge of a quote"
key bracketright    # the next article
key j
key BackSpace       # this is no quote
count 1 'coder:window is:rejected' "after rejecting"
key ctrl+z
count 0 'coder:window is:rejected' "after taking that back"
shot reader-light
key ctrl+2          # search as one types
key slash
xdotool type --delay 40 'encryption'
sleep 2
shot search-light
close
open dark
pages dark
key ctrl+1
key j
shot reader-dark
close
count 1 "coder:window has:note" "after a restart"
"$quoth" export --corpus "$corpus" --format csv --out "$dir/quotes.csv" 'coder:window' 2>/dev/null
[ "$(grep -c . "$dir/quotes.csv")" -ge 2 ] || fail "the export lacks the confirmed quote"
echo "window: ten acts done by keys, undone, redone, kept over a restart, exported; pictures in $out"
