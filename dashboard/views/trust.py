"""« Fiabilité » : jusqu’où peut-on répéter ces chiffres ?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from dashboard.address import ALL, filter_params, link, passages_link, read_filters
from dashboard.choices import choose
from dashboard.corrected import LEAST_AUDITS, Audited, correct_share
from dashboard.exhibit import Exhibit, Value
from dashboard.french import NO_BREAK, between, counted, listed, number, percent, period, short_day
from dashboard.intervals import by_stance, measure_shares
from dashboard.markup import anchor, escape, heading, join, notice, paragraph, show
from dashboard.names import AUDIENCES, UNIT_RULES, UNITS, name_target
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.trend import VOICES, count_cell
from dashboard.views.media_lists import ACCESSES
from dashboard.views.trust_layers import show_calibration, show_layers
from store.database import Row
from store.queries.audits import Judgement, count_checked, list_judgements
from store.queries.filters import Filters
from store.queries.passages import Question, count_units
from store.queries.trends import count_undated, find_period, list_panel
from store.queries.trust import count_debate_of_readers, count_read_in_full, count_stances_of_readers
from store.sampling import A_NIGHT, FRAME_DAYS

WEEKS = 18
_SIDES = ("against", "favour")
NOT_CORRECTED = "non corrigée"


def show_view(screen: Screen) -> None:
    """Draws how far the audit has come, corrected shares, measures by layer, calibration, and what is not covered."""
    show(heading(1, "Fiabilité"))
    judgements = screen.ask(list_judgements)
    _show_audit(screen, judgements)
    filters = _choose(screen)
    if filters is None:
        show(notice("Rien de daté dans ce débat : il n’y a pas encore de part à corriger.", test_id="vide"))
    else:
        screen.begin(count_read_in_full, filters)
        _show_shares(screen, filters, judgements)
    show_layers(screen)
    show_calibration(screen, judgements)
    _show_silences(screen, filters)
    _show_uncovered(screen, filters)


def _show_audit(screen: Screen, judgements: Sequence[Judgement]) -> None:
    done = screen.ask(count_checked)
    n_readers = sum(one.stratum == "readers" for one in judgements)
    way = anchor(link("verifier"), f"{counted(done['n_waiting'], 'texte')} à vérifier", test_id="vers-verifier")
    since = f" depuis le {short_day(date.fromisoformat(done['first_on']), with_year=True)}" if done["first_on"] else ""
    lead = f"{counted(n_readers, 'commentaire jugé', 'commentaires jugés')} sur {LEAST_AUDITS} nécessaires"
    if n_readers >= LEAST_AUDITS:
        lead = f"{counted(n_readers, 'commentaire tiré', 'commentaires tirés')} au hasard et jugés par l’équipe{since}"
    show(Markup('<p class="lead" data-testid="bilan">{}. {}.</p>').format(lead, way))
    show(paragraph(
        f"Chaque nuit, {sum(A_NIGHT.values())} passages sont tirés au hasard, quoi que la machine en pense, parmi "
        f"les textes collectés depuis six mois{NO_BREAK}; l’équipe en dit la position sans voir celle de la machine. "
        f"À partir de {LEAST_AUDITS} commentaires jugés, la précision affichée partout vient de là, et les parts "
        "peuvent être corrigées de ce que la machine confond. Un jugement d’audit ne change aucun compte.",
        "quiet"))  # fmt: skip


def _choose(screen: Screen) -> Filters | None:
    dated = screen.ask(find_period)
    if dated is None:
        return None
    last_on = date.fromisoformat(dated[1])
    first_on = max(date.fromisoformat(dated[0]), last_on - timedelta(weeks=WEEKS))
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in screen.ask(list_panel))]
    read = read_filters(screen.params, first_on=first_on, last_on=last_on, default_audience=present[0])
    filters = read.whole_weeks()
    audiences = {slug: AUDIENCES[slug] for slug in present} | {ALL: "Tous publics, additionnés"}
    with st.container(key="filtres"):
        one, _ = st.columns([4, 8])
        with one:
            choose("Public", "public", audiences, filters.audiences[0] if filters.audiences else ALL)
    return filters


def _show_shares(screen: Screen, filters: Filters, judgements: Sequence[Judgement]) -> None:
    rows = screen.ask(count_stances_of_readers, filters)
    audited = pick_judgements(judgements, filters)
    debate = screen.ask(count_debate_of_readers, filters) if len(audited) >= LEAST_AUDITS else []
    lines, plain, silent = [], [], []
    for target in screen.watch.targets:
        of_target = [row for row in rows if row["target"] == target.slug]
        if not of_target:
            silent.append(f"« {target.name} »")
            continue
        sample = [say_audited(one, target.slug) for one in audited]
        for side, word in zip(_SIDES, ("contre", "pour"), strict=True):
            cells, values = _share_cells(of_target, debate, sample, side, filters, target.slug)
            lines.append([f"{target.name}{NO_BREAK}: {word}", *cells])
            plain.append([target.name, word, *values])
    show(heading(2, "Les parts, corrigées par l’audit", test_id="parts"))
    said = period(filters.first_on, filters.last_on)
    show(paragraph(f"{said[0].upper()}{said[1:]}, toutes les sources de ce public.", "quiet"))
    if silent:
        show(paragraph(f"Aucun commentaire lu ne parle de {listed(silent)}.", "quiet"))
    if not lines:
        return
    early = screen.today - timedelta(days=FRAME_DAYS) > filters.first_on
    caution = "La période commence avant les textes qui peuvent être tirés." if early else ""
    show_exhibit(screen, Exhibit(
        name="parts-corrigees", title="Part des commentaires contre et pour, selon la machine et corrigée",
        unit=UNIT_RULES["reader"], n=len(audited), nouns=("commentaire jugé", "commentaires jugés"),
        period=period(filters.first_on, filters.last_on), caution=caution,
        sources=AUDIENCES.get(filters.audiences[0], "") if filters.audiences else "Tous publics",
        address=link("fiabilite", **filter_params(filters)),
        columns=["Cible", "Position", "Commentaires selon la machine", "Part selon la machine", "Machine : de",
                 "Machine : à", "Part corrigée", "Corrigée : de", "Corrigée : à"],
        rows=plain, lines=lines, screen_columns=["Cible", "Selon la machine", "Corrigée par l’audit"], is_open=True,
    ))  # fmt: skip
    show(paragraph(
        "« Corrigée » : la part de la machine, moins ce que l’audit montre qu’elle confond, avec l’intervalle à "
        f"95{NO_BREAK}% (estimation aidée par la prédiction, par fil). « Non corrigée » : moins de {LEAST_AUDITS} "
        f"commentaires jugés dans cette période et ce public, ou moins de 30 qui parlent de la cible. {caution}",
        "quiet"))  # fmt: skip


def _share_cells(
    rows: Sequence[Row], debate: Sequence[Row], sample: Sequence[Audited], side: str, filters: Filters, target: str
) -> tuple[list[Markup], list[Value]]:
    machine = by_stance(measure_shares(rows))[side]
    found = correct_share([*debate, *rows], sample, side)
    way = passages_link(Question(voice="reader", target=target, stance=side), filters)
    whole = passages_link(Question(voice="reader", target=target), filters)
    counted_by = Markup("{} sur {}").format(anchor(way, number(machine.n), css="count"),
                                            anchor(whole, number(machine.total), css="count"))  # fmt: skip
    share = ""
    if machine.share is not None and machine.low is not None and machine.high is not None:
        share = f", {percent(machine.share)} ({between(machine.low, machine.high)})"
    few = Markup('<span class="few">effectif trop faible</span>') if machine.share is None else Markup("")
    mended = Markup('<span class="few">{}</span>').format(NOT_CORRECTED)
    values: list[Value] = [machine.n, machine.share, machine.low, machine.high, NOT_CORRECTED, None, None]
    if found is not None and machine.share is not None:
        mended = Markup('<span><b class="count">{}</b> ({})</span>').format(
            percent(found.share), between(found.low, found.high)
        )
        values[4:] = [float(found.share), float(found.low), float(found.high)]
    return [Markup("<span>{}{}{}</span>").format(counted_by, share, few), mended], values


def pick_judgements(judgements: Sequence[Judgement], filters: Filters) -> list[Judgement]:
    """The judged readers' comments of a period and its audiences."""
    first, last = filters.first_on.isoformat(), filters.last_on.isoformat()
    return [
        one for one in judgements
        if one.stratum == "readers" and first <= one.day <= last and one.audience in (filters.audiences or AUDIENCES)
    ]  # fmt: skip


