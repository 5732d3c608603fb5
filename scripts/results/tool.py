"""hpsearch, as it is called for results: one database, JSON in return."""

import json
import pathlib
import subprocess


class ToolError(Exception):
    """hpsearch ended with another exit code than 0 where results are needed; `status` is that code."""

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


class Tool:
    def __init__(self, program: str, root: pathlib.Path, database: pathlib.Path, workers: int | None):
        # Called from the project's root, so that paths in what it prints are the same everywhere.
        self.program, self.root, self.database, self.workers = str(pathlib.Path(program).resolve()), root, database, workers
        self.answers: dict[tuple[str, ...], str] = {}

    def of(self, database: pathlib.Path) -> "Tool":
        """The same program over another database."""
        return Tool(self.program, self.root, database, self.workers)

    def study(self, file: str) -> int:
        """Runs a study, or carries on with it; its progress goes where ours goes. 0, or 1 where trials failed.
        - Throws: for every other exit code: an invalid or changed file, stopped, no data set, a full disk."""
        command = [self.program, "study", file, "--db", str(self.database)]
        command += ["--workers", str(self.workers)] if self.workers else []
        with subprocess.Popen(command, cwd=self.root, stdout=subprocess.DEVNULL) as child:
            status = None
            while status is None:
                try:
                    status = child.wait()
                except KeyboardInterrupt:
                    # A terminal's Ctrl-C reaches hpsearch as well, which then ends by itself, with everything recorded.
                    continue
        # Killed by a signal, it can be carried on with too.
        status = 3 if status < 0 else status
        if status > 1:
            again = "the same command carries on" if status == 3 else f"see above; to begin anew, delete {self.database.relative_to(self.root)}"
            raise ToolError(f"{file} is not complete: {again}", status)
        return status

    def name(self, file: str) -> str:
        """The name of a study file's study."""
        return json.loads(self.text("plan", file, "--format", "json", database=False))["study"]

    def text(self, *arguments: str, database: bool = True) -> str:
        """What a command prints; asked once."""
        if arguments not in self.answers:
            command = [self.program, *arguments] + (["--db", str(self.database)] if database else [])
            done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise ToolError(f"hpsearch {' '.join(arguments)}: {done.stderr.strip()}", done.returncode)
            self.answers[arguments] = done.stdout
        return self.answers[arguments]

    def json(self, *arguments: str):
        return json.loads(self.text(*arguments, "--format", "json"))

    def lines(self, *arguments: str) -> list:
        return [json.loads(line) for line in self.text(*arguments).splitlines()]

    def states(self) -> dict[str, str]:
        """The state of each study in the database, by name; none where there is no database yet."""
        return {study["name"]: study["state"] for study in self.json("list")["studies"]} if self.database.exists() else {}

    @property
    def version(self) -> str:
        done = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True)
        return done.stdout.strip()
