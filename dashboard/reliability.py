"""How far a machine's counts may be trusted, said beside them."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.cards import by_id, find_measure
from dashboard.french import between, percent
from dashboard.markup import anchor, paragraph
from store.database import Row

_WHO = {"stance": "Positions lues", "argument": "Arguments repérés"}


def say_reliability(models: Sequence[Row], kind: str) -> Markup:
    """One line under counts of stances or arguments (`kind`): the measured precision and recall of what counted
    them, that no person corrected the counts, and the way to the measures."""
    component = "arguments" if kind == "argument" else kind
    used = [row for row in models if row["component"] == component]
    measures = [find_measure(row, {"tag_kind": kind, "value": "", "key": ""}) for row in by_id(used).values()]
    known = [row for row in measures if row is not None and row["precision"] is not None]
    said = "précision jamais mesurée"
    if known:
        worst = min(known, key=lambda row: float(row["precision"]))
        said = (
            f"précision mesurée {percent(worst['precision'])} "
            f"({between(worst['precision_low'], worst['precision_high'])}), rappel {percent(worst['recall'])}, "
            f"{worst['wording']}"
        )
    return paragraph(
        Markup("{} par une machine, comptes non corrigés : {}. {}").format(
            _WHO[kind], said, anchor(link("collecte"), "Ce que valent les modèles", test_id="fiabilite")
        ),
        "quiet",
    )
