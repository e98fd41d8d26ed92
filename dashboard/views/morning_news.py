"""The part of « Ce matin » on what is new: the phrases that rose against the months before."""

from datetime import date

from markupsafe import Markup

from dashboard.address import link
from dashboard.french import NO_BREAK, counted, listed, number, percent, short_day
from dashboard.markup import anchor, badge, escape, heading, join, paragraph, show
from dashboard.screen import Screen
from store.database import Row
from store.queries.novelty import list_rises

SHOWN = 6


def show_news(screen: Screen, day: date) -> None:
    """Draws the phrases that the night of the day found; nothing when there is none."""
    found = screen.ask(list_rises, day)
    if not found:
        return
    show(heading(2, "Ce qui est nouveau", test_id="nouveau"))
    show(paragraph("Expressions que lecteurs et journalistes n’employaient pas, ou bien plus rarement, les mois "
                   "d’avant ; jamais dans un seul fil. Elles disent de quoi l’on parle.", "quiet"))  # fmt: skip
    show(Markup('<ul class="said" data-testid="nouveautes">{}</ul>').format(
        join([_line(row, day) for row in found[:SHOWN]])))  # fmt: skip
    if len(found) > SHOWN:
        rest = f"{counted(len(found) - SHOWN, 'autre expression', 'autres expressions')}"
        show(paragraph(anchor(link("nouveau", jour=day), rest, test_id="autres-nouveautes"), "quiet"))


def _line(row: Row, day: date) -> Markup:
    mark = badge("nouveau") if row["first_on"] == day.isoformat() else badge(
        f"depuis le {short_day(date.fromisoformat(row['first_on']))}", "muted")  # fmt: skip
    return Markup("<li>{} {}{}: {}</li>").format(
        anchor(link("nouveau", expression=row["id"]), f"« {row['text']} »", test_id="vers-nouveaute"), mark, NO_BREAK,
        say_counts(row),
    )  # fmt: skip


def say_counts(row: Row) -> Markup:
    """« 5 commentaires et 1 article, dans 3 fils en 4 jours ; jamais vu avant »."""
    pieces = [counted(row[name], noun) for name, noun in (("n_comments", "commentaire"), ("n_articles", "article"))
              if row[name]]  # fmt: skip
    where = f"dans {counted(row['n_threads'], 'fil')} en {counted(row['span_days'], 'jour')}"
    return escape(f"{listed(pieces)}, {where} ; {say_past(row)}")


def say_past(row: Row) -> str:
    """How usual it was in the months before."""
    share = float(row["past_share"])
    if not share:
        return "jamais vu les mois d’avant"
    said = f"{number(share * 100, digits=1)}{NO_BREAK}%" if share < 0.01 else percent(share)
    return f"{said} des textes les mois d’avant"
