"""The report of one evaluation, as Markdown in French."""

from collections.abc import Mapping, Sequence

from nlp.evaluation.curve import Point
from nlp.evaluation.evaluate import BOTH, Evaluation
from nlp.evaluation.floors import Floor
from nlp.evaluation.french import LAYERS, SIDES, number, percent, rate, typeset
from nlp.evaluation.lines import RAW, SHOWN, Line
from nlp.evaluation.scoring import Difference
from nlp.evaluation.tables import (
    agreement_table,
    curve_table,
    difference_table,
    layer_table,
    matrix_table,
    off_topic_table,
    slice_table,
)
from nlp.evaluation.trust import trust_section
from store.watch import Watch

CURVE_TITLE = "## Courbe d’apprentissage de TF-IDF"
_ON_PASSAGES = ("presence", "pairs", "stance", "arguments", "use", "tone", "relevance")
_ON_THREADS = ("verdicts", "thread-arguments", "comment-relevance", "press-verdicts", "speaker-verdicts",
               "article-relevance", "actors", "stories")  # fmt: skip
_PUBLIC = ("tweets", "unseen")


def render(
    found: Evaluation,
    watch: Watch,
    *,
    floors: Mapping[str, Floor],
    against: Mapping[str, Difference] | None = None,
    curve: str = "",
) -> str:
    """The whole report; `curve` is its last section, already written."""
    parts = [
        _head(found),
        *(_layers(found, side, _ON_PASSAGES, floors, watch) for side in (SHOWN, RAW)),
        _threads(found, floors, watch),
        _spans(found, floors, watch),
        trust_section(found),
        _slices(found),
        _matrices(found),
        _agreement(found),
        _public(found, floors, watch),
        ["## Différence avec l’autre modèle", "", *difference_table(against, found.lines, watch)] if against else [],
        _reasons(floors),
    ]
    text = "\n\n".join("\n".join(part) for part in parts if part)
    return typeset(f"{text}\n\n{curve}".rstrip()) + "\n"


def render_curve(points: Sequence[Point], gold: str, measured_on: str) -> str:
    """The section of the learning curve."""
    lines = [
        CURVE_TITLE, "",
        f"F1 micro sur « {gold} », le {measured_on} : moyenne des tirages, entre parenthèses le moins bon et le "
        "meilleur.", "", *curve_table(points),
    ]  # fmt: skip
    return typeset("\n".join(lines))


def kept_curve(report: str) -> str:
    """The section of the learning curve of an earlier report, '' where it has none."""
    start = report.find(typeset(CURVE_TITLE))
    return report[start:].rstrip() if start >= 0 else ""


def _head(found: Evaluation) -> list[str]:
    n, name = len(found.gold.passages), found.gold.name
    lines = [
        "# Scores de Vigie", "",
        f"Mesurés le {found.measured_on} sur {number(n)} phrases écrites pour l’essai (« {name} »), jamais vues à "
        f"l’apprentissage. Poids : {found.weights[:12]}.",
        "Intervalles à 95 % : les phrases, ou les articles avec leurs commentaires, sont retirés entiers (1 000 "
        "tirages). « n » compte ce qui est attendu. « – » : mesure sans objet ici, ou qui n’a pas pu être faite.",
        "Points de comparaison, sur les mêmes textes : la réponse la plus fréquente, ou les indices et le lexique "
        "seuls ; TF-IDF (mots 1-2, caractères 3-5) et régression logistique, appris sur "
        f"{number(found.n_learnt)} phrases.",
        f"Quand une cible est nommée, une position l’est aussi dans {percent(found.coverage)} des cas ; sinon la "
        "réponse est « indéterminé ».",
    ]  # fmt: skip
    return [*lines, *([""] if found.missing else []), *(f"- {note}" for note in found.missing)]


