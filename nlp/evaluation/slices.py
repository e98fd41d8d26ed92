"""Where a system is right and where it is not: slices of the passages, and matrices of what is taken for what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nlp.evaluation.answers import Said
from nlp.evaluation.layers import ALL, tallies
from nlp.evaluation.scoring import Score, Tally, score
from nlp.training.gold import SENTIMENTS, STANCES, USES, GoldPassage

SLICED = ("pairs", "tone", "arguments")
SHORT_WORDS, LONG_WORDS = 12, 110
UNCLEAR, UNNAMED = "unclear", "unnamed"
Belongs = Callable[[GoldPassage], bool]
Matrix = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Scores of some passages, layer by layer; `name` is French."""

    name: str
    n_passages: int
    scores: Mapping[str, Score]


def slice_scores(passages: Sequence[GoldPassage], said: Sequence[Said], layers: Sequence[str] = SLICED) -> list[Slice]:
    """The micro scores of each slice that holds at least one passage."""
    slices = []
    for name, belongs in {**_KINDS, **_named(passages), **_PHENOMENA}.items():
        rows = [row for row, passage in enumerate(passages) if belongs(passage)]
        if rows:
            chosen, answers = [passages[row] for row in rows], [said[row] for row in rows]
            wholes = {layer: _whole(layer, chosen, answers) for layer in layers}
            scores = {layer: score(tally) for layer, tally in wholes.items() if tally is not None}
            slices.append(Slice(name=name, n_passages=len(rows), scores=scores))
    return slices


def off_topic_scores(passages: Sequence[GoldPassage], said: Sequence[Said]) -> dict[str, Score]:
    """The share kept out (recall) of each kind of off-topic passage, by its French name."""
    found = {}
    for name, belongs in _OFF_TOPIC.items():
        rows = [row for row, passage in enumerate(passages) if not passage.relevant and belongs(passage)]
        if rows:
            all_tallies = tallies("relevance", [passages[row] for row in rows], [said[row] for row in rows])
            found[name] = next(score(tally) for tally in all_tallies if tally.group == "no")
    return found


def stance_matrix(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Matrix:
    """Expected → answered stance, over the targets truly spoken of; `unnamed` is a target not seen."""
    pairs = [
        (stance, (one.given or {}).get(target, UNNAMED))
        for passage, one in zip(passages, said, strict=True)
        for target, stance in passage.stance.items()
    ]
    return _count(pairs, STANCES, (*STANCES, UNCLEAR, UNNAMED))


def tone_matrix(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Matrix:
    """Expected → answered tone."""
    pairs = [(passage.sentiment, str(one.tone)) for passage, one in zip(passages, said, strict=True)]
    return _count(pairs, SENTIMENTS, SENTIMENTS)


def use_matrix(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Matrix:
    """Expected → answered use of the arguments rightly found."""
    pairs = [
        (use, (one.arguments or {})[argument])
        for passage, one in zip(passages, said, strict=True)
        for argument, use in passage.arguments.items()
        if argument in (one.arguments or {})
    ]
    return _count(pairs, USES, USES)


def relevance_matrix(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Matrix:
    """Expected → answered relevance."""
    names = {True: "yes", False: "no"}
    pairs = [(names[passage.relevant], names[bool(one.relevant)]) for passage, one in zip(passages, said, strict=True)]
    return _count(pairs, ("yes", "no"), ("yes", "no"))


def _count(pairs: Sequence[tuple[str, str]], rows: Sequence[str], columns: Sequence[str]) -> Matrix:
    return {row: {column: pairs.count((row, column)) for column in columns} for row in rows}


def _whole(layer: str, passages: Sequence[GoldPassage], said: Sequence[Said]) -> Tally | None:
    return next((tally for tally in tallies(layer, passages, said) if tally.group == ALL), None)


def _named(passages: Sequence[GoldPassage]) -> dict[str, Belongs]:
    """The registers and difficulties that the passages hold."""
    found: dict[str, Belongs] = {}
    for register in sorted({passage.register for passage in passages}):
        found[f"registre {register}"] = _has_register(register)
    for difficulty, name in (("easy", "facile"), ("medium", "moyen"), ("hard", "difficile")):
        found[f"difficulté : {name}"] = _has_difficulty(difficulty)
    return found


def _has_register(register: str) -> Belongs:
    return lambda passage: passage.register == register


def _has_difficulty(difficulty: str) -> Belongs:
    return lambda passage: passage.difficulty == difficulty


def _shows(phenomenon: str) -> Belongs:
    return lambda passage: phenomenon in passage.phenomena


def n_words(passage: GoldPassage) -> int:
    """Words of a passage, as spaces part them."""
    return len(passage.text.split())


_KINDS: dict[str, Belongs] = {
    "presse": lambda passage: passage.kind not in ("comment", "reply"),
    "commentaires": lambda passage: passage.kind == "comment",
    "réponses": lambda passage: passage.kind == "reply",
}
_PHENOMENA: dict[str, Belongs] = {
    "ironie": _shows("irony"),
    "concession": _shows("concession"),
    "négation": _shows("negation"),
    "réfutation": lambda passage: "refutes" in passage.arguments.values() or "refutation" in passage.phenomena,
    "propos rapportés": _shows("reported"),
    "plusieurs cibles": lambda passage: len(passage.stance) > 1,
    "fautes et SMS": _shows("typos"),
    "sans titre": lambda passage: passage.title is None,
    f"court (au plus {SHORT_WORDS} mots)": lambda passage: n_words(passage) <= SHORT_WORDS,
    f"long (au moins {LONG_WORDS} mots)": lambda passage: n_words(passage) >= LONG_WORDS,
}
_OFF_TOPIC: dict[str, Belongs] = {
    "tout ce qui est hors sujet": lambda passage: True,
    "faux amis (mêmes mots, autre sujet)": _shows("false-friend"),
    "voisins (autre débat de santé, mots d’arguments)": lambda passage: (
        "near-miss" in passage.phenomena and "false-friend" not in passage.phenomena
    ),
    "autres": lambda passage: not {"near-miss", "false-friend"} & set(passage.phenomena),
}
