"""What a check is, and running them all: one that breaks is named, and the others go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from store.fences import record_failures
from store.home import Home


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something to mend: what is wrong and why it matters, in French, and the command that mends it."""

    what: str
    mend: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The installation under examination; `db` is read-only, `None` when there is no database."""

    home: Home
    db: Database | None


@dataclass(frozen=True, kw_only=True)
class Check:
    """One check: its French name, and the problems that it finds."""

    name: str
    find: Callable[[Subject], list[Problem]]


def run_checks(subject: Subject, checks: Sequence[Check]) -> list[Problem]:
    """Every problem, in the order of the checks."""
    found: list[Problem] = []
    for check in checks:
        errors: list[Exception] = []
        with record_failures(errors.append):
            found += check.find(subject)
        found += [
            Problem(
                what=f"Le contrôle « {check.name} » n’a pas pu être fait : {type(error).__name__}, {error}.",
                mend="réparez d’abord ce qui précède, puis relancez « vigie doctor »",
            )
            for error in errors
        ]
    return found
