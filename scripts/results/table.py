"""The table of all rows, results/README.md."""

import json
import pathlib

from figures import duration
from marks import fill
from page import write_if_changed
from theme import ROWS, Theme

_TITLES = ["row", "asked", "reported", "measured (95 % interval)", "wall clock", "does the finding hold?", "page"]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def table(themes: list[Theme]) -> str:
    lines = ["| " + " | ".join(_TITLES) + " |", "|" + " --- |" * len(_TITLES)]
    at = {row.id: (theme, row) for theme in themes for row in theme.rows}
    records = {theme.name: json.loads(theme.recorded.read_text(encoding="utf-8")) if theme.recorded.exists() else {} for theme in themes}
    for id in ROWS:
        theme, row = at[id]
        found = records[theme.name].get("rows", {}).get(id)
        files = ", ".join(f"[{pathlib.Path(theme.studies[key]).name}](../{theme.studies[key]})" for key in row.studies)
        if found:
            verdict = f"**{found['holds']}**" + (f" {found['because']}" if found["because"] else "")
            time = "(view)" if found["seconds"] is None else duration(found["seconds"])
            cells = [found["measured"], time, verdict, f"[{theme.name}]({theme.name}.md)"]
        else:
            cells = ["not yet run", "–", "–", files]
        lines.append("| " + " | ".join(_cell(cell) for cell in [id, row.asked, row.reported, *cells]) + " |")
    return "\n".join(lines)


def times(themes: list[Theme]) -> str:
    """How long each theme took, of those that have run."""
    lines = ["| theme | rows | wall clock | machine |", "| --- | --- | ---: | --- |"]
    for theme in themes:
        if theme.recorded.exists():
            record = json.loads(theme.recorded.read_text(encoding="utf-8"))
            rows = ", ".join(row.id for row in theme.rows)
            lines.append(f"| [{theme.name}]({theme.name}.md) | {rows} | {duration(record['seconds'])} | {record['host']} |")
    return "\n".join(lines)


def write_table(root: pathlib.Path, themes: list[Theme]):
    template = root / "results/templates/README.md"
    done = sum(len(json.loads(theme.recorded.read_text(encoding="utf-8"))["rows"]) for theme in themes if theme.recorded.exists())
    names = {"table": table(themes), "times": times(themes), "rows": len(ROWS), "done": done}
    note = "<!-- Written by `make results` from results/templates/README.md: change that file, not this one. -->\n"
    write_if_changed(root / "results/README.md", note + fill(template.read_text(encoding="utf-8"), names, template.name))
