"""Reporting verbs: which word forms report words, and with what attitude."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from store.fold import fold
from store.records import Attitude

_ER_ENDINGS = ("e", "ez", "ent", "ait", "aient", "a", "èrent", "é", "ée", "és", "ées", "ant")
_ER_FUTURES = ("era", "eront", "erait", "eraient")
_REGULAR_PAST = re.compile(r".*ée?s?")
_PAST = re.compile(r".*(?:ée?s?|ue?s?|ie?s?|ite?s?)")
_FINITE = re.compile(r".*(?:(?<!it)(?<!u)(?<!é)e|ent|[^n]t|int|d|a|ont|ez|tes|dis|ris)")


@dataclass(frozen=True, kw_only=True)
class VerbForm:
    """What a form can be: finite (« affirme »), past (« affirmé »), gerund (« affirmant »), infinitive."""

    attitude: Attitude
    finite: bool
    past: bool
    gerund: bool
    infinitive: bool = False


def find_form(word: str) -> VerbForm | None:
    """The reporting verb form that `word` is, with or without its accents, or None."""
    lowered = word.lower()
    found = _forms().get(lowered)
    return found or (_bare_forms().get(lowered) if lowered.isascii() else None)


@cache
def load_cues(name: str) -> tuple[str, ...]:
    """The list `name` of `[cues]` in `verbs.toml`."""
    return tuple(_read()["cues"][name])


@cache
def _read() -> dict[str, Any]:
    # `Any`: TOML tables hold lists and strings side by side.
    return tomllib.loads(files("nlp").joinpath("verbs.toml").read_text(encoding="utf-8"))


@cache
def _forms() -> dict[str, VerbForm]:
    read = _read()
    forms: dict[str, VerbForm] = {}
    attitudes: tuple[Attitude, ...] = ("neutral", "endorsing", "doubting", "conceding")
    for attitude in attitudes:
        for verb in read["attitudes"][attitude]:
            irregular = read["irregular"].get(verb)
            for form in irregular.split() if irregular else _conjugate(verb):
                forms[form] = _kind(form, attitude, regular=not irregular)
            forms[verb] = VerbForm(attitude=attitude, finite=False, past=False, gerund=False, infinitive=True)
    return forms


def _kind(form: str, attitude: Attitude, *, regular: bool) -> VerbForm:
    gerund = form.endswith("ant")
    past = bool((_REGULAR_PAST if regular else _PAST).fullmatch(form))
    finite = not past if regular else bool(_FINITE.fullmatch(form))
    return VerbForm(attitude=attitude, finite=finite and not gerund, past=past and not gerund, gerund=gerund)


@cache
def _bare_forms() -> dict[str, VerbForm]:
    """Forms as people write them without accents: « declare » may be « déclare » or « déclaré »."""
    bare: dict[str, VerbForm] = {}
    for form, found in _forms().items():
        known = bare.get(fold(form), found)
        bare[fold(form)] = VerbForm(
            attitude=found.attitude,
            finite=found.finite or known.finite,
            past=found.past or known.past,
            gerund=found.gerund or known.gerund,
            infinitive=found.infinitive or known.infinitive,
        )
    return bare


def _conjugate(verb: str) -> list[str]:
    """Third persons and participles of a verb in -er, with the spelling changes of g, c, é and e."""
    stem = verb[:-2]
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
    silent = stem if re.search(r"(.)\1$", stem) else re.sub(r"[ée]([bcdfgjlmnprstvz]u?)$", r"è\1", stem)
    forms = [(silent if end in {"e", "ent"} else soft if end[0] == "a" else stem) + end for end in _ER_ENDINGS]
    if stem.endswith("ay"):
        # « balaie » beside « balaye »
        forms += [stem[:-1] + "i" + end for end in ("e", "ent", "era", "eront")]
    return forms + [stem + end for end in _ER_FUTURES]
