"""« Journal » : qui a corrigé, demandé, exporté, effacé, qui est entré ?"""

from dashboard.french import NO_BREAK, counted, moment
from dashboard.markup import heading, notice, paragraph, show, table
from dashboard.names import VIA_WORDS
from dashboard.screen import Screen
from store.access import require
from store.audit import ACTS, list_acts

SHOWN = 200


def show_view(screen: Screen) -> None:
    """Draws the audit trail, for those whose role gives it."""
    show(heading(1, "Journal"))
    require(screen.person, "audit")
    act = screen.params.get("acte", "")
    acts = list_acts(screen.db, act=act if act in ACTS else "", limit=SHOWN)
    show(
        paragraph(
            "Ce que l’équipe et les commandes ont fait, du plus récent au plus ancien. Ni texte ni lecteur n’y "
            f"figure{NO_BREAK}: les numéros sont ceux des corrections et des demandes.",
            "quiet",
        )
    )
    if not acts:
        show(notice("Rien n’est encore écrit au journal.", test_id="vide"))
        return
    lines = [
        [moment(row["at"]), row["who"], row["role"] or "machine", VIA_WORDS.get(row["via"], row["via"]),
         ACTS.get(row["act"], row["act"]), row["what"]]
        for row in acts
    ]  # fmt: skip
    caption = f"{counted(len(acts), 'acte', 'actes')}" + (", les plus récents" if len(acts) == SHOWN else "")
    show(table(caption, ["Quand", "Qui", "Rôle", "Par", "Quoi", "Lequel"], lines, n_text_columns=6))
