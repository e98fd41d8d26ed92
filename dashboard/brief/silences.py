"""The sources that are silent or failed: what a quiet day may hide."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from dashboard.brief.plain import plain
from dashboard.brief.records import SourceItem
from dashboard.brief.usual import Window
from dashboard.french import NO_BREAK, counted, curl_apostrophes, moment, short_day
from dashboard.names import RUN_STATUSES, STEPS
from store.clock import paris_day
from store.database import Row
from store.health.verdicts import Verdict
from store.queries.brief import BriefRows

STALE_AFTER = timedelta(hours=36)
LEAST_SILENCE_DAYS = 7
# With fewer publication days than this the rhythm of a source is not known.
ENOUGH_DAYS = 4
UNKNOWN_RHYTHM_DAYS = 30
_GAPS = 4


def list_silences(found: BriefRows, window: Window) -> tuple[SourceItem, ...]:
    """What failed or stays silent, sources first, then steps of the night; failures are named with what to do."""
    failures: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in found.failures:
        failures[row["source_id"]].append(row)
    if found.collected_at is None:
        return ()
    items: list[SourceItem] = []
    known = {row["id"] for row in found.sources}
    health = {verdict.source_id: verdict for verdict in found.health}
    for row in found.sources:
        items += _silences_of(row, failures.get(row["id"], []), window, health.get(row["id"]))
    for source_id, rows in failures.items():
        if source_id not in known:
            items += [_failure(plain(source_id) or "Collecte", row) for row in rows]
    items += [
        SourceItem(name=STEPS.get(row["step"], plain(row["step"])),
                   what=f"étape {RUN_STATUSES[row['status']]}{NO_BREAK}: les comptes peuvent être incomplets",
                   todo="Relancez « vigie nightly » ou lisez la vue « Collecte ».")
        for row in found.broken_steps
    ]  # fmt: skip
    return tuple(items)


def say_sources(found: BriefRows, items: Sequence[SourceItem]) -> str:
    """One sentence on the whole: how many sources are in use, how many answered."""
    if not found.sources:
        return "Aucune source n’a encore été lue."
    if found.collected_at is None:
        return f"Aucune collecte n’était enregistrée à cette date{NO_BREAK}: rien à dire des sources."
    n = len(found.sources)
    if not items:
        return f"{counted(n, 'source')}, toutes lues sans échec."
    return f"{counted(n, 'source')} dans la veille{NO_BREAK}; voici ce qui manque ou se tait."


def _silences_of(row: Row, failures: Sequence[Row], window: Window, health: Verdict | None) -> list[SourceItem]:
    name = plain(row["name"])
    if row["read_at"] is None:
        return [SourceItem(name=name, what="jamais lue", todo="Lancez « vigie crawl » et lisez la vue « Collecte ».")]
    items = [_failure(name, one) for one in failures]
    if row["status"] in ("failed", "interrupted") and not failures:
        said = f" ({plain(row['message']).rstrip('.')})" if row["message"] else ""
        items.append(SourceItem(name=name, what=f"collecte {RUN_STATUSES[row['status']]}{said}"))
    if datetime.fromisoformat(row["read_at"]) < window.read_until - STALE_AFTER:
        items.append(SourceItem(name=name, what=f"pas lue depuis le {moment(row['read_at'])}"))
    if health is not None and health.figures.n_days:
        return [*items, *_signs(name, health, is_failing=bool(failures))]
    silence = _silence(row["published"], window)
    return [*items, SourceItem(name=name, what=silence)] if silence else items


def _signs(name: str, health: Verdict, *, is_failing: bool) -> list[SourceItem]:
    """What is wrong with a source by its own facts; what the failures or « pas lue depuis » say is not said again."""
    told = {"unread"} | ({"feed"} if is_failing else set())
    signs = [signal for signal in health.signals if signal.kind not in told]
    return [SourceItem(name=name, what=_as_clause(signal.why), todo=signal.todo) for signal in signs]


def _as_clause(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:].rstrip(".")


def _failure(name: str, row: Row) -> SourceItem:
    times = f" ({counted(row['n'], 'page')})" if row["n"] > 1 else ""
    return SourceItem(
        name=name, what=f"{curl_apostrophes(plain(row['error'])).rstrip('.')}{times}{NO_BREAK}: {plain(row['item'])}",
        todo=curl_apostrophes(plain(row["hint"])) or None,
    )  # fmt: skip


def _silence(published: Sequence[str], window: Window) -> str | None:
    """For a source without recorded facts: a sentence when it is silent for much longer than it usually waits.

    Usually: four times the median gap between its days of the last six months, a week at least.
    """
    if not published:
        return "aucun article depuis six mois"
    days = [date.fromisoformat(day) for day in published]
    limit = float(UNKNOWN_RHYTHM_DAYS)
    if len(days) >= ENOUGH_DAYS:
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        limit = max(LEAST_SILENCE_DAYS, _GAPS * median(gaps))
    waited = (paris_day(window.read_until - timedelta(seconds=1)) - days[-1]).days
    if waited <= limit:
        return None
    since = short_day(days[-1], with_year=True)
    return f"aucun article depuis le {since} ({counted(waited, 'jour')}), plus longtemps que d’habitude"
