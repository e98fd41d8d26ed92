"""French treebanks of Universal Dependencies as spaCy documents, in one set of conventions."""

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

FOLDER = "ud-french"
TRAIN = ("sequoia-train", "gsd-dev", "fqb-test", "rhapsodie-train", "parisstories-train")
DEV = ("sequoia-dev", "rhapsodie-dev", "parisstories-dev")
TESTS = ("sequoia-test", "gsd-test", "pud-test", "rhapsodie-test", "parisstories-test")
# These two give a noun's gender and number beside its features, and mark the case of pronouns.
_SPOKEN = ("rhapsodie", "parisstories")
# These name pronouns « il », « le/lui », « soi », where the others say « lui », « moi ».
_OLD_LEMMAS = ("fqb", "pud")
SENTENCES_A_DOC = 8
# Of ten documents, three are given again as comments are written: without full stops.
BARE_SHARE = 0.3
DROP_STOP_SHARE = 0.6
EMOJI_SHARE = 0.08
EMOJIS = ("😡", "👏", "😂", "🙄", "👍", "😢", "🤦", "🙏")


@dataclass(kw_only=True)
class Word:
    """One token as it is written; `head` is a position in the sentence, its own for the root."""

    text: str
    lemma: str
    pos: str
    morph: str
    head: int
    dep: str
    space: bool


@dataclass
class _Open:
    """A sentence being read: rows of syntactic words, and the spans of those written as one."""

    rows: list[list[str]] = field(default_factory=list)
    spans: dict[int, tuple[int, list[str]]] = field(default_factory=dict)


def read_treebank(path: Path) -> Iterator[list[Word]]:
    """Sentences of a CoNLL-U file; « du » and its like are one token, which stands for its outward part."""
    name = path.name.split("-")[0]
    sentence = _Open()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.strip():
                yield _close(sentence, name)
                sentence = _Open()
            elif not line.startswith("#"):
                _take(sentence, line.rstrip("\n").split("\t"))
    if sentence.rows:
        yield _close(sentence, name)


def _take(sentence: _Open, row: list[str]) -> None:
    if "-" in row[0]:
        first, last = map(int, row[0].split("-"))
        sentence.spans[first] = (last, row)
    elif "." not in row[0]:
        sentence.rows.append(row)


def _close(sentence: _Open, name: str) -> list[Word]:
    groups: list[tuple[list[list[str]], list[str]]] = []
    number = 1
    while number <= len(sentence.rows):
        last, written = sentence.spans.get(number, (number, sentence.rows[number - 1]))
        groups.append((sentence.rows[number - 1 : last], written))
        number = last + 1
    place = {row[0]: position for position, (rows, _) in enumerate(groups) for row in rows}
    return [_word(rows, written, place, position, name) for position, (rows, written) in enumerate(groups)]


def _word(rows: list[list[str]], written: list[str], place: dict[str, int], position: int, name: str) -> Word:
    inside = {row[0] for row in rows}
    row = next(row for row in rows if row[6] not in inside)
    pos = row[3]
    dep = "aux:tense" if row[7] == "aux" and row[2] in {"avoir", "être"} else row[7]
    unnamed = row[2] == "_" or (pos == "PRON" and name in _OLD_LEMMAS)
    return Word(
        text=written[1],
        lemma="" if unnamed else row[2],
        pos=pos,
        morph=_morph(row, name),
        head=place.get(row[6], position),
        dep="ROOT" if dep == "root" else dep,
        space="SpaceAfter=No" not in written[9],
    )


def _morph(row: list[str], name: str) -> str:
    features = dict(one.split("=", 1) for one in row[5].split("|") if "=" in one)
    if name in _SPOKEN:
        features.pop("Case", None)
        aside = dict(one.split("=", 1) for one in row[9].split("|") if "=" in one)
        if row[3] == "NOUN":
            for feature, source in (("Gender", "Gender[lex]"), ("Number", "Number[ctxt]")):
                if aside.get(source, "Unknown") not in {"Unknown", "NoAgr"}:
                    features.setdefault(feature, aside[source])
    return "|".join(f"{key}={features[key]}" for key in sorted(features))


def as_doc(vocab: Vocab, sentences: Sequence[Sequence[Word]]) -> Doc:
    """One document of several sentences, with a space between them."""
    words = [word for sentence in sentences for word in sentence]
    starts = [position == 0 for sentence in sentences for position in range(len(sentence))]
    offsets = [sum(len(one) for one in sentences[:index]) for index in range(len(sentences))]
    heads = [offset + word.head for offset, sentence in zip(offsets, sentences, strict=True) for word in sentence]
    ends = {sum(len(one) for one in sentences[: index + 1]) - 1 for index in range(len(sentences))}
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.space or index in ends for index, word in enumerate(words)],
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=[word.dep for word in words],
        sent_starts=[1 if start else -1 for start in starts],
    )


def bare(sentence: list[Word], rng: random.Random) -> list[Word]:
    """The sentence as a hurried reader types it: its last stop is left out, or is an emoji."""
    last = len(sentence) - 1
    if last < 1 or sentence[last].pos != "PUNCT" or any(word.head == last for word in sentence[:last]):
        return sentence
    kind = rng.random()
    kept = sentence[:last]
    if kind < EMOJI_SHARE:
        stop = sentence[last]
        emoji = Word(
            text=rng.choice(EMOJIS), lemma="", pos="SYM", morph="", head=stop.head, dep="discourse", space=True
        )
        before = kept[-1]
        return [*kept[:-1], Word(**{**vars(before), "space": True}), emoji]
    return kept if kind < DROP_STOP_SHARE else sentence


def grouped(sentences: list[list[Word]]) -> Iterator[list[list[Word]]]:
    """Runs of neighbouring sentences."""
    for start in range(0, len(sentences), SENTENCES_A_DOC):
        yield sentences[start : start + SENTENCES_A_DOC]


def treebank_docs(root: Path, names: Sequence[str], vocab: Vocab, *, seed: int | None = None) -> Iterator[Doc]:
    """Documents of the named files; with a `seed`, some are given a second time without their stops."""
    rng = random.Random(seed)
    for name in names:
        for group in grouped(list(read_treebank(root / FOLDER / f"{name}.conllu.gz"))):
            yield as_doc(vocab, group)
            if seed is not None and rng.random() < BARE_SHARE:
                yield as_doc(vocab, [bare(sentence, rng) for sentence in group])
