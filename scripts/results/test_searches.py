"""Tests of what pages say of searches, pairs and changes: `python3 -m unittest discover -s scripts/results`. No study is run."""

import itertools
import pathlib
import shutil
import statistics
import tempfile
import types
import unittest

import changes
import page
import searches
import significance
import theme

ROOT = pathlib.Path(__file__).resolve().parents[2]


def recorded(rows: list[list[float | None]], goal: str = "maximize"):
    """A study whose trials' runs had these objectives; None diverged."""
    runs = [
        {"trial": trial, "repeat": repeat, "state": "diverged" if value is None else "complete", "metrics": {} if value is None else {"a": value}}
        for trial, row in enumerate(rows) for repeat, value in enumerate(row)
    ]
    return types.SimpleNamespace(name="s", runs=runs, report={"objective": {"metric": "a", "goal": goal}})


class SearchTests(unittest.TestCase):
    def test_values_are_means_or_one_repeats_and_the_worst_where_a_run_diverged(self):
        study = recorded([[1, 3], [None, 5]])
        self.assertEqual(searches.values(study), {0: 2, 1: float("-inf")})
        self.assertEqual(searches.values(study, 1), {0: 3, 1: 5})
        self.assertEqual(searches.values(recorded([[1, 3], [None, 5]], "minimize"), 1), {0: -3, 1: -5})

    def test_runs_that_have_not_ended_do_not_count(self):
        study = recorded([[1], [2], [3], [4]])
        study.runs[2]["state"] = "running"
        self.assertEqual(len(searches.Searches(study, 2)), 1)
        study.runs[0]["state"] = "waiting"
        with self.assertRaisesRegex(LookupError, "no search of 2 trials"):
            searches.Searches(study, 2)

    def test_the_best_of_each_search_and_the_trials_until_a_value(self):
        found = searches.Searches(recorded([[1], [3], [2], [2], [0], [4], [9]]), 3)
        self.assertEqual(found.best, [3, 4])
        self.assertEqual(found.until(2), [2, 1])
        self.assertEqual(found.until(4), [4, 3])
        self.assertEqual(found.reached(4), 1)

    def test_the_first_of_those_that_suffice(self):
        self.assertEqual(searches.first_time(4, 1), {1: 0.25, 2: 0.25, 3: 0.25, 4: 0.25})
        for trials, sufficing in [(5, 2), (6, 3), (4, 4)]:
            orders = list(itertools.permutations(range(trials)))
            counted = [next(i + 1 for i, trial in enumerate(order) if trial < sufficing) for order in orders]
            for count, chance in searches.first_time(trials, sufficing).items():
                self.assertAlmostEqual(chance, counted.count(count) / len(orders))
        self.assertEqual(searches.first_time(3, 0), {})
        self.assertEqual(searches.limited(searches.first_time(3, 0), 2), {3: 1})

    def test_the_chance_to_reach_a_value_in_any_order(self):
        grid = {0: 1, 1: 5, 2: 3, 3: 5}
        self.assertAlmostEqual(searches.chance_within(grid, 5, 1), 0.5)
        self.assertAlmostEqual(searches.chance_within(grid, 5, 2), 1 - 1 / 6)
        self.assertEqual(searches.chance_within(grid, 6, 4), 0)

    def test_p_of_as_soon_is_that_of_all_ways_it_could_have_come(self):
        # The grid's best comes first, second or later with 1/3 each; two searches of two trials.
        grid = {0: 1, 1: 2, 2: 7}
        sums = [a + b for a in (1, 2, 3) for b in (1, 2, 3)]
        for rows in itertools.product([[7], [0]], repeat=4):
            found = searches.Searches(recorded(list(rows)), 2)
            seen = sum(found.until(7))
            expected = 2 * min(sum(s <= seen for s in sums), sum(s >= seen for s in sums)) / 9
            self.assertAlmostEqual(found.p_as_soon(grid, 7), min(1, expected))

    def test_the_distribution_counts_every_search_once(self):
        found = searches.Searches(recorded([[1], [2], [7], [0], [0], [0]]), 3)
        self.assertEqual(found.distribution({0: 1, 1: 2, 2: 7, 3: 0}, 7).splitlines()[2:], ["| 1 or 2 | 0 | 1.0 |", "| 3 | 1 | 0.5 |", "| not within 3 | 1 | 0.5 |"])

    def test_which_has_the_better_best_is_counted_over_all_choices(self):
        grid = {0: 1, 1: 2, 2: 3, 3: 4}
        choices = [max(chosen) for chosen in itertools.combinations(grid.values(), 2)]
        expected = statistics.fmean((best > other) + (best == other) / 2 for best in (3, 3.5) for other in choices)
        self.assertAlmostEqual(searches.ahead([3, 3.5], grid, 2), expected)

    def test_what_a_repeat_chooses_is_held_against_the_others(self):
        # Above the medians 2, 4 and 5: 0, -2, 4; 6, 0, 0; -2, 1, -5 — and the last repeat as a whole is better by 100.
        rows = [[2, 2, 109], [8, 4, 105], [0, 5, 100]]
        self.assertEqual(searches.optimism(recorded(rows)), [6 - 0, 1 - (-2 - 5) / 2, 4 - (0 - 2) / 2])


