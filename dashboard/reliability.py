"""How far a machine's counts may be trusted, said beside them."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.cards import by_id, find_measure
from dashboard.french import NO_BREAK, between, percent
from dashboard.markup import anchor, paragraph
from dashboard.names import name_target
from store.database import Row
from store.watch import Watch

_WHO = {"stance": "Positions lues", "argument": "Arguments repérés"}


# Under this measured precision a count is not to be repeated outside.
LEAST_PRECISION = 0.6


def say_reliability(watch: Watch, models: Sequence[Row], kind: str) -> Markup:
    """One line under counts of stances or arguments (`kind`): the measured precision of what counted them, target by
    target where it is known, that no person corrected the counts, and the way to the measures."""
    component = "arguments" if kind == "argument" else kind
    used = [row for row in models if row["component"] == component]
    measures = [find_measure(row, {"tag_kind": kind, "value": "", "key": ""}) for row in by_id(used).values()]
    known = [row for row in measures if row is not None and row["precision"] is not None]
    said = "précision jamais mesurée"
    if known:
        worst = min(known, key=lambda row: float(row["precision"]))
        recall = "" if worst["recall"] is None else f"rappel {percent(worst['recall'])}, "
        said = (
            f"précision mesurée {percent(worst['precision'])} "
            f"({between(worst['precision_low'], worst['precision_high'])}), {recall}{worst['wording']}"
        )
    by_target = _say_targets(watch, used) if kind == "stance" else ""
    return paragraph(
        Markup("{} par une machine, comptes non corrigés : {}.{} {}").format(
            _WHO[kind], said, by_target, anchor(link("collecte"), "Ce que valent les modèles", test_id="fiabilite")
        ),
        "quiet",
    )


def _say_targets(watch: Watch, models: Sequence[Row]) -> str:
    measured = [row for model in models for row in model["scores"] if row["layer"] == "stance"]
    said = []
    for row in measured:
        if watch.target(row["label"]) is not None and row["precision"] is not None:
            warning = ", à ne pas citer" if row["precision"] < LEAST_PRECISION else ""
            bounds = between(row["precision_low"], row["precision_high"])
            name = f"«{NO_BREAK}{name_target(watch, row['label'])}{NO_BREAK}»"
            said.append(f"{name} {percent(row['precision'])} ({bounds}){warning}")
    others = "aucune cible n’a été assez relue seule" if not said else "les autres cibles, trop peu relues"
    return f" Par cible : {' ; '.join([*said, others])}."
