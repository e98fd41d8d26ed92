"""A watch: the folder of TOML files in which one debate is written (terms, targets, arguments, actors, us)."""

import hashlib
import json
import tomllib
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from store.alert_settings import Alerts
from store.discovery_settings import Discovery
from store.mail_settings import Mail
from store.network_settings import Network
from store.quantities import Quantity
from store.retention_settings import Retention
from store.smtp_settings import Smtp
from store.us import Model, Slug, Text, Us
from store.watch_errors import WatchError, explain, file_of

__all__ = [
    "FILES", "Actor", "Alerts", "Argument", "Event", "FalseFriend", "Mail", "ModelChoice", "Network", "Part",
    "Side", "Smtp", "Target", "Terms", "Watch", "WatchError", "load_watch", "packaged_watch",
    "watch_fingerprint",
]  # fmt: skip

Part = Literal["terms", "targets", "arguments", "actors"]
Side = Literal["favour", "against", "both"]
FILES = ("watch.toml", "arguments.toml", "actors.toml")


def _check_cue(cue: str) -> str:
    if cue.count("(") != cue.count(")"):
        raise ValueError("chaque parenthèse ouverte doit être fermée")
    ends = cue.strip().replace("...", "…")
    if ends.startswith("…") or ends.endswith("…") or not any(char.isalnum() for char in cue):
        raise ValueError("il faut des mots, et un mot de chaque côté de « … »")
    return cue


Cue = Annotated[Text, AfterValidator(_check_cue)]


class Terms(Model):
    """Cues that say whether a text speaks of the debate (syntax of cues: `nlp.matcher`).

    `measure` suffices alone; `core` and `fuzzy` (whole words, spelling mistakes allowed) need one word of `context`;
    `ambiguous` needs one of `close_context`. `link` ties a false friend to the debate. A text without any
    of these does not inherit the subject of what it answers when it holds a cue of `off_topic`.
    """

    measure: tuple[Cue, ...] = Field(min_length=1)
    core: tuple[Cue, ...] = Field(min_length=1)
    fuzzy: tuple[Text, ...] = ()
    ambiguous: tuple[Cue, ...] = ()
    context: tuple[Cue, ...] = Field(min_length=1)
    close_context: tuple[Cue, ...] = ()
    link: tuple[Cue, ...] = ()
    off_topic: tuple[Cue, ...] = ()


class FalseFriend(Model):
    """Another meaning: a term that shares a word with one of `forms` does not count in a text that holds one of `cues`.

    Unless the text also holds one of `unless` (by default, of the terms' `link`).
    """

    id: Slug
    name: Text
    explanation: Text
    forms: tuple[Cue, ...] = Field(min_length=1)
    cues: tuple[Cue, ...] = Field(min_length=1)
    unless: tuple[Cue, ...] = ()


class Target(Model):
    """A proposition on which people take sides."""

    slug: Slug
    name: Text
    proposition: Text
    favour_means: Text
    against_means: Text
    since: date
    checked_on: date


class Event(Model):
    """A dated fact of the debate's chronology; `ours` when we did it (a statement, a strike, a hearing)."""

    day: date
    title: Text
    ours: bool = False
    checked_on: date


class ModelChoice(Model):
    """Which models judge: `shipped`, or for `stance` the folder of another one made by `nlp.training.run`.

    `spacy` reads names: an installed package (`fr_core_news_lg`) or the folder of any French pipeline. A side whose
    expected error is above `tolerance` is given as `unclear`.
    """

    stance: Text = "shipped"
    tolerance: float = Field(default=0.5, gt=0.0, lt=1.0)
    spacy: Text = "shipped"


class Argument(Model):
    """One argument of the debate: a definition a stranger could apply, and the cues of the starting model."""

    slug: Slug
    name: Text
    definition: Text
    usual_side: dict[Slug, Side]
    cues: tuple[Cue, ...] = Field(min_length=1)
    near_misses: tuple[Cue, ...] = ()
    examples: tuple[Text, ...] = Field(min_length=1)


class Actor(Model):
    """A person or body of the debate.

    `aliases` are found whatever the case, `exact` only with the capitals as written. `guarded` forms (a common word, a
    short acronym) also need a cue of `only_near` in the text. A cue of `unless_near` anywhere in the text, or a
    `near_misses` over the form itself, cancels. A `private` person is cited with care.
    """

    slug: Slug
    name: Text
    kind: Literal["PER", "ORG"]
    camp: Slug
    role: Text
    aliases: tuple[Cue, ...] = ()
    exact: tuple[Cue, ...] = ()
    guarded: tuple[Cue, ...] = ()
    only_near: tuple[Cue, ...] = ()
    unless_near: tuple[Cue, ...] = ()
    near_misses: tuple[Cue, ...] = ()
    private: bool = False
    checked_on: date

    @model_validator(mode="after")
    def _guards_have_company(self) -> Self:
        if self.guarded and not self.only_near:
            raise ValueError("« guarded » demande des indices dans « only_near »")
        return self


