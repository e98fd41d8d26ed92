"""The taggers of a watch, ready to read: one object that turns texts into tags, quotes, figures and mentions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from nlp import actors, arguments, relevance
from nlp.actors import find_actors
from nlp.arguments import find_arguments
from nlp.figures import attribute_figures, find_figures
from nlp.model_store import STANCE_FOLDER
from nlp.quotes import find_article_quotes, find_quotes
from nlp.relevance import Context, Relevance, judge_relevance
from nlp.split import PlacedBlock
from nlp.stance import PassageStance, StanceModel, TargetText
from store.analyses import Tagger
from store.ids import tagger_id
from store.records import Figure, Mention, PassageKind, Quote, Tag
from store.watch import Part, Watch, watch_fingerprint

# Raise a number when the rules of that component change: its tags, and no others, are made again.
VERSIONS = {"relevance": "1", "arguments": "1", "stance": "1", "quotes": "1", "figures": "1", "actors": "1"}
_TITLES = {
    "relevance": "Pertinence (lexique)",
    "arguments": "Arguments (indices)",
    "stance": "Positions et ton (modèle)",
    "quotes": "Citations (règles)",
    "figures": "Chiffres (règles)",
    "actors": "Acteurs (répertoire)",
}
_READS: Mapping[str, tuple[Part, ...]] = {
    "relevance": relevance.READS,
    "arguments": arguments.READS,
    "stance": ("targets",),
    "actors": actors.READS,
}
# Relevance under this is inherited from a title or a parent; a side is then named from this probability on.
SURE_RELEVANCE = 0.7
CAUTIOUS_STANCE = 0.8
_STARTING = {"relevance", "arguments", "stance"}


@dataclass(frozen=True)
class Pipeline:
    """Everything that reads texts for one watch. Load it once; the stance model opens when first asked."""

    watch: Watch

    @property
    def model_folder(self) -> Path:
        """The folder of the model that the watch chose."""
        chosen = self.watch.model.stance
        return STANCE_FOLDER if chosen == "shipped" else Path(chosen).expanduser()

    @cached_property
    def model(self) -> StanceModel:
        """The stance model.

        Raises:
            ModelError: a file of the model is missing or of another version.
        """
        return StanceModel.load(self.model_folder)

    @cached_property
    def targets(self) -> list[TargetText]:
        """The watch's propositions, as the model reads them."""
        return [TargetText(id=target.slug, text=target.proposition) for target in self.watch.targets]

    @cached_property
    def taggers(self) -> list[Tagger]:
        """One tagger a component, with the scores measured for it on annotated passages."""
        scores = read_scores()
        return [
            Tagger(
                id=tagger_id(component, version, self._weights(component), self._reads(component)),
                component=component, title=_TITLES[component], is_starting=component in _STARTING,
                scores=tuple(scores.get(component, ())),
            )
            for component, version in VERSIONS.items()
        ]  # fmt: skip

    @property
    def tagger_ids(self) -> dict[str, str]:
        """Component → tagger id."""
        return {tagger.component: tagger.id for tagger in self.taggers}

    def _weights(self, component: str) -> str:
        return _fingerprint(self.model_folder) if component == "stance" else ""

    def _reads(self, component: str) -> str:
        return " ".join(watch_fingerprint(self.watch, part) for part in _READS.get(component, ()))

    def relevance(self, text: str, context: Context | None) -> Relevance:
        """Whether one comment or passage is in the debate."""
        return judge_relevance(text, watch=self.watch, context=context)

    def stances(
        self,
        texts: Sequence[str],
        contexts: Sequence[Mapping[str, str | None] | None],
        targets: Sequence[TargetText] | None = None,
    ) -> list[PassageStance]:
        """Stance and sentiment of each text, toward the watch's targets or the given ones."""
        return self.model.score(texts, self.targets if targets is None else targets, contexts)

    def arguments(self, text: str, kind: PassageKind | None) -> list[Tag]:
        """Argument tags of one passage; in the press they are reported, in a comment asserted, unless refuted."""
        return find_arguments(text, watch=self.watch, kind=kind)

    def mentions(self, text: str) -> list[Mention]:
        """Named actors of one text."""
        return find_actors(text, watch=self.watch)


def _fingerprint(folder: Path) -> str:
    """sha256 of the files that make a model's answers: graph, tokenizer, settings."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.onnx"), *folder.glob("*.json")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def be_cautious(result: PassageStance, relevance: Relevance) -> PassageStance:
    """The result with `unclear` where a side is not sure enough for a text that is in the debate by its context only.

    A remark without a word of the debate, under an article that is, often speaks of something else.
    """
    if relevance.score >= SURE_RELEVANCE:
        return result
    targets = tuple(
        replace(one, value="unclear", evidence=())
        if one.value is not None and max(one.probs.values()) < CAUTIOUS_STANCE
        else one
        for one in result.targets
    )
    return replace(result, targets=targets)


def read_quotes(body: str, blocks: Sequence[PlacedBlock]) -> list[Quote]:
    """Quotes of an article, or of a comment when there are no blocks."""
    return find_article_quotes(body, blocks) if blocks else find_quotes(body)


def read_figures(
    text: str, *, start: int = 0, quotes: Sequence[Quote] = (), speaker: str | None = None
) -> list[Figure]:
    """Figures of one passage with who says them; offsets moved by `start`, where the passage begins in its body."""
    placed = [replace(figure, start=figure.start + start, end=figure.end + start) for figure in find_figures(text)]
    return attribute_figures(placed, quotes, speaker)


def relevance_tag(verdict: Relevance, *, length: int) -> Tag:
    """A verdict as the tag of an owner's first passage; evidence beyond `length` characters is left out."""
    inside = tuple((start, end) for start, end in verdict.evidence if end <= length)
    return Tag(
        kind="relevance", key="", value="yes" if verdict.relevant else "no", score=verdict.score, evidence=inside
    )


def place_blocks(blocks: Sequence[Mapping[str, Any]]) -> list[PlacedBlock]:
    """Stored blocks as the splitter takes them."""
    return [
        PlacedBlock(kind=_kind(one["kind"]), speaker=one["speaker"], start=one["start"], end=one["end"])
        for one in blocks
    ]


def _kind(kind: str) -> PassageKind:
    return kind  # type: ignore[return-value]  # written by store.texts from a record's own kind


def read_scores() -> dict[str, list[dict[str, Any]]]:
    """Component → rows of measured scores, as `vigie evaluate` last wrote them; empty before the first measure."""
    path = Path(str(resources.files("nlp") / "scores.json"))
    if not path.exists():
        return {}
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found
