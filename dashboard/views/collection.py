"""« Collecte » : qu’a-t-on lu, qu’a-t-on manqué, et que valent les modèles ?"""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from dashboard.address import link
from dashboard.french import NO_BREAK, between, curl_apostrophes, moment, number, percent, short_day
from dashboard.markup import anchor, badge, details, escape, heading, notice, outside, paragraph, show, table
from dashboard.names import (
    AUDIENCES,
    COMMANDS,
    LAYERS,
    MEASURED,
    QUOTE_KINDS,
    RUN_STATUSES,
    SENTIMENTS,
    STANCES,
    STEPS,
    name_argument,
    name_target,
)
from dashboard.screen import Screen
from dashboard.showing import show_view_link
from dashboard.source_health import draw_state, draw_trouble, say_all
from store.clock import now
from store.database import Row
from store.health.verdicts import Verdict
from store.queries.collection import (
    find_last_collection,
    list_failures,
    list_models,
    list_runs,
    list_sources,
    list_steps,
)
from store.queries.health import judge_sources

FIRST_FAILURES = 8
STALE_AFTER = timedelta(hours=36)
_COUNTS = {
    "pages": "pages", "articles": "articles", "comments": "commentaires", "passages": "passages", "new": "nouveaux",
    "failed": "échecs", "requests": "demandes", "stories": "reprises", "threads": "fils", "edited": "modifiés",
    "deleted": "supprimés", "refused": "effacées, non relues", "refused_comments": "non conservés",
    "emptied_articles": "articles vidés", "emptied_comments": "commentaires vidés", "files": "fichiers",
    "sound": "en ordre", "watched": "à surveiller", "broken": "en panne", "unjudged": "pas encore jugées",
    "newly_broken": "nouvelles pannes", "mails": "courriels", "done": "faites", "n_articles": "articles",
    "n_comments": "commentaires", "n_passages": "passages",
}  # fmt: skip


def show_view(screen: Screen) -> None:
    """Draws the state of the collection, failures, sources, models and runs."""
    show(heading(1, "Collecte"))
    show_view_link(screen, "collecte")
    runs = screen.ask(list_runs)
    show(_state(screen, runs))
    verdicts = screen.ask(judge_sources, today=screen.today)
    _show_health(verdicts)
    _show_failures(screen, runs)
    _show_sources(screen, verdicts)
    _show_models(screen)
    _show_runs(screen, runs)


def _state(screen: Screen, runs: Sequence[Row]) -> Markup:
    last = screen.ask(find_last_collection)
    if last is None:
        return notice(
            Markup("Aucune collecte n’a encore abouti. Lancez <code>vigie nightly</code>."),
            css="warning",
            test_id="etat",
        )
    finished = last["finished_at"] or last["started_at"]
    sentence = Markup("Dernière collecte{}: {} ({}).").format(NO_BREAK, moment(finished), RUN_STATUSES[last["status"]])
    if finished < (now() - STALE_AFTER).isoformat():
        sentence += Markup(
            " <strong>Elle date de plus d’un jour et demi.</strong> Vérifiez la crontab (<code>vigie cron</code>)."
        )
        return notice(sentence, css="warning", test_id="etat")
    if last["status"] == "partial":
        return notice(sentence + " Ce qui a manqué est nommé ci-dessous.", css="warning", test_id="etat")
    return notice(sentence, test_id="etat")


def _show_health(verdicts: Sequence[Verdict]) -> None:
    if not verdicts:
        return
    show(heading(2, "La santé des sources", test_id="sante-des-sources"))
    show(paragraph(say_all(verdicts)))
    show(draw_trouble(verdicts))


