"""Our talking points found in what others write, also when reworded.

A sentence, or two in a row, carries a point when it holds its ideas, denies where the point denies, and does not argue
against us: ideas by the thesaurus weighted by their rarity, sides and arguments by the heads of the shipped model. The
weights were learnt on `nlp/gold/messages/dev.jsonl`, the threshold chosen for precision.
"""

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from nlp.concepts import WEIGHTS, find_ideas, is_turned, load_rarity, load_weights
from nlp.heads import sigmoid
from nlp.pipeline import Pipeline
from nlp.sentences import find_sentences
from nlp.stance import PassageStance
from store.analyses import Tagger
from store.ids import digest

VERSION = "2"
# A sentence that holds less of a point's ideas is not read further.
LEAST_HELD = 0.45
MOST_WORDS = 60
_QUOTED = re.compile(r"«\s*(?P<a>[^«»]{12,}?)\s*»|“\s*(?P<b>[^“”]{12,}?)\s*”|\"\s*(?P<c>[^\"]{12,}?)\s*\"")
_OTHER = {"favour": "against", "against": "favour"}
FEATURES = ("held", "about", "held_turned", "arguments")
# A text that takes a side against ours, this sure and more, carries none of our points.
MOST_OPPOSED = 0.5
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Carried:
    """A talking point in a text: the hash of the point, how sure, and where (characters of the text)."""

    point: str
    score: float
    start: int
    end: int


@dataclass(frozen=True)
class Messenger:
    """Finds the talking points of a watch; load it once."""

    pipeline: Pipeline

    @cached_property
    def forms(self) -> list[tuple[str, str]]:
        """(point id, text) of each way the watch gives to say a point."""
        points = self.pipeline.watch.us.talking_points
        return [(point.id, text) for point in points for text in (point.text, *point.rewordings)]

    @cached_property
    def version(self) -> str:
        """Changes with the points, the positions, the words and the weights."""
        us = self.pipeline.watch.us
        said = repr((VERSION, self.forms, sorted(us.positions.items()), self.pipeline.tagger_ids["stance"]))
        thesaurus = WEIGHTS.parents[2] / "thesaurus.toml"
        return digest("messages", said, *(hashlib.sha256(path.read_bytes()).hexdigest()
                                          for path in (WEIGHTS, thesaurus)))  # fmt: skip

    @property
    def tagger(self) -> Tagger:
        """What finds our points, with the scores measured on sentences that its makers wrote and set apart."""
        path = WEIGHTS.with_name("measured.json")
        scores = tuple(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else ()
        return Tagger(id=self.version, component="messages", title="Nos messages (idées et modèle)", scores=scores)

    def find(self, texts: Sequence[str]) -> list[list[Carried]]:
        """The points that each text carries, each at its surest place."""
        asked = [(row, span, form) for row, text in enumerate(texts) for span in windows(text)
                 for form in range(len(self.forms)) if self._holds_enough(text[slice(*span)], form)]  # fmt: skip
        places = list(dict.fromkeys((row, span) for row, span, _ in asked))
        said = dict(zip(places, self._read([texts[row][slice(*span)] for row, span in places]), strict=True))
        best: list[dict[str, Carried]] = [{} for _ in texts]
        for row, span, form in asked:
            point, form_text = self.forms[form]
            score = self.score(form_text, self._forms_said[form], texts[row][slice(*span)], said[row, span])
            known = best[row].get(point)
            if score >= load_weights()["threshold"] and (known is None or score > known.score):
                best[row][point] = Carried(point=point, score=score, start=span[0], end=span[1])
        return [sorted(found.values(), key=lambda one: one.start) for found in best]

    def score(self, form: str, form_said: PassageStance, text: str, said: PassageStance) -> float:
        """The probability that a text carries a point said in this form."""
        weights = load_weights()
        if self._opposed(said) >= MOST_OPPOSED:
            return 0.0
        values = self.measure(form, form_said, text, said)
        return sigmoid(weights["constant"] + sum(w * values[name] for name, w in weights["weights"].items()))

    @staticmethod
    def measure(form: str, form_said: PassageStance, text: str, said: PassageStance) -> Mapping[str, float]:
        """The features of a pair, by name."""
        rarity, ours, theirs = load_rarity(), find_ideas(form), find_ideas(text)
        shared = rarity.total(ours & theirs)
        held = shared / max(rarity.total(ours), 1e-9)
        turned = float(is_turned(form) != is_turned(text))
        return {
            "held": held, "about": shared / max(rarity.total(theirs), 1e-9), "held_turned": held * turned,
            "arguments": _shared_arguments(form_said, said),
        }  # fmt: skip

    def read(self, texts: Sequence[str]) -> list[PassageStance]:
        """What the model says of texts, as `score` takes it."""
        return self._read(texts)

    @cached_property
    def _forms_said(self) -> list[PassageStance]:
        return self._read([text for _, text in self.forms])

    def _holds_enough(self, text: str, form: int) -> bool:
        rarity, ours = load_rarity(), find_ideas(self.forms[form][1])
        return rarity.total(ours & find_ideas(text)) >= LEAST_HELD * rarity.total(ours) > 0

    def _read(self, texts: Sequence[str]) -> list[PassageStance]:
        return self.pipeline.score(texts, [None] * len(texts)) if texts else []

    def _opposed(self, said: PassageStance) -> float:
        """How surely a text takes a side against ours, on any of our targets."""
        ours = self.pipeline.watch.us.positions
        sides = (one.presence * one.probs[_OTHER[ours[one.target]]] for one in said.targets if one.target in ours)
        return max(sides, default=0.0)


def _shared_arguments(one: PassageStance, other: PassageStance) -> float:
    held = [min(sigmoid(logit), sigmoid(other.arguments.get(key, -math.inf))) for key, logit in one.arguments.items()]
    return min(1.0, sum(held))


def windows(text: str) -> Iterable[Span]:
    """The sentences of a text, what each quotes, and each two in a row that stay short."""
    sentences = [span for span in find_sentences(text) if text[slice(*span)].strip()]
    yield from sentences
    for quoted in _QUOTED.finditer(text):  # « …, affirme la présidente du syndicat » drowns what is said
        start, end = quoted.span(quoted.lastgroup or 0)
        if (start, end) not in sentences and len(text[start:end].split()) <= MOST_WORDS:
            yield start, end
    for (start, _), (_, end) in pairwise(sentences):
        if len(text[start:end].split()) <= MOST_WORDS:
            yield start, end
