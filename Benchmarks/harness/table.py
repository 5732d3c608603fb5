"""The one table, as Markdown."""

import statistics

from .figures import ratio

HEADINGS = ["workload", "peer", "ours", "ratio (pairs)", "at least", "aim", "share of sgemm", "verdict"]


def goal(value, unit):
    return f"{value:,.0f}/s" if unit == "/s" else f"{value:g}×"


def share(row):
    if not row.shares:
        return "–"
    text = f"{statistics.median(row.shares):.2f}"
    return text if row.share_least is None else f"{text} (at least {row.share_least:g}, aim {row.share_aim:g})"


def line(row):
    return [
        f"{row.name}: {row.title}" if row.name else row.title, row.peer, row.ours, ratio(row.measures, row.unit),
        goal(row.least, row.unit), goal(row.aim, row.unit), share(row), row.verdict,
    ]


def markdown(rows, notes):
    lines = [HEADINGS, ["---"] * len(HEADINGS)] + [line(row) for row in rows]
    return "\n".join(["| " + " | ".join(cells) + " |" for cells in lines] + [""] + notes)


FIRST, LAST = "<!-- table of `make benchmark` -->\n", "<!-- end of the table -->\n"


def parts(path):
    """What stands before and after the table's place in a file."""
    try:
        before, begins, rest = path.read_text().partition(FIRST)
    except OSError as error:
        raise SystemExit(f"{path} cannot be read: {error.strerror}")
    _, ends, after = rest.partition(LAST)
    if not begins or not ends:
        raise SystemExit(f"{path} has no place for the table: {FIRST.strip()} … {LAST.strip()}")
    return before, after


def check_place(path):
    """Ends the program, before anything is measured, if the table could not be written."""
    parts(path)


def write_into(path, text):
    """Puts the table between the two lines of the file that say where it begins and ends."""
    before, after = parts(path)
    path.write_text(before + FIRST + text + "\n" + LAST + after)
