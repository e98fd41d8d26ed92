"""The numbers of a day against the same hours of the 28 days before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dashboard.french import NO_BREAK, counted, number, short_day
from store.clock import morning_window
from store.database import Row
from store.queries.brief import USUAL_DAYS, BriefRows


@dataclass(frozen=True, kw_only=True)
class Window:
    """From 18:00 the evening before `day` to `end`; `read_until` is how far into it anything was read."""

    day: date
    start: datetime
    end: datetime
    read_until: datetime

    def holds(self, at: str) -> bool:
        """Whether a stored moment falls in the window."""
        return self.start <= datetime.fromisoformat(at) < self.end

    def before(self, days: int) -> tuple[datetime, datetime]:
        """The same hours, so many days earlier, as far as this window was read."""
        start, end = morning_window(self.day - timedelta(days=days))
        return start, end if self.read_until == self.end else min(end, start + (self.read_until - self.start))


def find_window(found: BriefRows) -> Window:
    """The window of the day. It was read to its end when a collection began after it; else until the last collection,
    or the last thing that it holds."""
    start, end = morning_window(found.day)
    seen = [row["published_at"] for row in found.new] + [row["posted_at"] for row in found.units]
    seen += [found.collected_at] if found.collected_at else []
    moments = [moment for moment in map(datetime.fromisoformat, seen) if start <= moment < end]
    until = end if found.is_closed or not moments else max(moments) + timedelta(seconds=1)
    return Window(day=found.day, start=start, end=end, read_until=min(until, end))


@dataclass(frozen=True, kw_only=True)
class Usual:
    """How many a day, on average, over the same hours of the 28 days before, and the least and most of them."""

    mean: float
    low: int
    high: int

    def say(self) -> str:
        """« d’habitude 1,8 par jour (de 0 à 6 selon les jours) »."""
        mean = "moins de 0,1" if 0 < self.mean < 0.05 else number(self.mean, digits=1)
        return f"d’habitude {mean} par jour (de {number(self.low)} à {number(self.high)})"

    def say_change(self, n: int) -> str:
        """The difference with a number of the day, and whether it leaves the usual range."""
        change = n - self.mean
        if abs(change) < 0.05:
            return "comme d’habitude"
        said = f"{'+' if change > 0 else '−'}{number(abs(change), digits=1)} par rapport à l’habitude"
        if n > self.high:
            return f"{said}, plus qu’aucun de ces {USUAL_DAYS} jours"
        if n < self.low:
            return f"{said}, moins qu’aucun de ces {USUAL_DAYS} jours"
        return f"{said}, dans la fourchette habituelle"


def measure_usual(window: Window, rows: Iterable[Row], at: Callable[[Row], str]) -> Usual:
    """The usual of these rows, each counted once in every window of the 28 days before that holds its moment."""
    moments = [datetime.fromisoformat(at(row)) for row in rows]
    counts = []
    for days in range(1, USUAL_DAYS + 1):
        start, end = window.before(days)
        counts.append(sum(start <= moment < end for moment in moments))
    return Usual(mean=sum(counts) / USUAL_DAYS, low=min(counts), high=max(counts))


def keep_usual(window: Window, rows: Iterable[Row], at: Callable[[Row], str]) -> list[Row]:
    """The rows that the usual counts, once each."""
    windows = [window.before(days) for days in range(1, USUAL_DAYS + 1)]
    return [
        row for row in rows if any(start <= datetime.fromisoformat(at(row)) < end for start, end in windows)
    ]  # fmt: skip


def say_usual(window: Window, first_on: str | None) -> str:
    """What the usual is, and since when there is anything to compare with."""
    said = (
        f"L’habitude est la moyenne des mêmes heures sur les {counted(USUAL_DAYS, 'jour')} d’avant{NO_BREAK}; entre "
        "parenthèses, le jour le plus bas et le jour le plus haut."
    )
    if first_on and date.fromisoformat(first_on) > window.day - timedelta(days=USUAL_DAYS):
        first = short_day(date.fromisoformat(first_on), with_year=True)
        said += f" La base ne commence que le {first}{NO_BREAK}: l’habitude est encore incertaine."
    return said
