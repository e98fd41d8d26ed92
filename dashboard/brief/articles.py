"""The articles of the day, each with its sentences and what readers answer under it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from dashboard.brief.extracts import Chosen, extract
from dashboard.brief.headline import say_counts
from dashboard.brief.places import Places, quoted
from dashboard.brief.plain import plain, web_address
from dashboard.brief.records import ArticleItem, CommentedItem, Extract, Link
from dashboard.brief.usual import Window
from dashboard.brief.when import say_when
from dashboard.french import NO_BREAK, counted, number
from dashboard.names import STANCES, USES, name_argument, name_target
from dashboard.precision import DO_NOT_CITE, NEVER, is_unfit, measure_kind, measure_label, say_precision
from store.database import Row
from store.queries.brief import BriefRows

N_DETAILED = 20
N_COMMENTED = 10
N_ARGUMENTS = 4
_RESERVED = {"partial": "réservé aux abonnés, début seul lu", "blocked": "réservé aux abonnés"}
Today = Mapping[str, Sequence[Row]]


def group_units(found: BriefRows, window: Window) -> Today:
    """The readers' verdicts of the window by article."""
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found.units:
        if window.holds(row["posted_at"]):
            grouped[row["thread_id"]].append(row)
    return grouped


def group_reprises(found: BriefRows) -> list[tuple[Row, list[Row]]]:
    """Each story of the day once, newest first, as its first publication and the reprises of it."""
    stories: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found.new:
        stories[row["story_id"] or row["id"]].append(row)
    grouped = []
    for rows in stories.values():
        ordered = sorted(rows, key=lambda row: (not row["story_first"], row["published_at"], row["id"]))
        grouped.append((ordered[0], ordered[1:]))
    return grouped


def rank_stories(grouped: list[tuple[Row, list[Row]]], today: Today) -> list[tuple[Row, list[Row]]]:
    """The stories in the order of the day, those that the team pinned first; when there are many, the most commented
    and reprised come first."""
    if len(grouped) > N_DETAILED:
        grouped = sorted(
            grouped, key=lambda one: -sum(len(today.get(row["id"], ())) + 1 for row in (one[0], *one[1]))
        )  # fmt: skip
    return sorted(grouped, key=lambda one: not any(row["is_pinned"] for row in (one[0], *one[1])))


def describe_article(
    row: Row, reprises: Sequence[Row], chosen: Sequence[Chosen], found: BriefRows, *, today: Today, places: Places
) -> ArticleItem:
    """One story of the day."""
    extracts: tuple[Extract, ...] = extract(row["body"], chosen)
    if not extracts and plain(row["standfirst"]):
        extracts = (Extract(text=plain(row["standfirst"])),)
    return ArticleItem(
        title=plain(row["title"]), href=web_address(row["url"]), source=plain(row["source"]), when=say_when(row),
        paywall=_RESERVED.get(row["paywall"]),
        reprises=tuple(Link(name=plain(one["source"]), href=web_address(one["url"])) for one in reprises),
        extracts=extracts, comments=_say_comments(row, found, today, places),
        trail=places.article(row["id"], row["title"]), key=f"article-{row['id']}", answered=_answered(row),
    )  # fmt: skip


def _answered(row: Row) -> Link | None:
    """Where the team says that it answered."""
    if row["state"] != "answered":
        return None
    return Link(name=plain(row["answer_url"]) or "réponse faite", href=web_address(row["answer_url"]))


def list_commented(found: BriefRows, today: Today, places: Places) -> tuple[CommentedItem, ...]:
    """The earlier articles under which readers wrote in the window, most commented first."""
    new = {row["id"] for row in found.new}
    items = []
    for row in found.commented:
        if row["id"] in new:
            continue
        lines = _say_stances(row["id"], found, today, places)
        items.append(
            CommentedItem(
                title=plain(row["title"]), href=web_address(row["url"]), source=plain(row["source"]), n=row["n"],
                said=f"{NO_BREAK}; ".join(lines), trail=places.comments(thread=row["id"]), key=f"fil-{row['id']}",
            )
        )  # fmt: skip
    return tuple(items)


def _say_comments(row: Row, found: BriefRows, today: Today, places: Places) -> tuple[str, ...]:
    """What readers answer under an article: how many, their stances, their arguments, and how many were not read."""
    n = sum(not one["target"] for one in today.get(row["id"], ()))
    declared = row["comments_declared"] or 0
    unread = declared - row["n_comments"]
    missing = f"Le site en annonce {number(declared)}, dont {number(unread)} que Vigie n’a pas pu lire."
    if not n:
        nothing = "Aucun commentaire du débat sous cet article."
        return (nothing, missing) if unread > 0 else (nothing,)
    lines = [f"{counted(n, 'commentaire')} du débat sous cet article."]
    lines += [f"{line}." for line in _say_stances(row["id"], found, today, places)]
    arguments = _say_arguments(row["id"], found, places)
    if arguments:
        lines.append(f"Arguments relevés{NO_BREAK}: {arguments}.")
    return tuple([*lines, missing] if unread > 0 else lines)


def _say_stances(thread: str, found: BriefRows, today: Today, places: Places) -> list[str]:
    """One clause a target, most spoken of first: « Tarif d’autorité : 2 contre, 1 pour »."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in today.get(thread, ()):
        if row["target"]:
            counts[row["target"]][row["stance"]] += 1
    said = []
    for target, by_stance in sorted(counts.items(), key=lambda one: (-one[1].total(), one[0])):
        warning = f" ({DO_NOT_CITE})" if is_unfit(measure_label(found.models, "stance", target)) else ""
        sides = say_counts([(stance, by_stance[stance]) for stance in STANCES])
        said.append(f"{plain(name_target(places.watch, target))}{NO_BREAK}: {sides}{warning}")
    return said


def _say_arguments(thread: str, found: BriefRows, places: Places) -> str:
    counts: Counter[tuple[str, str]] = Counter(
        (row["argument"], row["use"]) for row in found.arguments if row["thread_id"] == thread
    )
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    said = [
        f"{quoted(plain(name_argument(places.watch, slug)))} {USES[use]} {number(n)}{NO_BREAK}fois"
        for (slug, use), n in ranked[:N_ARGUMENTS]
    ]
    if not said:
        return ""
    more = len(ranked) - N_ARGUMENTS
    measure = measure_kind(found.models, "argument")
    precision = f"précision mesurée{NO_BREAK}: {say_precision(measure)}" if measure else NEVER
    warning = f", {DO_NOT_CITE}" if is_unfit(measure) else ""
    listed = ", ".join([*said, counted(more, "autre")] if more > 0 else said)
    return f"{listed}{NO_BREAK}; {precision}{warning}"


def by_owner(rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Rows by `owner_id`, in their order."""
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["owner_id"]].append(row)
    return grouped
