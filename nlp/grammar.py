"""The grammar of a sentence, as the French pipeline reads it: each word, its sort, its lemma and what governs it."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from nlp.french import load_french, read_batches
from store.fold import fold

# The names are read elsewhere; a sentence is asked for again by each rule that looks at it.
_NOT_READ = ("ner",)
_MAX_KEPT = 512
# Longer sentences are lists or lines without a full stop: the parser is lost in them, and slow.
MAX_CHARS = 700
_CLAUSES = ("acl", "advcl", "ccomp", "csubj", "parataxis")


@dataclass(frozen=True, slots=True)
class Word:
    """One word at `text[start:end]`: `sort` is its part of speech, `head` the index of its governor.

    A root is its own head. `lemma` is folded (no accents); `traits` are features, as « VerbForm=Fin ».
    """

    index: int
    start: int
    end: int
    text: str
    lemma: str
    sort: str
    link: str
    head: int
    traits: frozenset[str]

    @property
    def is_verb(self) -> bool:
        """Whether it is a verb or an auxiliary."""
        return self.sort in {"VERB", "AUX"}


Sentence = tuple[Word, ...]
_kept: OrderedDict[str, Sentence] = OrderedDict()


def read_sentence(text: str) -> Sentence:
    """The words of one sentence; nothing for one too long to be read well."""
    return read_sentences([text])[0]


def read_sentences(texts: Sequence[str]) -> list[Sentence]:
    """The words of each sentence; several read at once cost half of what they cost one by one."""
    wanted = [text for text in dict.fromkeys(texts) if text not in _kept and len(text) <= MAX_CHARS]
    if wanted:
        reader = load_french()
        with reader.select_pipes(disable=[name for name in _NOT_READ if name in reader.pipe_names]):
            for text, words in zip(wanted, read_batches(reader, wanted, keep=_words), strict=True):
                _kept[text] = words
    found = [_kept.get(text, ()) for text in texts]
    while len(_kept) > _MAX_KEPT:
        _kept.popitem(last=False)
    return found


def _words(doc: Doc) -> Sentence:
    return tuple(
        Word(
            index=token.i, start=token.idx, end=token.idx + len(token.text), text=str(token.text),
            lemma=fold(token.lemma_ or token.text), sort=str(token.pos_), link=str(token.dep_), head=int(token.head.i),
            traits=frozenset(str(token.morph).split("|")),
        )
        for token in doc
    )  # fmt: skip


def children(words: Sentence, index: int) -> Iterator[Word]:
    """The words that one governs, in order."""
    return (word for word in words if word.head == index and word.index != index)


def left_edge(words: Sentence, index: int) -> int:
    """The index of the first word of the phrase of which `index` is the head, clauses before it left out."""
    first = index
    for word in words[:index]:
        if word.head == index and word.index < first and word.link.split(":")[0] not in (*_CLAUSES, "punct", "cc"):
            first = min(first, left_edge(words, word.index))
    return first


def is_finite(words: Sentence, verb: Word) -> bool:
    """Whether a verb is conjugated, by itself or through its auxiliary."""
    if "VerbForm=Fin" in verb.traits:
        return True
    return any(one.sort == "AUX" and "VerbForm=Fin" in one.traits for one in children(words, verb.index))


_SUBJECTS = frozenset(("nsubj", "nsubj:caus", "expl:subj"))


def find_subject_word(words: Sentence, verb: Word) -> Word | None:
    """The subject of a verb, of the verb that it is joined to, or of the verb that governs its infinitive."""
    seen: set[int] = set()
    asked = verb
    while verb.index not in seen:
        seen.add(verb.index)
        # « La parlementaire s'en est émue »: the parser takes it for a passive.
        links = _SUBJECTS | {"nsubj:pass"} if is_reflexive(words, verb) else _SUBJECTS
        own = [one for one in children(words, verb.index) if one.link in links]
        # « Présidente du club, Lise Quentin dénonce … »: the name is the subject, the role stands beside it.
        # « Une visite dont le fils ne veut pas »: of two nouns, the nearer one.
        own = [one for one in own if one.sort == "PROPN"] or _nearest(own, verb) or _all_of_them(words, verb)
        if own and _disagrees(asked, own[0]) and words[verb.head].is_verb and verb.head != verb.index:
            # « Elle rappelle que trois médecins veillent et promet … »: the singular verb is of who recalls.
            verb = words[verb.head]
            continue
        if own:
            return _antecedent(words, verb, own[0])
        link = verb.link.split(":")[0]
        if link == "acl" and not is_finite(words, verb):
            if "Tense=Past" in verb.traits:
                return None
            return words[verb.head] if words[verb.head].sort in {"NOUN", "PROPN", "PRON"} else None
        if link not in {"conj", "xcomp", "advcl", "aux", "parataxis"} or not words[verb.head].is_verb:
            return None
        verb = words[verb.head]
    return None


def _disagrees(verb: Word, subject: Word) -> bool:
    """Whether a singular verb has a plural noun for its subject: it is another verb's."""
    return "Number=Sing" in verb.traits and "VerbForm=Fin" in verb.traits and "Number=Plur" in subject.traits


def _nearest(subjects: list[Word], verb: Word) -> list[Word]:
    before = [one for one in subjects if one.index < verb.index and one.sort == "NOUN"]
    return before[-1:] if len(before) > 1 else subjects


def _all_of_them(words: Sentence, verb: Word) -> list[Word]:
    """« Tous décrivent … »: the parser takes the pronoun that opens a sentence for an object."""
    first = words[0]
    return [first] if first.head == verb.index and fold(first.text) in _ALL else []


_ALL = frozenset(("tous", "toutes", "chacun", "chacune", "certains", "certaines", "plusieurs", "beaucoup"))


def _antecedent(words: Sentence, verb: Word, subject: Word) -> Word:
    """The noun that « qui » takes up: the one before it, else the one that governs its clause."""
    if fold(subject.text) != "qui":
        return subject
    before = words[subject.index - 1] if subject.index else subject
    if before.sort in {"NOUN", "PROPN"}:
        return before
    governed = words[verb.head]
    return governed if verb.link.startswith("acl") else subject


def is_reflexive(words: Sentence, verb: Word) -> bool:
    """Whether « se » stands before a verb: « se réjouit », « s'est étonné »."""
    before = words[max(0, verb.index - 4) : verb.index]
    return any(fold(one.text).rstrip("'’") in {"se", "s"} and one.head == verb.index for one in before)
