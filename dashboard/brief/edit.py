"""The press review as the team wants it: what it keeps, leaves out, puts first and adds, over what the night built."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from dashboard.brief.plain import plain
from dashboard.brief.records import Brief
from dashboard.french import counted
from store.brief_edits import Edits


class Item(Protocol):
    """What has a key, by which an edit names it."""

    @property
    def key(self) -> str:
        """Its name."""


T = TypeVar("T", bound=Item)


def apply_edits(brief: Brief, edits: Edits) -> Brief:
    """The review with a day's edits; those that name nothing of it any more change nothing."""
    shown = [one for one in brief.articles if one.key not in edits.dropped]
    shown += [one for one in brief.more_articles if one.key in edits.kept]
    more = [one for one in brief.more_articles if one.key not in edits.kept | edits.dropped]
    quotes = [one for one in brief.quotes if one.key not in edits.dropped]
    quotes += [one for one in brief.spare_quotes if one.key in edits.kept]
    n_gone = sum(one.key in edits.dropped for one in (*brief.articles, *brief.more_articles))
    return replace(
        brief,
        articles=tuple(replace(one, note=_note(edits, one)) for one in _ordered(shown, edits)),
        more_articles=tuple(more),
        commented=tuple(replace(one, note=_note(edits, one)) for one in _left(brief.commented, edits)),
        quotes=tuple(replace(one, note=_note(edits, one)) for one in _ordered(quotes, edits)),
        figures=tuple(replace(one, note=_note(edits, one)) for one in _left(brief.figures, edits)),
        answers=tuple(replace(one, note=_note(edits, one)) for one in _left(brief.answers, edits)),
        opening=plain_lines(edits.opening) or None,
        left_out=_say_left_out(n_gone),
    )  # fmt: skip


def plain_lines(text: str) -> str:
    """A text of several lines made harmless, lines kept, empty ones dropped."""
    return "\n".join(line for line in (plain(one) for one in text.splitlines()) if line)


def _left(items: Sequence[T], edits: Edits) -> list[T]:
    return _ordered([one for one in items if one.key not in edits.dropped], edits)


def _ordered(items: Sequence[T], edits: Edits) -> list[T]:
    """The items in the team's order; those that it does not name keep theirs, after the others."""
    places = {key: place for place, key in enumerate(edits.order)}
    return sorted(items, key=lambda one: places.get(one.key, len(places)))


def _note(edits: Edits, one: Item) -> str | None:
    return plain_lines(edits.comments.get(one.key, "")) or None


def _say_left_out(n: int) -> str | None:
    if not n:
        return None
    verb = "n’est pas repris" if n == 1 else "ne sont pas repris"
    return f"{counted(n, 'article compté ci-dessus', 'articles comptés ci-dessus')} {verb} dans cette revue."
