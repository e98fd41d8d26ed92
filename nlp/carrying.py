"""Which texts carry our talking points: what was not read yet is read, in small transactions."""

from dataclasses import dataclass

from sqlite_utils import Database

from nlp.messages import Messenger
from nlp.pipeline import Pipeline
from store.analyses import save_taggers
from store.fences import fence
from store.messages import list_unread_messages, rebuild_message_units, save_messages
from store.watch import Watch

PASSAGES_A_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class MessagesSummary:
    """How many passages were read, and how many units carry a point of ours in all."""

    n_passages: int
    n_units: int


def find_messages(db: Database, watch: Watch) -> MessagesSummary:
    """Looks for the watch's talking points in the passages that its present version has not read."""
    messenger = Messenger(Pipeline(watch))
    points = [point.id for point in watch.us.talking_points]
    save_taggers(db, [messenger.tagger])
    n_passages = 0
    while points and (batch := list_unread_messages(db, messenger.version, limit=PASSAGES_A_BATCH)):
        carried = messenger.find([row["text"] for row in batch])
        found = {
            row["id"]: [(one.point, one.score, row["start"] + one.start, row["start"] + one.end) for one in ones]
            for row, ones in zip(batch, carried, strict=True)
        }
        save_messages(db, messenger.version, found)
        n_passages += len(batch)
        fence("messages-read")
    return MessagesSummary(n_passages=n_passages, n_units=rebuild_message_units(db, points=points))
