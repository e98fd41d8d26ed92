"""The French sentences of a verdict."""

from datetime import date

from store.health.filling import Loss
from store.health.silence import LEAST_ACTIVE_DAYS, LEAST_DAYS, Rhythm, Silence
from store.health.verdicts import State, Verdict

_SPACE = "\u00a0"
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")
_LOST = {
    "page": "les pages ne se lisent plus",
    "title": "les pages n’ont plus de titre",
    "date": "les pages n’ont plus de date",
    "timely": "les pages sont datées dans le futur",
    "byline": "les pages n’ont plus de signature",
    "body": "les pages n’ont plus de texte",
    "comments": "les commentaires ne sont plus lus",
}
STATES: dict[State, str] = {
    "sound": "en ordre", "watched": "à surveiller", "broken": "en panne", "unjudged": "pas encore jugée",
}  # fmt: skip
FIELDS = {
    "page": "pages lues", "title": "titre", "date": "date", "timely": "date non future", "byline": "signature",
    "body": "texte", "comments": "commentaires lus",
}  # fmt: skip
MEND_UNREAD = "Vérifiez la crontab (« vigie cron ») et le journal de la collecte, puis lancez « vigie crawl »."


def say_day(day: date) -> str:
    """« 22 nov. 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{_SPACE}{_MONTHS[day.month - 1]} {day.year}"


def say_sound(state: State, rhythm: Rhythm) -> str:
    """Why nothing is said against a source."""
    if state == "unjudged":
        return (
            f"Rythme encore inconnu{_SPACE}: {_counted(rhythm.n_days, 'jour observé', 'jours observés')} sur "
            f"{LEAST_DAYS}, {_counted(rhythm.n_active_days, 'jour de publication', 'jours de publication')} sur "
            f"{LEAST_ACTIVE_DAYS}."
        )
    longest = say_pause(rhythm.longest_days)
    return f"Publie {_rate(7 * rhythm.per_day)}, répond, et rien ne manque à ses pages ({longest})."


def say_pause(longest_days: int) -> str:
    """The longest pause of a source."""
    if not longest_days:
        return "aucun jour sans texte jusqu’ici"
    return f"plus longue pause connue{_SPACE}: {_counted(longest_days, 'jour')}"


def say_no_answer(since: date, error: str, *, n_days: int) -> str:
    """Neither a feed nor a sitemap answers."""
    told = error.rstrip(".")
    if n_days == 1:
        return f"Ni flux ni plan de site lisible à la dernière collecte, le {say_day(since)}{_SPACE}: {told}."
    return f"Ni flux ni plan de site lisible depuis le {say_day(since)} ({n_days} jours de collecte){_SPACE}: {told}."


def say_unread(last: date) -> str:
    """Our own collection has stopped."""
    return f"Plus collectée depuis le {say_day(last)}{_SPACE}: on ne sait pas ce que le site a publié."


def say_silence(silence: Silence, *, per_week: float, longest_days: int) -> str:
    """How long, against what, and how rare."""
    is_rare = silence.is_alarm or silence.may_be_closure
    rare = "moins d’une fois par an" if is_rare else "moins de quatre fois par an"
    if silence.may_be_closure:
        rare += f"{_SPACE}; mais c’est son premier mois d’août ici, et peut-être une fermeture"
    return (
        f"Rien de neuf dans ce que montre le site depuis le {say_day(silence.last_active_on)} "
        f"({_counted(silence.n_days, 'jour entier', 'jours entiers')}), alors qu’il publie {_rate(per_week)} "
        f"({say_pause(longest_days)}). Un tel silence est attendu {rare}."
    )


def say_loss(name: str, loss: Loss) -> str:
    """Which field is gone, and the figures on both sides."""
    what = f"Depuis le {say_day(loss.since)}, {_LOST[name]}{_SPACE}: "
    seen = loss.seen
    parts = []
    if seen.n:
        n_bad = seen.n - seen.n_filled
        parts.append(f"{_counted(n_bad, 'page touchée', 'pages touchées')} sur {_number(seen.n)} nouvelles")
    if seen.n_lost:
        again = _counted(seen.n_lost, "page relue", "pages relues")
        parts.append(f"{again} sur {_number(seen.n_again)} sans ce qu’on y avait lu")
    usual = f"{round(100 * (1 - loss.usual))}{_SPACE}%"
    return f"{what}{', '.join(parts)}, contre {usual} d’ordinaire."


def mend_feed(source_id: str) -> str:
    """What to do when nothing answers."""
    return (
        "Ouvrez l’adresse du flux dans un navigateur. Si elle a changé, corrigez « feeds » et « sitemaps » de "
        f"{source_id}.toml ; si le site refuse les robots, il ne reste qu’à coller ses pages."
    )


def mend_silence(source_id: str) -> str:
    """What to do about a silence."""
    return (
        "Ouvrez le site. S’il publie, son flux est figé ou a changé d’adresse : corrigez « feeds » de "
        f"{source_id}.toml. S’il ne publie plus, il n’y a rien à réparer."
    )


def mend_field(name: str, source_id: str) -> str:
    """What to do about a field that is gone."""
    if name == "comments":
        return "Ouvrez un article commenté et collez sa page ; le module de commentaires de ce site est à revoir."
    if name == "page":
        return "Lisez « Ce qui a échoué », ouvrez une de ces pages ; si le site ferme ses pages, collez leur texte."
    if name == "timely":
        return f"Comparez un article avec son site ; écrivez un sélecteur « published_at » dans {source_id}.toml."
    return f"Le site a sans doute changé de mise en page : écrivez un sélecteur dans {source_id}.toml (« selectors »)."


def _rate(per_week: float) -> str:
    """« 3,2 textes par jour », « 4 par semaine », « 2 par mois »."""
    if per_week >= 7:
        return f"{_number(per_week / 7)} textes par jour"
    if per_week >= 1:
        return f"{_number(per_week)} textes par semaine"
    return f"{_number(per_week * 365 / 12 / 7)} textes par mois"


def _number(value: float) -> str:
    text = f"{value:.1f}" if value < 10 and round(value, 1) != round(value) else f"{value:,.0f}"
    return text.replace(",", "\u202f").replace(".", ",")


def _counted(n: int, singular: str, plural: str | None = None) -> str:
    noun = singular if n < 2 else plural or f"{singular}s"
    return f"{_number(n)}{_SPACE}{noun}"


def say_verdict(verdict: Verdict) -> list[str]:
    """The lines of a terminal for one source: its state and why, then what to do about each sign."""
    head = f"{verdict.name} ({verdict.source_id}){_SPACE}: {STATES[verdict.state]}. {verdict.why}"
    others = [signal for signal in verdict.signals if signal.why != verdict.why]
    return [head, *(f"  {signal.why}" for signal in others), *(f"  → {signal.todo}" for signal in verdict.signals)]
