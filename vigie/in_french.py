"""What click says by itself, in French: its help, its errors, the kinds of its values.

Click takes its words from `gettext`, which would follow the language of the machine; here they are French everywhere.
A sentence that a later version of click adds stays English until it is written below: `tests/test_cli_french.py` reads
click's own code and names it.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

NO_BREAK = "\u00a0"
# What is said of one thing, then of several; one form where the number changes nothing.
_SAID: Mapping[str, str | tuple[str, str]] = {
    "Usage:": "Utilisation :",
    "Options": "Options ",  # click adds the colon
    "Commands": "Commandes ",
    "Positional arguments": "Arguments ",
    "Show this message and exit.": "Affiche cette aide.",
    "Show the version and exit.": "Affiche la version.",
    "%(prog)s, version %(version)s": "%(prog)s, version %(version)s",
    "Confirm the action without prompting.": "Confirme sans demander.",
    "Do you want to continue?": "Continuer ?",
    "deprecated": "abandonné",
    "(Deprecated) {text}": "(Abandonné) {text}",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}":
        "« {name} » est une commande abandonnée.{extra_message}",
    "DeprecationWarning: The command {name!r} is deprecated.": "« {name} » est une commande abandonnée.",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}":
        "« {name} » est abandonné.{extra_message}",
    "env var: {var}": "variable : {var}",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "required": "obligatoire",
    "Error: {message}": "Erreur : {message}",
    "Aborted!": "Abandonné.",
    "Try '{command} {option}' for help.": "L’aide : {command} {option}",
    "Missing command.": "Il manque une commande.",
    "Missing argument": "Il manque l’argument",
    "Missing option": "Il manque l’option",
    "Missing parameter": "Il manque le paramètre",
    "Missing {param_type}": "Il manque",
    "Missing parameter: {param_name}": "Il manque le paramètre {param_name}",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "No such option {name!r}.": "L’option « {name} » n’existe pas.",
    "No such option: {name}": "L’option « {name} » n’existe pas.",
    "Did you mean {possibility}?": ("Vouliez-vous dire {possibility} ?",
                                    "Vouliez-vous dire l’un de ceux-ci : {possibilities} ?"),
    "(Possible options: {possibilities})": "(options proches : {possibilities})",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Got unexpected extra argument ({args})": ("Argument de trop ({args})", "Arguments de trop ({args})"),
    "Takes {nargs} values but 1 was given.": ("Il faut {nargs} valeurs, une seule est donnée.",
                                              "Il faut {nargs} valeurs, {len} sont données."),
    "Value must be an iterable.": "Il faut une suite de valeurs.",
    "Option {name!r} does not take a value.": "L’option « {name} » ne prend pas de valeur.",
    "Option {name!r} requires an argument.": ("L’option « {name} » attend une valeur.",
                                              "L’option « {name} » attend {nargs} valeurs."),
    "Argument {name!r} takes {nargs} values.": "L’argument « {name} » prend {nargs} valeurs.",
    "Choose from:\n\t{choices}": "Au choix :\n\t{choices}",
    "{value!r} is not {choice}.": ("« {value} » n’est pas {choice}.", "« {value} » n’est aucun de {choices}."),
    "{value!r} is not one of {choices}.": "« {value} » n’est aucun de {choices}.",
    "Choice({choices})": "choix parmi {choices}",
    "{value!r} does not match the format {format}.": "« {value} » n’est pas un jour ; écrivez AAAA-MM-JJ.",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre attendu ({number_type}).",
    "{value} is not in the range {range}.": "{value} est hors des bornes ({range}).",
    "{value!r} is not a valid boolean. Recognized values: {states}":
        "« {value} » ne dit ni oui ni non ; valeurs admises : {states}",
    "{value!r} is not a valid UUID.": "« {value} » n’est pas un UUID.",
    "{len_type} values are required, but {len_value} was given.":
        ("Il faut {len_type} valeurs, {len_value} est donnée.",
         "Il faut {len_type} valeurs, {len_value} sont données."),
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "{name} {filename!r} does not exist.": "{name} « {filename} » introuvable.",
    "{name} {filename!r} is a file.": "« {filename} » est un fichier.",
    "{name} {filename!r} is a directory.": "« {filename} » est un dossier.",
    "{name} {filename!r} is not readable.": "{name} « {filename} » illisible : droits refusés.",
    "{name} {filename!r} is not writable.": "{name} « {filename} » protégé : droits d’écriture refusés.",
    "{name} {filename!r} is not executable.": "{name} « {filename} » : droits d’exécution refusés.",
    "Could not open file {filename!r}: {message}": "Le fichier « {filename} » ne s’ouvre pas : {message}",
    "unknown error": "erreur inconnue",
    "Repeat for confirmation": "Une seconde fois",
    "Error: The two entered values do not match.": "Erreur : les deux saisies diffèrent.",
    "Error: invalid input": "Erreur : réponse non comprise",
    "Press any key to continue...": "Une touche pour continuer…",
}  # fmt: skip
_KINDS: Mapping[str, str] = {
    "text": "texte", "integer": "nombre", "integer range": "nombre", "float": "nombre", "float range": "nombre",
    "boolean": "oui ou non", "datetime": "jour", "filename": "fichier",
}  # fmt: skip
_SUBCOMMANDS = "COMMANDE [ARGUMENTS]…"
_ASIDE = re.compile(r"\[[^\[\]]*\]$")
# What French keeps on one line. A semicolon is not: commands are copied with it.
_SPACES = re.compile(r"(?<=«) | (?=[»?!])| (?=:(?: |$))", re.MULTILINE)


def say(message: str) -> str:
    """A sentence of click in French; itself where none is written."""
    found = _SAID.get(message, message)
    return hold(found if isinstance(found, str) else found[0])


def say_many(one: str, several: str, n: int) -> str:
    """The same where the number changes the sentence."""
    found = _SAID.get(one)
    if isinstance(found, tuple):
        return hold(found[n > 1])
    return say(one if n == 1 else several)


def hold(text: str) -> str:
    """The text with the no-break spaces of French."""
    return _SPACES.sub(NO_BREAK, text)


def knows(message: str) -> bool:
    """Whether a sentence of click has its French."""
    return message in _SAID


class FrenchHelp(click.HelpFormatter):
    """Help whose lines never break inside French marks."""

    def write_heading(self, heading: str) -> None:
        """The heading of a list of options or commands."""
        super().write_heading(f"{heading.rstrip()}{NO_BREAK}")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        super().write_text(hold_marks(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """A list of options or commands; between brackets, what click says of each."""
        said = [(name, _ASIDE.sub(_part, hold_marks(text))) for name, text in rows]
        super().write_dl(said, *args, **kwargs)


def _part(aside: re.Match[str]) -> str:
    return aside[0].replace("; ", f"{NO_BREAK}; ")


def hold_marks(text: str) -> str:
    """The text whose « marks » stay beside their words."""
    return text.replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")


def speak_french() -> None:
    """Makes click say everything in French, in this process: its sentences and the names of the values it takes."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for word, said in (("_", say), ("ngettext", say_many)):
                if hasattr(module, word):
                    setattr(module, word, said)
    for kind in _kinds(click.ParamType):
        named = vars(kind).get("name")
        if isinstance(named, str) and named in _KINDS:
            kind.name = _KINDS[named]
    setattr(click.Path, "name", property(_path_name, _name_path))  # noqa: B010 # not click's to type
    for bounded in (click.IntRange, click.FloatRange):
        setattr(bounded, "_describe_range", _say_bounds)  # noqa: B010 # not click's to type
    click.Context.formatter_class = FrenchHelp


def _path_name(kind: click.Path) -> str:
    """« dossier » for paths made before click spoke French too: their name is written when they are made."""
    return say(str(vars(kind)["name"]))


def _name_path(kind: click.Path, name: str) -> None:
    vars(kind)["name"] = name


def _say_bounds(kind: click.IntRange | click.FloatRange) -> str:
    if kind.min is None or kind.max is None:
        return f"au moins {kind.min}" if kind.max is None else f"au plus {kind.max}"
    return f"de {kind.min} à {kind.max}"


def name_subcommands(group: click.Group) -> None:
    """Says in French that a group takes one of its commands."""
    if group.subcommand_metavar == "COMMAND [ARGS]...":
        group.subcommand_metavar = _SUBCOMMANDS


def _kinds(kind: Any) -> list[Any]:  # Any: a type whose parameters do not matter here
    return [kind, *(one for below in kind.__subclasses__() for one in _kinds(below))]
