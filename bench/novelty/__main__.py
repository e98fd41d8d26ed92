"""`python -m bench.novelty [--held] [--presses 3]`: recall, delay, and false ones per quiet month."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.novelty.injected import N_DEV, PHRASES
from bench.novelty.press import DAYS, EVENT_DAYS, QUIET_UNTIL, START, Press, write_press
from nlp.novelty import PAST_DAYS, SPANS_DAYS
from nlp.phrases import read_phrases
from nlp.rising import name_rises
from store.rises import Rise

_FIRST_NIGHT = 40  # before, too little past


@dataclass(kw_only=True)
class Found:
    """What the nights of one press found, and what they should have."""

    n_injected: int = 0
    n_could: int = 0
    delays: list[int] = field(default_factory=list)
    n_readable: int = 0
    false: list[str] = field(default_factory=list)
    n_quiet_nights: int = 0
    later: list[str] = field(default_factory=list)


def judge(press: Press, phrases: Sequence[tuple[str, ...]], *, verbose: bool) -> Found:
    """Every night of a press, in order; a phrase is found when a rise bears one of its keys."""
    keys = [_keys(forms) for forms in phrases]
    got = Found(n_injected=len(phrases))
    seen: dict[int, tuple[date, Rise]] = {}
    told: set[str] = set()
    for number in range(_FIRST_NIGHT, DAYS):
        day = START + timedelta(days=number)
        is_quiet = number < QUIET_UNTIL
        got.n_quiet_nights += is_quiet
        for rise in _night(press, day):
            of = next((place for place, known in enumerate(keys) if known & set(rise.keys)), None)
            if of is not None:
                seen.setdefault(of, (day, rise))
            elif rise.keys[0] not in told:
                (got.false if is_quiet else got.later).append(f"{rise.text} ({day}, {rise.n_threads} fils)")
                told |= set(rise.keys)
    for of, uses in press.injected.items():
        _score(got, phrases[of], uses, seen.get(of), verbose=verbose)
    return got


def _score(
    got: Found, forms: Sequence[str], uses: Sequence[tuple[date, str]], seen: tuple[date, Rise] | None, *, verbose: bool
) -> None:
    """Adds one injected phrase to what was found, or missed."""
    could = _could(uses)
    if could is None:
        return
    got.n_could += 1
    if seen is None:
        if verbose:
            print("  missed:", forms[0], [f"{when:%d/%m} {story}" for when, story in uses])
        return
    day, rise = seen
    got.delays.append((day - could).days)
    as_written = rise.text.lower() in {form.lower() for form in forms}
    got.n_readable += as_written
    if verbose and not as_written:
        print("  written otherwise:", rise.text, "for", forms[0])


def _night(press: Press, day: date) -> list[Rise]:
    since = day - timedelta(days=PAST_DAYS + max(SPANS_DAYS))
    rows = [row for row in press.rows if since.isoformat() <= row["day"] <= (day - timedelta(days=1)).isoformat()]
    return name_rises(rows, day, lambda names: {name: press.bodies[name] for name in names})


def _keys(forms: Sequence[str]) -> set[str]:
    """The keys of the whole phrase: of each form, those of most words."""
    kept = set()
    for phrases in read_phrases([f"Non à {form} !" for form in forms]):
        most = max((len(one.key.split()) for one in phrases), default=0)
        kept |= {one.key for one in phrases if len(one.key.split()) >= max(2, most - 1)}
    return kept


def _could(uses: Sequence[tuple[date, str]]) -> date | None:
    """The first night at which three comments of two threads had used it: nobody could honestly tell before."""
    for when in sorted({when for when, _ in uses}):
        until = [use for use in uses if use[0] <= when]
        if len(until) >= 3 and len({story for _, story in until}) >= 2:
            return when + timedelta(days=1)
    return None


def main() -> None:
    """Prints the table in Markdown."""
    arguments = argparse.ArgumentParser(prog="python -m bench.novelty", description=__doc__)
    arguments.add_argument("--held", action="store_true", help="the phrases that no constant was chosen on")
    arguments.add_argument("--presses", type=int, default=3)
    arguments.add_argument("--verbose", action="store_true")
    asked = arguments.parse_args()
    phrases = PHRASES[N_DEV:] if asked.held else PHRASES[:N_DEV]
    print("| press | texts | injected | could be told | found | same night | mean delay | as written | "
          "false, quiet nights | a quiet month |", "|---|---|---|---|---|---|---|---|---|---|", sep="\n")  # fmt: skip
    for place in range(asked.presses):
        press = write_press(phrases, seed=(500 if asked.held else 100) + place)
        got = judge(press, phrases, verbose=asked.verbose)
        n = len(got.delays)
        a_month = len(got.false) / got.n_quiet_nights * 28
        print(
            f"| {place + 1} | {press.n_texts} | {got.n_injected} | {got.n_could} | {n} | "
            f"{sum(delay <= 0 for delay in got.delays)} | {sum(got.delays) / max(n, 1):.1f} | {got.n_readable} | "
            f"{len(got.false)} in {got.n_quiet_nights} | {a_month:.2f} |",
            flush=True,
        )
        if asked.verbose:
            print("  false:", got.false, "\n  later, not injected:", got.later)
    assert EVENT_DAYS[1] < QUIET_UNTIL


if __name__ == "__main__":
    main()