def say_audited(judged: Judgement, target: str) -> Audited:
    """What the machine and the person say of one target."""
    return Audited(
        thread_id=judged.thread_id, weight=judged.weight, machine=judged.machine.get(target, ("", 0.0))[0],
        person=judged.person.get(target, ""),
    )  # fmt: skip


def _show_silences(screen: Screen, filters: Filters | None) -> None:
    show(heading(2, "Ce que la machine ne sait pas", test_id="ignore"))
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in screen.ask(count_stances_of_readers, filters) if filters else []:
        totals[row["target"]][0] += row["n"]
        totals[row["target"]][1] += row["n"] * (row["stance"] == "unclear")
    said = [_say_unclear(screen, filters, target, n, unclear)
            for target, (n, unclear) in sorted(totals.items()) if n >= 30 and filters]  # fmt: skip
    pieces = [escape("Quand elle hésite, elle dit « indéterminé », compté à part du neutre.")]
    pieces.append(Markup("Part indéterminée des commentaires qui parlent de la cible : {}.").format(join(said, " ; "))
                  if said else
                  escape("Trop peu de commentaires sur chaque cible pour dire la part indéterminée."))  # fmt: skip
    if screen.ask(count_undated):
        pieces.append(Markup("Sans date, donc dans aucune tendance : {}.").format(join(_list_undated(screen), ", ")))
    pieces.append(
        escape("Elle lit le français seulement, sait mal l’ironie, et ne sait pas qui écrit sous un pseudonyme.")
    )
    show(paragraph(join(pieces, " ")))


