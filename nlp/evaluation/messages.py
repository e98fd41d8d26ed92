"""`python -m nlp.evaluation.messages [dev|held-out|held-out-2]…`: our points when reworded, beside shared words alone.

`dev` chose weights and threshold; half of `held-out` and all of `held-out-2` are on points that `dev` lacks. The screen
shows the measure over both held-out sets: `… held-out held-out-2 --record`.
"""

import json
import sys
from collections.abc import Sequence

from nlp.concepts import WEIGHTS, load_weights
from nlp.evaluation.scoring import widen
from nlp.messages import Messenger
from nlp.pipeline import Pipeline
from nlp.training.messages import MESSAGES, Row, read_rows
from store.clock import today
from store.fold import fold_words
from store.watch import load_watch, packaged_watch


def main() -> None:
    """Prints precision, recall and F1 on all points, those that `dev` has, and the others."""
    names = [one for one in sys.argv[1:] if not one.startswith("--")] or ["dev"]
    is_kept = "--record" in sys.argv
    rows = [row for name in names for row in read_rows(MESSAGES / f"{name}.jsonl")]
    known = {row["point"] for row in read_rows(MESSAGES / "dev.jsonl")}
    scores, threshold = score_rows(rows), load_weights()["threshold"]
    systems = {
        "messages": [one >= threshold for one in scores],
        "half of the words": [_shares_words(row) for row in rows],
    }
    if is_kept:
        record(rows, systems["messages"])
    for system, named in systems.items():
        for group, kept in (("all", rows), ("points of dev", [row for row in rows if row["point"] in known]),
                            ("other points", [row for row in rows if row["point"] not in known])):  # fmt: skip
            if kept:
                said = [one for row, one in zip(rows, named, strict=True) if row in kept]
                print(f"{system}, {group}: {say(kept, said)}")


def record(rows: Sequence[Row], named: Sequence[bool]) -> None:
    """Writes the measure that the screen shows beside what is found."""
    right = sum(row["holds"] and one for row, one in zip(rows, named, strict=True))
    n_named, n_holding = sum(named), sum(row["holds"] for row in rows)
    precision, recall = right / n_named, right / n_holding
    low, high = (float(one) for one in widen((precision, precision), precision, n_named))
    measured = {
        "layer": "message", "label": "", "n": len(rows), "precision": round(precision, 4), "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4), "f1_low": None, "f1_high": None,
        "precision_low": round(low, 4), "precision_high": round(high, 4), "measured_on": today().isoformat(),
        "wording": f"mesurée sur {len(rows)} phrases écrites pour l’essai, dont la moitié redit un message",
    }  # fmt: skip
    path = WEIGHTS.with_name("measured.json")
    path.write_text(json.dumps([measured], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def score_rows(rows: Sequence[Row]) -> list[float]:
    """The score of each pair by the shipped weights, with the positions of the packaged watch."""
    messenger = Messenger(Pipeline(load_watch(packaged_watch())))
    points = sorted({row["point"] for row in rows})
    said = dict(zip(points, messenger.read(points), strict=True))
    read = messenger.read([row["text"] for row in rows])
    return [messenger.score(row["point"], said[row["point"]], row["text"], one)
            for row, one in zip(rows, read, strict=True)]  # fmt: skip


def say(rows: Sequence[Row], named: Sequence[bool]) -> str:
    """« precision 0.95 (20 of 21) recall 0.50 (20 of 40) F1 0.66 »."""
    right = sum(row["holds"] and one for row, one in zip(rows, named, strict=True))
    holding = sum(row["holds"] for row in rows)
    precision, recall = right / max(1, sum(named)), right / max(1, holding)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return f"precision {precision:.2f} ({right} of {sum(named)}) recall {recall:.2f} ({right} of {holding}) F1 {f1:.2f}"


def _shares_words(row: Row) -> bool:
    """The baseline: half of the point's words of four letters and more stand in the sentence."""
    words = {word for word in fold_words(row["point"]).split() if len(word) > 3}
    return 2 * sum(word in fold_words(row["text"]) for word in words) >= len(words)


if __name__ == "__main__":
    main()
