"""Tests of what writes results/: `python3 -m unittest discover -s scripts/results`. No study is run."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import figures
import marks
import page
import pictures
import proxy
import ranks
import reference
import study
import table
import theme
import tool

ROOT = pathlib.Path(__file__).resolve().parents[2]


class RecordedTool:
    """Answers as hpsearch would of a study with two trials of two runs each."""

    def text(self, *arguments):
        return " ".join(arguments) + "\n"

    def json(self, *arguments):
        if arguments[0] == "explain":
            chosen = [{"role": "chosen", "p": 0.5}] if arguments[2:] == ("0", "--against", "1") else []
            return {"rivals": [{"role": "next_better", "p_adjusted": 1}, {"role": "best", "p_adjusted": 0.25}, *chosen]}
        objective = {"value": 0.5, "low": 0.25, "high": 0.75}
        trials = [
            {"number": 1, "parameters": {"rate": 0.1, "fast": True}, "objective": objective, "metrics": {"loss.final": 0.5}},
            {"number": 0, "parameters": {"rate": 1, "fast": False}, "objective": objective | {"low": None}, "metrics": {"loss.final": 2.5}},
        ]
        return {"trials": trials, "statistics": {}, "execution": {"seconds": 14.5, "workers": 2}}

    def lines(self, *arguments):
        def run(trial, repeat):
            curve = [{"iteration": i, "loss": 10.0 ** -i * (1 + repeat), "full": [5, 3, 4, 2][i]} for i in range(4)]
            metrics = {"loss.final": trial + repeat, "x": -trial - repeat}
            return {"trial": trial, "repeat": repeat, "state": "complete", "metrics": metrics, "curve": curve}

        return [run(0, 0), run(0, 1), run(1, 0), run(1, 1)]


class StudyTests(unittest.TestCase):
    def setUp(self):
        self.study = study.StudyResult(RecordedTool(), "s.yaml", "s", None)

    def test_a_trial_is_found_by_its_values_and_only_where_they_name_one(self):
        self.assertEqual(self.study.trial(rate=0.1)["number"], 1)
        self.assertEqual(self.study.trial(fast=False)["number"], 0)
        for parameters in [{}, {"rate": 5}, {"fast": 1}, {"other": 1}]:
            with self.assertRaises(LookupError):
                self.study.trial(**parameters)

    def test_figures_of_runs_and_curves(self):
        self.assertEqual(self.study.each("loss.final", rate=1), [0, 1])
        self.assertEqual(self.study.at("loss", 2, rate=1), 0.01)
        self.assertAlmostEqual(self.study.decade("loss", 0, 3, rate=1), 1)
        self.assertEqual(self.study.span("loss", 1, rate=1), (0.001, 0.01))
        self.assertEqual(self.study.middle("loss.final", 1, rate=0.1), (1, 2))
        self.assertEqual(self.study.quantile("loss", 1, 2), 0.002)
        self.assertEqual(self.study.share_above("loss", 0.0015, 2), 0.5)
        self.assertEqual(self.study.interval(rate=0.1), "0.5000 (0.2500 … 0.7500)")
        self.assertEqual(self.study.interval(rate=1), "0.5000")
        self.assertEqual(self.study.mean("loss.final", rate=1), "0.5000 (-5.853 … 6.853)")
        self.assertEqual(self.study.against_best(rate=1)["p_adjusted"], 0.25)
        self.assertEqual(self.study.against({"rate": 0.1}, rate=1)["p"], 0.5)

    def test_two_curves_are_compared_run_by_run(self):
        self.assertEqual(self.study.curves("loss", rate=1), [[1, 0.1, 0.01, 0.001], [2, 0.2, 0.02, 0.002]])
        self.assertAlmostEqual(self.study.over("loss", 1, 2, rate=1), (0.1 + 0.01 + 0.2 + 0.02) / 4)
        found = self.study.proxy("loss", "full", rate=1)
        self.assertEqual([round(r, 12) for r in found.correlations], [0.8, 0.8])
        self.assertEqual((found.alike, found.steps, found.same_best), (4, 6, 2))
        self.assertAlmostEqual(found.first, (1 / 5 + 2 / 5) / 2)
        self.assertAlmostEqual(found.lagged, (1 + 2) * (0.1 / 4 + 0.01 / 3.5 + 0.001 / 3) / 6)
        self.assertEqual((found.rises, found.caught, found.changes), (2, 0, []))
        self.assertEqual(found.cells, "0.800 | 0.800 | – | 0 of 2 | 2 of 2 | 0.30 | 0.00 | 0.01")

    def test_changes_are_compared_from_the_third_epoch_on(self):
        # Its changes are 1, 5 and 2; those of what it stands for 2, 9 and 4, and then 4, 9 and 2.
        ahead, behind = [9, 0, 5, 7, 16, 20], [9, 0, 5, 9, 18, 20]
        found = proxy.proxy([[9, 8, 3, 4, 9, 11]] * 2, [ahead, behind])
        self.assertEqual([round(r, 12) for r in found.changes], [1, 0.5])
        self.assertEqual((found.rises, found.caught), (8, 6))
        self.assertIn(" | 0.8 ± 3.2 | 6 of 8 | ", found.cells)
        self.assertEqual(self.study.agreement("loss.final", "x"), -1)
        self.assertEqual(self.study.agreement("loss.final", "loss.final", rate=1), 1)

    def test_the_time_and_the_workers_are_those_of_the_report(self):
        self.assertEqual((self.study.seconds, self.study.workers), (14.5, 2))

    def test_the_table_is_the_report_without_what_stands_around_it_and_the_columns_to_hide(self):
        self.assertEqual(self.study.table(), "report s --format markdown --parts table,notes,importance")
        self.assertEqual(self.study.table("a [!l]*.final"), self.study.table() + " --columns !a,![!l]*.final")
        self.assertEqual(self.study.table(held_out="none"), self.study.table() + " --held-out none")


class ReferenceTests(unittest.TestCase):
    def test_a_way_agrees_with_adam_until_it_parts(self):
        way = reference.adam_on_rosenbrock(0.1, 4)
        # The first step is as long as the step size, whatever the slopes.
        self.assertAlmostEqual(way[1][0], -3.9)
        self.assertAlmostEqual(way[1][1], -1.9)

        class Recorded:
            def curve(self, axis):
                return [(i, way[i]["xy".index(axis)] + (1e-6 if i > 2 else 0)) for i in (0, 1, 2, 4)]

        self.assertEqual(reference.agrees_until(Recorded(), 0.1), 2)
        self.assertEqual(reference.agrees_until(Recorded(), 0.1, within=1e-3), 4)


class RankTests(unittest.TestCase):
    def test_ranks_share_what_is_equal(self):
        self.assertEqual(ranks.ranks([3, 1, 3, 2]), [3.5, 1, 3.5, 2])

    def test_rank_correlation(self):
        # The second one is SciPy's spearmanr([1, 2, 2, 5], [4, 9, 1, 1]).
        self.assertEqual(ranks.rank_correlation([1, 2, 3], [9, 4, 1]), -1)
        self.assertAlmostEqual(ranks.rank_correlation([1, 2, 2, 5], [4, 9, 1, 1]), -0.5)
        with self.assertRaises(ValueError):
            ranks.rank_correlation([1, 1], [1, 2])


class PictureTests(unittest.TestCase):
    def test_pictures_of_one_kind_have_names_of_their_own_and_options_are_handed_on(self):
        with tempfile.TemporaryDirectory() as folder:
            asked = []

            class DrawingTool:
                root = pathlib.Path(folder)

                def text(self, *arguments):
                    asked.append(arguments)
                    (self.root / arguments[-1]).write_text("<svg/>")
                    return "wrote it\nWhat it shows."

            drawn = pictures.Pictures(DrawingTool(), pathlib.Path(folder) / "theme")
            (drawn.folder / "s-old.svg").write_text("<svg/>")
            found = study.StudyResult(RecordedTool(), "s.yaml", "s", drawn)
            self.assertEqual(found.picture("curves"), "![s: curves](theme/s-curves.svg)\n\nWhat it shows.")
            self.assertIn("(theme/s-good-curves.svg)", found.picture("curves", named="good", where="rate < 1", y="0.9:1"))
            self.assertEqual(asked[1], ("plot", "s", "curves", "--where=rate < 1", "--y=0.9:1", "-o", "theme/s-good-curves.svg"))
            drawn.tidy()
            self.assertEqual(sorted(os.listdir(drawn.folder)), ["s-curves.svg", "s-good-curves.svg"])


class MarkTests(unittest.TestCase):
    def test_marks_are_filled(self):
        self.assertEqual(marks.fill("{{a}} and {{a | .1f}}, {{p(0.04)}}", {"a": 2.25}, "x"), "2.250 and 2.2, p = 0.04")

    def test_a_bad_mark_is_told_with_its_line(self):
        with self.assertRaisesRegex(marks.MarkError, r"^x:2: 'b': NameError"):
            marks.fill("one\n{{b}}", {}, "x")
        with self.assertRaisesRegex(marks.MarkError, r"^x:1: '\{\{a \| .1f\}\}'"):
            marks.fill("{{a | .1f}}", {"a": "text"}, "x")

    def test_an_answer_that_was_not_written_about_is_refused(self):
        row = theme.Row("R0.1", "", "", ["s"], view=True, measured="{{a}}", holds="a > 1", answer="yes", because="so")
        self.assertEqual(page.row_record(row, {"a": 2}, {}, "t"), {"measured": "2", "holds": "yes", "because": "so", "seconds": None})
        with self.assertRaisesRegex(marks.MarkError, "was 'yes' and is now 'no'"):
            page.row_record(row, {"a": 1}, {}, "t")


class FigureTests(unittest.TestCase):
    def test_numbers(self):
        for value, text in [(0.12345, "0.1235"), (2e-26, "2.000e-26"), (1234.5, "1234"), (12345, "12,345"), (0.0, "0.000"), (None, "–"), ("x", "x")]:
            self.assertEqual(figures.number(value), text)
        self.assertEqual(figures.number(float("nan")), "not finite")

    def test_durations_and_probabilities(self):
        for seconds, text in [(0.46, "0.5 s"), (59.6, "60 s"), (200, "3 min"), (9810, "2 h 44 min")]:
            self.assertEqual(figures.duration(seconds), text)
        for value, text in [(1e-9, "p < 1e-6"), (0.0512, "p = 0.051"), (None, "no p")]:
            self.assertEqual(figures.probability(value), text)


class ThemeTests(unittest.TestCase):
    def test_every_row_has_its_place(self):
        self.assertEqual(sum(len(found.rows) for found in theme.load_themes(ROOT)), len(theme.ROWS))

    def test_every_row_of_a_page_is_measured_and_no_other(self):
        for found in theme.load_themes(ROOT):
            for row in found.rows:
                self.assertEqual(row.measured is not None, found.has_page, f"{found.name}: {row.id}")

    def test_the_committed_table_is_what_the_recorded_rows_give(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "results", pathlib.Path(folder) / "results", ignore=shutil.ignore_patterns("databases", "*.sqlite*", "runs"))
            shutil.copytree(ROOT / "studies", pathlib.Path(folder) / "studies")
            copy = pathlib.Path(folder)
            (copy / "results/README.md").unlink()
            table.write_table(copy, theme.load_themes(copy))
            self.assertEqual((copy / "results/README.md").read_text(), (ROOT / "results/README.md").read_text(), "run `make results`")

    def test_a_missing_row_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(ROOT / "results/templates", pathlib.Path(folder) / "results/templates")
            shutil.copytree(ROOT / "studies", pathlib.Path(folder) / "studies")
            (pathlib.Path(folder) / "results/templates/deep.toml").unlink()
            with self.assertRaisesRegex(ValueError, "look at R4.7, R4.8"):
                theme.load_themes(pathlib.Path(folder))


class ToolTests(unittest.TestCase):
    def test_without_running_an_unfinished_study_is_named_and_never_started(self):
        with tempfile.TemporaryDirectory() as folder:
            for part in ["results/templates", "studies", "scripts"]:
                shutil.copytree(ROOT / part, pathlib.Path(folder) / part)
            program = pathlib.Path(folder) / "hpsearch"
            program.write_text('''#!/bin/sh
echo "$1" >> asked
case $1 in
plan) basename "$2" .yaml | sed 's/.*/{"study": "&"}/' ;;
list) echo '{"studies": [{"name": "small-step", "state": "complete"}, {"name": "larger-steps", "state": "running"}]}' ;;
*) exit 4 ;;
esac
''')
            os.chmod(program, 0o755)
            databases = pathlib.Path(folder) / "results/databases"
            databases.mkdir()
            (databases / "rosenbrock.sqlite").touch()
            command = [sys.executable, "scripts/results", "rosenbrock", "--no-run", "--hpsearch", str(program)]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            self.assertIn("larger-steps is not complete", done.stderr)
            self.assertNotIn("small-step is not complete", done.stderr)
            self.assertEqual(done.returncode, 4)
            self.assertNotIn("study", (pathlib.Path(folder) / "asked").read_text().split())

    def test_exit_codes(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "hpsearch"
            for code, status in [(0, 0), (1, 1), (2, None), (3, None), (4, None)]:
                program.write_text(f"#!/bin/sh\nexit {code}\n")
                os.chmod(program, 0o755)
                called = tool.Tool(str(program), pathlib.Path(folder), pathlib.Path(folder) / "d.sqlite", 1)
                if status is not None:
                    self.assertEqual(called.study("s.yaml"), status)
                    continue
                with self.assertRaises(tool.ToolError) as caught:
                    called.study("s.yaml")
                self.assertEqual(caught.exception.status, code)


if __name__ == "__main__":
    unittest.main()
