"""Writes explanation.json: studies whose trials are all compared with the best, and what SciPy and statsmodels say of
them: the p value of each comparison, and Holm's correction over all of them.

    python make_explanation.py > explanation.json        (made with SciPy 1.17.1, statsmodels 0.15.0)
"""

import json

import numpy as np
from scipy import stats
from statsmodels.formula.api import ols
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

random = np.random.default_rng(11)


def corrected(rivals, p):
    """A line for each rival, by its number."""
    adjusted = multipletests(p, method="holm")[1]
    return [{"number": int(n), "p": float(q), "adjusted": float(a)} for n, q, a in zip(rivals, p, adjusted)]


# 24 trials of three repeats, from ties to hopeless ones; the variance is that of the better twelve.
trials, repeats, pooled = 24, 3, 12
means = 0.97 - 0.0004 * np.arange(trials) - 0.01 * (np.arange(trials) > 20)
values = random.permutation(means)[:, None] + random.normal(0, 0.001, repeats) + random.normal(0, 0.001, (trials, repeats))
order = np.argsort(-values.mean(axis=1))
frame = {
    "y": values[order[:pooled]].ravel(),
    "trial": [f"t{i:02}" for i in range(pooled) for _ in range(repeats)],
    "block": [f"b{j:02}" for _ in range(pooled) for j in range(repeats)],
}
fit = ols("y ~ C(trial) + C(block)", frame).fit()
differences = values[order[0]].mean() - values[order[1:]].mean(axis=1)
p = 2 * stats.t.sf(differences / np.sqrt(2 * fit.mse_resid / repeats), fit.df_resid)
repeated = {"values": values.tolist(), "best": int(order[0]), "rivals": corrected(order[1:], p)}

# 20 nets judged on 1,000 examples, some of which are hard for all of them.
nets, count = 20, 1000
shared = random.uniform(size=count)
accuracies = 0.97 - 0.003 * np.arange(nets)
wrong = []
for accuracy in random.permutation(accuracies):
    own = np.where(random.uniform(size=count) < 0.5, shared, random.uniform(size=count))
    wrong.append(own > accuracy)
wrong = np.array(wrong)
# Of equal nets the one with the smaller number comes first.
order = np.argsort(wrong.sum(axis=1), kind="stable")
best = wrong[order[0]]
p = []
for number in order[1:]:
    only_best, only_other = int(np.sum(~best & wrong[number])), int(np.sum(best & ~wrong[number]))
    p.append(mcnemar([[0, only_best], [only_other, 0]], exact=True).pvalue)
single = {
    "examples": count, "errors": [[int(e) for e in np.flatnonzero(row)] for row in wrong], "best": int(order[0]),
    "rivals": corrected(order[1:], p),
}
print(json.dumps({"repeated": repeated, "single": single}, separators=(",", ":")))
