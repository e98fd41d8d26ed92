"""Files of the home folder, outside the database, that hold what is erased: waiting clips, press reviews, logs."""

import html
import re
import time
import zipfile
from collections.abc import Collection, Iterable
from pathlib import Path

from sqlite_utils import Database

from store.clock import now
from store.database import transaction
from store.fences import record_failures
from store.fold import fold_words
from store.forget import Traces
from store.home import Home
from store.inbox import Answer, answer_request, list_waiting

_ANSWER = (
    "Effacé : cette page contenait un texte qu’une personne a fait effacer. Collez-la de nouveau si le reste vous est "
    "utile ; ce texte n’y sera plus lu."
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_LEAST_WORDS = 5
_HANDING_IN_S = 60


def erase_briefs(home: Home, traces: Traces) -> list[str]:
    """Removes the press reviews, all formats of a day together, that quote a text or name an address; their days."""
    phrases = _phrases(traces)
    if not phrases or not home.briefs.is_dir():
        return []
    files = sorted(path for path in home.briefs.iterdir() if path.is_file())
    stems = {path.name.split(".")[0] for path in files if _holds(path, phrases)}
    for path in files:
        if path.name.split(".")[0] in stems:
            path.unlink()
    return sorted(stems)


def erase_log_lines(home: Home, traces: Traces) -> int:
    """Takes the lines that name an address out of the logs; how many."""
    wanted = {address.removeprefix("https://").removeprefix("http://").rstrip("/") for address in traces.addresses}
    if not wanted or not home.logs.is_dir():
        return 0
    # An address that continues another one is not that one.
    pattern = re.compile("|".join(rf"{re.escape(one)}(?![\w./-]*\w)" for one in sorted(wanted)))
    n_lines = 0
    for path in sorted(home.logs.glob("*.log*")):
        lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines(keepends=True)
        kept = [line for line in lines if not pattern.search(line)]
        if len(kept) < len(lines):
            n_lines += len(lines) - len(kept)
            partial = path.with_name(f".{path.name}.partial")
            partial.write_text("".join(kept), encoding="utf-8", errors="surrogateescape")
            partial.chmod(path.stat().st_mode & 0o777)
            partial.replace(path)
    return n_lines


def erase_clips(db: Database, home: Home, *, asked_before: Collection[str]) -> int:
    """Removes the waiting files that hold something erased, and answers their requests; how many.

    Call it once the tombstones stand: a file is read as `vigie work` would, and nothing of it is kept. `asked_before`
    names the files that waited before the erasure: those whose request is gone go with it.
    """
    waiting = {row["payload"]: row for row in list_waiting(db) if row["kind"] != "url"}
    n_files = 0
    for path in sorted(home.inbox.iterdir()) if home.inbox.is_dir() else ():
        row = waiting.get(path.name)
        if row is None:
            # Left over by a killed process; a young one may be a file that the dashboard is still handing in.
            is_gone = path.name in asked_before or time.time() - path.stat().st_mtime > _HANDING_IN_S
        else:
            is_gone = _is_refused(db, home, path, row["url"])
        if not is_gone:
            continue
        if row is not None:
            answer_request(db, row["id"], Answer(is_done=False, text=_ANSWER))
        path.unlink()
        n_files += 1
    return n_files + _erase_deposits(db, home)


def _erase_deposits(db: Database, home: Home) -> int:
    """Removes the files of the watched folder, put away or not, that hold something erased, and the notes beside them;
    how many."""
    folders = [folder for folder in (home.drop, home.drop / "lus", home.drop / "refuses") if folder.is_dir()]
    n_files = 0
    for path in [path for folder in folders for path in sorted(folder.iterdir())]:
        if not path.is_file() or path.is_symlink() or not _is_refused(db, home, path, None):
            continue
        path.unlink()
        path.with_name(f"{path.name}.txt").unlink(missing_ok=True)
        n_files += 1
    return n_files


class _TrialEndedError(Exception):
    """Takes back what a trial saved."""


def _is_refused(db: Database, home: Home, path: Path, url: str | None) -> bool:
    """Whether saving a clip meets a tombstone; a file that cannot be read holds nothing that can be told."""
    from crawler.guarded import read_guarded
    from store.articles import Origin, save_article

    refused: list[bool] = []
    with record_failures(lambda error: None):
        clip = read_guarded(path.name, path.read_bytes(), fetched_at=now(), url=url)
        for article in clip.articles:
            try:
                with transaction(db):
                    saved = save_article(
                        db, article, origin=Origin(audience="grand-public", is_clip=True), key=home.key()
                    )
                    refused.append(saved.is_refused or bool(saved.comments.n_refused))
                    raise _TrialEndedError
            except _TrialEndedError:
                continue
    return any(refused)


def _phrases(traces: Traces) -> set[str]:
    """The sentences of the texts and the addresses, reduced to words; short sentences are nobody's own."""
    found = {_words(sentence) for text in traces.texts for sentence in _SENTENCE.split(text)}
    long = {phrase for phrase in found if len(phrase.split()) >= _LEAST_WORDS}
    return long | {_words(re.sub(r"^https?://", "", address)) for address in traces.addresses}


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold_words(text)))


def _holds(path: Path, phrases: Iterable[str]) -> bool:
    told: list[str] = []
    with record_failures(lambda error: None):
        told.append(f" {_words(_read(path))} ")
    return any(f" {phrase} " in text for text in told for phrase in phrases)


def _read(path: Path) -> str:
    """The text of a press review and the addresses it links to."""
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "xml" in name]
        return html.unescape(re.sub(r"<[^>]*?(https?://[^\"'>]*)?[^>]*>", r" \1 ", "".join(parts)))
    if path.suffix == ".pdf":
        import pypdf

        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    text = path.read_text(encoding="utf-8", errors="replace")
    links = " ".join(re.findall(r"https?://[^\s\"'<>)\]]+", text))
    return html.unescape(re.sub(r"<[^>]+>", "", text) + " " + links)
