"""How long a source may stay silent, given the days before.

Every complete day gives a count of new entries, in the debate or not. The usual count of a day is learnt weekday by
weekday; on days of rest (`store.health.holidays`) a source gives a share of it, learnt too. Around the usual, counts
follow a level that drifts (`store.health.level`). How often empty days came compared with how often they were foretold
corrects the probabilities (Dawid 1984, J. R. Stat. Soc. A 147): a source that plans one text a day is steadier than
chance. Days after one that was missed are empty at least as often as they have been (one in twenty at first).

A silence is judged by the probability that one at least as long follows an active day. In the first year, with `n`
active days a year, the limit `f / n` gives at most `f` false alarms a year under the model. After that, the limit is
the one that costs `f` by what was foretold and by what came (`store.health.budget`): the first silent day is told where
the past says that such days come less than once a year; in the first year that cost only lowers the limit, under what
ended by itself. A young base is trusted less (a month of daily texts to a sixth of `f`, a year to three quarters). Days
of an alarm teach nothing, so that one outage does not hide the next; three in three months are a new rhythm. A rest of
five days or more is expected a year later; whether a source closes in its first August cannot be known, and a silence
there is a doubt for three weeks, no alarm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from store.health.budget import LEAST_CHANCE, Budget
from store.health.holidays import Rest, rest_of
from store.health.level import Level, Quiet

FALSE_ALARMS_A_YEAR = 0.9
DOUBTS_A_YEAR = 4.0
LEAST_DAYS = 28
LEAST_ACTIVE_DAYS = 5
HALF_LIFE_DAYS = 365.0
_MEMORY = 2 ** (-1 / HALF_LIFE_DAYS)
_REST_SHARE: dict[Rest, float] = {"christmas": 0.4, "holiday": 0.3, "august": 0.5}
_REST_WEIGHT = 10.0  # expected entries that the share above counts for
_LIKE_ALL = 0.5  # days that the mean of all weekdays counts for in each
_STAY = (1.0, 20.0)  # empty days after a missed one, days after a missed one, before anything is known
_EXPECTED = 0.5  # a day that is silent with less than this probability is one on which something is expected
_PSEUDO = 0.5
_FIRST_DAYS = 14.0  # before that, weekdays are not told apart and teach nothing else
_YOUNG_DAYS, _YOUNG_ACTIVE_DAYS = 90.0, 15.0
_MOST_CORRECTION = 3.0
_NEW_RHYTHM = (3, timedelta(days=90))
_CLOSURE_DAYS = 5
_YEAR, _AROUND = timedelta(days=364), 7
_CLOSED = 0.9
_FORETOLD_DAYS = 120
_BUDGET_DAYS = 365
_FIRST_CLOSURE_DAYS = 21  # what an unknown closure of August may last


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The silence that a source is in: its last active day, its silent days, how often a year one so long is expected.

    `alarm_on` is the day on which it became too long for chance; `is_doubt` is the milder limit; `may_be_closure` says
    that it is too long for chance, in a first August.
    """

    last_active_on: date
    n_days: int
    times_a_year: float
    alarm_on: date | None
    is_doubt: bool
    may_be_closure: bool = False

    @property
    def is_alarm(self) -> bool:
        """Whether the silence has been too long for chance."""
        return self.alarm_on is not None


@dataclass
class _Run:
    """The silent days since the last active one."""

    days: list[date] = field(default_factory=list)
    quiet: Quiet | None = None
    has_missed: bool = False
    alarm_on: date | None = None
    is_doubt: bool = False
    is_held: bool = False  # too long for chance, where a first August may be a closure


