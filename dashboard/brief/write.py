"""Writing the press review of a day into the home's folder, in several formats, each whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlite_utils import Database

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.as_pdf import PdfMissingError, can_print, render_pdf
from dashboard.brief.records import Brief
from dashboard.brief.signing_off import standing_brief
from store.brief_edits import find_edit_version, list_edited_days
from store.fences import fence, record_failures
from store.home import Home
from store.mishaps import explain_step
from store.watch import load_watch
from store.whole_files import replace_file

RENDERERS: Mapping[str, Callable[[Brief], bytes]] = {
    "html": render_html, "docx": render_docx, "md": render_markdown, "pdf": render_pdf,
}  # fmt: skip

_WEEK_FORMATS = ("html", "pdf")
_UNEDITED = "0/0/"


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

    A review that was signed is written as it was signed; one that was not, with the edits of the team.
    A format that fails is named and the others go on.
    """
    version = find_edit_version(db, day)
    brief = standing_brief(db, load_watch(home.watch), day)
    stem = f"revue-de-presse-{day.isoformat()}"
    written = _write(home, stem, {name: partial(RENDERERS[name], brief) for name in formats})
    if written.paths and version != _UNEDITED:
        replace_file(_version_file(home, day), version.encode())
    return written


def write_week(db: Database, home: Home, day: date, formats: Sequence[str]) -> Written:
    """Writes `briefs/semaine-MONDAY.html` and `.pdf`, the page of the last whole week at the end of a day."""
    wanted = [name for name in formats if name in _WEEK_FORMATS]
    if not wanted:
        return Written(paths=(), failures=("la page de la semaine s’écrit en html et en pdf",))
    # The drawing of charts takes a second to load, which the review of a day need not wait for.
    from dashboard.brief.as_week import render_week_html, render_week_pdf
    from dashboard.brief.week import build_week

    renderers = {"html": render_week_html, "pdf": render_week_pdf}
    week = build_week(db, load_watch(home.watch), day)
    stem = f"semaine-{week.first_on.isoformat()}"
    return _write(home, stem, {name: partial(renderers[name], week) for name in wanted})


def _write(home: Home, stem: str, renders: Mapping[str, Callable[[], bytes]]) -> Written:
    home.briefs.mkdir(parents=True, exist_ok=True, mode=0o700)
    paths: list[Path] = []
    failures: list[str] = []
    for name, render in renders.items():
        path = home.briefs / f"{stem}.{name}"

        def record(error: Exception, name: str = name) -> None:
            said = str(error) if isinstance(error, PdfMissingError) else f"{name} : {explain_step(error, home)}"
            failures.append(said)

        with record_failures(record):
            replace_file(path, render())
            paths.append(path)
        fence(f"brief-{name}")
    return Written(paths=tuple(paths), failures=tuple(failures))


def list_behind(db: Database, home: Home) -> list[date]:
    """The days whose files do not say what the team has made of the review since, newest first."""
    return [
        day for day in list_edited_days(db)
        if find_edit_version(db, day) != _read_version(_version_file(home, day))
    ]  # fmt: skip


def _version_file(home: Home, day: date) -> Path:
    return home.briefs / f".edition-{day.isoformat()}"


def _read_version(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        return _UNEDITED
