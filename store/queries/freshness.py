"""How fresh an installation is: what a supervisor may know, in numbers and moments, without any content."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from store.clock import now, paris_day
from store.database import one
from store.queries.health import judge_sources

State = Literal["fresh", "late", "failed", "never"]
# A night starts once a day; one that has not ended two hours after the next was due is late.
LATE_AFTER = timedelta(hours=26)


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """`night_status` is that of the last night that ended: done, partial, failed or interrupted.

    `n_silent`: sources in use that are told as broken, `n_watched` those to keep an eye on.
    """

    state: State
    night_ended_at: str | None
    night_status: str | None
    night_age_h: float | None
    last_article_seen_at: str | None
    last_comment_on: str | None
    n_sources: int
    n_silent: int
    n_watched: int

    @property
    def is_fresh(self) -> bool:
        """Whether this morning's numbers can be relied on."""
        return self.state == "fresh"

    def as_json(self) -> dict[str, Any]:
        """What the endpoint answers."""
        return asdict(self)


def measure_freshness(db: Database, *, at: datetime | None = None) -> Freshness:
    """The freshness of a database, now or at a moment."""
    moment = at or now()
    night = one(
        db,
        "select status, finished_at from runs where command in ('nightly', 'demo') and status <> 'running' "
        "and finished_at is not null order by id desc limit 1",
    )
    age = moment - datetime.fromisoformat(night["finished_at"]) if night else None
    verdicts = judge_sources(db, today=paris_day(moment))
    article = one(db, "select max(first_seen_at) as at from articles")
    comment = one(db, "select max(posted_on) as day from comments where posted_on <= :today",
                  {"today": paris_day(moment).isoformat()})  # fmt: skip
    return Freshness(
        state=_judge(night["status"] if night else None, age),
        night_ended_at=night["finished_at"] if night else None,
        night_status=night["status"] if night else None,
        night_age_h=round(age.total_seconds() / 3600, 1) if age is not None else None,
        last_article_seen_at=article["at"] if article else None,
        last_comment_on=comment["day"] if comment else None,
        n_sources=len(verdicts),
        n_silent=sum(verdict.state == "broken" for verdict in verdicts),
        n_watched=sum(verdict.state == "watched" for verdict in verdicts),
    )


def _judge(status: str | None, age: timedelta | None) -> State:
    if status is None or age is None:
        return "never"
    if status in ("failed", "interrupted"):
        return "failed"
    return "late" if age > LATE_AFTER else "fresh"
