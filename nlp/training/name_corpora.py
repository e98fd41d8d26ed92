"""Names for the recogniser: annotated corpora, and press whose certain names are marked, doubtful ones left open."""

import gzip
import json
import random
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from nlp.capitalised import CAPITALISED, FIRST_NAME
from nlp.first_names import TITLE
from nlp.sentences import find_sentences
from nlp.training.sources import read_jsonl

KINDS = ("PER", "LOC", "ORG")
EUROPEANA_TOKENS = 60
EUROPEANA_TEST_SHARE = 0.1
# Of Europeana's old and badly read print, one run in this many is learnt from.
EUROPEANA_ONE_IN = 3
PRESS_SENTENCES = 3
MIN_SEEN = 3
MIN_PERSON_SHARE = 0.8
_LINK = re.compile(r"\s(?:de la|de|du|des|d['’]|le|la|et)\s?")
_LINK_AND = re.compile(r"\set\s")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_ALONE = re.compile(r"['’`\"]+")
_NO_SPACE_BEFORE = re.compile(r"[,.)\]]|['’]\w*")
_RUN = re.compile(rf"{CAPITALISED}(?:(?:[^\S\n](?:(?:de la|de|du|des|d['’]|le|la|et)[^\S\n]?)?){CAPITALISED})*")
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:à|À)|\b(?:près|maire|habitants?|commune|ville|village|canton|hôpital|CHU|clinique|mairie|banlieue|quartier"
    r"|département|région|au large|nord|sud|est|ouest|centre) (?:de|d['’]|du))[^\S\n]?$"
)
_TITLE_FIRST = re.compile(rf"{TITLE}[^\S\n](?=[A-ZÀ-Ý])")
_TITLE_BEFORE = re.compile(rf"(?<!\w){TITLE}[^\S\n]$")


@dataclass
class Names:
    """A text and the names in it by offsets; `open` are the spans of which nothing is said."""

    text: str
    marked: list[tuple[int, int, str]] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)


def wikiann(root: Path, split: str) -> Iterator[Names]:
    """Items of WikiANN."""
    path = root / "ner-wikiann-fr" / f"{split}.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").removeprefix("fr:").split("\t") for line in lines)
        yield from _tagged(rows)


def wikineural(root: Path, split: str) -> Iterator[Names]:
    """Sentences of WikiNEuRal: measured on, never learnt from; its class MISC is left out."""
    path = root / "ner-wikineural-fr" / f"wikineural-fr-{split}.conllu.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t")[1:] or [""] for line in lines)
        yield from _tagged(rows)


def europeana(root: Path, *, test: bool) -> Iterator[Names]:
    """Runs of about sixty words of old press; the last tenth is the test."""
    with gzip.open(root / "ner-europeana-fr" / "enp_FR.bnf.bio.gz", "rt", encoding="utf-8") as lines:
        rows = [line.split() for line in lines if len(line.split()) == 2]
    border = int(len(rows) * (1 - EUROPEANA_TEST_SHARE))
    kept = rows[border:] if test else rows[:border]
    held: list[list[str]] = []
    for row in kept:
        if len(held) >= EUROPEANA_TOKENS and row[1] == "O":
            yield from _tagged([*held, [""]])
            held = []
        held.append(row)


def _tagged(rows: Iterable[list[str]]) -> Iterator[Names]:
    held = Names("")
    for row in rows:
        if row[0]:
            if not _ALONE.fullmatch(row[0]):
                _add(held, row[0], row[-1])
        elif held.text:
            yield held
            held = Names("")


def _add(held: Names, word: str, tag: str) -> None:
    glued = not held.text or held.text.endswith(("(", "[", "'", "’")) or _NO_SPACE_BEFORE.fullmatch(word)
    start = len(held.text) + (0 if glued else 1)
    held.text += ("" if glued else " ") + word
    end = len(held.text)
    position, _, kind = tag.partition("-")
    if kind not in KINDS:
        return
    last = held.marked[-1] if held.marked else None
    if position == "I" and last and last[2] == kind and start - last[1] <= 1:
        held.marked[-1] = (last[0], end, kind)
    else:
        elided = _ELISION.match(word)
        held.marked.append((start + (elided.end() if elided and elided.end() < len(word) else 0), end, kind))


