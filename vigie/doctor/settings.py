"""Checks of what a person writes and of the model: watch, sources, dated facts."""

import json
from datetime import timedelta
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from dashboard.french import listed, short_day
from store.clock import today
from store.watch import Watch, WatchError, load_watch
from vigie.doctor.checks import Check, Problem, Subject
from vigie.wording import counted

FACTS_AGE = timedelta(days=90)
_SHOWN = 3
_MODEL_FILES = ("model.onnx", "tokenizer.json", "settings.json")
# Other folders may have been learnt before replies were read twice.
_SHIPPED_FILES = (*_MODEL_FILES, "replies.onnx")


def find_broken_watch(subject: Subject) -> list[Problem]:
    """A watch that cannot be read."""
    try:
        load_watch(subject.home.watch)
    except WatchError as error:
        name = str(error).partition(" :")[0]
        return [Problem(what=f"La veille ne peut pas être lue : {error}.", mend=f"nano {subject.home.watch / name}")]
    return []


def find_broken_sources(subject: Subject) -> list[Problem]:
    """Source files that cannot be read, and a catalogue without any source."""
    from crawler.catalogue import read_sources

    sources, errors = read_sources(subject.home.sources)
    found = []
    for error in errors:
        name, _, told = str(error).partition(": ")
        what = f"Le fichier de source {name} ne peut pas être lu, cette source n’est pas collectée : {told}."
        found.append(Problem(what=what, mend=f"nano {subject.home.sources / name}, puis vigie sources check"))
    if not sources and not errors:
        what = f"Aucune source dans {subject.home.sources} : rien ne peut être collecté."
        found.append(Problem(what=what, mend="vigie init"))
    return found


def find_missing_model(subject: Subject) -> list[Problem]:
    """A model folder without its files."""
    watch = _watch(subject)
    shipped = Path(str(files("nlp"))) / "models" / "stance"
    folder = shipped if watch is None or watch.model.stance == "shipped" else Path(watch.model.stance).expanduser()
    expected = _SHIPPED_FILES if folder == shipped else _MODEL_FILES
    missing = [name for name in expected if not _is_usable(folder / name)]
    if not missing:
        return []
    what = f"Le modèle est incomplet : il manque {listed(missing)} dans {folder}. Rien de nouveau n’est analysé."
    if folder == shipped:
        return [Problem(what=what, mend="réinstallez Vigie (make), ou git checkout -- nlp/models")]
    mend = f'remettez ce dossier, ou écrivez stance = "shipped" : nano {subject.home.watch / "watch.toml"}'
    return [Problem(what=what, mend=mend)]


def find_missing_french(subject: Subject) -> list[Problem]:
    """A French pipeline that is neither a folder of spaCy nor an installed package."""
    watch = _watch(subject)
    chosen = "shipped" if watch is None else watch.model.spacy
    shipped = Path(str(files("nlp"))) / "models" / "french"
    folder = shipped if chosen == "shipped" else Path(chosen).expanduser()
    if _is_usable(folder / "meta.json") or (chosen.isidentifier() and find_spec(chosen)):
        return []
    if folder == shipped:
        what = f"Le modèle de français est incomplet dans {folder}. Les noms ne sont pas lus."
        return [Problem(what=what, mend="réinstallez Vigie (make), ou git checkout -- nlp/models")]
    what = f"Le modèle spaCy « {chosen} » est introuvable : ni paquet installé, ni dossier. Les noms ne sont pas lus."
    mend = f'installez-le, ou écrivez spacy = "shipped" : nano {subject.home.watch / "watch.toml"}'
    return [Problem(what=what, mend=mend)]


def find_old_facts(subject: Subject) -> list[Problem]:
    """Dated facts of the watch that nobody has checked for three months."""
    watch = _watch(subject)
    if watch is None:
        return []
    limit = today() - FACTS_AGE
    facts = [(f"cible « {target.slug} »", target.checked_on) for target in watch.targets]
    facts += [(f"événement « {event.title} »", event.checked_on) for event in watch.events]
    facts += [(f"acteur « {actor.name} »", actor.checked_on) for actor in watch.actors]
    old = sorted((fact for fact in facts if fact[1] < limit), key=lambda fact: fact[1])
    if not old:
        return []
    named = listed([f"{name} ({short_day(day, with_year=True)})" for name, day in old[:_SHOWN]])
    more = f", et {counted(len(old) - _SHOWN, 'autre')}" if len(old) > _SHOWN else ""
    told = counted(len(old), "fait de la veille n’a pas été vérifié", "faits de la veille n’ont pas été vérifiés")
    what = f"{told} depuis plus de 90 jours : {named}{more}."
    return [Problem(what=what, mend=f"vérifiez-les, puis changez checked_on : nano {subject.home.watch}/*.toml")]


def _watch(subject: Subject) -> Watch | None:
    """The watch, `None` when another check says why it cannot be read."""
    try:
        return load_watch(subject.home.watch)
    except WatchError:
        return None


def _is_usable(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    if path.suffix != ".json":
        return True
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return True


CHECKS = (
    Check(name="fichiers de la veille", find=find_broken_watch),
    Check(name="fichiers de source", find=find_broken_sources),
    Check(name="modèle", find=find_missing_model),
    Check(name="modèle de français", find=find_missing_french),
    Check(name="faits datés de la veille", find=find_old_facts),
)
