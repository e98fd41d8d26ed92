"""An alert in French: its title, and why it opened, with its numbers and the usual range."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.french import NO_BREAK, counted, number, period, short_day, typeset
from dashboard.names import UNITS, name_actor, name_argument, name_target
from store.verdicts import Voice
from store.watch import Watch

AUDIENCE_WORDS: Mapping[str, str] = {
    "medecins": "presse des médecins", "grand-public": "presse grand public", "local": "presse locale",
    "politique": "presse politique",
}  # fmt: skip
KIND_TITLES: Mapping[str, str] = {
    "volume": "Volume", "argument": "Argument", "stance": "Position", "figure": "Chiffre nouveau",
    "actor": "Acteur nommé", "rival": "Rival cité", "silence": "Source muette",
}  # fmt: skip
STATE_WORDS: Mapping[str, str] = {
    "calm": "comme d’habitude", "unusual": "inhabituel", "surprising": "alerte",
    "young": "pas encore d’habitude", "incident": "en suspens, collecte incomplète",
}  # fmt: skip
_SIDES: Mapping[str, str] = {"favour": "pour", "against": "contre"}
_RARE = 10_000
_EACH_ALONE = (
    " Chaque public est comparé à sa propre habitude, et un fil dont les commentaires se répètent pèse moins : ces "
    "nombres disent un mouvement commun, non une part de l’ensemble des lecteurs."
)


def say_title(watch: Watch, facts: Mapping[str, Any]) -> str:
    """One line that says what happens: « Les lecteurs écrivent plus que d’habitude (presse locale) »."""
    return typeset(_TITLES[facts["kind"]](watch, facts))


def say_why(watch: Watch, facts: Mapping[str, Any]) -> str:
    """Why it opened: numbers, period, the usual with its range, and how rare it is by chance."""
    return typeset(_REASONS[facts["kind"]](watch, facts))


def say_followed(watch: Watch, facts: Mapping[str, Any]) -> str:
    """What is followed, whether or not anything happens: « Argument : Rupture d’égalité, presse locale »."""
    kind, parts = facts["kind"], []
    if kind == "volume":
        parts.append("articles" if facts["voice"] == "press" else "commentaires")
    elif kind == "argument":
        parts.append(name_argument(watch, facts["name"]))
    elif kind == "stance":
        parts.append(f"{_SIDES[facts['side']]}, {name_target(watch, facts['name'])}")
    elif kind in ("actor", "rival"):
        parts.append(name_actor(watch, facts["name"]) or facts["name"])
    elif kind == "figure":
        parts.append(say_value(facts) if "low_value" in facts else "tous")
    else:
        parts.append(facts.get("source", facts["name"]))
    parts += [AUDIENCE_WORDS.get(facts["audience"], facts["audience"])] if facts.get("audience") else []
    parts += ["plusieurs publics à la fois"] if _is_together(facts) else []
    return typeset(f"{KIND_TITLES[kind]} : {', '.join(parts)}")


def say_value(facts: Mapping[str, Any]) -> str:
    """A figure as it is told: « 1 347 médecins », « 46 % », « entre 20 et 30 euros »."""
    low, high = float(facts["low_value"]), float(facts["high_value"])
    value = _number(low) if low == high else f"entre {_number(low)} et {_number(high)}"
    unit = {"percent": f"{NO_BREAK}%"}.get(facts["figure_kind"], "")
    unit = unit or (f"{NO_BREAK}{facts['unit']}" if facts.get("unit") else "")
    return f"{value}{unit}{NO_BREAK}{facts['words']}" if facts.get("words") else f"{value}{unit}"


def say_rarity(facts: Mapping[str, Any]) -> str:
    """« Le hasard seul en donnerait autant environ une nuit sur 2 000. » ; '' for what is told each time.

    Beyond one in ten thousand no past bears a number out.
    """
    if facts.get("each") or facts.get("chance") is None:
        return ""
    times = 1 / max(float(facts["chance"]), 1e-12)
    if times >= _RARE:
        return f" Le hasard seul en donnerait autant moins d’une nuit sur {number(_RARE)}."
    return f" Le hasard seul en donnerait autant environ une nuit sur {number(_rounded(times))}." if times >= 2 else ""


def _volume(watch: Watch, facts: Mapping[str, Any]) -> str:
    if facts["voice"] == "press":
        return "La presse publie plus que d’habitude sur le débat" + _where(facts)
    if facts["voice"] == "speaker":
        return "Plus de personnes citées que d’habitude" + _where(facts)
    return "Les lecteurs écrivent plus que d’habitude" + _where(facts)


def _share(said: str) -> Any:
    def title(watch: Watch, facts: Mapping[str, Any]) -> str:
        name = _name(watch, facts)
        name = f"« {name} »" if facts["kind"] in ("argument", "stance") else name
        more = " (signalé à chaque fois)" if facts.get("each") else ""
        return said.format(name=name, side=_SIDES.get(facts.get("side", ""), "")) + _where(facts) + more

    return title


def _name(watch: Watch, facts: Mapping[str, Any]) -> str:
    slug = str(facts["name"])
    if facts["kind"] == "argument":
        return name_argument(watch, slug)
    return name_target(watch, slug) if facts["kind"] == "stance" else name_actor(watch, slug) or slug


def _why_count(watch: Watch, facts: Mapping[str, Any]) -> str:
    usual = _say_usual(facts, f" en {counted(facts['n_days'], 'jour')}" if facts["n_days"] > 1 else " par jour")
    noun = counted(facts["n"], *UNITS[_voice(facts)])
    return f"{noun}{_where(facts)} {_when(facts)} ; {usual}.{say_rarity(facts)}{_say_sources(facts)}"


def _why_share(held: str) -> Any:
    def why(watch: Watch, facts: Mapping[str, Any]) -> str:
        units = UNITS[_voice(facts)][facts["of"] > 1]
        said = held.format(
            n=number(facts["n"]), of=number(facts["of"]), units=units, name=_name(watch, facts),
            side=_SIDES.get(facts.get("side", ""), ""),
        )  # fmt: skip
        among = f" sur {number(facts['of'])}"
        usual = "" if facts.get("each") else f" ; {_say_usual(facts, among)}"
        once = " Chaque texte compte une fois, reprises et doublons écartés."
        once += _EACH_ALONE if _is_together(facts) else ""
        return f"{said}{_where(facts)} {_when(facts)}{usual}.{say_rarity(facts)}{once}{_say_sources(facts)}"

    return why


def _why_figure(watch: Watch, facts: Mapping[str, Any]) -> str:
    first = short_day(date.fromisoformat(facts["first_on"]), with_year=True)
    tellers = counted(facts["n"], "texte distinct", "textes distincts")
    said = f"« {say_value(facts)} » n’avait jamais été lu ici avant le {first} ; {tellers} le donnent depuis"
    if facts.get("each"):
        return f"{said}."
    least = number(facts["least"])
    return (
        f"{said} ; d’après l’année écoulée, il en faut {least} en une semaine pour que le hasard des reprises ne "
        f"l’explique guère. Une reprise d’un même texte ne compte pas."
    )


def _why_silence(watch: Watch, facts: Mapping[str, Any]) -> str:
    return f"{facts['source']} : {facts['why'][0].lower()}{facts['why'][1:]}"


def _say_usual(facts: Mapping[str, Any], per: str) -> str:
    expected = float(facts["expected"])
    mean = "moins de 0,1" if expected < 0.05 else number(expected, digits=1 if expected < 20 else 0)
    return f"d’habitude {mean}{per} (de {number(facts['low'])} à {number(facts['high'])}, 19 fois sur 20)"


def _when(facts: Mapping[str, Any]) -> str:
    first, last = date.fromisoformat(facts["first_on"]), date.fromisoformat(facts["last_on"])
    return f"le {short_day(last, with_year=True)}" if first == last else period(first, last)


def _is_together(facts: Mapping[str, Any]) -> bool:
    """Whether several audiences of readers were judged at once."""
    return facts["kind"] in ("argument", "stance") and facts["voice"] == "reader" and not facts.get("audience")


def _where(facts: Mapping[str, Any]) -> str:
    audience = facts.get("audience")
    if _is_together(facts):
        return " (plusieurs publics à la fois)"
    return f" ({AUDIENCE_WORDS.get(audience, audience)})" if audience else ""


def _say_sources(facts: Mapping[str, Any]) -> str:
    n = len(facts.get("sources", ()))
    return f" Compté sur {counted(n, 'source suivie', 'sources suivies')} sans trou de collecte." if n else ""


def _voice(facts: Mapping[str, Any]) -> Voice:
    voice: Voice = facts["voice"]
    return voice


def _number(value: float) -> str:
    return number(value, digits=0 if value == int(value) else 2).rstrip("0") if value != int(value) else number(value)


def _rounded(times: float) -> int:
    """One or two digits that can be said aloud."""
    if times < 10:
        return int(times)
    power: int = 10 ** (len(str(int(times))) - 1)
    return int(times // power) * power


_TITLES: Mapping[str, Any] = {
    "volume": _volume,
    "argument": _share("L’argument {name} prend plus de place que d’habitude"),
    "stance": _share("Le camp « {side} » prend plus de place que d’habitude sur {name}"),
    "actor": _share("{name} est nommé plus que d’habitude"),
    "rival": _share("{name} est cité plus que d’habitude"),
    "figure": lambda watch, facts: f"Un chiffre nouveau circule : {say_value(facts)}",
    "silence": lambda watch, facts: f"{facts['source']} se tait ou ne répond plus",
}
_REASONS: Mapping[str, Any] = {
    "volume": _why_count,
    "argument": _why_share("L’argument « {name} » est soutenu dans {n} des {of} {units} du débat"),
    "stance": _why_share("{n} des {of} {units} qui prennent parti sur « {name} » sont « {side} »"),
    "actor": _why_share("{name} est nommé dans {n} des {of} {units} du débat"),
    "rival": _why_share("{name} est cité dans {n} des {of} {units} du débat"),
    "figure": _why_figure,
    "silence": _why_silence,
}
