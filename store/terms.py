"""Terms that the dashboard asks for: from a search, through a request, into the home's watch.

A search becomes cues of `[terms] measure`, each of which suffices for a text to be in the debate.
"""

import re
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now, today
from store.database import Row, insert_row, rows, transaction
from store.query import Near, Node, Phrase, QueryError, Some, read_query
from store.watch import FILES, WatchError, load_watch
from store.whole_files import replace_file

MOST_CUES = 12


def read_cues(search: str) -> list[str]:
    """The cues that find what a search finds.

    Raises:
        QueryError: the search cannot be read, or no cue says the same; the message is French.
    """
    cues = _cues(read_query(search))
    if len(cues) > MOST_CUES:
        raise QueryError(f"cette recherche donnerait {len(cues)} termes, le maximum est {MOST_CUES}")
    return cues


def _cues(node: Node) -> list[str]:
    if isinstance(node, Phrase):
        return [_written(node)]
    if isinstance(node, Some):
        return list(dict.fromkeys(cue for one in node.of for cue in _cues(one)))
    if isinstance(node, Near) and len(node.phrases) == 2:
        one, two = (_written(phrase) for phrase in node.phrases)
        return [f"{one} … {two}", f"{two} … {one}"]
    raise QueryError(
        "cette recherche ne peut pas devenir un terme : un mot, « une expression », NEAR de deux mots, ou plusieurs "
        "de ceux-ci reliés par OU"
    )


def _written(phrase: Phrase) -> str:
    return " ".join(phrase.words) + "*" * phrase.is_prefix


def request_term(db: Database, search: str, *, made_by: str) -> int:
    """Asks for a search to become terms of the watch; the id of the request. Asked twice while it waits, it is one.

    Raises:
        QueryError: no cue says the same; the message is French.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "ask", made_by)
    read_cues(search)
    with transaction(db):
        same = rows(db, "select id from desk_terms where status = 'waiting' and search = :search", {"search": search})
        if same:
            return int(same[0]["id"])
        row = {"search": search, "made_by": made_by, "made_at": now().isoformat(timespec="seconds")}
        number = insert_row(db, "desk_terms", row)
        record_act(db, "request", f"terme n° {number}", who=made_by)
    return number


def list_terms(db: Database, *, limit: int = 10) -> list[Row]:
    """What was asked for, newest first: columns of `desk_terms`."""
    return rows(db, "select * from desk_terms order by id desc limit :limit", {"limit": limit})


def has_waiting_terms(db: Database) -> bool:
    """Whether a term waits to be written."""
    return bool(rows(db, "select 1 from desk_terms where status = 'waiting' limit 1"))


def write_terms(db: Database, folder: Path) -> tuple[int, int]:
    """Writes the waiting terms into the watch of `folder`, and answers each; how many were written, and refused."""
    written = refused = 0
    for row in rows(db, "select * from desk_terms where status = 'waiting' order by id"):
        try:
            added = add_cues(folder, read_cues(row["search"]), f"{row['search']} ({today().isoformat()})")
            answer = f"Écrit dans watch.toml : {', '.join(added)}." if added else "Ce terme y était déjà."
            status, written = "done", written + 1
        except (QueryError, WatchError) as error:
            answer, status, refused = f"Non écrit : {error}.", "failed", refused + 1
        with transaction(db):
            changes = {"status": status, "answer": answer, "answered_at": now().isoformat(timespec="seconds")}
            db.table("desk_terms").update(row["id"], changes)
    return written, refused


def add_cues(folder: Path, cues: Sequence[str], why: str) -> list[str]:
    """Adds cues to `[terms] measure` of a watch, whose other lines and comments stay as they are; those that are new.

    The file is replaced at once, when the whole watch reads well with it.

    Raises:
        WatchError: the watch does not read, before or with these cues.
    """
    known = load_watch(folder).terms.measure
    new = [cue for cue in cues if cue not in known]
    if not new:
        return []
    path = folder / FILES[0]
    text = path.read_text(encoding="utf-8")
    changed = _insert(text, new, why)
    _check(folder, text, changed, new)
    replace_file(path, changed.encode())
    return new


def _insert(text: str, cues: Sequence[str], why: str) -> str:
    """The text with these cues at the end of the list `measure` of its table `terms`."""
    end = _end_of_list(text)
    before = text[:end].rstrip()
    comma = "" if before.endswith(("[", ",")) or before.splitlines()[-1].lstrip().startswith("#") else ","
    said = " ".join(why.split())
    lines = [f"  # Demandé dans le tableau de bord : {said}", *(f'  "{cue}",' for cue in cues)]
    return "\n".join([before + comma, *lines, text[end:]])


def _end_of_list(text: str) -> int:
    """Where the closing bracket of `measure` stands."""
    quote = ""
    place = _start_of_list(text)
    while place < len(text):
        char = text[place]
        if quote:
            place += char == "\\" and quote == '"'
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "#":
            place = text.index("\n", place)
        elif char == "]":
            return place
        place += 1
    raise WatchError("watch.toml : la liste « measure » n’est pas fermée")


def _start_of_list(text: str) -> int:
    """What follows the opening bracket of `measure`, in the table `terms`."""
    found = re.search(r"^\[terms\][^\[]*?^measure\s*=\s*\[", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise WatchError("watch.toml : la liste « measure » n’est pas la première de [terms]")
    return found.end()


def _check(folder: Path, text: str, changed: str, cues: Sequence[str]) -> None:
    """Lets a changed file pass that says the same as before and these cues, in a watch that reads well."""
    wanted = tomllib.loads(text)
    wanted["terms"]["measure"] = [*wanted["terms"]["measure"], *cues]
    try:
        got = tomllib.loads(changed)
    except tomllib.TOMLDecodeError as error:
        raise WatchError(f"watch.toml : illisible avec ce terme ({error})") from None
    if got != wanted:
        raise WatchError(
            "watch.toml : ce terme ne peut pas y être ajouté sans changer autre chose ; écrivez-le à la main"
        )
    with tempfile.TemporaryDirectory() as place:
        for name in FILES[1:]:
            (Path(place) / name).write_bytes((folder / name).read_bytes())
        (Path(place) / FILES[0]).write_text(changed, encoding="utf-8")
        load_watch(Path(place))
