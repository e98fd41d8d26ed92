"""Writing the press review of a day into the home's folder, in several formats, each whole or not at all."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.as_pdf import PdfMissingError, can_print, render_pdf
from dashboard.brief.build import build_brief
from dashboard.brief.records import Brief
from store.fences import fence, record_failures
from store.home import Home
from store.lock import is_running
from store.mishaps import explain_step
from store.queries.brief import load_brief_rows
from store.watch import load_watch

RENDERERS: Mapping[str, Callable[[Brief], bytes]] = {
    "html": render_html, "docx": render_docx, "md": render_markdown, "pdf": render_pdf,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Written:
    """The files that were written, and one French line for each format that was not."""

    paths: tuple[Path, ...]
    failures: tuple[str, ...]


def usual_formats() -> tuple[str, ...]:
    """Every format that this installation can make: PDF needs an extra."""
    return tuple(name for name in RENDERERS if name != "pdf" or can_print())


def write_brief(db: Database, home: Home, day: date, formats: Sequence[str]) -> Written:
    """Writes `briefs/revue-de-presse-DAY.FORMAT` for each format; writing the same rows again gives the same bytes.

    A format that fails is named and the others go on.
    """
    brief = build_brief(load_brief_rows(db, day), load_watch(home.watch))
    home.briefs.mkdir(parents=True, exist_ok=True, mode=0o700)
    _clear(home.briefs)
    paths: list[Path] = []
    failures: list[str] = []
    for name in formats:
        path = home.briefs / f"revue-de-presse-{day.isoformat()}.{name}"

        def record(error: Exception, name: str = name) -> None:
            said = str(error) if isinstance(error, PdfMissingError) else f"{name} : {explain_step(error, home)}"
            failures.append(said)

        with record_failures(record):
            _replace(path, RENDERERS[name](brief))
            paths.append(path)
        fence(f"brief-{name}")
    return Written(paths=tuple(paths), failures=tuple(failures))


def _clear(folder: Path) -> None:
    """Removes what killed processes left half written."""
    for partial in folder.glob(".*.part"):
        number = partial.name.split(".")[-2]
        if not number.isdecimal() or not is_running(int(number)):
            partial.unlink(missing_ok=True)


def _replace(path: Path, content: bytes) -> None:
    """Puts the whole content in place of the file in one step, readable by its owner only."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.touch(mode=0o600)
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
