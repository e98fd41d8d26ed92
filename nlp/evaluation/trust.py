"""The section of the report on what probabilities and evidence are worth, as Markdown in French."""

from collections.abc import Sequence

from nlp.evaluation.calibration import Calibration, Risk
from nlp.evaluation.evaluate import Evaluation
from nlp.evaluation.faithfulness import CUES, OURS, RANDOM, Faithfulness, Measure
from nlp.evaluation.french import LAYERS, NOTHING, between, number, percent, rate, signed
from nlp.evaluation.tables import table

_METHODS = {OURS: "celles de Vigie", RANDOM: "autant de mots au hasard", CUES: "mots des indices"}


def trust_section(found: Evaluation) -> list[str]:
    """Calibration, what abstaining buys, and whether the evidence carries the answers; empty without passages."""
    if not found.calibration:
        return []
    return [
        "## Ce que valent les probabilités et les preuves", "",
        *_skills(found.calibration), "", *_reliability(found.calibration), "", *_risk(found.risk), "",
        *_faithfulness(found.faithfulness),
    ]  # fmt: skip


def _skills(measured: Sequence[Calibration]) -> list[str]:
    rows = [
        [LAYERS[one.layer], number(one.n), rate(one.brier), rate(one.base), f"**{rate(one.skill)}**",
         between(one.low, one.high)]
        for one in measured
    ]  # fmt: skip
    return [
        "### Score de Brier", "",
        "Écart quadratique entre la probabilité dite et ce qui est vrai, à côté de ce que donnerait la seule fréquence "
        "de chaque réponse dans ces phrases. Habileté : 1 parfait, 0 pas mieux que la fréquence.", "",
        *table(["couche", "réponses", "Brier", "fréquences", "habileté", "intervalle"], rows),
    ]  # fmt: skip


def _reliability(measured: Sequence[Calibration]) -> list[str]:
    rows = [
        [LAYERS[one.layer], number(part.n), rate(part.said), rate(part.right), between(part.low, part.high)]
        for one in measured
        for part in one.bins
    ]
    return [
        "### Fiabilité des probabilités", "",
        "Par dixièmes de la probabilité dite : un score qui dit vrai donne deux colonnes égales.", "",
        *table(["couche", "réponses", "probabilité dite", "part juste", "intervalle"], rows),
    ]  # fmt: skip


def _risk(points: Sequence[Risk]) -> list[str]:
    rows = [
        [percent(one.coverage), rate(one.least), number(one.n), f"**{rate(one.wrong)}**", between(one.low, one.high)]
        for one in points
    ]
    return [
        "### Risque selon la part gardée", "",
        "Parmi les cibles vues, les positions les plus sûres d’abord : part d’erreurs (cible ou côté faux) quand on ne "
        "garde que cette part. « Sûreté » : le produit que coupe la tolérance de la veille.", "",
        *table(["part gardée", "sûreté de la moins sûre", "positions", "erreurs", "intervalle"], rows),
    ]  # fmt: skip


def _faithfulness(measured: Sequence[Faithfulness]) -> list[str]:
    rows = [
        [LAYERS[one.layer], _METHODS[one.method], number(one.n), percent(one.words), _said(one.comprehensiveness),
         _said(one.sufficiency), NOTHING if one.gain is None else _said(one.gain, is_signed=True)]
        for one in measured
    ]  # fmt: skip
    return [
        "### Preuves", "",
        "Ce que la probabilité perd quand les mots sont ôtés (beaucoup, si ce sont les bons), puis quand ils sont "
        "seuls gardés (peu). « Gain » : ce que celles de Vigie ôtent de plus.", "",
        *table(["couche", "preuves", "réponses", "mots", "perte sans elles", "perte avec elles seules", "gain"], rows),
    ]  # fmt: skip


def _said(one: Measure, *, is_signed: bool = False) -> str:
    value = signed(one.value) if is_signed else rate(one.value).replace("-", "−")
    return f"{value} ({between(one.low, one.high).replace('-', '−')})"
