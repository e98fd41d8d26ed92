"""The press review as plain text: the part of the mail that every reader can show."""

from textwrap import wrap

from dashboard.brief.records import ArticleItem, Brief
from dashboard.brief.words import ALSO, capital, count_comments, name_stance, nest
from dashboard.french import NO_BREAK, number
from dashboard.precision import DO_NOT_CITE

WIDTH = 76


def render_text(brief: Brief) -> bytes:
    """The whole review, lines of at most 76 characters; addresses stand on lines of their own."""
    lines = [brief.acronym, brief.title, brief.debate, *_wrapped(f"{brief.period}. {brief.freshness}")]
    lines += _correction(brief)
    if brief.opening:
        lines += ["", *(line for one in brief.opening.splitlines() for line in _wrapped(one))]
    if brief.quiet:
        lines += ["", *_wrapped(brief.quiet)]
    else:
        for part in (_essential, _articles, _commented, _quotes, _figures, _answers):
            lines += part(brief)
    lines += _title("Sources muettes ou en échec") + _wrapped(brief.sources_note)
    lines += [line for one in brief.sources for line in _item(f"{one.name}{NO_BREAK}: {one.what} {one.todo or ''}")]
    lines += ["", *_wrapped(brief.footer)]
    if brief.signed:
        lines += _wrapped(brief.signed)
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def _correction(brief: Brief) -> list[str]:
    if brief.correction is None:
        return []
    one = brief.correction
    return [
        "", *_wrapped(f"CORRECTION N° {one.number} de la revue partie le {one.of}. {one.why}"),
        *(line for change in one.changes for line in _item(change)),
    ]  # fmt: skip


def _essential(brief: Brief) -> list[str]:
    lines = _title("L’essentiel")
    for one in brief.headlines:
        lines += _item(f"{one.said} dans le débat. {' '.join(capital(note) + '.' for note in one.notes)}")
    if brief.targets:
        lines += _title("Ce que disent les lecteurs") + _wrapped(brief.reliability)
    for target in brief.targets:
        counts = ", ".join(f"{name_stance(two.stance)} {number(two.n)}" for two in target.counts)
        unfit = f" ({DO_NOT_CITE})" if target.is_unfit else ""
        lines += _item(f"{target.name}{unfit}{NO_BREAK}: {counts}. {capital(target.notes[0])}.")
    return lines


def _articles(brief: Brief) -> list[str]:
    lines = _title("Articles parus") if brief.articles else []
    for one in brief.articles:
        lines += ["", *_wrapped(one.title), *_about(one)]
        for two in one.extracts:
            who = f" ({two.speaker})" if two.speaker else ""
            lines += [f"  {line}" for line in _wrapped(f"«{NO_BREAK}{nest(two.text)}{NO_BREAK}»{who}")]
        lines += _wrapped(" ".join(one.comments)) + _note(one.note)
        if one.answered:
            lines += _wrapped(f"Nous y avons répondu{NO_BREAK}: {one.answered.name}")
    for one in brief.more_articles:
        lines += _item(f"{one.title}, {one.source}, {one.when}. {one.comments[0]}") + _link(one.href)
    return lines + (_wrapped(brief.left_out) if brief.left_out else [])


def _about(one: ArticleItem) -> list[str]:
    paywall = f", {one.paywall}" if one.paywall else ""
    again = f", repris par {', '.join(two.name for two in one.reprises)}" if one.reprises else ""
    return _wrapped(f"{one.source}, {one.when}{paywall}{again}") + _link(one.href)


def _commented(brief: Brief) -> list[str]:
    lines = _title("Articles plus anciens où l’on écrit encore") if brief.commented else []
    for one in brief.commented:
        said = f" {one.said}." if one.said else ""
        lines += _item(f"{one.title}, {one.source}{NO_BREAK}: {count_comments(one.n)}.{said}") + _note(one.note)
    return lines


def _quotes(brief: Brief) -> list[str]:
    lines = _title(f"À retenir{NO_BREAK}: qui l’a dit") if brief.quotes else []
    for one in brief.quotes:
        lines += _item(f"«{NO_BREAK}{nest(one.text)}{NO_BREAK}» ({one.speaker}, dans {one.source}, {one.when})")
        lines += _note(one.note)
    return lines


def _figures(brief: Brief) -> list[str]:
    lines = _title("Les chiffres qui circulent") if brief.figures else []
    for place, one in enumerate(brief.figures):
        if place and brief.figures[place - 1].is_disputed and not one.is_disputed:
            lines += ["", ALSO]
        if one.is_disputed:
            lines += ["", *_wrapped(f"Valeurs différentes pour «{NO_BREAK}{one.noun}{NO_BREAK}», à ne pas confondre :")]
        for two in one.values:
            noun = one.noun_beside(two)
            lines += _item(
                f"{two.text} ({noun}), {two.who}, {two.when}" if noun else f"{two.text}, {two.who}, {two.when}"
            )
        lines += _note(one.note)
    return lines


def _answers(brief: Brief) -> list[str]:
    lines = _title("À quoi répondre")
    for one in brief.answers:
        lines += _item(f"{one.name}{NO_BREAK}: {one.said}.")
        how = "À vérifier avant usage" if one.is_guess else "Notre réponse"
        lines += [f"  {line}" for point in one.points for line in _wrapped(f"{how}{NO_BREAK}: {point}")]
        lines += _note(one.note)
    return lines + (_wrapped(brief.answers_note) if brief.answers_note else [])


def _note(note: str | None) -> list[str]:
    return [f"  {line}" for one in (note or "").splitlines() for line in _wrapped(f"→ {one}")]


def _link(href: str | None) -> list[str]:
    return [f"  {href}"] if href else []


def _title(title: str) -> list[str]:
    return ["", "", title.upper(), "-" * len(title)]


def _item(text: str) -> list[str]:
    return wrap(" ".join(text.split(" ")), WIDTH, initial_indent="* ", subsequent_indent="  ", break_long_words=False)


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, break_long_words=False) or [""]
