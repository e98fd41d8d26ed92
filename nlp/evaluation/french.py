"""French words and numbers of the report."""

import re
from collections.abc import Mapping

from store.watch import Watch

NO_BREAK, THIN_SPACE = "\u00a0", "\u202f"
NOTHING = "–"
SIDES = {"shown": "Ce que la nuit montre", "raw": "Le modèle brut, sans abstention"}
LAYERS: Mapping[str, str] = {
    "presence": "Cible évoquée",
    "pairs": "Position par cible (cible et position justes ensemble)",
    "stance": "Position, cible donnée",
    "arguments": "Arguments",
    "use": "Emploi des arguments trouvés à raison",
    "tone": "Ton",
    "relevance": "Pertinence",
    "verdicts": "Verdicts de commentaires entiers",
    "thread-arguments": "Arguments de commentaires entiers",
    "comment-relevance": "Pertinence des commentaires",
    "press-verdicts": "Verdicts de la presse, dans ses propres mots",
    "speaker-verdicts": "Verdicts des personnes citées",
    "article-relevance": "Pertinence des articles",
    "actors": "Acteurs nommés dans les articles",
    "stories": "Articles d’une même histoire (B³)",
    "quotes": "Citations",
    "figures": "Chiffres",
    "tweets": "Ton de tweets (corpus public)",
    "unseen": "Proposition jamais vue (consultations publiques)",
}
SIMPLE: Mapping[str, str] = {
    "arguments": "indices seuls", "thread-arguments": "indices seuls", "relevance": "lexique seul",
    "comment-relevance": "lexique seul", "article-relevance": "lexique seul", "quotes": "expression régulière",
    "figures": "expression régulière", "actors": "nom exact", "stories": "chaque article seul",
}  # fmt: skip
GROUPS: Mapping[str, str] = {
    "all": "ensemble (micro)", "macro": "moyenne des classes (macro)", "second-choice": "ensemble, second choix admis",
    "favour": "pour", "against": "contre", "neutral": "neutre", "unclear": "indéterminé", "unnamed": "non évoquée",
    "negative": "négatif", "positive": "positif", "asserts": "soutenu", "refutes": "réfuté", "reports": "rapporté",
    "yes": "dans le débat", "no": "hors sujet (rappel : part écartée)",
    "direct": "directe", "partial": "partielle", "indirect": "indirecte", "according-to": "« selon »",
    "interview": "entretien", "speaker": "locuteur, parmi les citations trouvées", "attitude": "attitude du verbe",
    "kind": "sorte, parmi ce qui est trouvé", "found": "nombre repéré, valeur juste ou non",
    "value": "valeur, parmi les nombres repérés", "comparator": "comparateur, parmi les nombres repérés",
    "unit": "unité, parmi les nombres repérés", "silence": "silence, quand il n’y a rien à trouver",
    "count": "effectif", "money": "somme", "percent": "pourcentage", "fraction": "fraction", "date": "date",
    "duration": "durée", "age": "âge", "rate": "rythme", "law-ref": "texte de loi",
}  # fmt: skip
_WHOLES: Mapping[str, str] = {
    "quotes": "ensemble (passage entier)", "figures": "ensemble (nombre et valeur)", "actors": "ensemble",
    "stories": "ensemble", "relevance": "dans le débat", "comment-relevance": "dans le débat",
    "article-relevance": "dans le débat",
}  # fmt: skip


def name_group(layer: str, group: str, watch: Watch) -> str:
    """The French name of a group of labels."""
    if group == "all" and layer in _WHOLES:
        return _WHOLES[layer]
    known = watch.target(group) or watch.argument(group)
    return known.name if known else GROUPS.get(group, group)


def simple_name(layer: str) -> str:
    """The French name of the first baseline of a layer."""
    return SIMPLE.get(layer, "majorité")


def number(value: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{value:,}".replace(",", THIN_SPACE)


def rate(value: float | None) -> str:
    """A share with three decimals and a comma, or a dash."""
    return NOTHING if value is None else f"{value:.3f}".replace(".", ",")


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"{value:+.3f}".replace(".", ",").replace("-", "−")


def between(low: float, high: float) -> str:
    """Two bounds."""
    return f"{rate(low)} – {rate(high)}"


def percent(share: float) -> str:
    """A share in whole percents."""
    return f"{100 * share:.0f} %"


def typeset(text: str) -> str:
    """The text with no-break spaces where French wants them: before double signs and percents, inside quotes."""
    return re.sub(r" (?=[:;!?»%])", NO_BREAK, re.sub(r"« ", f"«{NO_BREAK}", text))
