"""How long a source may stay silent: a two-state chain of its days, learnt weekday by weekday.

A day is active (the source shows at least one new entry) or silent. The probability of a silent day depends on its
weekday and on whether the day before was silent: a Markov chain of order one, the model of dry spells of Gabriel and
Neumann (1962, Q. J. R. Meteorol. Soc. 88). What few days cannot tell comes from the counts: the zero of a negative
binomial of the same mean and variance stands in as one more observation. Weekdays that do not differ are pooled, by
BIC (Schwarz 1978). On days of rest (`store.health.holidays`) a source gives a share of its usual, learnt, one half
before anything is known: a silent day of probability p then has p to that power, as a thinned Poisson count would.

A silence is judged by the probability that one at least as long follows an active day. With `n` active days a year, the
limit `f / n` gives at most `f` false alarms a year under the model. Days of an alarm teach nothing, so that one outage
does not hide the next; three in three months are a new rhythm.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import exp, log

from store.health.holidays import Rest, rest_of

FALSE_ALARMS_A_YEAR = 0.5
DOUBTS_A_YEAR = 4.0
LEAST_DAYS = 28
LEAST_ACTIVE_DAYS = 5
HALF_LIFE_DAYS = 365.0
_REST_SHARE: dict[Rest, float] = {"christmas": 0.4, "holiday": 0.3, "august": 0.5}
_REST_WEIGHT = 10.0  # expected entries that the share above counts for
_LEAST_STAY = 0.05  # after a missed day, another silent one is never rarer than this
_MISSED = 0.5  # a silent day that was less likely than this is a missed one
_LIKE_ACTIVE = 20.0  # days after silence that what is known of days after activity counts for
_NEW_RHYTHM = (3, timedelta(days=90))
_POOLS: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((0, 1, 2, 3, 4, 5, 6),),
    ((0, 1, 2, 3, 4), (5, 6)),
    ((0, 1, 2, 3, 4), (5,), (6,)),
    ((0, 1, 2, 3, 4, 5), (6,)),
    tuple((day,) for day in range(7)),
)


@dataclass(frozen=True, kw_only=True)
class Silence:
    """The silence that a source is in: its last active day, its silent days, how often a year one so long is expected.

    `is_alarm` from the day `alarm_on`; `is_doubt` is the milder limit.
    """

    last_active_on: date
    n_days: int
    times_a_year: float
    alarm_on: date | None
    is_doubt: bool

    @property
    def is_alarm(self) -> bool:
        """Whether the silence has been too long for chance."""
        return self.alarm_on is not None


@dataclass
class _Run:
    """The silent days since the last active one."""

    days: list[date] = field(default_factory=list)
    chance: float = 1.0
    has_missed: bool = False
    alarm_on: date | None = None
    is_doubt: bool = False


class Rhythm:
    """What is known of a source's rhythm; `add` its days in order, then ask for `silence`."""

    def __init__(self, *, false_alarms_a_year: float = FALSE_ALARMS_A_YEAR) -> None:
        """Nothing is known yet."""
        self.limit = false_alarms_a_year
        self.n_days = 0
        self.longest_days = 0
        self.last_active_on: date | None = None
        self.alarms: list[tuple[date, date]] = []  # (day of the alarm, day on which the source was back)
        self._n_active_days = 0
        self._run = _Run()
        self._excused: list[tuple[date, list[date]]] = []
        self._weight = 1.0
        self._days = [[0.0, 0.0] for _ in range(7)]  # by weekday, after an active and after a silent day
        self._silent = [[0.0, 0.0] for _ in range(7)]
        self._shown = [0.0] * 7
        self._squares = [0.0] * 7
        self._rest: dict[Rest, list[float]] = {name: [0.0, 0.0] for name in _REST_SHARE}  # shown, expected
        self._fit: _Fit | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a base to judge from."""
        return self.n_days >= LEAST_DAYS and self._n_active_days >= LEAST_ACTIVE_DAYS

    @property
    def n_active_days(self) -> int:
        """How many days of the base showed something."""
        return self._n_active_days

    @property
    def per_day(self) -> float:
        """Entries an ordinary day, over all weekdays."""
        n_days = sum(map(sum, self._days))
        return sum(self._shown) / n_days if n_days else 0.0

    def add(self, day: date, n_shown: int) -> None:
        """One complete day; days that nothing covers are left out by the caller."""
        self.n_days += 1
        if n_shown:
            is_told = bool(self._run.days) and self._run.alarm_on is None
            self._end_run(day)
            self._learn(day, n_shown, after_silence=is_told)
            self._run = _Run()
            self.last_active_on = day
            self._n_active_days += 1
        elif self.last_active_on is None:
            return
        else:
            self._extend(day)

    def silence(self) -> Silence | None:
        """The silence that the last day added stands in; `None` when it was active or there is no base."""
        if not (self._run.days and self.is_known and self.last_active_on):
            return None
        run = self._run
        return Silence(
            last_active_on=self.last_active_on, n_days=len(run.days), alarm_on=run.alarm_on, is_doubt=run.is_doubt,
            times_a_year=run.chance * self._fitted().active_days_a_year,
        )  # fmt: skip

    def chance_of_silence(self, day: date, *, after_silence: bool) -> float:
        """Probability that a day shows nothing."""
        chance = self._fitted().silent[day.weekday()][int(after_silence)]
        rest = rest_of(day)
        return chance ** self._share(rest) if rest else chance

    def _extend(self, day: date) -> None:
        run = self._run
        chance = self.chance_of_silence(day, after_silence=bool(run.days))
        if run.has_missed:
            chance = max(_LEAST_STAY, chance)
        run.has_missed = run.has_missed or chance < _MISSED
        run.days.append(day)
        run.chance *= chance
        if not self.is_known:
            return
        times_a_year = run.chance * self._fitted().active_days_a_year
        run.is_doubt = run.is_doubt or times_a_year <= DOUBTS_A_YEAR
        if run.alarm_on is None and times_a_year <= self.limit:
            run.alarm_on = day

    def _end_run(self, day: date) -> None:
        """A silence that was no alarm teaches; one that was is put aside until two others follow it closely."""
        run = self._run
        if not run.days:
            return
        if run.alarm_on is None:
            self._learn_silence(run.days)
            return
        self.alarms.append((run.alarm_on, day))
        self._learn_silence([one for one in run.days if rest_of(one)])
        n, within = _NEW_RHYTHM
        self._excused = [one for one in self._excused if day - one[0] <= within]
        self._excused.append((day, [one for one in run.days if not rest_of(one)]))
        if len(self._excused) >= n:
            for _, days in self._excused:
                self._learn_silence(days)
            self._excused = []

    def _learn_silence(self, days: list[date]) -> None:
        self.longest_days = max(self.longest_days, len(days))
        for index, day in enumerate(days):
            self._learn(day, 0, after_silence=index > 0)

    def _learn(self, day: date, n_shown: int, *, after_silence: bool) -> None:
        """Newer days weigh more: each weighs half of one a year later."""
        weekday, rest, weight = day.weekday(), rest_of(day), self._weight
        if rest:
            self._rest[rest][0] += n_shown * weight
            self._rest[rest][1] += self._mean(weekday) * weight
        else:
            self._days[weekday][int(after_silence)] += weight
            self._silent[weekday][int(after_silence)] += weight * (n_shown == 0)
            self._shown[weekday] += weight * n_shown
            self._squares[weekday] += weight * n_shown**2
        self._weight *= 2 ** (1 / HALF_LIFE_DAYS)
        self._fit = None

    def _mean(self, weekday: int) -> float:
        n_days = sum(self._days[weekday])
        return self._shown[weekday] / n_days if n_days else self.per_day

    def _share(self, rest: Rest) -> float:
        shown, expected = (value / self._weight for value in self._rest[rest])
        return min(1.0, (shown + _REST_WEIGHT * _REST_SHARE[rest]) / (expected + _REST_WEIGHT))

    def _fitted(self) -> "_Fit":
        if self._fit is None:
            self._fit = _fit(self)
        return self._fit


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """Probability of a silent day by weekday, after an active and after a silent one; active days a year."""

    silent: list[tuple[float, float]]
    active_days_a_year: float


def _fit(rhythm: Rhythm) -> _Fit:
    scale = 1 / rhythm._weight
    days = [[value * scale for value in pair] for pair in rhythm._days]
    silent = [[value * scale for value in pair] for pair in rhythm._silent]
    shown = [value * scale for value in rhythm._shown]
    squares = [value * scale for value in rhythm._squares]
    pools = min(_POOLS, key=lambda one: _bic(one, days, silent))
    spread = _inverse_size(pools, days, shown, squares)
    chances: list[tuple[float, float]] = [(1.0, 1.0)] * 7
    for pool in pools:
        n = [sum(days[day][state] for day in pool) for state in (0, 1)]
        z = [sum(silent[day][state] for day in pool) for state in (0, 1)]
        zero = _zero(sum(shown[day] for day in pool) / sum(n), spread) if sum(n) else 1.0
        after_active = (z[0] + zero) / (n[0] + 1)
        after_silent = (z[1] + _LIKE_ACTIVE * after_active) / (n[1] + _LIKE_ACTIVE)
        for day in pool:
            chances[day] = (after_active, after_silent)
    n_days, n_silent = sum(map(sum, days)), sum(map(sum, silent))
    share = (n_days - n_silent) / n_days if n_days else 1.0
    return _Fit(silent=chances, active_days_a_year=max(1.0, 365 * share))


def _bic(pools: tuple[tuple[int, ...], ...], days: list[list[float]], silent: list[list[float]]) -> float:
    """Schwarz's criterion of « the weekdays of a pool are silent equally often »; lower is better."""
    loss, total = 0.0, sum(map(sum, days))
    for pool in pools:
        n, z = sum(sum(days[day]) for day in pool), sum(sum(silent[day]) for day in pool)
        loss -= 2 * sum(value * log(value / n) for value in (z, n - z) if value > 1e-9)
    return loss + len(pools) * log(max(total, 2.0))