class SignificanceTests(unittest.TestCase):
    def test_signed_ranks_are_exact(self):
        # SciPy: wilcoxon([...], method="exact"), and of the second one, with ties, all changes of sign.
        self.assertAlmostEqual(significance.Paired([0.6, 1.1, -0.2, 1.7, 0.9, 2.4], [0] * 6).p, 0.0625)
        differences = [1, -1, 2, 2, 3, 0, -2, 4]
        found = significance.Paired(differences, [0] * 8)
        kept, ranks = [d for d in differences if d], {1: 1.5, 2: 4, 3: 6, 4: 7}
        sums = [sum(ranks[abs(d)] for d, sign in zip(kept, signs) if sign) for signs in itertools.product([0, 1], repeat=len(kept))]
        seen = sum(ranks[d] for d in kept if d > 0)
        self.assertAlmostEqual(found.p, 2 * min(sum(s >= seen for s in sums), sum(s <= seen for s in sums)) / len(sums))
        self.assertEqual(significance.Paired([1, 2], [1, 2]).p, 1)

    def test_pairs_end_with_the_shorter_row_and_bear_what_is_infinite(self):
        worst = float("-inf")
        found = significance.Paired([1, worst, 3, worst, 7], [0, 1, 5, worst])
        self.assertEqual(found.differences, [1, worst, -2, 0])
        self.assertEqual((len(found), found.first_greater, found.second_greater, found.median), (4, 1, 2, -1))
        self.assertEqual(found.p, 0.5)

    def test_the_medians_interval(self):
        # Of 20 the 6th and the 15th hold it at 95.9 %, of 6 the ends at 96.9 %, of 5 nothing does at 95 %.
        self.assertEqual(significance.Paired(list(range(1, 21)), [0] * 20).interval(), (6, 15))
        self.assertEqual(significance.Paired(list(range(1, 7)), [0] * 6).interval(), (1, 6))
        self.assertEqual(significance.Paired(list(range(1, 6)), [0] * 5).interval(), (1, 5))

    def test_another_run(self):
        # SciPy's 2·t.sf of (0.9837 − mean) / (s·√(4/3)), 2 degrees of freedom.
        self.assertAlmostEqual(significance.another_run([0.9793, 0.98, 0.9757], 0.9837), 0.18155928275845473, places=9)

    def test_paired_t(self):
        # With two degrees of freedom p is 1 − t / √(2 + t²), and t² here is 16 / 7.
        self.assertAlmostEqual(significance.paired_t([1, 2, 4], [0, 2, 1]), 1 - (16 / 30) ** 0.5, places=9)
        # SciPy: ttest_rel([1, 2, 4, 7], [0, 2, 1, 3]).
        self.assertAlmostEqual(significance.paired_t([1, 2, 4, 7], [0, 2, 1, 3]), 0.11615752834753833)
        self.assertEqual(significance.paired_t([1, 2], [1, 2]), 1)
        self.assertEqual(significance.paired_t([2, 3], [1, 2]), 0)

    def test_welch(self):
        # SciPy: ttest_ind(…, equal_var=False), and 2 * t.sf.
        self.assertAlmostEqual(significance.welch([1.0, 2.0, 4.0], [5.0, 6.0, 8.0, 9.0]), 0.015079346448284337, places=9)
        self.assertAlmostEqual(significance.student_tails(2, 3), 0.13932596855884, places=9)
        self.assertAlmostEqual(significance.student_tails(1, 1), 0.5, places=9)
        self.assertEqual(significance.welch([1, 1], [1, 1]), 1)
        self.assertEqual(significance.welch([1, 1], [2, 2]), 0)

    def test_a_shares_interval(self):
        # statsmodels: proportion_confint(7, 20, method="wilson").
        low, high = significance.share_interval(7, 20)
        self.assertAlmostEqual(low, 0.18119182410108, places=9)
        self.assertAlmostEqual(high, 0.56714572331476, places=9)