class Certain:
    """Marks the names that a list, a title or a first name makes certain, and leaves the other capitals open."""

    def __init__(self, known: Iterable[Names], listed: dict[str, str]) -> None:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        first: dict[str, Counter[str]] = defaultdict(Counter)
        for one in known:
            for start, end, kind in one.marked:
                written = one.text[start:end]
                counts[written][kind] += 1
                first[written.split()[0]][kind if " " in written else "alone"] += 1
        self._kinds = {
            text: next(iter(kinds))
            for text, kinds in counts.items()
            if len(kinds) == 1
            and kinds.total() >= MIN_SEEN
            and not re.match(TITLE, text)
            and _is_capital(text.split()[0])
        }
        self._kinds.update(listed)
        self._first = _first_names() | {
            name
            for name, kinds in first.items()
            if kinds["PER"] >= MIN_PERSON_SHARE * kinds.total() and len(name) > 2 and _is_capital(name)
        }

    def mark(self, text: str) -> Names:
        """The text with its certain names marked."""
        names = Names(text)
        family: set[str] = set()
        for match in _RUN.finditer(text):
            start, end = match.span()
            if elided := _ELISION.match(text, start, end):
                start = elided.end()
            self._mark(names, start, end, family)
        return names

    def _mark(self, names: Names, start: int, end: int, family: set[str]) -> None:
        """Marks a run of capitals whole, or else its parts."""
        text = names.text
        written = text[start:end].rstrip(".’'")
        if titled := _TITLE_FIRST.match(written):
            start, written = start + titled.end(), written[titled.end() :]
        head = written.split(" ")[0]
        kind = self._kind(text, start, written, family)
        if kind:
            names.marked.append((start, start + len(written), kind))
            if kind == "PER":
                family.add(written.split()[-1])
        elif " " in written and not _is_capital(head):
            self._mark(names, start + len(head) + 1, end, family)
        elif part := _LINK.search(written):
            self._mark(names, start, start + part.start(), family)
            self._mark(names, start + part.end(), end, family)
        elif _is_capital(head) and written[:1].isupper():
            names.open.append((start, start + len(written)))

    def _kind(self, text: str, start: int, written: str, family: set[str]) -> str | None:
        words = written.split(" ")
        if not _is_capital(words[0]):
            return None
        if known := self._kinds.get(written):
            return known
        if _LINK_AND.search(written):
            return None
        if _TITLE_BEFORE.search(text[max(0, start - 15) : start]) or written in family:
            return "PER"
        if words[0] in self._first and 2 <= len(words) <= 4 and not written.isupper():
            return "PER"
        if _PLACE_BEFORE.search(text[max(0, start - 25) : start]) and not written.isupper():
            return "LOC"
        return None


def _is_capital(word: str) -> bool:
    """Whether a word can start a name: it has a capital that its sentence alone does not explain."""
    return bool(re.fullmatch(FIRST_NAME, word))


def _first_names() -> set[str]:
    values = tomllib.loads((files("nlp") / "names.toml").read_text(encoding="utf-8"))
    return {name for value in values.values() if isinstance(value, str) for name in value.split()}


def listed_actors() -> dict[str, str]:
    """Written form → kind of the actors of the packaged watch."""
    path = Path(str(files("store") / "watches" / "secteur3" / "actors.toml"))
    found: dict[str, str] = {}
    for actor in tomllib.loads(path.read_text(encoding="utf-8"))["actors"]:
        for form in (actor["name"], *actor.get("aliases", ()), *actor.get("exact", ())):
            if form[:1].isupper():
                found[form] = actor["kind"]
    return found


def press(root: Path, certain: Certain, n_texts: int, rng: random.Random) -> Iterator[Names]:
    """Runs of a few sentences of modern press, one an article."""
    rows = list(read_jsonl(root / "orangesum-press" / "articles.jsonl.xz"))
    for row in rng.sample(rows, min(n_texts, len(rows))):
        article = row["article"].replace("\u00ad", "")
        spans = find_sentences(article)
        if spans:
            first = rng.randrange(max(1, len(spans) - PRESS_SENTENCES))
            last = min(len(spans), first + PRESS_SENTENCES) - 1
            yield certain.mark(article[spans[first][0] : spans[last][1]])


def passages(folder: Path, certain: Certain) -> Iterator[Names]:
    """Our own passages for learning."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield certain.mark(json.loads(line)["text"])


def as_doc(reader: Language, names: Names) -> Doc | None:
    """The document with its names; None where a name cuts a token of ours."""
    doc = reader.make_doc(names.text)
    spans = [doc.char_span(start, end, label=kind) for start, end, kind in names.marked]
    if any(span is None for span in spans):
        return None
    missing = [doc.char_span(start, end, alignment_mode="expand") for start, end in names.open]
    taken = {token.i for span in spans if span for token in span}
    left = {i for span in missing if span for i in range(span.start, span.end)} - taken
    free = [doc[i : i + 1] for i in sorted(left)]
    doc.set_ents([span for span in spans if span], missing=free, default="outside")
    return doc
