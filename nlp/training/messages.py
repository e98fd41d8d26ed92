"""`python -m nlp.training.messages`: counts of ideas and weights by which talking points are recognised.

The counts come from the annotated passages of `nlp/gold/train`. The weights come from `nlp/gold/messages/dev.jsonl`
and, for what a stream is mostly made of, from sentences of training passages that hold no argument at all and yet share
many ideas with a point (logistic regression with a ridge). The threshold is the lowest that keeps the precision asked
on both, scored by weights that never saw their talking point.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import concepts
from nlp.concepts import WEIGHTS, find_ideas, load_rarity
from nlp.heads import sigmoid
from nlp.messages import FEATURES, Messenger, windows
from nlp.pipeline import Pipeline
from nlp.training.gold import GOLD
from store.watch import load_watch, packaged_watch

MESSAGES = GOLD / "messages"
LEAST_COUNT = 3
RIDGE = 0.3
WANTED_PRECISION = 0.92
N_ORDINARY = 60  # a point, the closest ones
ORDINARY_WEIGHT = 0.25
Array = NDArray[np.float64]
Row = dict[str, Any]


def main() -> None:
    """Writes the weights and prints what they reach on the sentences they were chosen on."""
    written = read_rows(MESSAGES / "dev.jsonl")
    counts, n = count_ideas()
    _write({"n": n, "counts": counts, "weights": dict.fromkeys(FEATURES, 0.0), "constant": 0.0, "threshold": 0.5})
    concepts.load_weights.cache_clear()
    concepts.load_rarity.cache_clear()
    rows = [*written, *list_ordinary({row["point"] for row in written})]
    features = measure_rows(rows)
    holds = np.array([row["holds"] for row in rows], dtype=float)
    weigh = np.where(np.arange(len(rows)) < len(written), 1.0, ORDINARY_WEIGHT)
    weights, constant = fit(features, holds, weigh)
    scores = score_apart(features, holds, weigh, [row["point"] for row in rows])
    threshold = choose_threshold(scores, holds)
    _write({
        "n": n, "counts": counts, "weights": dict(zip(FEATURES, (round(one, 4) for one in weights), strict=True)),
        "constant": round(constant, 4), "threshold": threshold,
    })  # fmt: skip
    named = scores >= threshold
    print("ordinary sentences named:", int(named[len(written) :].sum()), "of", len(rows) - len(written))
    right = int((named & (holds == 1)).sum())
    print(f"threshold={threshold} precision={right / max(1, named.sum()):.3f} recall={right / holds.sum():.3f} "
          f"n={len(rows)} (points left out in turn)", dict(zip(FEATURES, weights.round(2), strict=True)))  # fmt: skip


def read_rows(path: Path) -> list[Row]:
    """The annotated sentences of a file: id, point, text, holds."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def count_ideas() -> tuple[dict[str, int], int]:
    """In how many training passages each idea stands, and how many passages there are."""
    counts: Counter[str] = Counter()
    n = 0
    for path in sorted((GOLD / "train").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            counts.update(find_ideas(json.loads(line)["text"]))
            n += 1
    return {idea: count for idea, count in sorted(counts.items()) if count >= LEAST_COUNT}, n


def list_ordinary(points: set[str]) -> list[Row]:
    """Sentences of training passages without any argument, the closest to each point by their ideas."""
    rarity = load_rarity()
    sentences = []
    for path in sorted((GOLD / "train").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if not row["arguments"] and not row.get("near"):
                sentences += [row["text"][start:end] for start, end in windows(row["text"])]
    found = []
    for point in sorted(points):
        ideas = find_ideas(point)
        ranked = sorted(sentences, key=lambda text: (-rarity.total(ideas & find_ideas(text)), text))
        found += [{"point": point, "text": text, "holds": False} for text in dict.fromkeys(ranked[:N_ORDINARY])]
    return found


def measure_rows(rows: Sequence[Row]) -> Array:
    """The features of each pair, as the messenger of the packaged watch measures them."""
    messenger = Messenger(Pipeline(load_watch(packaged_watch())))
    points = sorted({row["point"] for row in rows})
    said = dict(zip(points, messenger.read(points), strict=True))
    read = messenger.read([row["text"] for row in rows])
    found = [messenger.measure(row["point"], said[row["point"]], row["text"], one)
             for row, one in zip(rows, read, strict=True)]  # fmt: skip
    return np.array([[one[name] for name in FEATURES] for one in found])


def fit(features: Array, holds: Array, weigh: Array) -> tuple[Array, float]:
    """Weights and constant of a logistic regression with a ridge, by Newton's method."""
    given = np.column_stack([features, np.ones(len(features))])
    ridge = np.diag([RIDGE] * features.shape[1] + [1e-6])
    weights = np.zeros(given.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-given @ weights))
        slope = given.T @ (weigh * (chance - holds)) + ridge @ weights
        curve = (given * (weigh * chance * (1 - chance))[:, None]).T @ given + ridge
        weights -= np.linalg.solve(curve, slope)
    return weights[:-1], float(weights[-1])


def score_apart(features: Array, holds: Array, weigh: Array, points: Sequence[str]) -> Array:
    """The score of each pair by weights learnt from the other talking points."""
    scores = np.zeros(len(holds))
    for point in sorted(set(points)):
        out = np.array([one == point for one in points])
        weights, constant = fit(features[~out], holds[~out], weigh[~out])
        scores[out] = [sigmoid(float(row @ weights) + constant) for row in features[out]]
    return scores


def choose_threshold(scores: Array, holds: Array) -> float:
    """The lowest score from which the precision asked is kept, never under one half."""
    for least in sorted(set(np.round(scores, 3))):
        named = scores >= least
        if least >= 0.5 and holds[named].mean() >= WANTED_PRECISION:
            return float(least)
    return 0.9


def _write(weights: dict[str, Any]) -> None:
    WEIGHTS.parent.mkdir(exist_ok=True)
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n",
                       encoding="utf-8")  # fmt: skip


if __name__ == "__main__":
    main()
