"""What a view hands over to be shown, copied and downloaded: a chart with its table and what they count.

A view with a number to show writes one `Exhibit` and calls `show_exhibit(screen, exhibit)` (`dashboard/showing.py`):

    show_exhibit(screen, Exhibit(
        name="volume-lecteurs",                       # in file names and keys: one name once a page
        title="Commentaires par semaine",             # what is counted, in words
        unit="un commentaire compte une fois",        # the rule of counting
        n=412, nouns=("commentaire", "commentaires"),
        period=period(filters.first_on, filters.last_on),
        sources="Le Confrère du soir, La Gazette",
        address=link("tendances", **params),          # opens this view with its filters
        columns=["Semaine", "Commentaires"],
        rows=[["semaine du 16 nov.", 36]],            # plain values: what is downloaded
        lines=[["semaine du 16 nov.", anchor(...)]],  # the same for the screen, numbers leading to their passages
        make=lambda: draw_weekly_volume(...),         # no chart: leave it out, the table is shown alone
    ))

The chart, its bar (« Copier le lien », « Télécharger » CSV, XLSX, PNG, SVG) and its table come out, in light and dark.
A quote or an address is copied by `copy_button` of `dashboard/markup.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.french import counted

Value = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """A chart (`make`) and its table, or a table alone.

    `rows` are downloaded and follow `columns`; `lines` (Markup cells) take their place on screen, under
    `screen_columns` when those differ. `key` tells apart what the data version does not: the filters. `is_open`
    shows the table without a click. `precision` says how well a machine reads what is counted.
    """

    name: str
    title: str
    unit: str
    n: int
    nouns: tuple[str, str]
    period: str
    sources: str
    address: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    lines: Sequence[Sequence[Any]] | None = None
    screen_columns: Sequence[Any] | None = None
    n_text_columns: int = 1
    key: tuple[object, ...] = ()
    make: Callable[[], Any] | None = field(default=None, compare=False)
    caution: str = ""
    precision: str = ""
    is_open: bool = False

    @property
    def said_n(self) -> str:
        """« 1 347 commentaires »."""
        return counted(self.n, *self.nouns)