def _show_failures(screen: Screen, runs: Sequence[Row]) -> None:
    failing = next((row for row in runs if row["n_failures"]), None)
    show(heading(2, "Ce qui a échoué"))
    if failing is None:
        show(paragraph("Aucun échec enregistré.", "quiet"))
        return
    failures = screen.ask(list_failures, run_id=failing["id"])
    names = {row["id"]: row["name"] for row in screen.ask(list_sources)}
    lines = [
        [names.get(row["source_id"], row["source_id"]) or STEPS.get(row["step"], row["step"]),
         outside(row["item"], row["item"]), curl_apostrophes(row["error"]),
         curl_apostrophes(row["hint"] or "") or "Relancez ; si l’erreur revient, lisez le journal."]
        for row in failures
    ]  # fmt: skip
    caption = f"Échecs du passage {_when(failing)}"
    columns = ["Source ou étape", "Sur quoi", "Ce qui a échoué", "Que faire"]
    show(table(caption, columns, lines[:FIRST_FAILURES], n_text_columns=4))
    if len(lines) > FIRST_FAILURES:
        rest = lines[FIRST_FAILURES:]
        show(details(f"Les {number(len(rest))} suivants", table(caption, columns, rest, n_text_columns=4)))


def _when(run: Row) -> str:
    return f"de {COMMANDS.get(run['command'], run['command'])}, {moment(run['started_at'])}"


def _show_sources(screen: Screen, verdicts: Sequence[Verdict]) -> None:
    sources = screen.ask(list_sources)
    judged = {verdict.source_id: verdict for verdict in verdicts}
    show(heading(2, f"Les sources ({number(len(sources))})", test_id="sources"))
    if not sources:
        show(paragraph("Aucune source n’a encore été lue.", "quiet"))
        return
    lines = [
        [
            Markup("{} {}").format(outside(row["homepage"], row["name"]), _verified(row)),
            AUDIENCES.get(row["audience"], row["audience"]),
            draw_state(judged.get(row["id"])),
            _last_step(row),
            short_day(date.fromisoformat(row["last_article_on"]), with_year=True) if row["last_article_on"] else "–",
            anchor(link("lire", source=row["id"]), number(row["n_articles"]), css="count")
            if row["n_articles"]
            else "0",
            number(row["n_comments"]),
            _unread(row),
        ]
        for row in sources
    ]
    columns = [
        "Source",
        "Public",
        "Santé",
        "Dernière collecte",
        "Dernier article",
        "Articles",
        "Commentaires lus",
        "Déclarés, non lus",
    ]
    show(table("Sources de la veille et ce qui en a été lu", columns, lines, n_text_columns=4))
    show(
        paragraph(
            "« Jamais vérifiée » : personne n’a encore comparé ce que Vigie lit de ce site avec ses pages réelles. "
            "« Déclarés, non lus » : commentaires que le site annonce et que Vigie n’a pas pu lire. "
            "La santé est jugée sur tout ce que le site montre, dans le débat ou non, et sur son propre rythme "
            "(jours de la semaine, fêtes, août) ; le seuil vise moins d’un silence accusé à tort par source et par an.",
            "quiet",
        )
    )


def _verified(row: Row) -> Markup:
    if not row["verified_on"]:
        return badge("jamais vérifiée", "starting")
    return badge(f"vérifiée le {short_day(date.fromisoformat(row['verified_on']), with_year=True)}", "muted")


def _last_step(row: Row) -> Markup:
    if not row["last_run_at"]:
        return escape("jamais")
    css = "ok" if row["last_status"] == "done" else "bad"
    return Markup('{} <span class="status {}">{}</span>{}').format(
        moment(row["last_run_at"]), css, RUN_STATUSES[row["last_status"]],
        Markup('<br><span class="quiet">{}</span>').format(row["last_message"]) if row["last_message"] else "",
    )  # fmt: skip


def _unread(row: Row) -> Markup:
    unread = (row["n_declared"] or 0) - row["n_comments"]
    if unread <= 0:
        return escape("–")
    return Markup("{}<br>{}").format(number(unread), anchor(link("coller"), "coller une page"))


