"""Tests of what the benchmark makes of its measurements: python3 -m unittest discover -s Benchmarks -t Benchmarks"""

import math
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from . import studies, table, training
from .figures import Row, ratio, seconds, trials_a_second

WORKLOAD = {"name": "X", "title": "a workload", "least": 1.2, "aim": 1.5, "unit": "epoch", "rows": 1000, "peer": [{"format": "a"}]}


def figures(time, loss=0.5, accuracy=0.9, rows=500, variant="a"):
    return {
        "seconds": time, "processor_seconds": time, "steps": 5, "rows": rows, "operations": 1e9, "loss": loss,
        "accuracy": accuracy, "variant": {"format": variant},
    }


def measured(pairs, workload=WORKLOAD):
    row = training.new_row(workload)
    for ours, peers in pairs:
        training.add(row, workload, ours, peers, 10, "seconds")
    training.conclude(row, workload, "seconds")
    return row


class Trainings(unittest.TestCase):
    def test_the_median_of_the_pairs_decides(self):
        row = measured([(figures(1), [figures(time)]) for time in (1.3, 9, 1.1)])
        self.assertEqual(row.verdict, "met")
        self.assertEqual(ratio(row.measures), "1.30× (1.10–9.00)")
        self.assertEqual((row.peer, row.ours), ("2.6 s per epoch", "2 s per epoch"))

    def test_a_median_below_the_least_is_short(self):
        self.assertEqual(measured([(figures(1), [figures(time)]) for time in (1.1, 1.1, 9)]).verdict, "short")

    def test_the_share_of_the_machines_rate_counts_as_well(self):
        workload = WORKLOAD | {"share": {"least": 0.7, "aim": 0.85}}
        # 1 GFLOP in a second where the machine does 10 in one.
        self.assertEqual(measured([(figures(1), [figures(2)])], workload).verdict, "short")

    def test_the_fastest_variant_that_is_asked_for_counts(self):
        workload = WORKLOAD | {"peer": [{"format": "a"}, {"format": "b"}]}
        row = measured([(figures(1), [figures(3), figures(2, variant="b")])], workload)
        self.assertEqual(row.measures, [2])
        self.assertEqual(row.peer, "4 s per epoch (b; a: 6 s)")
        self.assertEqual(row.verdict, "aim met")

    def test_a_faster_variant_beside_those_is_told_with_the_verdict(self):
        workload = WORKLOAD | {"beside": [{"format": "b"}]}
        row = measured([(figures(1), [figures(2), figures(1.1, variant="b")])], workload)
        self.assertEqual((row.measures, row.verdict), ([2], "aim met; 1.10× against b"))

    def test_different_work_is_a_doubt_and_no_verdict(self):
        for peer, doubt in [
            (figures(2, accuracy=0.8), "accuracies differ: 0.800 and 0.900"),
            (figures(2, accuracy=math.nan), "accuracies differ: nan and 0.900"),
            (figures(2, loss=0.6), "losses differ: 0.600 and 0.500"),
            (figures(2, rows=400), "the sides trained on different numbers of images"),
        ]:
            self.assertEqual(measured([(figures(1), [peer])]).verdict, doubt)

    def test_accuracies_are_compared_over_all_pairs(self):
        pairs = [(figures(1, accuracy=0.9), [figures(2, accuracy=0.92)]), (figures(1, accuracy=0.92), [figures(2, accuracy=0.9)])]
        self.assertEqual(measured(pairs).doubts, [])


class Scaling(unittest.TestCase):
    def scaled(self, order, accuracies=(0.9, 0.9)):
        asked = []

        def run_ours(place, directory, text, workers):
            asked.append(workers)
            run = {"trial": 0, "repeat": 0, "metrics": {"accuracy": accuracies[workers - 1], "seconds": workers * 1.5}}
            return {"seconds": 6.0 / workers, "processor_seconds": 6.0}, [run]

        row = next(row for row in studies.new_rows() if row.name == "workers")
        with unittest.mock.patch.object(studies, "run_ours", run_ours):
            studies.scale(row, studies.Place(None, None, None), "", order)
        return row, asked

    def test_one_worker_is_held_against_two_in_either_order(self):
        for order in ((1, 2), (2, 1)):
            row, asked = self.scaled(order)
            self.assertEqual((row.measures, row.doubts, asked), ([2.0], [], list(order)))

    def test_other_figures_with_two_workers_are_a_doubt(self):
        self.assertEqual(self.scaled((1, 2), (0.9, 0.8))[0].verdict, "figures differ by the number of workers")


class Texts(unittest.TestCase):
    def test_times_have_three_digits_in_a_fitting_unit(self):
        self.assertEqual([seconds(each) for each in (12.345, 0.012345, 0.0000123)], ["12.3 s", "12.3 ms", "12.3 µs"])
        self.assertEqual([trials_a_second(each) for each in (4321.5, 3.456)], ["4,322 trials/s", "3.46 trials/s"])

    def test_what_was_not_measured_says_so(self):
        self.assertEqual(Row("x", "x", "×", 1, 2).verdict, "not measured")

    def test_every_study_can_be_made_small(self):
        for row in studies.new_rows():
            if row.name not in ("nothing", "digits"):
                self.assertNotEqual(studies.text_of(row.name, True), studies.text_of(row.name, False))

    def test_what_is_not_in_a_study_cannot_be_replaced(self):
        with self.assertRaises(SystemExit):
            studies.study_text(studies.BENCHMARKS / "studies/digits.yaml", [("no such line", "")])


class Table(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = Path(directory.name) / "page.md"

    def test_it_takes_the_place_between_its_marks_as_often_as_it_is_written(self):
        self.file.write_text(f"before\n{table.FIRST}old\n{table.LAST}after\n")
        text = table.markdown([measured([(figures(1), [figures(2)])])], ["a note"])
        for _ in range(2):
            table.write_into(self.file, text)
        self.assertEqual(self.file.read_text(), f"before\n{table.FIRST}{text}\n{table.LAST}after\n")
        self.assertIn("| X: a workload | 4 s per epoch | 2 s per epoch | 2.00× (2.00–2.00) | 1.2× | 1.5× | 0.10 | aim met |", text)

    def test_a_page_without_its_place_is_told_before_anything_is_measured(self):
        self.file.write_text("before\n" + table.FIRST)
        with self.assertRaises(SystemExit):
            table.check_place(self.file)


if __name__ == "__main__":
    unittest.main()
