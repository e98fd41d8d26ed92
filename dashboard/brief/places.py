"""Where the sentences behind a number are read on the dashboard."""

import re
from dataclasses import dataclass
from datetime import date

from dashboard.address import link, morning_link
from dashboard.brief.plain import plain
from dashboard.brief.records import Trail
from dashboard.french import NO_BREAK, long_day, short_day, shorten
from dashboard.names import STANCES, USES, name_argument, name_target
from store.queries.passages import Among, Question
from store.watch import Watch


def quoted(text: str) -> str:
    """A name between French quotation marks; those that it holds become second-level ones."""
    inner = re.sub(r"«[\s\u00a0\u202f]*", "“", text)
    inner = re.sub(r"[\s\u00a0\u202f]*»", "”", inner)
    return f"«{NO_BREAK}{inner}{NO_BREAK}»"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The dashboard of one watch on one day."""

    watch: Watch
    day: date

    def comments(self, *, target: str = "", stance: str = "", argument: str = "", use: str = "",
                 thread: str = "", among: Among = "") -> Trail:  # fmt: skip
        """The readers' comments of the day that a number counts."""
        question = Question(voice="reader", target=target, stance=stance, argument=argument, use=use, thread=thread,
                            among=among)  # fmt: skip
        pieces = ["commentaires de lecteurs"]
        if target:
            pieces.append(f"cible {quoted(plain(name_target(self.watch, target)))}")
        if stance:
            pieces.append(f"position {quoted(STANCES[stance])}")
        if argument:
            pieces.append(f"argument {quoted(plain(name_argument(self.watch, argument)))}")
        if use:
            pieces.append(USES[use])
        if among:
            pieces.append("contre nos positions")
        if thread:
            pieces.append("cet article seul")
        pieces.append(f"matin du {short_day(self.day, with_year=True)}")
        words = f"vue {quoted('Passages')}, {', '.join(pieces)}"
        return self._trail(words, morning_link(question, self.day))

    def article(self, article_id: str, title: str) -> Trail:
        """One article with its thread."""
        words = f"vue {quoted('Lire')}, article {quoted(shorten(plain(title), 70))}"
        return self._trail(words, link("lire", article=article_id))

    def morning(self) -> Trail:
        """The view of the day."""
        words = f"vue {quoted('Ce matin')}, {long_day(self.day)}"
        return self._trail(words, link("matin", jour=self.day))

    def _trail(self, words: str, path: str) -> Trail:
        base = self.watch.us.dashboard_url
        return Trail(words=words, href=f"{base.rstrip('/')}/{path.removeprefix('./')}" if base else None, path=path)
