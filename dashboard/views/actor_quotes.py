"""What an actor, a camp or an unknown speaker says: their quotes, the articles and comments that name them."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil

from markupsafe import Markup

from dashboard.address import Params, link, read_filters, read_page
from dashboard.cards import show_pages
from dashboard.exhibit import Exhibit
from dashboard.french import NO_BREAK, counted, moment, short_day
from dashboard.marking import Mark, mark_text
from dashboard.markup import (
    anchor,
    as_read,
    badge,
    copy_button,
    copy_link,
    escape,
    heading,
    join,
    notice,
    outside,
    show,
)
from dashboard.names import ATTITUDES, QUOTE_KINDS
from dashboard.scope import Scope
from dashboard.screen import Screen
from dashboard.showing import show_bar
from store.database import Row
from store.queries.voices import (
    UNKNOWN,
    Sought,
    count_listed_named,
    count_listed_quotes,
    list_named,
    list_quotes,
    measure_quotes,
)
from store.watch import Actor

PAGE_SIZE = 25
MOST_DOWNLOADED = 500
PLACES: Mapping[str, str] = {"title": "titre", "lead": "chapô", "body": "corps"}
_PLACE_SLUGS: Mapping[str, str] = {"titre": "title", "chapo": "lead", "corps": "body"}
_LISTS = ("citations", "nommes", "lecteurs")
COLUMNS = ("Date", "Source", "Article", "Adresse", "Locuteur", "Verbe", "Attitude", "Forme", "Place", "Citation")


def show_detail(screen: Screen, sources: Sequence[Row], first_on: date, last_on: date) -> None:
    """Draws who it is, how much there is of each kind, and the list that the address asks for, newest first."""
    filters = read_filters(screen.params, first_on=first_on, last_on=last_on, default_audience="tous")
    scope = Scope(filters=filters, sources=[
        row for row in sources
        if (not filters.audiences or row["audience"] in filters.audiences)
        and (not filters.sources or row["source_id"] in filters.sources)
    ])  # fmt: skip
    sought, name = _read(screen)
    asked = screen.params.get("voir", "")
    asked = asked if asked in _LISTS else _LISTS[0]
    _show_head(screen, name)
    everywhere = Sought(actors=sought.actors, speaker=sought.speaker)
    counts = {
        "citations": screen.ask(count_listed_quotes, filters, everywhere),
        "nommes": screen.ask(count_listed_named, filters, everywhere),
        "lecteurs": screen.ask(count_listed_named, filters, everywhere, readers=True),
    }  # fmt: skip
    _show_counts(screen.params, counts, asked)
    n = counts[asked]
    if sought.place and asked != "lecteurs":
        n = screen.ask(count_listed_quotes if asked == "citations" else count_listed_named, filters, sought)
    place = f" ({PLACES[sought.place]})" if sought.place and asked != "lecteurs" else ""
    unique = ", reprises et doublons écartés" if filters.unique_only else ""
    show(Markup('<p class="quiet" data-testid="bilan">{}{}{}, {}{}. Sources{}: {}.</p>').format(
        _say(asked, n), _say_extent(screen, scope, sought) if asked == "citations" and n else "", place, scope.period,
        unique, NO_BREAK, scope.source_names))  # fmt: skip
    if not n:
        show(notice("Rien ne correspond à cette adresse. Le compte a pu changer depuis qu’elle a été copiée."))
        return
    page = read_page(screen.params)
    _show_list(screen, scope, sought, asked, page)
    show(show_pages("acteurs", screen.params, page=page, n_pages=ceil(n / PAGE_SIZE)))


def _say_extent(screen: Screen, scope: Scope, sought: Sought) -> str:
    """« dans 49 articles, 709 mots »."""
    found = screen.ask(measure_quotes, scope.filters, sought)
    return f" dans {counted(found['n_articles'], 'article')}, {counted(found['n_words'], 'mot')}"


def _read(screen: Screen) -> tuple[Sought, str]:
    """What the address asks for, and its name."""
    place = _PLACE_SLUGS.get(screen.params.get("ou", ""), "")
    slug, camp = screen.params.get("acteur", ""), screen.params.get("camp", "")
    if slug and slug != "inconnus":
        actor = screen.watch.actor(slug)
        return Sought(actors=(slug,), place=place), actor.name if actor else slug
    if camp and camp != "inconnus":
        slugs = tuple(actor.slug for actor in screen.watch.actors if actor.camp == camp)
        return Sought(actors=slugs or (camp,), place=place), screen.watch.camp(camp)
    speaker = screen.params.get("locuteur", "")
    return Sought(actors=(UNKNOWN,), place=place, speaker=speaker), speaker or "Locuteurs que la veille ne connaît pas"


def _show_head(screen: Screen, name: str) -> None:
    show(Markup('<nav class="days" aria-label="Retour">{}</nav>').format(
        anchor(link("acteurs", **_kept(screen.params)), "← Acteurs et citations")))  # fmt: skip
    show(heading(1, name))
    actor = screen.watch.actor(screen.params.get("acteur", ""))
    if actor:
        show(_say_actor(screen, actor))
        if actor.private:
            show(notice("Personne privée : citez-la avec prudence, et seulement ce qu’elle a dit au public.",
                        css="warning", test_id="prive"))  # fmt: skip


def _say_actor(screen: Screen, actor: Actor) -> Markup:
    camp = anchor(link("acteurs", **{**_kept(screen.params), "camp": actor.camp}), screen.watch.camp(actor.camp))
    return Markup('<p class="lead">{} · {}</p>').format(actor.role, camp)


def _kept(params: Params) -> dict[str, str]:
    return {name: params[name] for name in ("public", "du", "au", "source", "reprises") if name in params}


def _show_counts(params: Params, counts: Mapping[str, int], asked: str) -> None:
    kept = {name: value for name, value in params.items() if name not in ("voir", "ou", "page")}
    pieces = []
    for slug, n in counts.items():
        said = _say(slug, n)
        pieces.append(Markup("<b>{}</b>").format(said) if slug == asked else anchor(
            link("acteurs", **kept, voir=slug), said))  # fmt: skip
    show(Markup('<nav class="days" aria-label="Ce qui est montré">{}</nav>').format(join(pieces, " · ")))


def _say(asked: str, n: int) -> str:
    nouns = {"citations": ("citation",), "nommes": ("article où le nom paraît", "articles où le nom paraît"),
             "lecteurs": ("commentaire qui le nomme", "commentaires qui le nomment")}  # fmt: skip
    return counted(n, *nouns[asked])


def _show_list(screen: Screen, scope: Scope, sought: Sought, asked: str, page: int) -> None:
    offset = (page - 1) * PAGE_SIZE
    if asked == "citations":
        found = screen.ask(list_quotes, scope.filters, sought, limit=PAGE_SIZE, offset=offset)
        _show_bar(screen, scope, sought)
        cards = [show_quote(screen, row) for row in found]
    else:
        if asked == "lecteurs":
            sought = Sought(actors=sought.actors)
        found = screen.ask(list_named, scope.filters, sought, readers=asked == "lecteurs", limit=PAGE_SIZE,
                           offset=offset)  # fmt: skip
        cards = [_show_named(row) for row in found]
    show(Markup('<div class="cards">{}</div>').format(join(cards)))


def show_quote(screen: Screen, row: Row) -> Markup:
    """One quote: its words, who says them and how it is told, where and when, and a button that copies it whole."""
    marks = [badge(QUOTE_KINDS.get(row["kind"], row["kind"]))]
    if row["place"] != "body":
        marks.append(badge(f"dans le {PLACES[row['place']]}"))
    if not row["is_unique"]:
        marks.append(badge("reprise", "muted", "Le même texte a déjà paru ailleurs"))
    told = _say_told(row)
    words = as_read(Markup("«{}{}{}»").format(NO_BREAK, row["text"], NO_BREAK))
    return Markup(
        '<article class="card" data-testid="citation"><p class="source">{}, {} {}</p>'
        '<blockquote class="passage">{}<footer><b>{}</b>{}</footer></blockquote>'
        '<p class="quiet">{} · {}{}</p></article>'
    ).format(
        row["source"], moment(row["at"]), join(marks, " "), words, row["speaker"] or "personne non nommée", told,
        anchor(link("lire", article=row["thread_id"], passage=row.get("passage_id") or ""), row["title"],
               test_id="vers-lecture"),
        copy_button(write_quote(row), "Copier la citation", about=row["speaker"] or ""),
        Markup(" · {}").format(outside(row["url"], "la page")) if row["url"] else escape(""),
    )  # fmt: skip


def _say_told(row: Row) -> Markup:
    """« affirme », and what the verb lets the journalist say of it."""
    pieces = [Markup(", « {} »").format(row["cue"])] if row["cue"] else []
    if ATTITUDES.get(row["attitude"]):
        pieces.append(Markup(" ({})").format(ATTITUDES[row["attitude"]]))
    return join(pieces)


def write_quote(row: Row) -> str:
    """A quote with its source, as it is copied: « … » (qui, titre du journal, jour, adresse)."""
    day = short_day(date.fromisoformat(row["day"]), with_year=True) if row["day"] else "sans date"
    where = ", ".join(filter(None, (row["speaker"] or "personne non nommée", row["source"], day, row["url"])))
    return f"«{NO_BREAK}{row['text']}{NO_BREAK}» ({where})"


def _show_named(row: Row) -> Markup:
    text, start = row["text"] or "", row["passage_start"] or 0
    marked = mark_text(
        text, [Mark(start=row["start"], end=row["end"], css="ev-found", title="nom reconnu")], start=start
    )
    repeated = "" if row["is_unique"] else badge("reprise", "muted", "Le même texte a déjà paru")
    return Markup(
        '<article class="card" data-testid="nomme"><p class="source">{}, {} {}</p>'
        '<blockquote class="passage">{}</blockquote><p class="quiet">{}</p></article>'
    ).format(
        row["source"], moment(row["at"]), repeated, as_read(marked),
        anchor(link("lire", article=row["thread_id"], passage=row["passage_id"] or ""), row["title"]),
    )  # fmt: skip


def _show_bar(screen: Screen, scope: Scope, sought: Sought) -> None:
    address = link("acteurs", **screen.params)

    def gather() -> Exhibit:
        found = screen.ask(list_quotes, scope.filters, sought, limit=MOST_DOWNLOADED)
        n = screen.ask(count_listed_quotes, scope.filters, sought)
        return Exhibit(
            name="citations", title="Citations", unit="une citation compte une fois par article", n=n,
            caution=f"Les {MOST_DOWNLOADED} plus récentes seulement." if n > MOST_DOWNLOADED else "",
            nouns=("citation", "citations"), period=scope.period, sources=scope.source_names, address=address,
            columns=COLUMNS,
            rows=[[moment(row["at"]), row["source"], row["title"], row["url"], row["speaker"], row["cue"],
                   ATTITUDES.get(row["attitude"], ""), QUOTE_KINDS.get(row["kind"], ""), PLACES[row["place"]],
                   row["text"]] for row in found],
        )  # fmt: skip

    show_bar(screen, "citations", copy_link(address), gather)
