"""What a comment module is given and gives back: plain values, no network."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from crawler.pages.outside import read_json
from store.records import Comment, Debate

__all__ = ["Access", "Answer", "Ask", "Detected", "Parsed", "Step", "read_detected", "read_json"]

Step = Literal["probe", "debate", "list", "page"]


@dataclass(frozen=True, kw_only=True)
class Detected:
    """The thread that a page names: its platform, the page's id there, where the platform answers, its feed."""

    platform: str
    uid: str | None = None
    shortname: str | None = None
    api: str | None = None
    feed: str | None = None

    def as_text(self) -> str:
        """One line that `read_detected` reads back."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, sort_keys=True)


@dataclass(frozen=True, kw_only=True)
class Access:
    """Where and with which granted key a source's comments are read; the key is never printed."""

    api_base: str | None = None
    render_base: str | None = None
    shortname: str | None = None
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A request to send: no body, ever. `secret` is added to the query when it is sent, and recorded nowhere.

    `platform` is named where one module reads the answers of several.
    """

    url: str
    step: Step
    platform: str | None = None
    method: Literal["GET", "POST"] = "GET"
    secret: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; header names in lower case."""

    ask: Ask
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What one answer holds: comments, what to ask next, the number that the platform declares, a debate's votes.

    `is_refused` says that the platform does not let us read this; `is_partial` that something could not be read.
    """

    comments: tuple[Comment, ...] = ()
    asks: tuple[Ask, ...] = ()
    declared: int | None = None
    debate: Debate | None = None
    is_refused: bool = False
    is_partial: bool = False


def read_detected(text: str | None) -> Detected | None:
    """The thread written by `Detected.as_text`, `None` where there is none."""
    if not text:
        return None
    try:
        return Detected(**json.loads(text))
    except (TypeError, ValueError, RecursionError):
        return None