def _say_unclear(screen: Screen, filters: Filters, target: str, n: int, unclear: int) -> Markup:
    """« Tarif d’autorité » : 42 sur 120 (35 %); both numbers lead to their comments."""
    asked = Question(voice="reader", target=target)
    return Markup("« {} » : {} sur {} ({})").format(
        name_target(screen.watch, target),
        count_cell(unclear, passages_link(replace(asked, stance="unclear"), filters)),
        count_cell(n, passages_link(asked, filters)), percent(unclear / n),
    )  # fmt: skip


def _list_undated(screen: Screen) -> list[Markup]:
    everything = read_filters({}, first_on=date(1900, 1, 1), last_on=date(2999, 12, 31), default_audience=ALL)
    undated = replace(everything, undated_only=True)
    asked = [Question(voice=voice) for voice in VOICES]
    found = [(one, screen.ask(count_units, undated, one)) for one in asked]
    return [anchor(passages_link(one, undated), counted(n, *UNITS[one.voice]), css="count") for one, n in found if n]


def _show_uncovered(screen: Screen, filters: Filters | None) -> None:
    show(heading(2, "Ce qui n’est pas couvert", test_id="non-couvert"))
    show(paragraph(
        "Ni la radio, ni la télévision, ni les réseaux fermés (Facebook, WhatsApp, X, groupes privés), ni le papier "
        "seul. Un lecteur qui commente n’est pas le public : ces parts ne sont pas un sondage."))  # fmt: skip
    found = screen.ask(count_read_in_full, filters) if filters else []
    if not found or filters is None:
        show(paragraph("Aucun article daté : la part lue en entier n’est pas connue.", "quiet"))
        return
    columns = ["Public", "Articles", "Lus en entier", "Extrait seulement", "Réservés", "Non dit",
               "Commentaires lus sur annoncés"]  # fmt: skip
    rows = [_coverage(row) for row in found]
    lines = [[escape(row[0]), *_read_cells(filters, one), row[6]] for one, row in zip(found, rows, strict=True)]
    show_exhibit(screen, Exhibit(
        name="lus-en-entier", title="Articles lus en entier, par public", unit="un article compte une fois",
        n=sum(row["n"] for row in found), nouns=("article", "articles"), sources="toutes les sources de la veille",
        period=period(filters.first_on, filters.last_on), address=link("fiabilite", **filter_params(filters)),
        columns=columns, rows=rows, lines=lines, is_open=True,
    ))  # fmt: skip


def _coverage(row: Mapping[str, int | str]) -> list[int | str]:
    declared = int(row["n_declared"])
    read = f"{number(int(row['n_comments']))} sur {number(declared)}" if declared else "aucun annoncé"
    name = AUDIENCES.get(str(row["audience"]), str(row["audience"]))
    return [name, *(row[one] for one in ("n", "n_free", "n_partial", "n_blocked", "n_unknown")), read]


def _read_cells(filters: Filters, row: Mapping[str, int | str]) -> list[Markup]:
    """How many articles of one audience, and of each access: each number leads to them."""
    asked = {**filter_params(filters), "public": row["audience"], "voir": "articles", "debat": "ou-non"}
    cells = [count_cell(int(row["n"]), link("medias", **asked))]
    for access in ACCESSES:
        n, address = int(row[f"n_{access}"]), link("medias", **asked, acces=access)
        share = Markup(" <small>({})</small>").format(percent(n / int(row["n"]))) if access == "free" else Markup("")
        cells.append((count_cell(n, address) if n else escape(number(0))) + share)
    return cells
