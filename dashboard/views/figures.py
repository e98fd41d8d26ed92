"""« Chiffres qui circulent » : qui a dit quel chiffre, le premier, et qui le répète ?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil

import streamlit as st
from markupsafe import Markup

from dashboard.address import filter_params, link, read_filters, read_page
from dashboard.cards import show_pages
from dashboard.choices import choose
from dashboard.exhibit import Exhibit
from dashboard.exhibit import Value as Cell
from dashboard.french import NO_BREAK, as_inside, counted, listed, number, period, short_day
from dashboard.marking import Mark, mark_text
from dashboard.markup import anchor, as_read, badge, copy_link, escape, heading, join, notice, paragraph, show
from dashboard.names import AUDIENCES
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from store.disputes import Dispute, Value
from store.quarrels import Most, Quarrel, Quarrels, ValueSum
from store.queries.figures import MOST_FIGURES, count_circulating, find_quarrel, sum_up_quarrels
from store.queries.filters import Filters
from store.queries.trends import list_panel
from store.tellings import Telling, in_order

MOST_DISPUTES = 15
MOST_REPEATED = 30
MOST_ODD = 20
MOST_SAYERS = 3
MOST_VALUES = 40  # of one quantity, on its first page
PAGE_SIZE = 25
UNIT = "un texte compte une fois par valeur, les reprises d’un même article une fois"
COLUMNS = ("Valeur", "Dit par", "Premier dans la veille", "À savoir", "Articles", "Commentaires")
_VAGUE = ("des ", "plusieurs ", "quelques ")  # what already says that it is more than one
_SIGNS = {"more-than": "plus de ", "less-than": "moins de ", "approx": "environ "}


def show_view(screen: Screen) -> None:
    """Draws the quarrels of figures, or everybody who tells the value that the address names."""
    wanted = screen.params.get("quantite")
    if not wanted:
        show(heading(1, "Chiffres qui circulent"))
    filters = _choose(screen)
    if wanted:
        asked = screen.ask(find_quarrel, filters, screen.watch.quantities, wanted)
        if asked is not None:
            _show_quantity(screen, filters, asked)
            return
        show(heading(1, "Chiffres qui circulent"))
        show(notice("Plus personne ne donne ce chiffre dans cette période et ce public.", test_id="absent"))
    found = _ask(screen, filters, most_values=MOST_VALUES)
    _show_lead(screen, filters, found)
    named = Counter(one.name for one in found.disputed)
    for quarrel in found.disputed:
        _show_dispute(screen, filters, quarrel, is_alone=named[quarrel.name] == 1)
    _show_repeated(screen, filters, found)
    _show_odd(found.odd)


def _ask(screen: Screen, filters: Filters, *, most_values: int | None) -> Quarrels:
    most = Most(disputed=MOST_DISPUTES, repeated=MOST_REPEATED, odd=MOST_ODD, values=most_values)
    return screen.ask(sum_up_quarrels, filters, screen.watch.quantities, most)


def _choose(screen: Screen) -> Filters:
    filters = read_filters(
        screen.params, first_on=date(1900, 1, 1), last_on=date(2999, 12, 31), default_audience="tous"
    )
    if screen.params.get("quantite"):
        return filters
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in screen.ask(list_panel))]
    choices = {"tous": "Tous publics"} | {slug: AUDIENCES[slug] for slug in present}
    with st.container(key="filtres"):
        one, _ = st.columns([4, 8])
        with one:
            choose("Public", "public", choices, filters.audiences[0] if filters.audiences else "tous", default="tous")
    return filters


def _show_lead(screen: Screen, filters: Filters, found: Quarrels) -> None:
    if not found.n_told:
        show(notice("Aucun chiffre du débat n’est donné par deux textes : il n’y a pas de querelle de chiffres.",
                    test_id="vide"))  # fmt: skip
        return
    said = f"{counted(found.n_disputed, 'quantité reçoit', 'quantités reçoivent')} des valeurs différentes"
    show(Markup('<p class="lead" data-testid="bilan">{}.</p>').format(said if found.n_disputed else "Aucune querelle"))
    show(paragraph(
        "Les valeurs sont côte à côte, telles qu’elles sont écrites : rien n’est choisi ni corrigé. « Premier » veut "
        "dire le premier texte que la veille a lu, non le premier qui l’ait dit. Chaque nombre mène à ses phrases.",
        "quiet"))  # fmt: skip
    n_figures = screen.ask(count_circulating, filters)
    if n_figures > MOST_FIGURES:
        show(paragraph(f"Seuls les {number(MOST_FIGURES)} chiffres les plus récents, sur {number(n_figures)}, "
                       "sont rapprochés.", "quiet"))  # fmt: skip


def _show_dispute(screen: Screen, filters: Filters, quarrel: Quarrel, *, is_alone: bool) -> None:
    """A quantity and its values; two quantities of one noun are told apart by the first of theirs."""
    told = "" if is_alone else f"{NO_BREAK}: {' ou '.join(say_value(one) for one in quarrel.values[:2])}"
    show(heading(2, _capital(quarrel.name) + told, test_id=f"querelle-{quarrel.slug}"))
    _show_table(screen, filters, quarrel.slug, quarrel.name, [quarrel], n=quarrel.n_texts)
    if quarrel.n_values > MOST_VALUES:
        show(paragraph(Markup("Les {} valeurs les plus données. {}").format(
            number(MOST_VALUES), anchor(link("chiffres", **_params(filters), quantite=quarrel.slug),
                                        f"Toutes les {number(quarrel.n_values)}", test_id="toutes-valeurs")),
            "quiet"))  # fmt: skip


def _show_repeated(screen: Screen, filters: Filters, found: Quarrels) -> None:
    if not found.repeated:
        return
    show(heading(2, "Sans querelle", test_id="repetes"))
    _show_table(screen, filters, "repetes", "Chiffres sans querelle", found.repeated, n=found.n_repeated_texts)


def _show_table(
    screen: Screen, filters: Filters, slug: str, title: str, quarrels: Sequence[Quarrel], *, n: int
) -> None:  # fmt: skip
    """On screen, the most told values of each quantity; all of them go to the files."""
    params = _params(filters)
    days = sorted(day for one in quarrels for day in one.days)
    lines = [_line(params, _name(slug, one, value), one.slug, value) for one in quarrels for value in one.values]
    shown = Exhibit(
        name=f"chiffres-{slug}", title=_capital(title), unit=UNIT, n=n, nouns=("texte", "textes"),
        sources=", ".join(sorted({name for one in quarrels for name in one.sources})),
        period=period(date.fromisoformat(days[0]), date.fromisoformat(days[-1])) if days else "sans date",
        address=link("chiffres", **params), columns=COLUMNS, n_text_columns=4, is_open=True, rows=[], lines=lines,
    )  # fmt: skip

    def gather() -> Exhibit:
        every = _ask(screen, filters, most_values=None)
        whole = {one.slug: one for one in (*every.disputed, *every.repeated)}
        found = [(whole[one.slug], value) for one in quarrels if one.slug in whole for value in whole[one.slug].values]
        return replace(shown, rows=[_plain(_name(slug, one, value), value) for one, value in found])

    show_exhibit(screen, shown, gather)


def _name(slug: str, quarrel: Quarrel, value: ValueSum) -> str:
    """A value, with its quantity where a table holds several."""
    return say_value(value) if slug == quarrel.slug else f"{say_value(value)}{NO_BREAK}: {quarrel.name}"


def _plain(name: str, value: ValueSum) -> list[Cell]:
    return [name, say_sayers(value), _say_first(value.first), _say_notes(value), value.n_articles, value.n_comments]


def _line(params: Mapping[str, str], name: str, slug: str, value: ValueSum) -> list[Markup | str]:
    address = link("chiffres", **params, quantite=slug, valeur=value.key)
    first = Markup("{}, {}").format(
        anchor(_place(value.first), value.first.source), _say_day(value.first.day)
    )  # fmt: skip
    return [
        anchor(address, name, css="count", test_id="valeur"), escape(say_sayers(value)), first,
        escape(_say_notes(value)), _count(address, value.n_articles, "presse"),
        _count(address, value.n_comments, "lecteurs"),
    ]  # fmt: skip


def _count(address: str, n: int, who: str) -> Markup:
    return anchor(f"{address}&qui={who}", number(n), css="count") if n else escape("0")


def _show_quantity(screen: Screen, filters: Filters, dispute: Dispute) -> None:
    """Everybody who tells one value, or any value, of a quantity: first said first, each with its sentence."""
    value = next((one for one in dispute.values if one.key == screen.params.get("valeur")), None)
    who = {"presse": "article", "lecteurs": "comment"}.get(screen.params.get("qui", ""))
    told = [
        one for each in dispute.values if value in (None, each) for one in each.tellings
        if who in (None, one.owner_kind)
    ]  # fmt: skip
    told = list(in_order(told))
    show(Markup('<nav class="days">{}</nav>').format(
        anchor(link("chiffres", **_params(filters)), "← tous les chiffres")))  # fmt: skip
    show(heading(1, f"{say_value(value)}{NO_BREAK}: {dispute.name}" if value else _capital(dispute.name)))
    _show_others(filters, dispute, value)
    if value is not None and _say_notes(value):
        show(notice(_capital(_say_notes(value)), css="warning", test_id="a-savoir"))
    page, n_pages = read_page(screen.params), ceil(len(told) / PAGE_SIZE)
    show(Markup('<p class="lead" data-testid="bilan">{}, du premier au dernier. {}</p>').format(
        _say_told(told),
        copy_link(link("chiffres", **screen.params), about="ce chiffre")))  # fmt: skip
    shown = told[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    show(Markup('<div class="cards">{}</div>').format(join([_card(one) for one in shown])))
    show(show_pages("chiffres", screen.params, page=page, n_pages=n_pages))


def _say_told(told: Sequence[Telling]) -> str:
    """« 2 articles (3 parutions, reprises comprises) et 1 commentaire », as the tables count them."""
    articles = [one for one in told if one.owner_kind == "article"]
    n_stories, n_printed = len({one.story for one in articles}), len({one.owner_id for one in articles})
    more = f" ({counted(n_printed, 'parution')}, reprises comprises)" if n_printed > n_stories else ""
    said = [f"{counted(n_stories, 'article')}{more}"] if articles else []
    comments = {one.owner_id for one in told if one.owner_kind == "comment"}
    return listed([*said, *([counted(len(comments), "commentaire")] if comments else [])])


def _show_others(filters: Filters, dispute: Dispute, value: Value | None) -> None:
    others = [one for one in dispute.values if one is not value]
    if not others:
        return
    ways = [anchor(link("chiffres", **_params(filters), quantite=dispute.slug, valeur=one.key), say_value(one))
            for one in others]  # fmt: skip
    said = "Autres valeurs données pour la même quantité" if value else "Valeurs données"
    show(Markup('<p class="quiet" data-testid="autres-valeurs">{}{}: {}.</p>').format(
        said, NO_BREAK, join(ways, ", ")))  # fmt: skip


def _show_odd(tellings: Sequence[Telling]) -> None:
    if not tellings:
        return
    show(heading(2, "Écritures à vérifier avant de répéter", test_id="a-verifier"))
    show(Markup('<div class="cards">{}</div>').format(join([_card(one) for one in tellings])))


def _card(one: Telling) -> Markup:
    """One telling: its sentence with the figure marked, on whose word, where and when."""
    mark = Mark(start=one.place, end=one.place + len(one.text), css="figure", title="le chiffre")
    marks = [badge("commentaire" if one.owner_kind == "comment" else "presse", "muted")]
    marks += [badge("donné pour le contester", "muted")] if one.is_denied else []
    chain = [f"selon {one.said_by}"] if one.said_by and one.said_by != one.carrier else []
    chain += [f"dit par {one.carrier}"] if one.carrier else []
    odd = Markup('<p class="few">{}</p>').format(_capital(" ; ".join(one.oddities))) if one.oddities else ""
    return Markup(
        '<article class="card" data-testid="dit"><p class="source">{} · {} · {} {}</p><blockquote>{}</blockquote>'
        "{}<footer>{}</footer></article>"
    ).format(
        one.source, _say_day(one.day), escape(", ".join(chain) or "sans source dite"), join(marks, " "),
        as_read(mark_text(one.sentence, [mark])), odd,
        anchor(_place(one), f"lire dans « {one.title} »", test_id="vers-lecture"),
    )  # fmt: skip


def _place(one: Telling) -> str:
    return link("lire", article=one.thread_id, passage=one.passage_id)


def _params(filters: Filters) -> dict[str, str]:
    params = filter_params(filters)
    if filters.first_on.year == 1900:
        params.pop("du")
    if filters.last_on.year == 2999:
        params.pop("au")
    if not filters.audiences:
        params.pop("public")
    return params


def say_value(value: Value | ValueSum) -> str:
    """A value as it is first written, with its comparator: « plus de 1 000 », « 0.43 à 0.61 centimes d’euros »."""
    text = as_inside(value.first.text)
    return text if text.startswith(_VAGUE) else _SIGNS.get(value.comparator, "") + text


def say_sayers(value: Value | ValueSum) -> str:
    """On whose word a value is given: « Médecins secteur 3, la caisse », or that nobody is named."""
    named = list(value.sayers[:MOST_SAYERS])
    more = len(value.sayers) - len(named)
    if more:
        named.append(counted(more, "autre"))
    return listed(named) if named else "personne n’est cité"


def _say_first(one: Telling) -> str:
    return f"{one.source}, {_say_day(one.day)}"


def _say_day(day: str) -> str:
    return short_day(date.fromisoformat(day), with_year=True) if day else "sans date"


def _say_notes(value: Value | ValueSum) -> str:
    notes = list(value.oddities)
    if value.deniers:
        notes.append(f"contesté par {listed(list(value.deniers[:MOST_SAYERS]))}")
    return f"{NO_BREAK}; ".join(notes)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