class Watch(Model):
    """One debate, as the three files of its folder say it."""

    id: Slug
    name: Text
    description: Text
    terms: Terms
    false_friends: tuple[FalseFriend, ...] = ()
    targets: tuple[Target, ...] = Field(min_length=1)
    events: tuple[Event, ...] = ()
    us: Us
    retention: Retention
    model: ModelChoice = ModelChoice()
    discovery: Discovery = Discovery()
    mail: Mail | None = None
    smtp: Smtp | None = None
    alerts: Alerts = Alerts()
    network: Network = Network()
    quantities: tuple[Quantity, ...] = ()
    arguments: tuple[Argument, ...] = ()
    actors: tuple[Actor, ...] = ()
    camps: dict[Slug, Text] = Field(default_factory=dict)  # the French names of the actors' camps

    @cached_property
    def fingerprint(self) -> str:
        """sha256 of the whole watch."""
        return _digest(self.model_dump(mode="json"))

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def target(self, slug: str) -> Target | None:
        """The target of that slug."""
        return next((target for target in self.targets if target.slug == slug), None)

    def argument(self, slug: str) -> Argument | None:
        """The argument of that slug."""
        return next((argument for argument in self.arguments if argument.slug == slug), None)

    def camp(self, slug: str) -> str:
        """The French name of a camp; its slug in plain words when the watch does not name it."""
        return self.camps.get(slug) or slug.replace("-", " ").capitalize()

    def actor(self, slug: str) -> Actor | None:
        """The actor of that slug."""
        return next((actor for actor in self.actors if actor.slug == slug), None)


def packaged_watch(name: str = "secteur3") -> Path:
    """The folder of a watch that comes with the program.

    Raises:
        WatchError: no watch of that name is packaged.
    """
    folder = Path(str(files("store") / "watches" / name))
    if not (folder / FILES[0]).is_file():
        raise WatchError(f"veille « {name} » : aucune veille de ce nom n'est livrée")
    return folder


def load_watch(folder: Path) -> Watch:
    """The watch written in `folder`.

    Raises:
        WatchError: a file is missing or unreadable, or a value breaks a rule.
    """
    content: dict[str, Any] = {}
    for name in FILES:
        content |= _read(folder / name)
    try:
        watch = Watch.model_validate(content)
    except ValidationError as error:
        raise WatchError(explain(error.errors()[0], content)) from None
    _check_slugs(watch)
    return watch


def watch_fingerprint(watch: Watch, part: Part) -> str:
    """sha256 of one part of the watch, so that a tagger's id changes only when what it reads changes.

    `terms` covers the terms and the false friends.
    """
    content = watch.model_dump(mode="json")
    return _digest([content[part], content["false_friends"]] if part == "terms" else content[part])


def _digest(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WatchError(f"{path.name} : fichier absent de {path.parent}") from None
    except tomllib.TOMLDecodeError as error:
        raise WatchError(f"{path.name} : TOML illisible ({error})") from None
    except UnicodeDecodeError as error:
        raise WatchError(f"{path.name} : le fichier n'est pas en UTF-8 (octet {error.start})") from None


def _check_slugs(watch: Watch) -> None:
    """Slugs are unique, and those that point elsewhere point to something."""
    lists: dict[str, list[str]] = {
        "targets": [target.slug for target in watch.targets],
        "arguments": [argument.slug for argument in watch.arguments],
        "actors": [actor.slug for actor in watch.actors],
        "false_friends": [friend.id for friend in watch.false_friends],
    }
    for key, slugs in lists.items():
        if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
            raise WatchError(f"{file_of(key)} : {key} = {twice!r} : écrit deux fois, il doit être unique")
    pointers = [(f"arguments[{item.slug}].usual_side", "targets", slug)
                for item in watch.arguments for slug in item.usual_side]  # fmt: skip
    pointers += [("us.allies", "actors", slug) for slug in watch.us.allies]
    pointers += [("us.rivals", "actors", slug) for slug in watch.us.rivals]
    pointers += [("us.positions", "targets", slug) for slug in watch.us.positions]
    pointers += [(f"alerts.rules.{key}", key, slug) for rule in watch.alerts.rules
                 for key in ("targets", "arguments", "actors") for slug in getattr(rule, key)]  # fmt: skip
    pointers += [("us.talking_points.answers", "arguments", slug)
                 for point in watch.us.talking_points for slug in point.answers]  # fmt: skip
    for where, key, slug in pointers:
        if slug not in lists[key]:
            raise WatchError(f"{file_of(where.split('[')[0])} : {where} = {slug!r} : aucun élément de {key} "
                             "ne porte ce nom")  # fmt: skip
