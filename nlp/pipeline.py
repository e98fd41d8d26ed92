"""The taggers of a watch, ready to read: one object that turns texts into tags, quotes, figures and mentions."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from nlp import actors, arguments, relevance
from nlp.actors import find_actors, link_speaker
from nlp.arguments import find_arguments
from nlp.figures import attribute_figures, find_figures
from nlp.heads import judge_together, name_arguments
from nlp.hub import find_checkpoint, is_checkpoint
from nlp.model_store import STANCE_FOLDER
from nlp.quotes import find_article_quotes, find_quotes
from nlp.relevance import Context, Relevance, judge_relevance
from nlp.sayers import find_sayer
from nlp.split import PlacedBlock
from nlp.stance import PassageStance, StanceModel, TargetText
from store.analyses import Tagger
from store.ids import tagger_id
from store.records import Figure, Mention, PassageKind, Quote, Tag
from store.watch import Part, Watch, watch_fingerprint

# The title and the parent of a passage, as the model takes them.
SaidIn = Mapping[str, str | None] | None
# Raise a number when the rules of that component change: its tags, and no others, are made again.
VERSIONS = {"relevance": "2", "arguments": "4", "stance": "4", "quotes": "7", "figures": "8", "actors": "6"}
_TITLES = {
    "relevance": "Pertinence (lexique et modèle)",
    "arguments": "Arguments (indices et modèle)",
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
_WEIGHTS = (".onnx", ".json", ".safetensors")
_LEARNT = {"relevance", "arguments", "stance"}
_STARTING = {"relevance", "arguments", "stance"}


@dataclass(frozen=True)
class Pipeline:
    """Everything that reads texts for one watch. Load it once; the stance model opens when first asked."""

    watch: Watch

    @cached_property
    def model_folder(self) -> Path:
        """The folder of the model that the watch chose."""
        chosen = self.watch.model.stance
        if is_checkpoint(chosen):
            return find_checkpoint(chosen)
        return STANCE_FOLDER if chosen == "shipped" else Path(chosen).expanduser()

    @cached_property
    def model(self) -> StanceModel:
        """The stance model.

        Raises:
            ModelError: a file of the model is missing or of another version.
        """
        load = StanceModel.load_checkpoint if is_checkpoint(self.watch.model.stance) else StanceModel.load
        return load(self.model_folder, tolerance=self.watch.model.tolerance)

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
        if component == "stance":
            return f"{self.fingerprint} tolerance={self.watch.model.tolerance}"
        return self.fingerprint if component in _LEARNT else ""

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of the files that make the model's answers: graph, tokenizer, settings; those of a checkpoint too."""
        own = _fingerprint(self.model_folder)
        return own + _fingerprint(STANCE_FOLDER) if is_checkpoint(self.watch.model.stance) else own

    def _reads(self, component: str) -> str:
        return " ".join(watch_fingerprint(self.watch, part) for part in _READS.get(component, ()))

    def score(
        self, texts: Sequence[str], contexts: Sequence[SaidIn], targets: Sequence[TargetText] | None = None
    ) -> list[PassageStance]:
        """What the model says of each passage toward the watch's targets or the given ones, evidence left out."""
        return self.model.score(texts, self._asked(targets), contexts, with_evidence=False)

    def relevance(self, text: str, context: Context | None, said: Sequence[PassageStance]) -> Relevance:
        """Whether one comment, read as the passages `said`, is in the debate."""
        rule = judge_relevance(text, watch=self.watch, context=context)
        return judge_together(rule, said, self.model.settings) if self.is_learnt else rule

    def arguments(self, text: str, kind: PassageKind | None, said: PassageStance) -> list[Tag]:
        """Argument tags of one passage; how it uses them comes from the model where it knows the argument."""
        cues = find_arguments(text, watch=self.watch, kind=kind)
        return name_arguments(cues, said, watch=self.watch, settings=self.model.settings)

    def explain(
        self,
        texts: Sequence[str],
        contexts: Sequence[SaidIn],
        said: Sequence[PassageStance],
        arguments: Sequence[Sequence[Tag]],
        targets: Sequence[TargetText] | None = None,
    ) -> tuple[list[PassageStance], list[list[Tag]]]:
        """The same stances and arguments with their evidence: the clauses that carry each side and each argument.

        A cue stays the evidence of an argument that the model never learnt; else its clause carries more of the answer
        (nlp/report.md).
        """
        named = [[tag.key for tag in tags] for tags in arguments]
        explained = self.model.explain(texts, self._asked(targets), contexts, said, named)
        shown = [
            [replace(tag, evidence=one.pleas.get(tag.key) or tag.evidence) for tag in tags]
            for one, tags in zip(explained, arguments, strict=True)
        ]
        return explained, shown

    @cached_property
    def is_learnt(self) -> bool:
        """Whether the model learnt this debate: a watch of other targets keeps to its own lexicon."""
        return set(self.model.settings.known) == {target.slug for target in self.watch.targets}

    @cached_property
    def relevant_from(self) -> float:
        """The least score of a text that is in the debate."""
        return self.model.settings.relevant if self.is_learnt else relevance.THRESHOLD

    def _asked(self, targets: Sequence[TargetText] | None) -> Sequence[TargetText]:
        return self.targets if targets is None else targets

    def mentions(self, text: str, context: str = "") -> list[Mention]:
        """Named actors of one text; `context` tells who a bare family name is."""
        return find_actors(text, watch=self.watch, context=context)

    def link(self, speakers: Iterable[str], context: str) -> dict[str, str | None]:
        """The actor that each speaker's name means in the article or comment `context`."""
        return {one: link_speaker(one, watch=self.watch, context=context) for one in dict.fromkeys(speakers)}

    def entities(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Actors of the watch and the other persons, bodies and places that each text names.

        Raises:
            PipelineError: the French pipeline that the watch names cannot be loaded.
        """
        # spaCy's pipeline takes a third of a second to load: only who asks for names waits for it.
        from nlp.names import find_names, merge

        names = find_names(texts, self.watch.model.spacy)
        return [merge(self.mentions(text), found) for text, found in zip(texts, names, strict=True)]


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for ending in _WEIGHTS for path in folder.rglob(f"*{ending}")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def read_quotes(body: str, blocks: Sequence[PlacedBlock]) -> list[Quote]:
    """Quotes of an article, or of a comment when there are no blocks."""
    return find_article_quotes(body, blocks) if blocks else find_quotes(body)


def read_figures(
    text: str, *, start: int = 0, quotes: Sequence[Quote] = (), speaker: str | None = None
) -> list[Figure]:
    """Figures of one passage with who says them; offsets moved by `start`, where the passage begins in its body."""
    found: list[Figure] = []
    for figure in find_figures(text):
        heard = [one.speaker for one in reversed(quotes) if one.speaker and one.end <= start + figure.start]
        found.append(replace(figure, said_by=find_sayer(text, figure, found, heard=heard)))
    placed = [replace(figure, start=figure.start + start, end=figure.end + start) for figure in found]
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
