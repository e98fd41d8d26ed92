"""Parts of « Fiabilité »: precision by layer and group, and what a score is worth."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from dashboard.address import link
from dashboard.calibration import calibrate
from dashboard.charts.calibration import draw_calibration
from dashboard.corrected import LEAST_AUDITS
from dashboard.exhibit import Exhibit, Value
from dashboard.french import NO_BREAK, between, listed, number, percent, short_day
from dashboard.markup import badge, details, escape, heading, paragraph, show, table
from dashboard.names import LAYERS, MEASURED, QUOTE_KINDS, SENTIMENTS, STANCES, name_argument, name_target
from dashboard.precision import DO_NOT_CITE, is_unfit, say_precision
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from store.audit_scores import list_stance_calls
from store.database import Row
from store.queries.arguments import find_message_model
from store.queries.audits import Judgement
from store.queries.collection import list_models


def show_layers(screen: Screen) -> None:
    """The measured precision of each layer, and of each group of it, with how many, when and on what."""
    show(heading(2, "La précision, couche par couche", test_id="couches"))
    messages = screen.ask(find_message_model)
    models = [*screen.ask(list_models), *([messages] if messages else [])]
    scores = [score for model in models for score in model["scores"] if score["n"]]
    if not scores:
        show(paragraph("Aucun modèle n’a encore été mesuré : ne répétez aucun compte au dehors.", "quiet"))
        return
    for layer in [one for one in LAYERS if any(score["layer"] == one for score in scores)]:
        found = [score for score in scores if score["layer"] == layer]
        whole = [score for score in found if not score["label"]] or found[:1]
        name = f"{LAYERS[layer][0].upper()}{LAYERS[layer][1:]}"
        said = f"{name}{NO_BREAK}: {_say(whole[0])}, n = {number(whole[0]['n'])}, le {_day(whole[0])}"
        lines = [
            [*_group(screen, score), _say(score), _say_recall(score), number(score["n"]), _day(score)]
            for score in found
        ]
        columns = ["Groupe", "Mesure", "Précision", "Rappel", "n", "Mesurée le"]
        show(details(said, table(f"Précision{NO_BREAK}: {LAYERS[layer]}", columns, lines, n_text_columns=2),
                     test_id=f"couche-{layer}"))  # fmt: skip
    never = [said for layer, said in LAYERS.items() if not any(score["layer"] == layer for score in scores)]
    show(paragraph("Le rappel est la part de ce qu’il fallait trouver qui l’a été : le reste, la machine ne l’a pas vu."
                   + (f" Jamais mesurés{NO_BREAK}: {listed(never)}." if never else ""), "quiet"))  # fmt: skip


def _group(screen: Screen, score: Row) -> list[Markup | str]:
    known = SENTIMENTS if score["layer"] == "sentiment" else {**MEASURED, **QUOTE_KINDS, **STANCES}
    label = score["label"]
    named = known.get(label) or name_target(screen.watch, label)
    named = named if named != label else name_argument(screen.watch, label)
    unfit = Markup(" {}").format(badge(DO_NOT_CITE, "starting")) if _has(score) and is_unfit(score) else ""
    return [Markup("{}{}").format(named or "ensemble", unfit), score["wording"]]


def _say(score: Row) -> str:
    return say_precision(score) if _has(score) else "–"


def _say_recall(score: Row) -> str:
    return "–" if score["recall"] is None else percent(score["recall"])


def _has(score: Row) -> bool:
    return score["precision"] is not None


def _day(score: Row) -> str:
    return short_day(date.fromisoformat(score["measured_on"][:10]), with_year=True)


def show_calibration(screen: Screen, judgements: Sequence[Judgement]) -> None:
    """Whether the scores of stances mean what they say, once enough texts were judged."""
    show(heading(2, "Ce que vaut un score", test_id="calibration"))
    readers = [one for one in judgements if one.stratum == "readers"]
    steps = calibrate(list_stance_calls(readers))
    if len(readers) < LEAST_AUDITS or len(steps) < 2:
        why = f"il faut {LEAST_AUDITS} commentaires jugés, il y en a {number(len(readers))}"
        if len(readers) >= LEAST_AUDITS:
            why = "les scores jugés se ressemblent trop pour être comparés"
        show(paragraph(f"Pas encore mesuré : {why}. Jusque-là, lisez un score comme un ordre, pas comme une chance.",
                       "quiet"))  # fmt: skip
        return
    rows: list[list[Value]] = [[one.score, one.share, one.low, one.high, one.n] for one in steps]
    lines = [
        [escape(number(one.score, digits=2)), f"{percent(one.share)} ({between(one.low, one.high)})", number(one.n)]
        for one in steps
    ]
    days = sorted(one.made_on for one in readers)
    show_exhibit(screen, Exhibit(
        name="calibration", title="Part de positions justes selon le score", unit="une position nommée sur une cible",
        n=sum(one.n for one in steps), nouns=("position jugée", "positions jugées"), sources="commentaires de l’audit",
        period=f"jugés du {short_day(date.fromisoformat(days[0]), with_year=True)} au "
               f"{short_day(date.fromisoformat(days[-1]), with_year=True)}",
        address=link("fiabilite"), columns=["Score moyen", "Part de justes", "De", "À", "Positions jugées"],
        rows=rows, lines=lines, screen_columns=["Score moyen", "Part de justes", "Positions jugées"],
        make=lambda: draw_calibration(steps),
    ))  # fmt: skip
