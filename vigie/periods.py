"""Days as a person writes them on the command line."""

import re
from datetime import date, timedelta

import click

from store.clock import today

_DAYS = {"h": 1 / 24, "d": 1, "j": 1, "w": 7, "s": 7, "m": 30.5, "y": 365.25, "a": 365.25}


def read_day(text: str, *, on: date) -> date:
    """The Paris day that `text` names: 2026-11-22, or a duration before the day `on` (7d, 7j, 48h, 2w, 12m, 1y).

    Raises:
        ValueError: neither; the message is French.
    """
    wanted = text.strip().lower()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", wanted):
        try:
            return date.fromisoformat(wanted)
        except ValueError:
            raise ValueError(f"« {text} » n’est pas un jour du calendrier") from None
    match = re.fullmatch(r"(\d{1,4})([hdjwsmya])", wanted)
    if not match:
        raise ValueError(f"« {text} » n’est ni un jour (2026-11-22) ni une durée (7d, 48h, 12m)")
    try:
        return on - timedelta(days=int(match[1]) * _DAYS[match[2]])
    except OverflowError:
        raise ValueError(f"« {text} » remonte trop loin ; donnez un jour, comme 2026-11-22") from None


def day_option(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Callback of an option that holds a day or a duration before today; a wrong one is a misuse (exit code 2)."""
    try:
        return read_day(value, on=today()) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=parameter) from None