def _inverse_size(
    pools: tuple[tuple[int, ...], ...], days: list[list[float]], shown: list[float], squares: list[float]
) -> float:
    """1/k of the negative binomial (variance = mean + mean²/k), by moments over the pools; 0 is Poisson."""
    above, square_means = 0.0, 0.0
    for pool in pools:
        n = sum(sum(days[day]) for day in pool)
        if n:
            mean = sum(shown[day] for day in pool) / n
            above += sum(squares[day] for day in pool) - n * mean**2 - n * mean
            square_means += n * mean**2
    return max(0.0, above / square_means) if square_means else 0.0


@lru_cache(maxsize=4096)
def _zero(mean: float, inverse_size: float) -> float:
    """Probability of no entry at all on a day of that mean."""
    if inverse_size < 1e-6:
        return exp(-mean)
    return float((1 + mean * inverse_size) ** (-1 / inverse_size))


def follow(days: Iterable[tuple[date, int | None]], *, false_alarms_a_year: float = FALSE_ALARMS_A_YEAR) -> Rhythm:
    """The rhythm of a source after these complete days, in order; `None` is a day that nothing covers."""
    rhythm = Rhythm(false_alarms_a_year=false_alarms_a_year)
    for day, n_shown in days:
        if n_shown is not None:
            rhythm.add(day, n_shown)
    return rhythm
