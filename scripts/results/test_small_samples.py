"""Tests of the statistics of few runs; figures to compare with are SciPy's unless told otherwise."""

import unittest

import small_samples


class SmallSampleTests(unittest.TestCase):
    def test_intervals(self):
        self.assertAlmostEqual(small_samples.quantile(0.95, 2), 4.302652729749464)
        self.assertAlmostEqual(small_samples.quantile(0.99, 9), 3.2498355415921)
        # The mean of 1, 2 and 4 has the standard error √(7/9).
        self.assertAlmostEqual(small_samples.half_width([1, 2, 4]), 4.302652729749464 * (7 / 9) ** 0.5)
        self.assertEqual(small_samples.mean_of([0.98, 0.97, 0.96]), "0.970 ± 0.025")
        self.assertEqual(small_samples.mean_of([1, 1]), "1.000")
        self.assertEqual(small_samples.mean_of([0.98]), "0.9800")

        low, high = small_samples.mean_interval([1.0, 2.0, 3.0])
        self.assertAlmostEqual(low, 2 - 2.4841377118, places=8)
        self.assertAlmostEqual(high, 2 + 2.4841377118, places=8)

    def test_single_figures_against_runs(self):
        # By hand: both rows have variance 1, so that each difference has 1 + 1/3, and their mean (4/3)/2.
        found, p = small_samples.figures_against([3, 6], [[1, 2, 3], [3, 4, 5]])
        self.assertEqual(found, 1.5)
        self.assertAlmostEqual(p, small_samples.student_tails(1.5 / (2 / 3) ** 0.5, 4))

    def test_signs_and_counts(self):
        self.assertEqual(small_samples.sign_test(7, 7), 2 / 2**7)
        self.assertEqual(small_samples.sign_test(0, 7), 2 / 2**7)
        self.assertEqual(small_samples.sign_test(2, 4), 1)
        # fisher_exact([[8, 2], [1, 5]]), Fisher's own example.
        self.assertAlmostEqual(small_samples.fisher(8, 10, 1, 6), 0.03496503496503495)
        self.assertEqual(small_samples.fisher(1, 4, 1, 4), 1)

    def test_several_tests_at_once(self):
        for found, wanted in zip(small_samples.holm([0.03, 0.01, 0.04, 0.9]), [0.09, 0.04, 0.09, 0.9], strict=True):
            self.assertAlmostEqual(found, wanted)
        self.assertEqual(small_samples.holm([0.6, 0.7]), [1, 1])


if __name__ == "__main__":
    unittest.main()
