"""New arguments that the dashboard asks for: from a phrase that rose, through a request, to a draft beside the watch.

A draft counts nothing: it waits in `arguments.toml.draft` until a person has finished it and moved it to
`arguments.toml`. No reader's sentence is written in it: what a site removes must not stay there.
"""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now, today
from store.database import Row, insert_row, one, rows, transaction
from store.fold import fold
from store.texts import as_json
from store.watch import Argument, WatchError, load_watch
from store.whole_files import replace_file

DRAFTS = "arguments.toml.draft"
MOST_CUES = 6
TO_WRITE = "À ÉCRIRE"
_HEAD = """# Arguments en préparation : rien de ce fichier n’est compté.
# Pour finir : écrivez sa définition (qu’un inconnu pourrait appliquer) et deux exemples inventés, relisez ses
# indices, dites de quel côté il va (usual_side), puis déplacez-le dans arguments.toml ; « vigie tag » relit alors tout.
"""
_LINKING = {
    "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "a", "en", "et", "sur", "pour", "par",
    "dans", "contre", "sans", "ce", "cet", "cette", "ces", "mon", "ma", "mes", "son", "sa", "ses", "nos", "notre",
    "vos", "votre", "leur", "leurs",
}  # fmt: skip


def request_argument(db: Database, rise_id: str, *, made_by: str) -> int:
    """Asks for a phrase that rose to become a draft of argument; the id of the request. Asked twice, it is one.

    Raises:
        ValueError: no such phrase any more; reload the page.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "ask", made_by)
    with transaction(db):
        if one(db, "select 1 as found from rises where id = :id", {"id": rise_id}) is None:
            raise ValueError("cette expression n’est plus là ; rechargez la page")
        same = rows(db, "select id from desk_arguments where rise_id = :id and status <> 'failed'", {"id": rise_id})
        if same:
            return int(same[0]["id"])
        row = {"rise_id": rise_id, "made_by": made_by, "made_at": now().isoformat(timespec="seconds")}
        number = insert_row(db, "desk_arguments", row)
        record_act(db, "request", f"argument n° {number}", who=made_by)
    return number


def has_waiting_arguments(db: Database) -> bool:
    """Whether a draft waits to be written."""
    return bool(rows(db, "select 1 from desk_arguments where status = 'waiting' limit 1"))


def write_arguments(db: Database, folder: Path) -> tuple[int, int]:
    """Drafts the waiting arguments beside the watch of `folder`, and answers each; how many were written, and not."""
    written = refused = 0
    for row in rows(db, "select * from desk_arguments where status = 'waiting' order by id"):
        try:
            slug = _draft(db, folder, row)
            answer, status = f"Brouillon « {slug} » écrit dans {DRAFTS}, à finir par une personne.", "done"
            written += 1
        except (ValueError, WatchError, OSError) as error:
            answer, status, refused = f"Non écrit : {error}.", "failed", refused + 1
        with transaction(db):
            changes = {"status": status, "answer": answer, "answered_at": now().isoformat(timespec="seconds")}
            db.table("desk_arguments").update(row["id"], changes)
    return written, refused


def list_drafts(folder: Path) -> list[str]:
    """The slugs of the drafts that wait beside a watch.

    Raises:
        WatchError: the file of drafts does not read.
    """
    return [str(entry.get("slug", "")) for entry in _read(folder / DRAFTS)]


def make_cues(forms: Sequence[str]) -> list[str]:
    """Cues (see `nlp.matcher`) that find these forms, whatever the small words between."""
    cues = []
    for form in forms:
        words = [word for word in re.findall(r"\w+", fold(form)) if word not in _LINKING]
        if words:
            cues.append(" … ".join(words))  # a cue's plain word stands for its plural and its feminine
    return list(dict.fromkeys(cues))[:MOST_CUES]


def _draft(db: Database, folder: Path, row: Row) -> str:
    rise = one(db, "select * from rises where id = :id", {"id": row["rise_id"]})
    if rise is None:
        raise ValueError("cette expression n’est plus dans la base")
    taken = {argument.slug for argument in load_watch(folder).arguments} | set(list_drafts(folder))
    slug = _slug(rise["text"], taken)
    entry = _entry(slug, rise, row, make_cues([rise["text"]]))
    _check(entry)
    _append(folder / DRAFTS, entry)
    return slug


def _slug(text: str, taken: set[str]) -> str:
    words = [word for word in re.findall(r"[a-z0-9]+", fold(text)) if word not in _LINKING]
    base = "-".join(words) or "argument"
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 1000))) if name not in taken)


def _entry(slug: str, rise: Row, row: Row, cues: Sequence[str]) -> str:
    name = rise["text"][0].upper() + rise["text"][1:]
    text = " ".join(rise["text"].split())
    return "\n".join(
        [
            "", f"# Demandé par {_one_line(row['made_by'])} le {today().isoformat()}. Expression montée depuis le "
            f"{rise['first_on']} : {_one_line(text)}",
            f"# Ses phrases : tableau de bord, « Nouveau », expression {rise['id']}",
            "[[arguments]]", f"slug = {as_json(slug)}", f"name = {as_json(name)}",
            f"definition = {as_json(f'{TO_WRITE} : le passage dit que… (au sujet de « {text} »)')}", "usual_side = {}",
            f"cues = {as_json(list(cues))}", "near_misses = []",
            f"examples = {as_json([f'{TO_WRITE} : une phrase inventée qui tient cet argument'])}", "",
        ]
    )  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _check(entry: str) -> None:
    """Lets a draft pass that would read as an argument of a watch."""
    try:
        Argument.model_validate(tomllib.loads(entry)["arguments"][0])
    except (tomllib.TOMLDecodeError, ValidationError):
        raise ValueError("cette expression ne donne pas d’indice ; écrivez l’argument à la main") from None


def _append(path: Path, entry: str) -> None:
    """Replaces the file of drafts at once, with one more."""
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    replace_file(path, (before.rstrip("\n") + "\n" + entry).encode())


def _read(path: Path) -> list[dict[str, object]]:
    if not path.exists():
        return []
    try:
        found: list[dict[str, object]] = tomllib.loads(path.read_text(encoding="utf-8")).get("arguments", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WatchError(f"{path.name} : illisible ({error}) ; corrigez-le ou effacez-le") from None
    return found
