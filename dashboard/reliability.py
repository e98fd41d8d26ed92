"""How far a machine's counts may be trusted, said beside them."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.french import NO_BREAK, percent
from dashboard.markup import anchor, badge, paragraph
from dashboard.names import name_target
from dashboard.precision import DO_NOT_CITE, NEVER, STANCE_LAYERS, is_unfit, list_used, measure_kind, say_precision
from store.database import Row
from store.verdicts import Voice
from store.watch import Watch

_WHO = {"stance": "Positions lues", "argument": "Arguments repérés", "sentiment": "Tons lus"}


def say_reliability(watch: Watch, models: Sequence[Row], kind: str) -> Markup:
    """One line under counts of stances, arguments or tones (`kind`): the measured precision of what counted them,
    target by target where it is known, that no person corrected the counts, and the way to the measures."""
    worst = measure_kind(models, kind)
    said = NEVER
    if worst is not None:
        recall = "" if worst["recall"] is None else f"rappel {percent(worst['recall'])}, "
        said = f"précision mesurée {say_precision(worst)}, {recall}{worst['wording']}"
    by_target = _say_targets(watch, list_used(models, kind)) if kind == "stance" else ""
    return paragraph(
        Markup("{} par une machine, comptes non corrigés : {}.{} {}").format(
            _WHO[kind],
            said,
            by_target,
            anchor(link("fiabilite"), "Jusqu’où s’y fier, et les parts corrigées", test_id="fiabilite"),
        ),
        "quiet",
    )


def say_voice(models: Sequence[Row], voice: Voice) -> Markup:
    """One line under sides of the press or of persons quoted: what reading them was measured at."""
    measure = measure_kind(models, STANCE_LAYERS[voice])
    if measure is None:
        return paragraph(f"Ces positions{NO_BREAK}: {NEVER}.", "quiet")
    warning = badge(DO_NOT_CITE, "starting") if is_unfit(measure) else ""
    recall = "" if measure["recall"] is None else f"rappel {percent(measure['recall'])}, "
    said = f"Ces positions{NO_BREAK}: précision mesurée {say_precision(measure)}, {recall}{measure['wording']}."
    return paragraph(Markup("{} {}").format(said, warning), "quiet")


def _say_targets(watch: Watch, models: Sequence[Row]) -> str:
    measured = [row for model in models for row in model["scores"] if row["layer"] == "stance"]
    said = []
    for row in measured:
        if watch.target(row["label"]) is not None and row["precision"] is not None:
            warning = f", {DO_NOT_CITE}" if is_unfit(row) else ""
            name = f"«{NO_BREAK}{name_target(watch, row['label'])}{NO_BREAK}»"
            said.append(f"{name} {say_precision(row)}{warning}")
    if not said:
        said = ["aucune cible n’a été mesurée seule"]
    elif len(said) < len(watch.targets):
        said.append("les autres cibles, trop peu mesurées")
    return f" Par cible : {' ; '.join(said)}."
