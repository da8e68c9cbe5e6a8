#!/usr/bin/env python3
"""Reads a Quoth bundle and reproduces the stance chart of a target.

    python3 stance.py FOLDER "TARGET" [speaker|organization|publisher|group] [year|quarter|month]

FOLDER holds datapackage.json; TARGET is the text of a target, or words that only
it holds. The points go to standard output as CSV; where matplotlib is installed a
picture goes to FOLDER/stance.png. Needs pandas, and pyarrow for Parquet; without
pyarrow the CSV files are read.

A quote counts once: with the adjudicated stance, else with the one that more
coders gave it than any other. Rejected quotes, quotes of articles without a day and
quotes on which coders are divided are left out, as in Quoth's own chart.
"""
import os
import re
import sys

import pandas as pd

GUARDED = re.compile(r"^'(?='*[=+\-@\t\r])")


def read(folder, name):
    """One table, every text as it is in the corpus."""
    parquet = os.path.join(folder, "data", name + ".parquet")
    try:
        import pyarrow  # noqa: F401
        return pd.read_parquet(parquet)
    except (ImportError, FileNotFoundError):
        table = pd.read_csv(os.path.join(folder, "data", name + ".csv"), encoding="utf-8-sig", dtype=str)
        return table.apply(lambda column: column.str.replace(GUARDED, "", regex=True))


def settled(folder, target_id):
    """The one stance of each quote toward the target."""
    judgements = read(folder, "judgements")
    judgements = judgements[judgements.target_id == target_id]
    votes = judgements.groupby(["quote_id", "stance"]).size().rename("coders").reset_index()
    most = votes.groupby("quote_id").coders.transform("max")
    votes = votes[votes.coders == most]
    stances = votes.drop_duplicates("quote_id", keep=False).set_index("quote_id").stance
    if os.path.exists(os.path.join(folder, "data", "adjudications.csv")):
        final = read(folder, "adjudications")
        final = final[final.target_id == target_id].set_index("quote_id").stance
        stances = pd.concat([stances[~stances.index.isin(final.index)], final])
    return stances


def line(quote, by):
    """The key of the line a quote belongs to, and its name."""
    empty = lambda value: value is None or value != value or value == ""
    if by == "publisher":
        return quote.publisher, quote.publisher
    if by == "group":
        group = "no group" if empty(quote.group) else quote.group
        return group, group
    if by == "organization":
        return (quote.organization if empty(quote.organization_id) else quote.organization_id), quote.organization
    if not empty(quote.person_id):
        return quote.person_id, quote.speaker
    if quote.speaker_type == "organization" and not empty(quote.organization_id):
        return quote.organization_id, quote.organization
    if quote.speaker_type == "unnamed" and not empty(quote.speaker):
        where = " ".join(x for x in (quote.publisher, quote.day.strftime("%Y-%m-%d")) if not empty(x))
        return quote.article_id + "/" + quote.speaker, "%s (%s)" % (quote.speaker, where)
    return quote.speaker, quote.speaker


def period(days, step):
    if step == "year":
        return days.dt.strftime("%Y")
    if step == "quarter":
        return days.dt.year.astype(str) + " Q" + days.dt.quarter.astype(str)
    return days.dt.strftime("%Y-%m")


def series(folder, target, by="speaker", step="year"):
    targets = read(folder, "targets")
    found = targets[targets.target.str.lower() == target.lower()]
    if found.empty:
        found = targets[targets.target.str.lower().str.contains(target.lower(), regex=False)]
    if len(found) != 1:
        sys.exit("%d targets hold the words %r: name one in full" % (len(found), target))
    quotes = read(folder, "quotes")
    articles = read(folder, "articles")[["article_id", "version_id", "publisher", "published"]]
    quotes = quotes.merge(articles, on=["article_id", "version_id"])
    quotes = quotes[(quotes.status != "rejected") & quotes.published.notna()]
    quotes["day"] = pd.to_datetime(quotes.published)
    quotes["stance"] = quotes.quote_id.map(settled(folder, found.target_id.iloc[0]))
    quotes = quotes[quotes.stance.notna()]
    keys = [line(q, by) for q in quotes.itertuples()]
    quotes = quotes.assign(key=[k for k, _ in keys], label=[name for _, name in keys], period=period(quotes.day, step))
    quotes = quotes[quotes.key.notna() & (quotes.key != "")]
    points = quotes.pivot_table(index=["key", "label", "period"], columns="stance", values="quote_id", aggfunc="count", fill_value=0)
    points = points.reindex(columns=["support", "oppose", "neutral", "mixed"], fill_value=0).astype(int)
    points["judged"] = points.sum(axis=1)
    points["net"] = (points.support - points.oppose) / points.judged
    return points.reset_index()


def draw(points, target, path):
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
    figure, axes = pyplot.subplots(figsize=(9, 5))
    axis = sorted(points.period.unique())
    most = points.groupby("key").judged.sum().nlargest(6).index
    for key in most:
        one = points[points.key == key].sort_values("period")
        axes.plot([axis.index(p) for p in one.period], one.net, marker="o", label=one.label.iloc[0])
    axes.set(ylim=(-1.05, 1.05), ylabel="net stance", title=target)
    axes.set_xticks(range(len(axis)), axis, rotation=45)
    axes.axhline(0, color="0.8", zorder=0)
    axes.legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    points = series(*sys.argv[1:5])
    points.to_csv(sys.stdout, index=False)
    try:
        draw(points, sys.argv[2], os.path.join(sys.argv[1], "stance.png"))
    except ImportError:
        print("no picture: matplotlib is not installed", file=sys.stderr)
