"""Comments in the order of a conversation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from store.database import Row


def arrange_thread(comments: Sequence[Row]) -> list[tuple[int, Row]]:
    """Each comment with its depth, replies under what they answer, in the order given otherwise.

    A reply whose parent is unknown stands at depth 0; a circle of replies is cut at its first comment.
    """
    by_id = {row["id"]: row for row in comments}
    return [(depth, by_id[name]) for depth, name in arrange([(row["id"], row["reply_to"]) for row in comments])]


def arrange(replies: Sequence[tuple[str, str | None]]) -> list[tuple[int, str]]:
    """The same from pairs: a comment's id and the id of the one it answers."""
    known = {name for name, _ in replies}
    answers: defaultdict[str, list[str]] = defaultdict(list)
    roots = []
    for name, parent in replies:
        if parent is not None and parent in known and parent != name:
            answers[parent].append(name)
        else:
            roots.append(name)
    arranged: dict[str, int] = {}
    _place(roots, answers, arranged)
    if len(arranged) < len(known):
        _place([name for name, _ in replies], answers, arranged)
    return [(depth, name) for name, depth in arranged.items()]


def _place(roots: Sequence[str], answers: Mapping[str, Sequence[str]], arranged: dict[str, int]) -> None:
    """Adds what stands under these roots, and is not there yet, with its depth."""
    for root in roots:
        waiting = [(0, root)]
        while waiting:
            depth, name = waiting.pop()
            if name not in arranged:
                arranged[name] = depth
                waiting += [(depth + 1, answer) for answer in reversed(answers.get(name, ()))]
