"""Trains the three-neuron classifier of multi-neuron.yaml by Adam along what the course's library takes for the gradient.

As in a published copy of the library that was given Adam: an error is handed back to the first layer without the slope of the
output's sigmoid, the first layer's biases follow that slope in place of their own, and the output's bias stays as it was drawn. A
loss is recorded as there: when the number of an iteration, counted from 0, is a multiple of 100, the sum of the losses since the
record before is divided by 100, so that the first record is a single batch's loss over 100.
"""

import argparse
import json
import math
import os
import random

parser = argparse.ArgumentParser()
parser.add_argument("--batch_size", type=int, default=8)
parser.add_argument("--learning_rate", type=float, default=0.001)
parser.add_argument("--iterations", type=int, default=50000)
options = parser.parse_args()

draw = random.Random(int(os.environ.get("HPSEARCH_SEED", "0")))
samples = [[[draw.gauss(mean, sd) for _ in range(4)] for _ in range(2500)] for mean, sd in ((2, 1), (4, 2))]
beta1, beta2, epsilon = 0.9, 0.99, 1e-8


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# ap … as, bias_w; bp … bs, bias_z; cp, cq; bias_o is not learnt.
learnt = [draw.random() for _ in range(12)]
bias_o = draw.random()
first, second = [0.0] * 12, [0.0] * 12
records, losses = [], 0.0
for iteration in range(options.iterations):
    batch = []
    for _ in range(options.batch_size):
        label = draw.getrandbits(1)
        batch.append((samples[label][int(draw.random() * 2500)], label))
    greatest = max(max(row) for row, _ in batch)
    ap, aq, ar, a_s, bias_w, bp, bq, br, bs, bias_z, cp, cq = learnt
    downhill, loss = [0.0] * 12, 0.0
    for row, label in batch:
        p, q, r, s = [value / greatest for value in row]
        w = sigmoid(ap * p + aq * q + ar * r + a_s * s + bias_w)
        z = sigmoid(bp * p + bq * q + br * r + bs * s + bias_z)
        o = sigmoid(cp * w + cq * z + bias_o)
        error, slope = label - o, o * (1 - o)
        loss += error * error
        back_w, back_z = cp * error, cq * error
        down_w, down_z = back_w * w * (1 - w), back_z * z * (1 - z)
        for k, part in enumerate((
            down_w * p, down_w * q, down_w * r, down_w * s, back_w * slope,
            down_z * p, down_z * q, down_z * r, down_z * s, back_z * slope,
            error * slope * w, error * slope * z,
        )):
            downhill[k] += part
    losses += loss / options.batch_size
    if iteration % 100 == 0:
        records.append(losses / 100)
        losses = 0.0
    correction1, correction2 = 1 - beta1 ** (iteration + 1), 1 - beta2 ** (iteration + 1)
    for k, total in enumerate(downhill):
        part = total / options.batch_size
        first[k] = beta1 * first[k] + (1 - beta1) * part
        second[k] = beta2 * second[k] + (1 - beta2) * part * part
        learnt[k] += options.learning_rate * (first[k] / correction1) / math.sqrt(second[k] / correction2 + epsilon)

print(json.dumps({"loss": {"final": records[-1], "minimum": min(records), "first": records[0], "lowest_mean": min(records[1:])}}))
