"""Speakers that the watch does not know: approved through a request into its actors.toml, or refused for good."""

import json
import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import tomlkit
from sqlite_utils import Database
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from store import ids
from store.access import sign
from store.audit import record_act
from store.clock import now, today
from store.database import Row, insert_row, rows, transaction
from store.fold import fold_words
from store.texts import as_json, clean
from store.watch import FILES, WatchError, load_watch
from store.whole_files import replace_file

Change = Callable[[AoT], None]
Expect = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]
_FILE = FILES[2]
_TITLE = re.compile(r"^(?:dre?s?|docteure?s?|pre?|professeure?|me|maitre|m|mm|mme|mmes|monsieur|madame|mlle)\.?\s+")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9-]{1,7}")
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class ActorEntry:
    """An actor to be written: what a person chose, and the forms under which the articles name them."""

    name: str
    kind: Literal["PER", "ORG"]
    camp: str
    role: str
    forms: tuple[str, ...] = ()
    private: bool = False


def bare_name(speaker: str) -> str:
    """A speaker's name folded, without title: the same for « Dr Alix Quentin » and « Alix Quentin »."""
    folded = fold_words(speaker)
    return _TITLE.sub("", folded) or folded


def speaker_key(speaker: str) -> str:
    """What a decision is kept under: no name can be read in it."""
    return ids.digest("speaker", bare_name(speaker))


def request_actor(db: Database, speaker: str, entry: ActorEntry, *, made_by: str) -> int:
    """Asks for a speaker to become an actor of the watch; the id of the request.

    Raises:
        ValueError: a field is missing or wrong; the message is French.
        NotAllowedError: the role of who clicked does not give it.
    """
    kept = ActorEntry(
        name=_one_line(entry.name), kind=entry.kind, camp=_one_line(entry.camp), role=_one_line(entry.role),
        forms=tuple(dict.fromkeys(map(_one_line, entry.forms))), private=entry.private,
    )  # fmt: skip
    if not (kept.name and kept.role):
        raise ValueError("Écrivez le nom et la fonction : ils se lisent à côté de chaque citation.")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kept.camp):
        raise ValueError("Un camp s’écrit en minuscules sans accent, avec des tirets : « syndicats-medecins ».")
    return _decide(db, speaker, "new", asdict(kept), made_by)


def request_alias(db: Database, speaker: str, slug: str, *, made_by: str) -> int:
    """Asks for a speaker to become another name of a known actor; the id of the request.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    return _decide(db, speaker, "alias", {"slug": slug, "form": _one_line(speaker)}, made_by)


def refuse_speaker(db: Database, speaker: str, *, made_by: str) -> int:
    """Keeps a speaker out of the candidates; the id of the decision. Their name is not kept.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    return _decide(db, speaker, "refused", {}, made_by)


