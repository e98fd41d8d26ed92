"""The health of sources on screen: a sentence for all, a card for what is wrong, the figures behind each verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboard.french import NO_BREAK, counted, listed, number, percent, short_day
from dashboard.markup import details, escape, heading, join, paragraph
from store.health.verdicts import Figures, Signal, State, Verdict
from store.health.words import FIELDS, STATES, say_pause

_CSS: Mapping[State, str] = {"sound": "ok", "watched": "bad", "broken": "bad", "unjudged": "muted"}
# A shape beside each colour: nothing is said by colour alone.
_SHAPES: Mapping[State, str] = {"sound": "●", "watched": "▲", "broken": "■", "unjudged": "○"}
_SAID = (("broken", "en panne", "en panne"), ("watched", "à surveiller", "à surveiller"),
         ("unjudged", "pas encore jugée", "pas encore jugées"), ("sound", "en ordre", "en ordre"))  # fmt: skip


def say_all(verdicts: Sequence[Verdict]) -> str:
    """One sentence on all sources: « 1 source en panne, 2 à surveiller, 9 en ordre. »"""
    counts: Counter[str] = Counter(verdict.state for verdict in verdicts)
    parts = [
        f"{number(counts[state])}{NO_BREAK}{one if counts[state] < 2 else many}"
        for state, one, many in _SAID
        if counts[state]
    ]
    return f"{counted(len(verdicts), 'source')}{NO_BREAK}: {listed(parts)}." if parts else ""


def draw_trouble(verdicts: Sequence[Verdict]) -> Markup:
    """A card for each source that is broken or to watch: why, since when, what to do."""
    wrong = [verdict for verdict in verdicts if verdict.signals]
    if not wrong:
        return Markup("")
    return Markup('<div class="cards" data-testid="pannes">{}</div>').format(join([_card(one) for one in wrong]))


def draw_state(verdict: Verdict | None) -> Markup:
    """The state of one source in words, and « pourquoi » with its figures on a click."""
    if verdict is None:
        return escape("–")
    why = [paragraph(verdict.why), _figures(verdict.figures)]
    return Markup("{}{}").format(_status(verdict.state), details("pourquoi", join(why), test_id="pourquoi"))


def _card(verdict: Verdict) -> Markup:
    signs = join([_sign(signal) for signal in verdict.signals])
    return Markup('<div class="card small">{}{}</div>').format(
        heading(3, Markup("{} {}").format(verdict.name, _status(verdict.state))), signs
    )


def _sign(signal: Signal) -> Markup:
    return Markup('<p>{}</p><p class="quiet"><strong>Que faire{}:</strong> {}</p>').format(
        signal.why, NO_BREAK, signal.todo
    )


def _status(state: State) -> Markup:
    return Markup('<span class="status {}" data-testid="sante">{}{}{}</span>').format(
        _CSS[state], _SHAPES[state], NO_BREAK, STATES[state]
    )


def _figures(figures: Figures) -> Markup:
    lines = [*_rhythm(figures), *_answers(figures), *_fields(figures), *_comments(figures)]
    return Markup('<ul class="said">{}</ul>').format(join([Markup("<li>{}</li>").format(line) for line in lines]))


def _rhythm(figures: Figures) -> list[str]:
    lines = [f"Jours observés{NO_BREAK}: {number(figures.n_days)}"]
    if figures.per_week is not None:
        rate = number(figures.per_week, digits=0 if figures.per_week >= 10 else 1)
        lines.append(f"Textes montrés par semaine, tous sujets{NO_BREAK}: {rate}")
    if figures.longest_days is not None:
        lines.append(say_pause(figures.longest_days).capitalize())
    if figures.last_shown_on is not None:
        lines.append(f"Dernier texte montré{NO_BREAK}: {short_day(figures.last_shown_on, with_year=True)}")
    return lines


def _answers(figures: Figures) -> list[str]:
    if not figures.n_collections:
        return [f"Aucune collecte depuis 28{NO_BREAK}jours"]
    statuses = ", ".join(f"{status}{NO_BREAK}× {number(n)}" for status, n in figures.statuses)
    told = f"{number(figures.n_answered)} sur {number(figures.n_collections)}"
    lines = [f"Collectes auxquelles le site a répondu, sur 28{NO_BREAK}jours{NO_BREAK}: {told} ({statuses})"]
    if figures.n_future:
        lines.append(f"Textes datés dans le futur au dernier relevé{NO_BREAK}: {number(figures.n_future)}")
    return lines


def _fields(figures: Figures) -> list[str]:
    """How full the pages usually are, and those of the last four weeks."""
    usual = [f"{FIELDS[name]} {percent(share)}" for name, share, _, _ in figures.fields if share is not None]
    recent = [f"{FIELDS[name]} {percent(share)}" for name, _, share, _ in figures.fields if share is not None]
    most = max((n for _, _, _, n in figures.fields), default=0)
    lines = [f"Part remplie d’ordinaire{NO_BREAK}: {', '.join(usual)}"] if usual else []
    if recent:
        lines.append(f"Depuis 28{NO_BREAK}jours ({counted(most, 'page')}){NO_BREAK}: {', '.join(recent)}")
    return lines


def _comments(figures: Figures) -> list[str]:
    if not figures.n_declared:
        return []
    read = f"{number(figures.n_collected)} lus sur {number(figures.n_declared)} déclarés"
    return [f"Commentaires des pages lues en 28{NO_BREAK}jours{NO_BREAK}: {read}"]
