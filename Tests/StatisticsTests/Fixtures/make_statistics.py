"""Writes statistics.json: intervals, tests and corrections by SciPy and statsmodels, extremes among them.

    python make_statistics.py > statistics.json        (made with SciPy 1.17.1, statsmodels 0.15.0)
"""

import json

import numpy as np
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

random = np.random.default_rng(6)
result = {}

result["t"] = [
    {"df": df, "t": t, "tail": float(stats.t.sf(t, df))}
    for df in [1, 2, 3, 4.5, 10, 52, 400, 199_998]
    for t in [0, 0.3, 1, 2.5, 7, 30, 1e3, 1e8]
]
result["t_quantile"] = [
    {"df": df, "tail": tail, "t": float(stats.t.isf(tail, df))}
    for df in [1, 2, 3, 10, 52, 1000]
    for tail in [0.4, 0.05, 0.025, 0.005, 1e-4, 1e-9]
]

result["wilson"] = []
for level in [0.9, 0.95, 0.99]:
    for count, successes in [
        (1, 0), (1, 1), (2, 1), (10, 0), (10, 10), (10, 9), (350, 336), (10_000, 9_871), (10_000, 10_000), (60_000, 1),
    ]:
        low, high = proportion_confint(successes, count, alpha=1 - level, method="wilson")
        result["wilson"].append(
            {"level": level, "successes": successes, "count": count, "low": float(low), "high": float(high)}
        )

result["student"] = []
for values in [[0.98, 0.97], [0.1, 0.11, 0.09], list(random.normal(0.9, 0.01, 10)), [1e8, 1e8 + 1, 1e8 - 1]]:
    for level in [0.8, 0.95, 0.999]:
        mean = np.mean(values)
        low, high = stats.t.interval(level, len(values) - 1, mean, stats.sem(values))
        result["student"].append(
            {"level": level, "values": values, "mean": float(mean), "deviation": float(np.std(values, ddof=1)),
             "low": float(low), "high": float(high)}
        )

result["mcnemar"] = []
for first, second in [
    (0, 0), (1, 0), (0, 5), (3, 3), (4, 5), (10, 20), (31, 12), (100, 160), (150, 151), (0, 40), (5, 900), (2000, 2500),
    (0, 1000),
]:
    p = mcnemar([[0, first], [second, 0]], exact=True).pvalue if first + second else 1.0
    # Where statsmodels' sum of the binomial is rounded away, SciPy's test of a proportion has it as well.
    check = stats.binomtest(first, first + second).pvalue if first + second else 1.0
    assert abs(p - check) <= 1e-9 * check, (first, second, p, check)
    result["mcnemar"].append({"only_first": first, "only_second": second, "p": float(p)})

result["holm"] = []
for values in [[0.04], [0.01, 0.04, 0.03, 0.005], [1, 1, 1], [0, 0, 0.5], [1e-300, 0.2, 1e-12], [0.02] * 5,
               list(random.uniform(0, 1, 30) ** 4)]:
    adjusted = multipletests(values, method="holm")[1]
    result["holm"].append({"p": [float(v) for v in values], "adjusted": [float(v) for v in adjusted]})

result["blocks"] = []
for trials, repeats, noise in [(2, 2, 0.1), (3, 3, 0.01), (8, 3, 0.002), (27, 5, 0.02), (5, 10, 1.0)]:
    means = random.normal(0.9, 0.02, trials)
    values = means[:, None] + random.normal(0, 0.05, repeats)[None, :] + random.normal(0, noise, (trials, repeats))
    frame = {
        "y": values.ravel(),
        "trial": [f"t{i:02}" for i in range(trials) for _ in range(repeats)],
        "block": [f"b{j:02}" for _ in range(trials) for j in range(repeats)],
    }
    fit = ols("y ~ C(trial) + C(block)", frame).fit()
    comparisons = []
    for second in range(1, trials):
        # The coefficient of a trial is its difference to the first one.
        name = f"C(trial)[T.t{second:02}]"
        comparisons.append(
            {"second": second, "difference": float(-fit.params[name]), "error": float(fit.bse[name]),
             "p": float(fit.pvalues[name])}
        )
    result["blocks"].append(
        {"values": values.tolist(), "variance": float(fit.mse_resid), "df": int(fit.df_resid),
         "comparisons": comparisons}
    )

result["welch"] = []
for first, second in [
    ([0.98, 0.97, 0.975], [0.96, 0.961, 0.962]), ([1, 2], [1.5, 9]), ([5, 5, 5], [5, 5.5, 4.5, 5.25]),
    (list(random.normal(0.9, 0.01, 10)), list(random.normal(0.91, 0.05, 6))),
]:
    first, second = [float(v) for v in first], [float(v) for v in second]
    test = stats.ttest_ind(first, second, equal_var=False)
    result["welch"].append(
        {"first": first, "second": second, "t": float(test.statistic), "df": float(test.df), "p": float(test.pvalue)}
    )

result["spearman"] = []
for first, second in [
    ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]), ([1, 1, 2, 2, 3, 3], [1, 2, 3, 4, 5, 6]),
    (list(random.normal(size=40)), list(np.round(random.normal(size=40), 1))),
]:
    first, second = [float(v) for v in first], [float(v) for v in second]
    result["spearman"].append(
        {"first": first, "second": second, "coefficient": float(stats.spearmanr(first, second).statistic)}
    )

print(json.dumps(result, indent=1))