def _layers(
    found: Evaluation, side: str, layers: Sequence[str], floors: Mapping[str, Floor], watch: Watch
) -> list[str]:
    measured = [(layer, found.of(side, layer)) for layer in layers]
    lines = [f"## {SIDES[side]}"]
    for layer, group in measured:
        if group:
            lines += ["", f"### {LAYERS[layer]}", "", *layer_table(group, floors, watch)]
    return lines if len(lines) > 1 else []


def _threads(found: Evaluation, floors: Mapping[str, Floor], watch: Watch) -> list[str]:
    n_comments = sum(len(thread.comments) for thread in found.gold.threads)
    lines = _titled(found, SHOWN, _ON_THREADS, floors, watch)
    words = (
        f"{number(len(found.gold.threads))} articles entiers et leurs {number(n_comments)} commentaires, écrits pour "
        "l’essai, enregistrés puis lus comme la nuit les lit."
    )
    return ["## Fils entiers", "", words, *lines] if lines else []


def _titled(
    found: Evaluation, side: str, layers: Sequence[str], floors: Mapping[str, Floor], watch: Watch
) -> list[str]:
    lines = []
    for layer in layers:
        if group := found.of(side, layer):
            lines += ["", f"### {LAYERS[layer]}", "", *layer_table(group, floors, watch)]
    return lines


def _spans(found: Evaluation, floors: Mapping[str, Floor], watch: Watch) -> list[str]:
    if not found.spans:
        return []
    lines = ["## Citations, locuteurs, chiffres"]
    for (component, folder), group in found.spans.items():
        where = folder or (" et ".join(found.gold.spans) if len(found.gold.spans) > 1 else next(iter(found.gold.spans)))
        bears = floors if folder == BOTH else {}
        lines += ["", f"### {LAYERS[component]} : {where}", "", *layer_table(group, bears, watch)]
    return lines


def _slices(found: Evaluation) -> list[str]:
    if not found.slices:
        return []
    lines = ["## Par tranche"]
    for side, slices in found.slices.items():
        lines += ["", f"### {SIDES[side]}", "", *slice_table(slices)]
    if found.off_topic.get("produit"):
        lines += ["", "### Ce qui est écarté comme hors sujet", "", *off_topic_table(found.off_topic)]
    return lines


def _matrices(found: Evaluation) -> list[str]:
    if not found.gold.passages:
        return []
    lines = ["## Matrices de confusion"]
    for title, matrix in found.matrices.items():
        lines += ["", f"### {title}", "", *matrix_table(matrix)]
    return lines


def _agreement(found: Evaluation) -> list[str]:
    title = "## Auto-cohérence"
    if found.agreement is None:
        return [title, "", "Aucune seconde lecture à l’aveugle pour l’instant."]
    words = (
        f"{number(found.agreement.n_passages)} phrases relues à l’aveugle par un annotateur neuf de même sorte : "
        "accord avec la première lecture. C’est la constance d’une façon d’annoter, non l’accord de deux personnes."
    )
    return [
        title, "", words, "", *agreement_table(found.agreement), "", "### Par tranche", "",
        *slice_table(found.agreement.slices),
    ]  # fmt: skip


def _public(found: Evaluation, floors: Mapping[str, Floor], watch: Watch) -> list[str]:
    lines = _titled(found, RAW, _PUBLIC, floors, watch)
    return ["## Corpus publics", *lines] if lines else []


def _reasons(floors: Mapping[str, Floor]) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for key, floor in floors.items():
        if floor.get("why"):
            by_reason.setdefault(floor["why"], []).append(f"{key} ({rate(floor['floor'])})")
    lowered = [f"- {why} : {', '.join(keys)}." for why, keys in by_reason.items()]
    return ["## Planchers abaissés, et pourquoi", "", *lowered] if lowered else []


def say_under(line: Line, floor: Floor) -> str:
    """One French sentence for a score under its floor, with the key that lowers it."""
    return typeset(f"SOUS LE PLANCHER : {line.key} : F1 {rate(line.score.f1)}, le plancher est {rate(floor['floor'])}.")