def _show_models(screen: Screen) -> None:
    models = screen.ask(list_models)
    show(heading(2, "Les modèles et ce qu’ils valent", test_id="modeles"))
    if not models:
        show(paragraph("Aucun texte n’a encore été analysé.", "quiet"))
        return
    show(
        paragraph(
            "Un « modèle de départ » n’a pas encore été corrigé par des personnes. La précision dit combien de ses "
            "étiquettes sont justes, le rappel combien il en trouve ; entre parenthèses, l’intervalle à "
            f"95{NO_BREAK}%.",
            "quiet",
        )
    )
    asked = screen.params.get("modele")
    lines = [line for row in models for line in _model_lines(row, is_asked=row["id"] == asked)]
    columns = ["Modèle", "Mesure", "Précision", "Rappel", "F1", "Textes lus"]
    show(table("Modèles dont les étiquettes sont comptées", columns, lines, n_text_columns=2))
    for row in models:
        labelled = [score for score in row["scores"] if score["label"] and score["n"]]
        if labelled:
            lines = [
                [_say_label(screen, score), *(_measured(score, name) for name in ("precision", "recall", "f1")),
                 number(score["n"])]
                for score in labelled
            ]  # fmt: skip
            columns = ["Étiquette", "Précision", "Rappel", "F1", "Phrases"]
            title = f"{row['title']} : les mesures par étiquette ({len(lines)})"
            show(details(title, table(f"Mesures de « {row['title']} »", columns, lines)))


def _model_lines(row: Row, *, is_asked: bool) -> list[list[Markup | str]]:
    """One line a layer that the model reads: its whole measure; one line that says so when nothing was measured."""
    starting = Markup(" {}").format(badge("modèle de départ", "starting")) if row["starting"] else ""
    name = Markup('<span class="{}" data-testid="modele">{}</span>{}').format(
        "here" if is_asked else "", row["title"], starting
    )
    whole = [score for score in row["scores"] if not score["label"]]
    if not whole:
        return [[name, "qualité jamais mesurée", "–", "–", "–", number(row["n_owners"])]]
    lines = []
    for score in whole:
        layer = Markup("{}<br>{}").format(name, LAYERS[score["layer"]]) if len(whole) > 1 else name
        values = [_measured(score, one) for one in ("precision", "recall", "f1")]
        lines.append([layer, f"{score['wording']}, le {_day(score['measured_on'])}", *values, number(row["n_owners"])])
    return lines


def _say_label(screen: Screen, score: Row) -> str:
    label = score["label"]
    known = SENTIMENTS if score["layer"] == "sentiment" else {**MEASURED, **QUOTE_KINDS, **STANCES}
    if label in known:
        return known[label]
    named = name_target(screen.watch, label)
    return named if named != label else name_argument(screen.watch, label)


def _measured(score: Row, name: str) -> str:
    value, low, high = score[name], score.get(f"{name}_low"), score.get(f"{name}_high")
    if value is None:
        return "–"
    return percent(value) if low is None or high is None else f"{percent(value)} ({between(low, high)})"


def _day(text: str) -> str:
    return short_day(date.fromisoformat(text[:10]), with_year=True)


def _show_runs(screen: Screen, runs: Sequence[Row]) -> None:
    show(heading(2, "Les derniers passages"))
    if not runs:
        show(paragraph("Aucun passage enregistré.", "quiet"))
        return
    lines = [
        [COMMANDS.get(row["command"], row["command"]), moment(row["started_at"]), _status(row["status"]),
         number(row["n_failures"])]
        for row in runs
    ]  # fmt: skip
    show(
        table(
            "Passages, du plus récent au plus ancien", ["Passage", "Début", "Issue", "Échecs"], lines, n_text_columns=3
        )
    )
    steps = screen.ask(list_steps, runs[0]["id"])
    lines = [
        [STEPS.get(row["step"], row["step"]), row["source_id"] or "", _status(row["status"]),
         _say_counts(row["counts"]), row["message"] or ""]
        for row in steps
    ]  # fmt: skip
    columns = ["Étape", "Source", "Issue", "Compté", "Message"]
    show(details("Les étapes du dernier passage", table("Étapes du dernier passage", columns, lines, n_text_columns=5)))


def _status(status: str) -> Markup:
    css = {"done": "ok", "running": "muted"}.get(status, "bad")
    return Markup('<span class="status {}">{}</span>').format(css, RUN_STATUSES[status])


def _say_counts(counts: dict[str, object]) -> str:
    return ", ".join(f"{_COUNTS.get(name, name)}{NO_BREAK}: {value}" for name, value in counts.items())
