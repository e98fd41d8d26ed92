"""Self-consistency: how far a second blind pass of the same kind of annotator agrees with the first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.evaluation.answers import Said
from nlp.evaluation.layers import ALL, MACRO, tallies
from nlp.evaluation.scoring import Score, kappa, score
from nlp.evaluation.slices import Slice, slice_scores
from nlp.training.gold import ABSENT, TARGETS, GoldError, GoldPassage

# Without second choices: what the second pass says otherwise has since become one of them.
LAYERS = (("pairs", ALL), ("presence", ALL), ("stance", ALL), ("arguments", ALL), ("use", ALL), ("tone", ALL),
          ("tone", MACRO), ("relevance", ALL), ("relevance", "no"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Agreement of two passes on the same passages: F1 by (layer, group), kappas with intervals by name, slices."""

    n_passages: int
    scores: dict[tuple[str, str], Score]
    kappas: dict[str, tuple[float, float, float]]
    slices: Sequence[Slice]


def read_second_pass(folder: Path) -> dict[str, Said]:
    """Passage id → what the second pass says, from every .jsonl file of `folder`; raises `GoldError` on a bad line."""
    found = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                row: dict[str, Any] = json.loads(line)
                arguments = {one["id"]: one["use"] for one in row["arguments"]}
                found[row["id"]] = Said(
                    relevant=row["relevant"], stance=row["stance"], given=row["stance"], tone=row["sentiment"],
                    arguments=arguments,
                )  # fmt: skip
            except (KeyError, TypeError, json.JSONDecodeError) as error:
                raise GoldError(f"{path.name}:{number}: {error!r}") from error
    return found


def measure_agreement(passages: Sequence[GoldPassage], second: dict[str, Said]) -> Agreement | None:
    """The agreement on the passages that both passes read; None where there is none."""
    both = [passage for passage in passages if passage.id in second]
    if not both:
        return None
    said = [second[passage.id] for passage in both]
    scores = {}
    for layer, group in LAYERS:
        found = next((tally for tally in tallies(layer, both, said) if tally.group == group), None)
        if found is not None:
            scores[layer, group] = score(found)
    stances = [
        (passage.stance.get(target, ABSENT), (one.stance or {}).get(target, ABSENT))
        for passage, one in zip(both, said, strict=True)
        for target in TARGETS
    ]
    tones = [(passage.sentiment, str(one.tone)) for passage, one in zip(both, said, strict=True)]
    relevant = [(str(passage.relevant), str(bool(one.relevant))) for passage, one in zip(both, said, strict=True)]
    kappas = {"pairs": kappa(stances), "tone": kappa(tones), "relevance": kappa(relevant)}
    return Agreement(n_passages=len(both), scores=scores, kappas=kappas, slices=slice_scores(both, said))
