"""What is wrong with a watch, in one French line for whoever edits its files."""

from typing import Any

from pydantic_core import ErrorDetails

_RULES = {
    "missing": "clé obligatoire, absente",
    "extra_forbidden": "clé inconnue ; vérifier l'orthographe",
    "string_type": "il faut un texte entre guillemets",
    "tuple_type": "il faut une liste entre crochets",
    "bool_type": "il faut true ou false",
    "bool_parsing": "il faut true ou false",
    "int_type": "il faut un nombre entier",
    "int_parsing": "il faut un nombre entier",
    "date_type": "il faut une date AAAA-MM-JJ, sans guillemets",
    "date_from_datetime_parsing": "il faut une date AAAA-MM-JJ, sans guillemets",
    "literal_error": "valeurs admises : {expected}",
    "string_pattern_mismatch": "la forme attendue est {pattern}",
    "string_too_short": "le texte est vide",
    "too_short": "il faut au moins {min_length} élément(s)",
    "greater_than_equal": "le minimum est {ge}",
    "greater_than": "il faut plus de {gt}",
    "less_than_equal": "le maximum est {le}",
    "model_type": "il faut une table",
}


class WatchError(ValueError):
    """A watch that cannot be read; the message is one line naming the file, the key, the value and the rule."""


def file_of(key: object) -> str:
    """The file of a watch in which a top-level key stands."""
    return {"arguments": "arguments.toml", "actors": "actors.toml"}.get(str(key), "watch.toml")


def explain(error: ErrorDetails, content: dict[str, Any]) -> str:
    """One line for one error of pydantic."""
    location = error["loc"]
    context = error.get("ctx", {})
    default = str(context["error"]) if "error" in context else error["msg"]
    rule = _RULES.get(error["type"], default).format(**context)
    value = "" if error["type"] == "missing" else f" = {_shorten(error['input'])}"
    return f"{file_of(location[0])} : {_path_of(location, content)}{value} : {rule}"


def _path_of(location: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """`arguments[burnout].cues[2]`: items of a list are named by their slug where they have one."""
    path = ""
    here: Any = content
    for step in location:
        if isinstance(step, int):
            here = here[step]
            name = here.get("slug") or here.get("id") or here.get("title") if isinstance(here, dict) else None
            path += f"[{name or step + 1}]"
        else:
            path += f".{step}" if path else step
            here = here.get(step, {}) if isinstance(here, dict) else {}
    return path


def _shorten(value: object) -> str:
    written = repr(value)
    return written if len(written) <= 60 else written[:59] + "…"
