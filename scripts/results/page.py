"""A theme's page, and what its rows came to."""

import json
import os
import pathlib
import platform

from changes import arrivals, change_table, changes, first_at
from figures import duration
from marks import MarkError, evaluate, fill
from pictures import Pictures
from reference import agrees_until
from searches import Searches, ahead, chance_within, optimism, side_by_side, values
from significance import Paired, another_run, paired_t, share_interval, welch
from small_samples import figures_against, fisher, half_width, holm, mean_of, quantile, sign_test
from study import StudyResult
from theme import Row, Theme
from tool import Tool, ToolError

# What marks may call besides what `marks` offers.
_HELPERS = {
    helper.__name__: helper
    for helper in (
        Paired, Searches, agrees_until, ahead, another_run, arrivals, chance_within, change_table, changes, first_at, optimism, share_interval, side_by_side,
        values, figures_against, fisher, half_width, holm, mean_of, paired_t, quantile, sign_test, welch,
    )
}


def write_if_changed(file: pathlib.Path, text: str):
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")


def machine() -> str:
    """The class of this machine: processors, memory, system; never its name."""
    model = ""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        model = platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model or platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}"


def about(theme: Theme, tool: Tool, studies: dict[str, StudyResult], host: str) -> str:
    """How the page came to be: files, seeds, time, command, versions, machine."""
    lines = ["| study | file | trials × repeats | seeds of its runs | workers | wall clock |", "| --- | --- | ---: | --- | ---: | ---: |"]
    for study in studies.values():
        seeds = sorted({run["seed"] for run in study.runs}, key=[run["seed"] for run in study.runs].index)
        shown = ", ".join(str(seed) for seed in seeds[:3]) + (" …" if len(seeds) > 3 else "")
        file = f"[{study.file}](../{study.file})"
        lines.append(
            f"| {study.name} | {file} | {len(study.trials)} × {len(seeds)} | {shown} | {study.workers} | {duration(study.seconds)} |")
    versions: dict[str, list[str]] = {}
    for study in studies.values():
        for name, text in study.provenance.items():
            # Where a program lies is the machine's own affair.
            text = pathlib.PurePath(text).name if text.startswith("/") else text
            known = versions.setdefault(name, [])
            if text not in known:
                known.append(text)
    told = ", ".join(f"{name} {' and '.join(texts)}" for name, texts in versions.items())
    total = sum(study.seconds for study in studies.values())
    lines += [
        "", f"`make results THEME={theme.name}` runs these studies in {duration(total)} and writes this page. The wall clock counts the time in which "
        "at least one run was in hand.", "",
        f"Run on {host}, with {told}.",
    ]
    for lender, file in theme.borrowed.values():
        lines += ["", f"[{file}](../{file}) is run for [{lender.name}]({lender.name}.md)."]
    return "\n".join(lines)


def row_record(row: Row, names: dict, studies: dict[str, StudyResult], place: str) -> dict:
    """What a row came to, in words.
    - Throws: `MarkError` for a mark that cannot be filled, and where the finding's answer is not the one that was written about."""
    holds = evaluate(row.holds, names, f"{place}: {row.id}: holds") if row.holds else "–"
    answer = {True: "yes", False: "no"}[holds] if isinstance(holds, bool) else holds
    if row.holds and answer != row.answer:
        raise MarkError(f"{place}: {row.id}: the finding was '{row.answer}' and is now '{answer}': read its sentences, here and on the page, again")
    return {
        "measured": fill(row.measured or "", names, f"{place}: {row.id}: measured"),
        "holds": answer,
        "because": fill(row.because, names, f"{place}: {row.id}: because"),
        "seconds": None if row.view else round(sum(studies[key].seconds for key in row.studies), 1),
    }


def write_page(root: pathlib.Path, theme: Theme, tool: Tool):
    """Writes results/THEME.md, its pictures and the record of its rows.
    - Throws: `ToolError` for what hpsearch refuses, and for a mark that cannot be filled."""
    pictures = Pictures(tool, theme.folder)
    studies = {}
    for key, file in theme.studies.items():
        studies[key] = StudyResult(tool, file, tool.name(file), pictures)
    borrowed = {}
    for key, (lender, file) in theme.borrowed.items():
        place = tool.of(lender.database)
        borrowed[key] = StudyResult(place, file, place.name(file), pictures)
    before = json.loads(theme.recorded.read_text(encoding="utf-8")) if theme.recorded.exists() else {}
    host = machine() if theme.has_run or "host" not in before else before["host"]
    names = {**_HELPERS, **borrowed, **studies}
    everything = borrowed | studies
    names["compare"] = lambda *keys, parts=("",): comparison([everything[key] for key in keys], parts)
    names["winners"] = lambda *keys: json.loads(compared([everything[key] for key in keys], "json"))["winners"]
    try:
        for name, expression in theme.names.items():
            names[name] = evaluate(expression, names, f"{theme.name}.toml: {name}")
        rows = {row.id: row_record(row, names, studies, f"{theme.name}.toml") for row in theme.rows if row.measured}
        names |= {"about": about(theme, tool, studies, host), "rows": rows}
        text = fill(theme.template.read_text(encoding="utf-8"), names, theme.template.name)
    except (MarkError, LookupError) as error:
        raise ToolError(str(error), 2) from error
    note = f"<!-- Written by `make results` from results/templates/{theme.name}.md: change that file, not this one. -->\n"
    write_if_changed(root / "results" / f"{theme.name}.md", note + text)
    seconds = round(sum(study.seconds for study in studies.values()), 1)
    record = {"host": host, "seconds": seconds, "rows": rows}
    write_if_changed(theme.recorded, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    pictures.tidy()


def compared(studies: list[StudyResult], format: str) -> str:
    """What `hpsearch compare` says of studies, each of its own database."""
    databases = [argument for study in studies for argument in ("--db", str(study.tool.database))]
    return studies[0].tool.text("compare", *[study.name for study in studies], *databases, "--format", format, database=False)


def comparison(studies: list[StudyResult], parts: tuple[str, ...]) -> str:
    """The parts of `hpsearch compare` whose headings begin so, below its heading."""
    lines = compared(studies, "markdown").splitlines()
    shown, kept = [], True
    for line in lines:
        if line.startswith("#"):
            kept = not line.startswith("# ") and any(line.startswith(f"## {part}") for part in parts)
        elif kept:
            shown.append(line)
    return "\n".join(shown).strip()
