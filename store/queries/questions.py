"""What a number on a screen counts, and the SQL that selects it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from store.queries.filters import IN_FILTERS, Filters
from store.texts import as_json
from store.verdicts import Voice

Among = Literal["", "against-us", "ours", "others"]
ANY_POINT = "tous"


@dataclass(frozen=True, kw_only=True)
class Question:
    """A number on a screen, as what selects its units: exactly one of `target`, `argument` and `point`
    (one of our messages, as `unit_messages` has it, or `ANY_POINT`), or none (volume)."""

    voice: Voice
    target: str = ""
    stance: str = ""  # '' means every stance
    argument: str = ""
    use: str = ""
    point: str = ""
    thread: str = ""  # one article and its comments; '' means all
    speaker: str = ""  # one quoted person; '' means all
    quoted_too: bool = False  # the press and those it quotes together: what is counted is their articles
    repeated: bool = False  # only what repeats a text of its thread
    among: Among = ""  # who of those that hold it, by what the watch says: see `kept`
    kept: tuple[str, ...] = ()  # what `among` keeps: verdicts of readers as `daily_holders` has them, or our names


_KEPT = "(select value from json_each(:kept))"
_DAILY_HOLDERS = f"""
    (select day, thread_id, source_id, audience, 'reader' as voice, argument, 'asserts' as use, n_raw
     from daily_holders where stances in {_KEPT})
"""  # nosec B608 # constant parts
# What a reader says of the targets, as `daily_holders` writes it.
_STANCES = """
    (select json_group_object(target, stance) from (
        select s.target, s.stance from verdicts s
        where s.owner_id = {owner} and s.voice = 'reader' and s.target <> '' order by s.target))
"""
_DAILY_MESSAGES = """
    (select m.day, m.thread_id, m.voice, m.point, m.use, a.audience, coalesce(a.source_id, 'clips') as source_id,
            1 as n_raw, m.is_unique as n_unique
     from message_units m join articles a on a.id = m.thread_id)
"""
_THREAD = "(:thread = '' or thread_id = :thread)"


def condition_of(question: Question) -> str:
    """What a row of `daily_of` must be, besides its voice."""
    if question.point:
        return f"{'true' if question.point == ANY_POINT else 'point = :point'} and {_THREAD}"
    if question.argument:
        return f"argument = :argument and (:use = '' or use = :use) and {_THREAD}"
    return f"target = :target and (:stance = '' or stance = :stance) and {_THREAD}"


def daily_of(question: Question) -> str:
    """The table whose rows of a day and thread add up to a number."""
    if question.among == "against-us":
        return _DAILY_HOLDERS
    return _DAILY_MESSAGES if question.point else "daily_arguments" if question.argument else "daily_stance"


def units_of(filters: Filters, question: Question) -> str:
    """The units of a number: its rows of the daily table, which know every filter, then the units of those threads and
    days. A list reads the newest days only, however rare its source or audience is."""
    table, same = "verdicts", "x.target = d.target and x.stance = d.stance"
    if question.argument:
        table, same = "unit_arguments", "x.argument = d.argument and x.use = d.use"
    if question.point:
        table, same = "message_units", "x.point = d.point"
    source = f"(select * from {daily_of(question)}"  # nosec B608 # constant parts
    if question.point:
        source = f"(select distinct day, thread_id, voice, point from {_DAILY_MESSAGES}"  # nosec B608 # constant parts
    if question.among == "against-us":
        source = f"(select distinct day, thread_id, voice, argument, use from {_DAILY_HOLDERS}"  # nosec B608 # constant parts
    only_unique = "and x.is_unique = 1" if filters.unique_only else ""
    only_repeated = "and x.is_unique = 0" if question.repeated else ""
    voices = "voice in ('press', 'speaker')" if question.quoted_too else "voice = :voice"
    return f"""
        from {source} where {voices} and {condition_of(question)} and {IN_FILTERS}) d
             cross join {table} x on x.thread_id = d.thread_id and x.voice = d.voice and x.day = d.day and {same}
             join articles a on a.id = x.thread_id left join sources s on s.id = a.source_id
             left join comments c on c.id = x.owner_id
        where (:speaker = '' or x.speaker = :speaker) {_AMONG[question.among]} {only_unique} {only_repeated}
    """  # nosec B608 # constant parts


def threads_of(filters: Filters, question: Question) -> str:
    """The threads of a number's units: from the daily tables, unless they do not know what is asked."""
    if question.point or question.speaker or (question.among and filters.unique_only):
        return f"select x.thread_id, max(x.day) as last_on, count(*) as n {units_of(filters, question)} group by 1"  # nosec B608 # constant parts
    return f"""
        select thread_id, max(day) as last_on, sum({filters.counted}) as n from {daily_of(question)}
        where voice = :voice and {condition_of(question)} and {IN_FILTERS} group by 1 having n > 0
    """  # nosec B608 # constant parts


def is_kept(owner: str) -> str:
    """The condition that the reader of a column is among the `kept` of a question."""
    return f"{_STANCES.format(owner=owner)} in {_KEPT}"


_AMONG: Mapping[Among, str] = {
    "": "", "against-us": f"and {is_kept('x.owner_id')}", "ours": f"and x.speaker in {_KEPT}",
    "others": f"and x.speaker not in {_KEPT}",
}  # fmt: skip


def values_of(question: Question) -> dict[str, Any]:
    """The values that these statements bind, besides those of the filters."""
    return {
        "voice": question.voice, "target": question.target, "stance": question.stance,
        "argument": question.argument, "use": question.use, "point": question.point,
        "thread": question.thread, "speaker": question.speaker, "kept": as_json(list(question.kept)),
    }  # fmt: skip
