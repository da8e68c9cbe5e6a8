"""Writes how many entries feedparser finds in its own test files, as JSON, for TestFeedsBesideFeedparser:

    pip install feedparser && pip download --no-binary :all: --no-deps feedparser && tar xzf feedparser-*.tar.gz
    python3 scraper/testdata/feeds.py feedparser-*/tests >feeds.json
    QUOTH_FEEDS=$PWD/feeds.json go test -run BesideFeedparser -v ./scraper
"""
import json
import pathlib
import re
import sys

import feedparser

files = {}
for path in sorted(pathlib.Path(sys.argv[1]).resolve().rglob("*")):
    if path.suffix not in (".xml", ".json"):
        continue
    body = path.read_bytes()
    # The files name the headers that they are to be served with.
    headers = {name.decode().strip().lower(): value.decode("latin1").strip()
               for name, value in re.findall(rb"(?m)^Header:\s*([^:\r\n]+):([^\r\n]*)", body[:2000])}
    headers.setdefault("content-type", "application/xml")
    feed = feedparser.parse(body, response_headers=headers)
    if feed.entries:
        files[str(path)] = {"entries": len(feed.entries), "type": headers["content-type"]}
json.dump(files, sys.stdout)
