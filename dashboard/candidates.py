"""Speakers whom the watch does not know, one candidate a name: who they are, and what was decided of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from store.actor_requests import bare_name, speaker_key
from store.database import Row

_CAPITAL = r"[A-ZÀ-ÖØ-ÝŒ]"
_PARTICLES = r"(?:de|du|des|la|le|d['’]|von|van|el|ben)"
_TITLE = re.compile(r"^(?:[Dd]re?s?|[Dd]octeure?|[Pp]re?|[Pp]rofesseure?|Me|Maître|M\.|Mme|Monsieur|Madame)\.?\s+")
_NAME = re.compile(rf"{_CAPITAL}[\w’'-]*\.?(?:\s+(?:{_PARTICLES}\s*)*{_CAPITAL}[\w’'-]*){{1,4}}")
_FAMILY = re.compile(rf"(?:{_PARTICLES}\s*)*{_CAPITAL}[\w’'-]+(?:\s{_CAPITAL}[\w’'-]+)*")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9-]{1,9}(?:\s[A-Z][\w-]*)*")
_GENERIC = re.compile(r"(?:Le|La|Les|Un|Une|Des|Son|Sa|Ses|Ce|Cette|Nos?|Notre|Leurs?)\s")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One speaker under all the forms of the name, the fullest first."""

    key: str
    forms: tuple[str, ...]
    n: int
    n_articles: int
    n_sources: int
    last_on: str | None
    decision: Row | None

    @property
    def name(self) -> str:
        """The fullest form, without title."""
        return without_title(self.forms[0])

    @property
    def kind(self) -> Literal["PER", "ORG"]:
        """A body for an acronym, a person otherwise: a guess that whoever approves may change."""
        return "ORG" if _ACRONYM.fullmatch(self.name) else "PER"

    @property
    def aliases(self) -> tuple[str, ...]:
        """The forms under which an article may name them; a family name alone is nobody's."""
        bare = dict.fromkeys(without_title(form) for form in self.forms)
        return tuple(form for form in bare if " " in form or _ACRONYM.fullmatch(form))

    @property
    def is_open(self) -> bool:
        """Whether nobody decided, or somebody reopened the question, or the writing failed."""
        return self.decision is None or self.decision["decision"] == "reopened" or self.decision["status"] == "failed"


def without_title(speaker: str) -> str:
    """« Dre Maud Escarvel » as « Maud Escarvel »."""
    return _TITLE.sub("", speaker.strip()) or speaker


def is_name(speaker: str) -> bool:
    """Whether a speaker has a name of their own: two capitalised words, a title and one, or an acronym."""
    bare = without_title(speaker)
    if _GENERIC.match(bare):
        return False
    titled = bare != speaker.strip() and _FAMILY.fullmatch(bare)
    return bool(titled or _NAME.fullmatch(bare) or _ACRONYM.fullmatch(bare))


def gather_candidates(speakers: Sequence[Row], decisions: Mapping[str, Row]) -> list[Candidate]:
    """The candidates of rows of `list_unknown_speakers`, most quoted first; speakers without a name are none."""
    groups: dict[str, list[Row]] = {}
    for row in speakers:
        if is_name(row["speaker"]):
            groups.setdefault(bare_name(row["speaker"]), []).append(row)
    found = [_candidate(group, decisions) for group in groups.values()]
    return sorted(found, key=lambda one: (-one.n_articles, -one.n, one.name))


def _candidate(group: Sequence[Row], decisions: Mapping[str, Row]) -> Candidate:
    forms = sorted((row["speaker"] for row in group), key=lambda form: (-len(form), form))
    key = speaker_key(forms[0])
    days = [row["last_on"] for row in group if row["last_on"]]
    return Candidate(
        key=key, forms=tuple(forms), n=sum(row["n"] for row in group), last_on=max(days, default=None),
        n_articles=sum(row["n_articles"] for row in group), n_sources=max(row["n_sources"] for row in group),
        decision=decisions.get(key),
    )  # fmt: skip
