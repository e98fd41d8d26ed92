"""How far a machine's counts may be trusted, said beside them."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.french import NO_BREAK, percent, typeset
from dashboard.markup import anchor, badge, paragraph
from dashboard.names import name_target
from dashboard.precision import (
    DO_NOT_CITE,
    NEVER,
    STANCE_LAYERS,
    is_unfit,
    list_used,
    measure_kind,
    measure_label,
    say_precision,
)
from store.database import Row
from store.verdicts import Voice
from store.watch import Watch

_WHO = {"stance": "Positions lues", "argument": "Arguments repérés", "sentiment": "Tons lus"}


def say_reliability(watch: Watch, models: Sequence[Row], kind: str) -> Markup:
    """One line under counts of stances, arguments or tones (`kind`): the measured precision of what counted them,
    target by target where it is known, that no person corrected the counts, and the way to the measures."""
    worst = measure_kind(models, kind)
    said = _say(worst)
    by_target = _say_targets(watch, list_used(models, kind)) if kind == "stance" else _say_unfit(watch, models, kind)
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
    """One line under sides of one voice: what reading them was measured at."""
    return _say_line("Ces positions", measure_kind(models, STANCE_LAYERS[voice]), test_id=f"fiabilite-{voice}")


def say_argument(models: Sequence[Row], argument: str) -> Markup:
    """One line above the passages of one argument: what spotting it was measured at, else all arguments together."""
    own = measure_label(models, "argument", argument)
    whole = measure_kind(models, "argument")
    who = "Cet argument" if own or whole is None else "Cet argument n’a pas été mesuré ; les arguments réunis"
    return _say_line(typeset(who), own or whole, test_id="fiabilite-argument")


def _say_line(who: str, measure: Row | None, *, test_id: str) -> Markup:
    warning = badge(DO_NOT_CITE, "starting") if is_unfit(measure) else ""
    said = Markup("{}{}: {}. {}").format(who, NO_BREAK, _say(measure), warning)
    return paragraph(said, "quiet", test_id=test_id)


def warn_of_sides(models: Sequence[Row], voice: Voice, target: str = "") -> str:
    """What a file or picture of sides says of them: how well that voice is read, on one target where it is known."""
    one = measure_label(models, "stance", target) if target and voice == "reader" else None
    return _warn("Positions lues", one or measure_kind(models, STANCE_LAYERS[voice]))


def warn_of(models: Sequence[Row], kind: str, label: str = "") -> str:
    """The same of arguments or tones (`kind`), of one argument where it was measured."""
    one = measure_label(models, kind, label) if label else None
    return _warn(_WHO[kind], one or measure_kind(models, kind))


def _warn(who: str, measure: Row | None) -> str:
    warning = f" {DO_NOT_CITE.capitalize()}." if is_unfit(measure) else ""
    return f"{who} par une machine, comptes non corrigés{NO_BREAK}: {_say(measure)}.{warning}"


def _say(measure: Row | None) -> str:
    if measure is None:
        return NEVER
    recall = "" if measure["recall"] is None else f"rappel {percent(measure['recall'])}, "
    return f"précision mesurée {say_precision(measure)}, {recall}{measure['wording']}"


def _say_unfit(watch: Watch, models: Sequence[Row], kind: str) -> str:
    """The arguments that are read too badly to be cited."""
    if kind != "argument":
        return ""
    measures = [(one.name, measure_label(models, kind, one.slug)) for one in watch.arguments]
    said = [f"«{NO_BREAK}{name}{NO_BREAK}» {say_precision(row)}" for name, row in measures if row and is_unfit(row)]
    return f" {DO_NOT_CITE.capitalize()}{NO_BREAK}: {' ; '.join(said)}." if said else ""


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