class ChangeTests(unittest.TestCase):
    def setUp(self):
        def trial(number, size, value):
            return {"number": number, "parameters": {"size": size}, "objective": {"value": value}, "metrics": {"seconds": 2.0 * number + 1, "parameters": 10}}

        trials = [trial(2, 30, 0.9), trial(0, 10, 0.8), trial(1, 20, 0.5)]

        def run(number, repeat, curve):
            return {"trial": number, "repeat": repeat, "curve": [{"epoch": i + 1, "seconds": (i + 1) / 2, "a": value} for i, value in enumerate(curve)]}

        self.asked = []

        def explain(*arguments):
            self.asked.append(arguments)
            rivals = [{"role": "best", "number": 2, "difference": 7, "p_adjusted": 7}]
            return {"rivals": rivals + [{"role": "chosen", "number": n, "difference": d, "p_adjusted": p} for n, d, p in [(2, -0.1, 0.04), (1, 0.3, 1e-9)]]}

        self.study = types.SimpleNamespace(
            name="s", trials=trials, report={"objective": {"metric": "a", "goal": "maximize"}}, tool=types.SimpleNamespace(json=explain),
            runs=[run(0, 0, [0.1, 0.6, 0.7]), run(0, 1, [0.6, 0.5, 0.9]), run(1, 0, [0.6]), run(1, 1, [0.4]), run(2, 0, [0.9])],
            trial=lambda size: next(found for found in trials if found["parameters"]["size"] == size))

    def test_a_change_is_the_others_figure_less_the_references(self):
        found = changes.changes(self.study, "size", 10)
        self.assertEqual(self.asked, [("explain", "s", "0", "--against", "2,1")])
        self.assertEqual({size: (change["difference"], change["p"]) for size, change in found.items()}, {30: (0.1, 0.04), 20: (-0.3, 1e-9)})

    def test_the_table_of_changes_begins_with_the_reference(self):
        rows = changes.change_table(self.study, "size", 10, ("parameters", "seconds")).splitlines()[2:]
        self.assertEqual(rows, ["| 10 | 10 | 1.0 s | 0.8000 | – | – |", "| 30 | 10 | 5.0 s | 0.9000 | +0.1000 | 0.04 |", "| 20 | 10 | 3.0 s | 0.5000 | -0.3000 | p < 1e-6 |"])

    def test_arrival_is_the_mean_over_runs_and_never_where_one_does_not_arrive(self):
        self.assertEqual(changes.first_at(self.study, "a", 0.6, "epoch", size=10), 1.5)
        self.assertEqual(changes.first_at(self.study, "a", 0.6, "seconds", size=10), 1.0)
        self.assertIsNone(changes.first_at(self.study, "a", 0.6, "epoch", size=20))
        rows = changes.arrivals(self.study, "size", "a", 0.6).splitlines()[2:]
        self.assertEqual(rows, ["| 10 | 1.5 | 1.0 s | 1.0 s |", "| 20 | never | – | 3.0 s |", "| 30 | 1.0 | 0.5 s | 5.0 s |"])


class ThemeTests(unittest.TestCase):
    def test_a_study_of_another_theme_is_borrowed_and_a_wrong_one_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            shutil.copytree(ROOT / "results/templates", root / "results/templates")
            shutil.copytree(ROOT / "studies", root / "studies")
            found = {theme.name: theme for theme in theme.load_themes(root)}
            lender, file = found["convolution"].borrowed["perceptrons"]
            self.assertEqual((lender.name, file), ("optimizers", "studies/optimizers/four-algorithms.yaml"))
            self.assertNotIn("perceptrons", found["convolution"].studies)
            description = root / "results/templates/convolution.toml"
            description.write_text(description.read_text().replace("optimizers.algorithms", "optimizers.others"))
            with self.assertRaisesRegex(ValueError, "there is no 'optimizers.others' to borrow as 'perceptrons'"):
                theme.load_themes(root)

    def test_parts_of_a_comparison(self):
        text = "# a and b: maximize x\n\n## Best trials\n\n| 1 |\n\n## Trials needed\n\n| 2 |\n\nSaid.\n"
        asked = []

        def study(name, database):
            def answer(*arguments, database):
                asked.append((arguments, database))
                return text

            return types.SimpleNamespace(name=name, tool=types.SimpleNamespace(database=database, text=answer))

        studies = [study("a", "one.sqlite"), study("b", "two.sqlite")]
        self.assertEqual(page.comparison(studies, ("Trials",)), "| 2 |\n\nSaid.")
        self.assertEqual(page.comparison(studies, ("",)), "| 1 |\n\n\n| 2 |\n\nSaid.")
        databases = ("--db", "one.sqlite", "--db", "two.sqlite")
        self.assertEqual(asked[0], (("compare", "a", "b", *databases, "--format", "markdown"), False))



if __name__ == "__main__":
    unittest.main()
