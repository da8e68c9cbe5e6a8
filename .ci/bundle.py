"""Compares the points of quoth stance --json with those of the bundle's scripts."""
import csv
import json
import sys

chart = json.load(open(sys.argv[1], encoding="utf-8"))
stances = ("support", "oppose", "neutral", "mixed")
want = {(s["label"], p["period"]): tuple(p[x] for x in stances) + (round(p["net"], 9),) for s in chart["series"] for p in s["points"]}
if not want:
    sys.exit("the chart is empty")
for path in sys.argv[2:]:
    rows = list(csv.DictReader(open(path, encoding="utf-8")))
    got = {(r["label"], r["period"]): tuple(int(r[x]) for x in stances) + (round(float(r["net"]), 9),) for r in rows}
    if got != want:
        differing = [(k, want.get(k), got.get(k)) for k in sorted(set(want) | set(got)) if want.get(k) != got.get(k)]
        sys.exit("%s, %s by %s: %d of %d points differ: %s" % (path, chart["by"], chart["period"], len(differing), len(want), differing[:3]))
