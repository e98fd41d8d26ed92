"""The numbers of a day against the same hours of the 28 days before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dashboard.french import NO_BREAK, counted, number, short_day
from store.clock import morning_window
from store.queries.brief import USUAL_DAYS, BriefRows, usual_windows


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


def find_window(found: BriefRows) -> Window:
    """The window of the day. It was read to its end when a collection began after it; else until the last collection,
    or the last thing that it holds."""
    start, end = morning_window(found.day)
    return Window(day=found.day, start=start, end=end, read_until=found.read_until)


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


def usual_articles(found: BriefRows) -> Usual:
    """The usual of the articles, each counted in every window that holds its moment."""
    moments = [datetime.fromisoformat(row["published_at"]) for row in found.articles]
    windows = usual_windows(found.day, found.read_until)
    return _usual([sum(start <= moment < end for moment in moments) for start, end in windows.values()])


def usual_readers(found: BriefRows, target: str = "") -> Usual:
    """The usual of the readers' comments, or of those that speak of a target."""
    counts = {row["key"]: int(row["n"]) for row in found.usual_units if row["target"] == target}
    return _usual([counts.get(days, 0) for days in range(1, USUAL_DAYS + 1)])


def _usual(counts: Sequence[int]) -> Usual:
    return Usual(mean=sum(counts) / USUAL_DAYS, low=min(counts), high=max(counts))


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
