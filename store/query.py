"""A search as a person writes it, read into the expression that FTS5 understands.

Words are all wanted (ET, AND, or nothing between them); OU / OR asks for one or the other; SAUF / NOT leaves out;
« … » and "…" hold a phrase; `mot*` is a beginning; `NEAR(a b, 5)` wants words close to each other; parentheses group.
Operators are capitals: « ou » in lower case is a word. SAUF binds closest, then ET, then OU.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from store.fold import fold

MAX_LENGTH = 1000
MAX_WORDS = 100
MAX_STARS = 10  # each reads every word of the index that begins so
MAX_DEPTH = 20
MAX_DISTANCE = 1000
USUAL_DISTANCE = 10
_OPERATORS = {"ET": "and", "AND": "and", "OU": "or", "OR": "or", "SAUF": "not", "NOT": "not"}
_CLOSING = {'"': '"', "«": "»", "“": "”"}
_WORD = re.compile(r"""[^\s()"«»“”]+""")
_NEAR = re.compile(r"NEAR\s*\(")
_DISTANCE = re.compile(r""",\s*([^\s()"«»“”]*)\s*(?=\))""")
_IN_NEAR = re.compile(r"""(?:(?!,\s*[^\s()"«»“”]*\s*\))[^\s()"«»“”])+""")

Kind = Literal["words", "(", ")", "and", "or", "not", "near", "distance"]


class QueryError(ValueError):
    """A search that cannot be read; the message is one French sentence that says where."""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Folded words that follow each other; the last one is a beginning when `is_prefix`."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, kw_only=True)
class Near:
    """Phrases with at most `distance` words between the first and the last."""

    phrases: tuple[Phrase, ...]
    distance: int = USUAL_DISTANCE


@dataclass(frozen=True, kw_only=True)
class All:
    """Everything of `wanted`, nothing of `left_out`."""

    wanted: "tuple[Node, ...]"
    left_out: "tuple[Node, ...]" = ()


@dataclass(frozen=True, kw_only=True)
class Some:
    """At least one of several."""

    of: "tuple[Node, ...]"


Node = Phrase | Near | All | Some


@dataclass(frozen=True, kw_only=True)
class _Token:
    kind: Kind
    at: int
    text: str
    phrase: Phrase = Phrase(words=())


def match_expression(query: str) -> str:
    """The FTS5 expression of a search: quoted words, every group in parentheses.

    Raises:
        QueryError: the search cannot be read.
    """
    return _written(read_query(query))