def reopen_speaker(db: Database, speaker: str, *, made_by: str) -> int:
    """Makes a refused speaker a candidate again; the id of the decision.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    return _decide(db, speaker, "reopened", {}, made_by)


def list_decisions(db: Database) -> dict[str, Row]:
    """What stands of each speaker, by key: columns of `desk_actors`, `entry` parsed."""
    found = rows(db, "select * from desk_actors order by id")
    return {row["speaker_key"]: row | {"entry": json.loads(row["entry"])} for row in found}


def list_requests(db: Database, *, limit: int = 10) -> list[Row]:
    """What was asked to be written, newest first: columns of `desk_actors`, `entry` parsed."""
    sql = "select * from desk_actors where decision in ('new', 'alias') order by id desc limit :limit"
    return [row | {"entry": json.loads(row["entry"])} for row in rows(db, sql, {"limit": limit})]


def has_waiting_actors(db: Database) -> bool:
    """Whether an actor waits to be written."""
    return bool(rows(db, "select 1 from desk_actors where status = 'waiting' limit 1"))


def write_actors(db: Database, folder: Path) -> tuple[int, int]:
    """Writes the waiting actors into the watch of `folder`, and answers each; how many were written, and refused."""
    written = refused = 0
    for row in rows(db, "select * from desk_actors where status = 'waiting' order by id"):
        try:
            answer, status, written = _write(folder, row["decision"], json.loads(row["entry"])), "done", written + 1
        except WatchError as error:
            answer, status, refused = f"Non écrit : {error}.", "failed", refused + 1
        with transaction(db):
            changes = {"status": status, "answer": answer, "answered_at": now().isoformat(timespec="seconds")}
            db.table("desk_actors").update(row["id"], changes)
    return written, refused


def add_actor(folder: Path, entry: ActorEntry) -> str:
    """Adds an actor to actors.toml, whose other lines and comments stay as they are; its slug.

    Nothing is added where an actor bears that name already.

    Raises:
        WatchError: the watch does not read, before or with this actor.
    """
    watch = load_watch(folder)
    known = next((one for one in watch.actors if fold_words(one.name) == fold_words(entry.name)), None)
    if known is not None:
        return known.slug
    slug = _free_slug(entry.name, [actor.slug for actor in watch.actors])
    forms = list(dict.fromkeys([entry.name, *entry.forms]))
    exact = [form for form in forms if _ACRONYM.fullmatch(form)]
    values: dict[str, Any] = {
        "slug": slug, "name": entry.name, "kind": entry.kind, "camp": entry.camp, "role": entry.role,
        "aliases": [form for form in forms if form not in exact], "exact": exact,
    }  # fmt: skip
    values = {name: value for name, value in values.items() if value != []}
    values |= {"private": True} if entry.private else {}
    values["checked_on"] = today()

    def change(actors: AoT) -> None:
        table = tomlkit.table()
        table.add(tomlkit.comment("Approuvé dans le tableau de bord."))
        for name, value in values.items():
            table.add(name, value)
        actors.append(table)

    _rewrite(folder, change, lambda before: [*before, values])
    return slug


def add_alias(folder: Path, slug: str, form: str) -> None:
    """Adds a name to an actor of actors.toml, whose other lines and comments stay as they are.

    Raises:
        WatchError: no such actor, or the watch does not read, before or with this name.
    """
    actor = load_watch(folder).actor(slug)
    if actor is None:
        raise WatchError(f"{_FILE} : aucun acteur ne s’appelle « {slug} »")
    field: Literal["exact", "aliases"] = "exact" if _ACRONYM.fullmatch(form) else "aliases"
    if form in getattr(actor, field):
        return

    def change(actors: AoT) -> None:
        table = next(one for one in actors if one["slug"] == slug)
        if field in table:
            table[field].append(form)
        else:
            table[field] = [form]

    _rewrite(folder, change, lambda before: [
        one | {field: [*one.get(field, []), form]} if one["slug"] == slug else one for one in before])  # fmt: skip


def _decide(db: Database, speaker: str, decision: str, entry: Mapping[str, Any], made_by: str) -> int:
    made_by = sign(db, "approve", made_by)
    key = speaker_key(speaker)
    with transaction(db):
        standing = list_decisions(db).get(key)
        if standing and standing["status"] == "waiting":
            return int(standing["id"])
        is_asked = decision in ("new", "alias")
        at = now().isoformat(timespec="seconds")
        row = {
            "speaker_key": key, "decision": decision, "entry": as_json(dict(entry)), "made_by": made_by, "made_at": at,
            "status": "waiting" if is_asked else "done", "answered_at": None if is_asked else at,
        }  # fmt: skip
        number = insert_row(db, "desk_actors", row)
        record_act(db, "request" if is_asked else "approval", f"acteur n° {number}", who=made_by)
    return number


def _write(folder: Path, decision: str, entry: Mapping[str, Any]) -> str:
    if decision == "alias":
        add_alias(folder, entry["slug"], entry["form"])
        return f"« {entry['form']} » est un nom de « {entry['slug']} » dans {_FILE}."
    slug = add_actor(folder, ActorEntry(**{**entry, "forms": tuple(entry["forms"])}))
    return f"Écrit dans {_FILE} sous « {slug} »."


def _rewrite(folder: Path, change: Change, expect: Expect) -> None:
    """Changes the actors of a watch; the file is replaced at once, when it says what was expected and reads well."""
    load_watch(folder)
    path = folder / _FILE
    text = path.read_text(encoding="utf-8")
    try:
        document = tomlkit.parse(text)
        if "actors" not in document:
            document["actors"] = tomlkit.aot()
        actors = document["actors"]
        if not isinstance(actors, AoT):
            raise WatchError(f"{_FILE} : les acteurs n’y sont pas écrits en [[actors]] ; ajoutez celui-ci à la main")
        change(actors)
        changed = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise WatchError(f"{_FILE} : ne peut pas être complété ({error})") from None
    _check(folder, text, changed, expect)
    replace_file(path, changed.encode())


def _check(folder: Path, text: str, changed: str, expect: Expect) -> None:
    before = tomllib.loads(text)
    wanted = before | {"actors": expect(before.get("actors", []))}
    kept = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    if tomllib.loads(changed) != wanted or not set(kept) <= set(changed.splitlines()):
        raise WatchError(
            f"{_FILE} : cet acteur ne peut pas y être ajouté sans changer autre chose ; écrivez-le à la main"
        )
    with tempfile.TemporaryDirectory() as place:
        for name in FILES:
            (Path(place) / name).write_bytes((folder / name).read_bytes())
        (Path(place) / _FILE).write_text(changed, encoding="utf-8")
        load_watch(Path(place))


def _free_slug(name: str, taken: Sequence[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", bare_name(name)).strip("-") or "acteur"
    free = (slug, *(f"{slug}-{number}" for number in range(2, 1000)))
    return next(one for one in free if one not in taken)


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())[:_LONGEST]