class Rhythm:
    """What is known of a source's rhythm; `add` its days in order, then ask for `silence`."""

    def __init__(self, *, false_alarms_a_year: float = FALSE_ALARMS_A_YEAR) -> None:
        """Nothing is known yet."""
        self.limit = false_alarms_a_year
        self.n_days = self.n_active_days = self.longest_days = 0
        self.last_active_on: date | None = None
        self.alarms: list[tuple[date, date]] = []  # (day of the alarm, day on which the source was back)
        self._run = _Run()
        self._excused: list[tuple[date, list[date]]] = []
        self._closed: set[date] = set()  # days that a rest of the year before may cover
        self._level = Level()
        self._budget, self._limit = Budget(), 0.0
        self._days = [0.0] * 7
        self._shown = [0.0] * 7
        self._active = [0.0, 0.0]  # days that taught, active ones
        self._rest: dict[Rest, list[float]] = {name: [0.0, 0.0] for name in _REST_SHARE}  # shown, expected
        self._stay = list(_STAY)
        # Empty days among those on which something was expected, seen and foretold: ordinary days, each kind of rest.
        self._foretold: dict[Rest | None, list[float]] = {one: [0.0, 0.0] for one in (None, *_REST_SHARE)}

    @property
    def is_known(self) -> bool:
        """Whether there is a base to judge from."""
        return self.n_days >= LEAST_DAYS and self.n_active_days >= LEAST_ACTIVE_DAYS

    @property
    def per_day(self) -> float:
        """Entries an ordinary day, over all weekdays."""
        return sum(self._shown) / sum(self._days) if sum(self._days) else 0.0

    @property
    def active_days_a_year(self) -> float:
        """Days of a year on which the source shows something."""
        return 365 * max(self._active[1], 1.0) / max(self._active[0], 1.0)

    @property
    def _is_told(self) -> bool:
        """Whether weekdays are told apart, so that days can be foretold."""
        return self._active[0] >= _FIRST_DAYS

    @property
    def _trusted_limit(self) -> float:
        days, active = self.n_days / (self.n_days + _YOUNG_DAYS), self.n_active_days
        return self.limit * days * active / (active + _YOUNG_ACTIVE_DAYS)

    def add(self, day: date, n_shown: int) -> None:
        """One complete day; days that nothing covers are left out by the caller."""
        self.n_days += 1
        if self._is_told:
            self._budget.pass_day(memory=_MEMORY)
        if n_shown:
            has_missed = self._end_run(day)
            self._learn(day, n_shown, has_missed=has_missed)
            self._run = _Run()
            if self._is_told:
                self._foretell(day)
            self.last_active_on = day
            self.n_active_days += 1
        elif self.last_active_on is not None:
            self._extend(day)

    def silence(self) -> Silence | None:
        """The silence that the last day added stands in; `None` when it was active or there is no base."""
        run = self._run
        if not (run.days and run.quiet and self.is_known and self.last_active_on):
            return None
        return Silence(
            last_active_on=self.last_active_on, n_days=len(run.days), alarm_on=run.alarm_on, is_doubt=run.is_doubt,
            times_a_year=run.quiet.chance * self.active_days_a_year,
            may_be_closure=run.is_held and run.alarm_on is None,
        )  # fmt: skip

    def _extend(self, day: date) -> None:
        run = self._run
        chance = self._lengthen(run, day)
        if self.is_known:
            self._limit = self._limit or self._find_limit()
            run.is_doubt = run.is_doubt or chance * self.active_days_a_year <= DOUBTS_A_YEAR
            if run.alarm_on is None and chance <= self._limit:
                run.is_held = self._may_be_closed(run, day)
                run.alarm_on = None if run.is_held else day

    def _may_be_closed(self, run: _Run, day: date) -> bool:
        """Whether the silence may be the closure of a first August."""
        return self.n_days < _BUDGET_DAYS and day.month == 8 and len(run.days) <= _FIRST_CLOSURE_DAYS

    def _find_limit(self) -> float:
        """The chance that is too small: by the budget after a year, before that by the active days of a year too."""
        if self.n_days < _BUDGET_DAYS:
            return min(self._budget.limit(self.limit), self._trusted_limit / self.active_days_a_year)
        return self._budget.limit(self._trusted_limit)

    def _lengthen(self, run: _Run, day: date) -> float:
        """The chance that a silence reaches one day more, which is added to it."""
        run.quiet = run.quiet or self._level.silence()
        before = run.quiet.chance
        factors = run.quiet.next_chances(self._usual(day))
        mixed = self._level.chance_of_none(self._usual(day))
        if mixed < _EXPECTED:
            factors = [min(1.0, one * self._correction(day)) for one in factors]
        least = _CLOSED if day in self._closed else self._stay[0] / self._stay[1] if run.has_missed else 0.0
        run.quiet.multiply([max(least, one) for one in factors])
        run.has_missed = run.has_missed or run.quiet.chance < _EXPECTED * before
        run.days.append(day)
        return run.quiet.chance

    def _foretell(self, day: date) -> None:
        """What the silence that may start after this active day would come to, day after day."""
        run, chances = _Run(), [1.0]
        while chances[-1] > LEAST_CHANCE and len(chances) <= _FORETOLD_DAYS:
            chances.append(self._lengthen(run, day + timedelta(days=len(chances))))
        self._budget.foretell(chances[1:])
        self._limit = 0.0  # to be sought again, should the next day be silent

    def _end_run(self, day: date) -> bool:
        """A silence that was no alarm teaches; one that was is put aside until two others follow it closely.

        True when the silence taught, and held a day on which something was expected.
        """
        run = self._run
        if len(run.days) >= _CLOSURE_DAYS:
            around = range(-_AROUND, _AROUND + 1)
            self._closed |= {one + _YEAR + timedelta(days=n) for one in run.days if rest_of(one) for n in around}
        if run.quiet and self._is_told:
            self._budget.see(run.quiet.chance)
        if run.alarm_on is None and not run.is_held:
            return self._learn_silence(run.days)
        if run.alarm_on is not None:
            self.alarms.append((run.alarm_on, day))
        self._level.reset()
        n, within = _NEW_RHYTHM
        self._excused = [one for one in self._excused if day - one[0] <= within]
        self._excused.append((day, run.days))
        if len(self._excused) >= n:
            for _, days in self._excused:
                self._learn_silence(days)
            self._excused = []
        return False

    def _learn_silence(self, days: list[date]) -> bool:
        self.longest_days = max(self.longest_days, len(days))
        has_missed = False
        for day in days:
            has_missed = self._learn(day, 0, has_missed=has_missed) or has_missed
        return has_missed

    def _learn(self, day: date, n_shown: int, *, has_missed: bool) -> bool:
        """Newer days weigh more: each weighs half of one a year later. True for a missed day."""
        usual, weekday, rest = self._usual(day), day.weekday(), rest_of(day)
        foretold, is_empty = self._level.chance_of_none(usual), n_shown == 0
        is_told = self._is_told
        if is_told and foretold < _EXPECTED:
            seen, expected_empty = self._foretold[rest]
            self._foretold[rest] = [seen * _MEMORY + is_empty, expected_empty * _MEMORY + foretold]
            if has_missed:
                self._stay = [self._stay[0] + is_empty, self._stay[1] + 1]
        if is_told:
            self._level.add(usual, n_shown, memory=_MEMORY)
        self._active = [self._active[0] * _MEMORY + 1, self._active[1] * _MEMORY + (not is_empty)]
        if rest:
            shown, expected = self._rest[rest]
            self._rest[rest] = [shown * _MEMORY + n_shown, expected * _MEMORY + self._mean(weekday)]
        else:
            self._days = [one * _MEMORY for one in self._days]
            self._shown = [one * _MEMORY for one in self._shown]
            self._days[weekday] += 1
            self._shown[weekday] += n_shown
        return is_empty and foretold < _EXPECTED

    def _usual(self, day: date) -> float:
        """Entries that a day shows at level one."""
        mean, rest = self._mean(day.weekday()), rest_of(day)
        if not rest:
            return mean
        shown, expected = self._rest[rest]
        return mean * min(1.0, (shown + _REST_WEIGHT * _REST_SHARE[rest]) / (expected + _REST_WEIGHT))

    def _mean(self, weekday: int) -> float:
        return (self._shown[weekday] + _LIKE_ALL * max(self.per_day, 0.01)) / (self._days[weekday] + _LIKE_ALL)

    def _correction(self, day: date) -> float:
        rest = rest_of(day)
        # One year holds few days of rest: until it is over, each kind also stands for the others.
        kinds = list(_REST_SHARE) if rest and self.n_days < _BUDGET_DAYS else [rest]
        seen, foretold = (sum(self._foretold[kind][at] for kind in kinds) for at in (0, 1))
        return min(_MOST_CORRECTION, (seen + _PSEUDO) / (foretold + _PSEUDO))


def follow(days: Iterable[tuple[date, int | None]], *, false_alarms_a_year: float = FALSE_ALARMS_A_YEAR) -> Rhythm:
    """The rhythm of a source after these complete days, in order; `None` is a day that nothing covers."""
    rhythm = Rhythm(false_alarms_a_year=false_alarms_a_year)
    for day, n_shown in days:
        if n_shown is not None:
            rhythm.add(day, n_shown)
    return rhythm
