"""Themes: which rows of which studies stand on one page."""

import dataclasses
import pathlib
import tomllib

from tool import Tool, ToolError

# The rows that results/README.md has to have, one each.
ROWS = [f"R{report}.{row}" for report, rows in enumerate([9, 3, 4, 4, 8]) for row in range(1, rows + 1)]


@dataclasses.dataclass
class Row:
    """A line of the table: what was asked and reported, and templates of what came out."""

    id: str
    asked: str
    reported: str
    studies: list[str]
    # A row that looks at the studies of others; their time is not counted again.
    view: bool = False
    measured: str | None = None
    # An expression: whether the finding holds, or a text where yes and no say too little; and the answer that the sentences
    # were written for, so that another one does not pass unread.
    holds: str | None = None
    answer: str = ""
    because: str = ""


@dataclasses.dataclass
class Theme:
    name: str
    title: str
    # Short names, for marks, and study files.
    studies: dict[str, str]
    rows: list[Row]
    root: pathlib.Path
    # Short names of studies that other themes run and this one only looks at: the theme, and the file.
    borrowed: dict[str, tuple["Theme", str]] = dataclasses.field(default_factory=dict)
    # Names for what marks use often, and their expressions, each of which may use those before it.
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    # Whether the last `run` had something to do.
    has_run: bool = False

    @property
    def template(self) -> pathlib.Path:
        return self.root / "results/templates" / f"{self.name}.md"

    @property
    def has_page(self) -> bool:
        return self.template.exists()

    @property
    def folder(self) -> pathlib.Path:
        return self.root / "results" / self.name

    @property
    def recorded(self) -> pathlib.Path:
        """What the rows of this theme came to when its page was last written."""
        return self.folder / "rows.json"

    @property
    def database(self) -> pathlib.Path:
        return self.root / "results/databases" / f"{self.name}.sqlite"

    def run(self, tool: Tool) -> int:
        """Runs the studies that are not complete, those of other themes into their databases. 0, or 1 where trials failed."""
        self.database.parent.mkdir(parents=True, exist_ok=True)
        before = tool.states()
        status = max(tool.study(file) for file in self.studies.values())
        for lender, file in self.borrowed.values():
            status = max(status, tool.of(lender.database).study(file))
        self.has_run = any(before.get(name) != state for name, state in tool.states().items())
        return status

    def unfinished(self, tool: Tool) -> list[str]:
        """The names of the studies that are not complete, or not there at all."""
        places = [(tool, file) for file in self.studies.values()]
        places += [(tool.of(lender.database), file) for lender, file in self.borrowed.values()]
        return [name for place, file in places if place.states().get(name := place.name(file)) != "complete"]


def load_themes(root: pathlib.Path) -> list[Theme]:
    """All themes in the order of their first rows.
    - Throws: `ValueError` where a row of a report is missing, unknown or there twice, or a study file is not there."""
    themes, borrowed = [], []
    for file in (root / "results/templates").glob("*.toml"):
        described = tomllib.loads(file.read_text(encoding="utf-8"))
        rows = [Row(**row) for row in described["rows"]]
        theme = Theme(file.stem, described["title"], described["studies"], rows, root, names=described.get("names", {}))
        for path in theme.studies.values():
            if not (root / path).exists():
                raise ValueError(f"{file.name}: there is no {path}")
        for row in rows:
            if unknown := set(row.studies) - set(theme.studies):
                raise ValueError(f"{file.name}: row {row.id} names no study of the theme: {', '.join(unknown)}")
        themes.append(theme)
        borrowed += [(theme, key, of) for key, of in described.get("borrowed", {}).items()]
    known = {f"{theme.name}.{key}": (theme, file) for theme in themes for key, file in theme.studies.items()}
    for theme, key, of in borrowed:
        if of not in known:
            raise ValueError(f"{theme.name}.toml: there is no '{of}' to borrow as '{key}': it takes a theme and its name for a study, THEME.NAME")
        theme.borrowed[key] = known[of]
    found = [row.id for theme in themes for row in theme.rows]
    if sorted(found) != sorted(ROWS):
        wrong = [id for id in ROWS if found.count(id) != 1] + sorted(set(found) - set(ROWS))
        raise ValueError(f"results/templates: there must be one row for each of {ROWS[0]} to {ROWS[-1]}; look at {', '.join(wrong)}")
    return sorted(themes, key=lambda theme: min(ROWS.index(row.id) for row in theme.rows))
