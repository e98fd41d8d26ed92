"""What the team does with the comments of an article, where they are read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.address import link
from dashboard.markup import anchor, as_read, escape, notice, show
from dashboard.screen import Screen
from dashboard.work import say_marks, show_work
from store.database import Row
from store.queries.threads import list_comments


def by_item(standing: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Rows of `list_work` by the text that they are about."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in standing:
        found[row["item_id"]].append(row)
    return found


def show_asked_comment(screen: Screen, article: Row, work: Mapping[str, list[Row]]) -> None:
    """The comment that the address names, on top, with what the team does of it."""
    comment_id = screen.params.get("element")
    if not comment_id:
        return
    found = next(iter(screen.ask(list_comments, article["id"], [comment_id])), None)
    if found is None or found["status"] == "deleted":
        show(notice("Ce commentaire a été retiré depuis que le lien a été copié."))
        return
    show(Markup('<section class="asked" data-testid="commentaire-demande"><h2>Le commentaire demandé</h2>'
                '<p class="words">{}</p></section>').format(as_read(escape(found["body"]))))  # fmt: skip
    show_work(screen, "comment", comment_id, work[comment_id])


def follow(screen: Screen, row: Row, depth: int, work: Mapping[str, Sequence[Row]]) -> Markup:
    """Under a comment: what the team does of it, and the way to say so."""
    if row["status"] == "deleted" or row["purged_on"]:
        return Markup("")
    address = link("lire", article=screen.params["article"], element=row["id"])
    return Markup('<div class="follow level-{}">{} {}</div>').format(
        min(depth, 4), say_marks(work.get(row["id"], [])), anchor(address, "suivre", css="quiet", test_id="suivre")
    )
