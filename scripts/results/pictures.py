"""The pictures of a theme's page, in results/THEME."""

import pathlib

from tool import Tool


class Pictures:
    def __init__(self, tool: Tool, folder: pathlib.Path):
        self.tool, self.folder = tool, folder
        self.drawn: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def draw(self, study, kind: str, format: str, named: str = "", **options: str) -> str:
        """Markdown of a picture, with what it shows in words below it.
        - Parameter named: tells pictures of one kind apart.
        - Parameter options: those of `hpsearch plot`: trials, where, x, y.
        - Throws: `ToolError` where the picture does not suit the study, or the chart tool is missing."""
        name = f"{study.name}-{named + '-' if named else ''}{kind}.{format}"
        chosen = [f"--{option}={value}" for option, value in options.items()]
        try:
            words = self.tool.text("plot", study.name, kind, *chosen, "-o", str((self.folder / name).relative_to(self.tool.root)))
        finally:
            # What is written in the picture's place where the chart tool is missing.
            (self.folder / name).with_suffix(".vl.json").unlink(missing_ok=True)
        self.drawn.add(name)
        said = [line for line in words.splitlines() if not line.startswith("wrote ")]
        return f"![{study.name}: {kind}]({self.folder.name}/{name})\n\n" + "\n".join(said)

    def tidy(self):
        """Removes pictures of former runs that no page shows any more."""
        for file in self.folder.iterdir():
            if file.suffix in (".svg", ".png") and file.name not in self.drawn:
                file.unlink()
