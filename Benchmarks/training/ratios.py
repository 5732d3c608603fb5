"""Reads alternating lines `ours … seconds s…`, `peer … seconds s…`; prints them, each pair's ratio and the median."""

import statistics
import sys


def fastest(line):
    return min(float(word) for word in line.split(" seconds ")[1].split())


ratios = []
ours = None
for line in sys.stdin:
    print(line, end="", flush=True)
    if line.startswith("ours"):
        ours = fastest(line)
    elif ours is not None:
        ratios.append(fastest(line) / ours)
        print(f"  ratio {ratios[-1]:.3f}", flush=True)
print(f"median ratio (PyTorch's seconds / ours) over {len(ratios)} pairs: {statistics.median(ratios):.3f}")
