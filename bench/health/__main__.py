"""`python -m bench.health [--presses 60] [--table silences]`: silences and lost fields of generated presses.

The rules were chosen on seeds under 10 000, scored on those from 50 000 on. Intervals are bootstrapped by press.
"""

import argparse
from collections.abc import Iterator, Sequence

import numpy as np

from bench.health.bound import bound
from bench.health.pages import CHANGES, PAGES, try_field
from bench.health.press import RATES, TEMPERS, Temper
from bench.health.rules import RULES
from bench.health.trial import LONGEST, OURS, Result, try_informed, try_short_base, try_silence

_RESAMPLES = 500


def main() -> None:
    """Prints the tables in Markdown; each cell is false alarms a year (interval), share told in 24 h, median delay."""
    arguments = argparse.ArgumentParser(prog="python -m bench.health", description=__doc__)
    arguments.add_argument("--presses", type=int, default=60, help="generated presses a row")
    arguments.add_argument("--seed", type=int, default=50_000, help="the first press")
    tables = {"silences": _silences, "young": _young, "fields": _fields}
    arguments.add_argument("--table", choices=tables, action="append", help="one table, not all")
    asked = arguments.parse_args()
    seeds = range(asked.seed, asked.seed + asked.presses)
    for name in asked.table or tables:
        for line in tables[name](seeds):
            print(line, flush=True)
        print()


def _silences(seeds: Sequence[int]) -> Iterator[str]:
    yield from _head("texts", "press", OURS, "informed", *RULES)
    for rate_name, temper, rate in _presses():
        found = [try_silence(rate, temper, seed=seed) for seed in seeds]
        ours, *others = (_cell([one[name] for one in found]) for name in (OURS, *RULES))
        yield _row(rate_name, temper, ours, _best(rate, temper, seeds), *others)


def _best(rate: float, temper: Temper, seeds: Sequence[int]) -> str:
    """The most that can be told in 24 h at one false alarm a year, and the soonest delays at that price."""
    found = [try_informed(rate, temper, seed=seed) for seed in seeds]
    best = bound(found, false_alarms_a_year=1.0, never=LONGEST)
    return f"{100 * best.share_at_once:.0f} % · {_days(best.delays, 50)} (90 %: {_days(best.delays, 90)})"


def _young(seeds: Sequence[int]) -> Iterator[str]:
    yield from _head("texts", "press", "ours, base of 28 days")
    for rate_name, temper, rate in _presses():
        found = [try_short_base(rate, temper, seed=seed) for seed in seeds]
        yield _row(rate_name, temper, _cell(found))


def _fields(seeds: Sequence[int]) -> Iterator[str]:
    yield from _head("change", "pages", OURS, "1 day against 14")
    for change, field in CHANGES.items():
        for pages, per_day in PAGES.items():
            found = [try_field(field, per_day, seed=seed) for seed in seeds]
            yield _row(change, pages, *(_cell([one[name] for one in found]) for name in found[0]))


def _presses() -> Iterator[tuple[str, Temper, float]]:
    """Rates and tempers; a press of at least one text a day cannot be slower than that."""
    for rate_name, rate in RATES.items():
        for temper in TEMPERS:
            if temper != "steady" or rate >= 1:
                yield rate_name, temper, rate


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(results: Sequence[Result]) -> str:
    dice = np.random.default_rng(1)
    drawn = (dice.integers(0, len(results), size=len(results)) for _ in range(_RESAMPLES))
    low, high = np.percentile([_rate([results[index] for index in one]) for one in drawn], [2.5, 97.5])
    delays = _delays(results)
    at_once = 100 * sum(delay <= 1 for delay in delays) / len(delays)
    spread = f"{_days(delays, 50)} (90 %: {_days(delays, 90)})"
    return f"{_rate(results):.2f} ({low:.2f}–{high:.2f}) · {at_once:.0f} % · {spread}"


def _rate(results: Sequence[Result]) -> float:
    return sum(one.n_false for one in results) / sum(one.years for one in results)


def _delays(results: Sequence[Result]) -> list[int]:
    return [delay for result in results for delay in result.delays]


def _days(delays: Sequence[int], share: int) -> str:
    value = int(np.percentile(delays, share, method="higher"))
    return "never" if value >= LONGEST else f"{value} d"


if __name__ == "__main__":
    main()
