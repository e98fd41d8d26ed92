"""Lemmas from what the treebanks show: a table of forms by part of speech, and endings for the forms it lacks."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

MAX_ENDING = 6
# An ending seen on fewer forms says nothing of a new one.
MIN_FORMS = 2
# Written as it stands: names, numbers, signs.
_KEPT = {"PROPN", "NUM", "PUNCT", "SYM", "X", "SPACE", ""}

_VERBS = {"VERB", "AUX"}

Table = dict[str, dict[str, str]]
Endings = dict[str, dict[str, tuple[int, str]]]


def strip_accents(text: str) -> str:
    """`text` without accents or cedillas, for readers who type none."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


class Lemmas(Pipe):
    """Fills `token.lemma_`, with the part of speech that the morphologizer set before it."""

    def __init__(self, vocab: Vocab, name: str = "vigie_lemmas") -> None:
        self.vocab = vocab
        self.name = name
        self.table: Table = {}
        self.endings: Endings = {}
        self._bare: Table = {}

    def __call__(self, doc: Doc) -> Doc:
        # One look-up for each form of the document: token by token it took a tenth of the whole pipeline's time.
        pairs, places = np.unique(doc.to_array(["ORTH", "POS"]), axis=0, return_inverse=True)
        strings = self.vocab.strings
        lemmas = [strings.add(self.lemma(strings[int(form)], strings[int(pos)])) for form, pos in pairs]
        doc.from_array(["LEMMA"], np.array(lemmas, dtype=np.uint64)[places.ravel()])
        return doc

    def lemma(self, form: str, pos: str) -> str:
        """The lemma of a form; the form itself, in lower case unless it is a name, where nothing is known of it."""
        lower = form.lower().replace("’", "'")
        known = self.table.get(pos, {}).get(lower)
        if known is not None:
            return known
        if pos in _KEPT:
            return form
        unaccented = self._bare.get(pos, {}).get(strip_accents(lower))
        if unaccented is not None:
            return unaccented
        endings = self.endings.get(pos, {})
        for size in range(min(MAX_ENDING, len(lower) - 1), 0, -1):
            if rule := endings.get(lower[-size:]):
                return lower[: len(lower) - rule[0]] + rule[1]
        return lower

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Learns from the lemmas of the examples."""
        self.learn((token.text, token.pos_, token.lemma_) for one in get_examples() for token in one.reference)

    def learn(self, lemmas: Iterable[tuple[str, str, str]]) -> None:
        """Learns from (form, part of speech, lemma); what has no lemma is left out."""
        seen: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        for form, pos, lemma in lemmas:
            if lemma and pos not in _KEPT:
                seen[pos][form.lower().replace("’", "'")][lemma] += 1
        best = {
            pos: {form: counts.most_common(1)[0][0] for form, counts in forms.items()} for pos, forms in seen.items()
        }
        self.endings = {pos: _endings(forms.items()) for pos, forms in best.items()}
        self.table = best
        self._index()

    def _index(self) -> None:
        self._bare = {pos: {strip_accents(form): of for form, of in forms.items()} for pos, forms in self.table.items()}

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """`lemma_acc`, as spaCy counts it."""
        scores: dict[str, Any] = Scorer.score_token_attr(examples, "lemma")
        return scores

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        Path(path).mkdir(exist_ok=True)
        (Path(path) / "lemmas.json").write_text(self._dump(), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Lemmas":
        return self._read((Path(path) / "lemmas.json").read_text(encoding="utf-8"))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return self._dump().encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Lemmas":
        return self._read(data.decode())

    def _dump(self) -> str:
        values = {"table": self.table, "endings": self.endings}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def _read(self, text: str) -> "Lemmas":
        values = json.loads(text)
        self.table = values["table"]
        self.endings = {
            pos: {ending: (cut, added) for ending, (cut, added) in rules.items()}
            for pos, rules in values["endings"].items()
        }
        self._index()
        return self


def _endings(lemmas: Iterable[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """Ending → how many letters to cut and what to add; an ending that a shorter one foretells is left out."""
    votes: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for form, lemma in lemmas:
        rule = _rule(form, lemma)
        for size in range(max(1, rule[0]), min(MAX_ENDING, len(form) - 1) + 1):
            votes[form[-size:]][rule] += 1
    best = {ending: counts.most_common(1)[0][0] for ending, counts in votes.items() if counts.total() >= MIN_FORMS}
    return {ending: rule for ending, rule in best.items() if _inherited(ending, best) != rule}


def _inherited(ending: str, rules: dict[str, tuple[int, str]]) -> tuple[int, str] | None:
    shorter: Iterator[tuple[int, str]] = (
        rules[ending[-size:]] for size in range(len(ending) - 1, 0, -1) if ending[-size:] in rules
    )
    return next(shorter, None)


def _rule(form: str, lemma: str) -> tuple[int, str]:
    shared = 0
    while shared < min(len(form), len(lemma)) and form[shared] == lemma[shared]:
        shared += 1
    return len(form) - shared, lemma[shared:]


@cache
def _shipped_table() -> Table:
    path = Path(__file__).with_name("models") / "french" / "vigie_lemmas" / "lemmas.json"
    table: Table = json.loads(path.read_text(encoding="utf-8"))["table"]
    return table


def is_only_verb(word: str) -> bool:
    """Whether the treebanks show a form as a verb and as nothing else."""
    table = _shipped_table()
    return word in table["VERB"] and not any(word in forms for sort, forms in table.items() if sort not in _VERBS)


def may_be_verb(word: str) -> bool:
    """Whether the treebanks show a form as a verb, whatever else it may be: « hausse », « compte »."""
    return word in _shipped_table()["VERB"] or re.sub(r"(?:e|ent)$", "er", word) in _infinitives()


@cache
def _infinitives() -> frozenset[str]:
    return frozenset(_shipped_table()["VERB"].values())


def is_common(word: str) -> bool:
    """Whether the treebanks show a form, in lower case, as anything but a name."""
    return any(word in forms for forms in _shipped_table().values())


@Language.factory(
    "vigie_lemmas", assigns=["token.lemma"], requires=["token.pos"], default_score_weights={"lemma_acc": 1.0}
)
def make_lemmas(nlp: Language, name: str) -> Lemmas:
    """The lemma component of a spaCy pipeline."""
    return Lemmas(nlp.vocab, name)
