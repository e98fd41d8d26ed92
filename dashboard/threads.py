"""Comments in the order of a conversation."""

from collections import defaultdict
from collections.abc import Sequence

from store.database import Row


def arrange_thread(comments: Sequence[Row]) -> list[tuple[int, Row]]:
    """Each comment with its depth, replies under what they answer, in the order given otherwise.

    A reply whose parent is unknown stands at depth 0; a circle of replies is cut at its first comment.
    """
    known = {row["id"] for row in comments}
    answers: defaultdict[str, list[Row]] = defaultdict(list)
    roots = []
    for row in comments:
        if row["reply_to"] in known and row["reply_to"] != row["id"]:
            answers[row["reply_to"]].append(row)
        else:
            roots.append(row)
    arranged: list[tuple[int, Row]] = []
    placed: set[str] = set()
    for root in [*roots, *comments]:
        waiting = [(0, root)]
        while waiting:
            depth, row = waiting.pop()
            if row["id"] in placed:
                continue
            placed.add(row["id"])
            arranged.append((depth, row))
            waiting += [(depth + 1, answer) for answer in reversed(answers[row["id"]])]
    return arranged
