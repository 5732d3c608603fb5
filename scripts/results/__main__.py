"""Runs the studies of the reports and writes results/: `python3 scripts/results [THEME ...]`.

A theme is a file results/templates/THEME.toml with its rows, and a page results/templates/THEME.md beside it with marks where
figures, tables and pictures go. Its studies are run, or carried on with, in results/databases/THEME.sqlite; results/THEME.md,
its pictures and the table of all rows in results/README.md are written from what they recorded. Nothing is run twice: a second
run only writes what has changed. `--no-run` writes from what is recorded and runs nothing: for a page that is being worded, or
for studies that run elsewhere.
"""

import argparse
import os
import pathlib
import sys
import time

from figures import duration
from page import write_page
from table import write_table
from theme import Theme, load_themes
from tool import Tool, ToolError

# hpsearch's exit code for a study that was stopped and can be carried on with.
STOPPED = 3
ROOT = pathlib.Path(__file__).resolve().parents[2]


def options():
    parser = argparse.ArgumentParser(prog="scripts/results", description="Run the studies of the reports and write results/.")
    parser.add_argument("themes", nargs="*", metavar="THEME", help="only these themes (default: all that have a page)")
    parser.add_argument("--hpsearch", default=str(ROOT / ".build/release/hpsearch"), help="the program (default: that of `make build`)")
    parser.add_argument("--workers", type=int, help="worker processes (default: hpsearch's own)")
    parser.add_argument("--no-run", action="store_true", help="write from what is recorded, and run nothing")
    parser.add_argument("--list", action="store_true", help="list the themes and end")
    return parser.parse_args()


def chosen(themes: list[Theme], names: list[str]) -> list[Theme]:
    """The themes of these names, or all that have a page."""
    if not names:
        return [theme for theme in themes if theme.has_page]
    known = {theme.name: theme for theme in themes}
    for name in names:
        if name not in known:
            sys.exit(f"results: no theme '{name}'; there are {', '.join(known)}")
        if not known[name].has_page:
            sys.exit(f"results: theme '{name}' has no page yet: write results/templates/{name}.md, and give its rows 'measured'")
    return [known[name] for name in names]


def main() -> int:
    arguments = options()
    try:
        themes = load_themes(ROOT)
    except ValueError as error:
        sys.exit(f"results: {error}")
    if arguments.list:
        for theme in themes:
            print(f"{theme.name:22} {', '.join(row.id for row in theme.rows)}{'' if theme.has_page else ' (no page yet)'}")
        return 0
    if not os.access(arguments.hpsearch, os.X_OK):
        sys.exit(f"results: no program '{arguments.hpsearch}'; run `make build`, or name one with --hpsearch")
    status = 0
    for theme in chosen(themes, arguments.themes):
        began = time.monotonic()
        tool = Tool(arguments.hpsearch, ROOT, theme.database, arguments.workers)
        try:
            if arguments.no_run:
                for name in theme.unfinished(tool):
                    print(f"results: {theme.name}: {name} is not complete; the page tells what there is", file=sys.stderr)
            else:
                status = max(status, theme.run(tool))
            write_page(ROOT, theme, tool)
        except ToolError as error:
            print(f"results: {theme.name}: {error}", file=sys.stderr)
            status = max(status, error.status)
            if error.status == STOPPED:
                break
            continue
        print(f"results: {theme.name}: results/{theme.name}.md, in {duration(time.monotonic() - began)}", file=sys.stderr)
    write_table(ROOT, themes)
    return status


if __name__ == "__main__":
    sys.exit(main())
