"""What an address asks for by words that only the watch can turn into verdicts and names."""

import json
from dataclasses import replace

from dashboard.brief.answers import is_against_us
from dashboard.ledger import is_ours, our_names
from dashboard.screen import Screen
from store.queries.arguments import list_holder_stances, list_message_units
from store.queries.filters import Filters
from store.queries.passages import Question


def resolve(screen: Screen, question: Question, filters: Filters) -> Question:
    """The same question with `kept` filled: who is against us, or of ours, over these filters."""
    if question.among == "against-us":
        return replace(question, kept=_stances_against_us(screen, question.argument))
    if question.among:
        names = our_names(screen.watch)
        speakers = {row["speaker"] for row in screen.ask(list_message_units, filters) if row["voice"] == "speaker"}
        return replace(question, kept=tuple(sorted(name for name in speakers if is_ours(names, name))))
    return question


def _stances_against_us(screen: Screen, slug: str) -> tuple[str, ...]:
    argument = screen.watch.argument(slug)
    if argument is None:
        return ()
    return tuple(
        stances for _, stances in screen.ask(list_holder_stances, argument=slug)
        if is_against_us(screen.watch, argument, json.loads(stances))
    )  # fmt: skip