def read_query(query: str) -> Node:
    """The tree of a search.

    Raises:
        QueryError: nothing to search, a quotation mark or parenthesis alone, an operator without words, too long.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(f"la recherche compte {len(query)} caractères, le maximum est {MAX_LENGTH} ; raccourcissez-la")
    tokens = list(_cut(query))
    phrases = [token.phrase for token in tokens if token.kind == "words"]
    if not phrases and not [token for token in tokens if token.kind != "words"]:
        raise QueryError("la recherche ne contient aucun mot ; écrivez un mot ou « une expression »")
    if (n_words := sum(len(phrase.words) for phrase in phrases)) > MAX_WORDS:
        raise QueryError(f"la recherche compte {n_words} mots, le maximum est {MAX_WORDS} ; raccourcissez-la")
    if sum(phrase.is_prefix for phrase in phrases) > MAX_STARS:
        raise QueryError(f"la recherche compte plus de {MAX_STARS} mots à étoile ; écrivez-en quelques-uns en entier")
    return _Reader(tokens).read()


def _cut(query: str) -> Iterator[_Token]:
    """The tokens of a search in order; lone punctuation is no token."""
    at = 0
    in_near = False
    while at < len(query):
        char = query[at]
        if char.isspace():
            at += 1
            continue
        token, at = _next_token(query, at, in_near=in_near)
        if token is not None:
            in_near = (in_near or token.kind == "near") and token.kind != ")"
            yield token


def _next_token(query: str, at: int, *, in_near: bool) -> tuple[_Token | None, int]:
    char = query[at]
    if char in _CLOSING:
        return _quoted(query, at)
    if char in "»”":
        raise _wrong(at, char, "ce guillemet fermant n’a pas de guillemet ouvrant")
    if char == "(" or char == ")":
        return _Token(kind="(" if char == "(" else ")", at=at, text=char), at + 1
    if in_near and (match := _DISTANCE.match(query, at)):
        return _Token(kind="distance", at=at, text=match[1]), match.end()
    if match := _NEAR.match(query, at):
        return _Token(kind="near", at=at, text="NEAR("), match.end()
    match = (_IN_NEAR if in_near else _WORD).match(query, at)
    assert match is not None  # whatever is neither a space, a quotation mark nor a parenthesis
    if kind := _OPERATORS.get(match[0]):
        return _Token(kind=kind, at=at, text=match[0]), match.end()  # type: ignore[arg-type]  # values are kinds
    return _words(match[0], at), match.end()


def _quoted(query: str, at: int) -> tuple[_Token, int]:
    closing = query.find(_CLOSING[query[at]], at + 1)
    if closing < 0:
        raise _wrong(at, query[at], "ce guillemet n’est pas fermé")
    end = closing + 1
    inside = query[at + 1 : closing].rstrip()
    if query[end : end + 1] == "*":
        inside, end = inside.rstrip("*") + "*", end + 1
    token = _words(inside, at)
    if token is None:
        raise _wrong(at, query[at:end], "il n’y a aucun mot entre ces guillemets")
    return token, end


def _words(text: str, at: int) -> _Token | None:
    """The words of a text, `None` for punctuation alone."""
    stem = text.rstrip("*")
    words = tuple(re.findall(r"[^\W_]+", fold(stem).replace("'", " ")))
    is_prefix = stem != text
    if "*" in stem:
        raise _wrong(at, text, "l’étoile se met à la fin d’un mot, comme ordonnance*")
    if is_prefix and len(words[-1] if words else "") < 2:
        raise _wrong(at, text, "il faut au moins deux lettres avant l’étoile")
    if not words:
        return None
    return _Token(kind="words", at=at, text=text, phrase=Phrase(words=words, is_prefix=is_prefix))


def _wrong(at: int, text: str, why: str) -> QueryError:
    shown = " ".join(text.split())
    shown = shown if len(shown) <= 20 else shown[:20] + "…"
    return QueryError(f"recherche illisible au caractère {at + 1}, à « {shown} » : {why}")


class _Reader:
    """Reads tokens by recursive descent; its state is how far it has come."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def read(self) -> Node:
        tree = self._read_some(0)
        if token := self._peek():  # only a closing parenthesis ends a group too early
            raise _wrong(token.at, token.text, "cette parenthèse fermante n’a pas d’ouvrante")
        return tree

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _take(self) -> _Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _read_some(self, depth: int) -> Node:
        parts = [self._read_all(depth)]
        while (token := self._peek()) and token.kind == "or":
            self._take()
            self._need_operand(token, after=True)
            parts.append(self._read_all(depth))
        return parts[0] if len(parts) == 1 else Some(of=tuple(parts))

    def _read_all(self, depth: int) -> Node:
        wanted: list[Node] = []
        left_out: list[Node] = []
        first_not: _Token | None = None
        while (token := self._peek()) and token.kind not in ("or", ")"):
            if token.kind == "and":
                self._take()
                if not wanted and not left_out:
                    raise _wrong(token.at, token.text, "il manque un mot avant")
                self._need_operand(token, after=True)
            elif token.kind == "not":
                first_not = first_not or token
                self._take()
                self._need_operand(token, after=True)
                left_out.append(self._read_unit(depth))
            else:
                wanted.append(self._read_unit(depth))
        if first_not and not wanted:
            raise _wrong(
                first_not.at, first_not.text, "dites d’abord ce qu’il faut trouver, puis ce qu’il faut écarter"
            )
        if not wanted:
            raise self._nothing_there()
        return wanted[0] if len(wanted) == 1 and not left_out else All(wanted=tuple(wanted), left_out=tuple(left_out))

    def _need_operand(self, operator: _Token, *, after: bool) -> None:
        """What follows an operator is something to search; ET SAUF is the one pair allowed."""
        following = self._peek()
        is_pair = operator.kind == "and" and following is not None and following.kind == "not"
        if following is None or (following.kind not in ("words", "(", "near") and not is_pair):
            raise _wrong(operator.at, operator.text, "il manque un mot après")

    def _nothing_there(self) -> QueryError:
        before = self._tokens[self._place - 1] if self._place else None
        token = self._peek()
        if before is not None and before.kind == "(":
            why = "cette parenthèse n’est pas fermée" if token is None else "il manque un mot dans ces parenthèses"
            return _wrong(before.at, before.text, why)
        assert token is not None  # a search without a token was refused before
        why = "cette parenthèse fermante n’a pas d’ouvrante" if token.kind == ")" else "il manque un mot avant"
        return _wrong(token.at, token.text, why)

    def _read_unit(self, depth: int) -> Node:
        token = self._take()
        if token.kind == "words":
            return token.phrase
        if token.kind == "near":
            return self._read_near(token)
        if depth >= MAX_DEPTH:
            raise _wrong(token.at, token.text, f"plus de {MAX_DEPTH} parenthèses l’une dans l’autre")
        inside = self._read_some(depth + 1)
        self._close(token)
        return inside

    def _read_near(self, opening: _Token) -> Near:
        phrases: list[Phrase] = []
        distance = USUAL_DISTANCE
        while (token := self._peek()) and token.kind != ")":
            self._take()
            if token.kind == "distance":
                distance = _distance(token)
            elif token.kind == "words":
                phrases.append(token.phrase)
            else:
                raise _wrong(token.at, token.text, "NEAR( ) ne contient que des mots, comme NEAR(hors convention, 5)")
        self._close(opening)
        if len(phrases) < 2:
            raise _wrong(opening.at, opening.text, "il faut au moins deux mots, comme NEAR(hors convention, 5)")
        return Near(phrases=tuple(phrases), distance=distance)

    def _close(self, opening: _Token) -> None:
        if self._peek() is None:
            raise _wrong(opening.at, opening.text, "cette parenthèse n’est pas fermée")
        self._take()


def _distance(token: _Token) -> int:
    is_number = token.text.isascii() and token.text.isdigit() and len(token.text) < 6
    if not is_number or not 1 <= int(token.text) <= MAX_DISTANCE:
        raise _wrong(
            token.at, f", {token.text}", f"après la virgule, il faut un nombre de mots entre 1 et {MAX_DISTANCE}"
        )
    return int(token.text)


def _written(node: Node) -> str:
    if isinstance(node, Phrase):
        return f'"{" ".join(node.words)}"' + "*" * node.is_prefix
    if isinstance(node, Near):
        return f"NEAR({' '.join(map(_written, node.phrases))}, {node.distance})"
    if isinstance(node, Some):
        return f"({' OR '.join(map(_written, node.of))})"
    wanted = " AND ".join(map(_written, node.wanted))
    if not node.left_out:
        return f"({wanted})"
    return f"(({wanted}) NOT ({' OR '.join(map(_written, node.left_out))}))"
