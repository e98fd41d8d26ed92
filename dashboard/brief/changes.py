"""What differs between a review that was sent and the review as it stands now, one French sentence each."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dashboard.brief.places import quoted
from dashboard.brief.records import Brief
from dashboard.french import NO_BREAK, shorten
from dashboard.names import STANCES


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def note(self) -> str | None: ...


def list_changes(sent: Brief, now: Brief) -> tuple[str, ...]:
    """What a reader of the sent review must know, numbers first; empty when nothing that it says has changed."""
    said = _of_numbers(sent, now)
    parts: Sequence[tuple[str, Mapping[str, str], Mapping[str, str]]] = (
        ("article", _titles(sent), _titles(now)),
        ("citation", {one.key: f"{one.speaker}, {quoted(one.text)}" for one in sent.quotes},
         {one.key: f"{one.speaker}, {quoted(one.text)}" for one in now.quotes}),
        ("chiffre", _figures(sent), _figures(now)),
        ("argument", {one.key: one.name for one in sent.answers}, {one.key: one.name for one in now.answers}),
    )  # fmt: skip
    for noun, before, after in parts:
        said += [f"{noun} ajouté{_e(noun)}{NO_BREAK}: {_cut(after[key])}" for key in after if key not in before]
        said += [f"{noun} retiré{_e(noun)}{NO_BREAK}: {_cut(before[key])}" for key in before if key not in after]
        said += [
            f"{noun} modifié{_e(noun)}{NO_BREAK}: {_cut(after[key])}"
            for key in after if key in before and after[key] != before[key]
        ]  # fmt: skip
    said += _of_words(sent, now)
    return tuple(f"{one[0].upper()}{one[1:]}." for one in said)


def _of_numbers(sent: Brief, now: Brief) -> list[str]:
    said = [
        f"{after.said} dans le débat, au lieu de {before.said}"
        for before, after in zip(sent.headlines, now.headlines, strict=False) if before.said != after.said
    ]  # fmt: skip
    before = {(one.slug, two.stance): two.n for one in sent.targets for two in one.counts}
    for one in now.targets:
        for two in one.counts:
            was = before.get((one.slug, two.stance), 0)
            if two.n != was:
                said.append(f"{one.name}{NO_BREAK}: {two.n} {STANCES[two.stance]}, au lieu de {was}")
    gone = {one.slug for one in sent.targets} - {one.slug for one in now.targets}
    return said + [f"{one.name}{NO_BREAK}: plus aucun commentaire compté" for one in sent.targets if one.slug in gone]


def _of_words(sent: Brief, now: Brief) -> list[str]:
    """The texts inside the items that stayed, and the words of the team."""
    said = []
    if (sent.opening or "") != (now.opening or ""):
        said.append("le mot d’ouverture a changé")
    extracts = {one.key: one for one in sent.articles}
    for one in now.articles:
        old = extracts.get(one.key)
        if old is None:
            continue
        if old.extracts != one.extracts:
            said.append(f"phrases extraites modifiées{NO_BREAK}: {_cut(one.title)}")
        if old.comments != one.comments:
            said.append(f"décompte des commentaires modifié{NO_BREAK}: {_cut(one.title)}")
    for name in ("articles", "quotes", "figures", "answers", "commented"):
        said += _of_notes(getattr(sent, name), getattr(now, name))
    if not said and [one.key for one in sent.articles] != [one.key for one in now.articles]:
        said.append("l’ordre des articles a changé")
    return said


def _of_notes(sent: Sequence[_Keyed], now: Sequence[_Keyed]) -> list[str]:
    notes = {one.key: one.note for one in sent}
    return [
        f"notre commentaire a changé{NO_BREAK}: {_cut(one.note)}" if one.note else "un de nos commentaires est retiré"
        for one in now if one.key in notes and notes[one.key] != one.note
    ]  # fmt: skip


def _titles(brief: Brief) -> dict[str, str]:
    return {one.key: f"{quoted(one.title)}, {one.source}" for one in (*brief.articles, *brief.more_articles)}


def _figures(brief: Brief) -> dict[str, str]:
    return {
        one.key: f"{one.noun or 'chiffre'} ({', '.join(two.text for two in one.values)})" for one in brief.figures
    }  # fmt: skip


def _e(noun: str) -> str:
    return "e" if noun == "citation" else ""


def _cut(text: str) -> str:
    return shorten(text, 120)
